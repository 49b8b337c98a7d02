"""The big screen keeps itself up to date, and says so when it cannot."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.journeys.visitors import Visitors
from tests.screenshots.pages import YEAR

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.xdist_group("shared_site"),
    pytest.mark.django_db(serialized_rollback=True),
]


def test_the_screen_refreshes_itself_and_says_when_it_cannot(guests: Visitors):
    page = guests.come(viewport={"width": 1920, "height": 1080})
    page.context.add_cookies([{"name": "language", "value": "zh-hans", "url": guests.options["base_url"]}])
    page.clock.install()
    page.goto(f"{YEAR}screen/")
    expect(page.locator(".screen-fresh")).to_contain_text("更新于")
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")

    page.evaluate("document.querySelector('.wall-name strong').textContent = 'old'")
    with page.expect_response(lambda answer: answer.url.endswith("/screen/")):
        page.clock.fast_forward(61_000)
    expect(page.locator(".wall-name strong").first).not_to_have_text("old")

    page.route("**/screen/", lambda route: route.abort())
    page.clock.fast_forward(61_000)
    expect(page.locator(".screen-fresh.is-stale")).to_contain_text("数据未更新")


def test_the_time_on_the_screen_is_the_one_of_the_server_s_answer(guests: Visitors):
    page = guests.come(timezone_id="UTC")
    page.clock.install(time="2001-01-01T03:04:05Z")
    with page.expect_response(lambda answer: answer.request.resource_type == "fetch") as asked:
        page.goto(f"{YEAR}screen/")
    time = asked.value.headers["date"].split()[4]
    expect(page.locator(".screen-fresh")).to_contain_text(time)


def test_without_scripts_the_rows_are_one_list_that_can_be_loaded_anew(guests: Visitors):
    page = guests.come(java_script_enabled=False, viewport={"width": 1280, "height": 400})
    page.goto(f"{YEAR}screen/")
    lines = [box for line in page.locator(".wall-line").all() if (box := line.bounding_box())]
    names = [box for name in page.locator(".wall-name").all() if (box := name.bounding_box())]
    assert len(lines) == len(names) > 1
    assert all(above["y"] + above["height"] <= below["y"] + 0.5 for above, below in pairwise(lines))
    assert all(name["height"] <= line["height"] for name, line in zip(names, lines, strict=True))
    with page.expect_navigation():
        page.get_by_role("link", name="重新载入").click()
    expect(page.locator(".wall-line")).to_have_count(len(lines))
