"""The big screen keeps itself up to date, and says so when it cannot."""

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
