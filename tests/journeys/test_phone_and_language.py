"""Every main page on a phone and in both languages, by keyboard alone, and without JavaScript."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from newarea.models import Report
from tests.journeys.visitors import Visitors, sign_in
from tests.screenshots.pages import PAGES, YEAR, Shown

PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"
TABS = 120  # more than any page has

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.xdist_group("shared_site"),
    pytest.mark.django_db(serialized_rollback=True),
]


def faults_of(page: Page, shown: Shown) -> list[str]:
    answer = shown.go(page)
    status = answer.status if answer else 0
    too_wide = page.evaluate(TOO_WIDE)
    faults = [f"{shown.name} answers {status}"] if status != shown.status else []
    return faults + ([f"{shown.name} is {too_wide} pixels too wide"] if too_wide > 0 else [])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_fits_a_phone(guests: Visitors, shared_site: str, language: str):
    faults = []
    for username in dict.fromkeys(shown.username for shown in PAGES):
        page = guests.signed_in(username, viewport=PHONE) if username else guests.come(viewport=PHONE)
        page.context.add_cookies([{"name": "language", "value": language, "url": shared_site}])
        for shown in [one for one in PAGES if one.username == username]:
            faults += faults_of(page, shown)
            assert str(page.locator("html").get_attribute("lang")).lower().startswith(language)
    assert faults == []


# Languages


def test_a_chosen_language_is_remembered_by_the_browser(guests: Visitors):
    page = guests.come()
    page.goto(YEAR)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")

    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("15 Sep 2023")

    page.goto(f"{YEAR}projects/4/?on=2023-06-30")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".strip.is-past")).to_contain_text("2023年6月30日")


def test_a_chosen_language_is_remembered_by_the_account(guests: Visitors):
    at_work = guests.signed_in("health-reporter")
    at_work.get_by_role("button", name="English").click()
    expect(at_work.locator("html")).to_have_attribute("lang", "en")

    at_home = guests.signed_in("health-reporter")
    expect(at_home.locator("html")).to_have_attribute("lang", "en")


# By keyboard alone


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {wanted}")


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_first_tab_skips_to_the_content(guests: Visitors):
    page = guests.come()
    page.goto(YEAR)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")


def a_picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    return file.getvalue()


def enter_as(page: Page, username: str) -> None:
    page.goto(YEAR)
    tab_to(page, page.get_by_role("link", name="登录"))
    press_enter(page)
    tab_to(page, page.locator("[name=username]"))
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type("songbei-2023")
    press_enter(page)


def hand_in(page: Page, percent: str, summary: str, *, closes: bool) -> None:
    tab_to(page, page.get_by_role("link", name="我的工作台"))
    press_enter(page)
    tab_to(page, page.locator(".duties tr", has_text="智慧医疗").locator("a.button").first)
    press_enter(page)
    tab_to(page, page.locator("#report-form [name=percent]"))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(percent)
    tab_to(page, page.locator("#report-form [name=summary]"))
    page.keyboard.type(summary)
    attach = page.locator("#report-form [name=evidence]")
    tab_to(page, attach)
    attach.set_input_files({"name": "调研.png", "mimeType": "image/png", "buffer": a_picture()})  # the system's dialog
    if closes:
        tab_to(page, page.locator("#report-form [name=closes]"))
        page.keyboard.press("Space")
    tab_to(page, page.locator("#report-form [name=action][value=submit]"))
    press_enter(page)
    expect(page.get_by_role("status").first).to_be_visible()


def verify(page: Page) -> None:
    tab_to(page, page.get_by_role("link", name="我的工作台"))
    press_enter(page)
    tab_to(page, page.locator("a[href='/verification/']").first)
    press_enter(page)
    claim = page.get_by_role("article").filter(has_text="需求调研")
    tab_to(page, claim.locator("[name=action][value=verify]"))
    press_enter(page)
    expect(page.get_by_role("status").first).to_be_visible()


def test_a_report_with_a_file_is_handed_in_verified_and_closed_out_by_keyboard_alone(guests: Visitors):
    reporter, inspector = guests.come(), guests.come()
    enter_as(reporter, "health-head")
    enter_as(inspector, "inspector-1")
    reports = Report.objects.filter(undertaking__key="health-design")

    hand_in(reporter, "40", "需求调研过半。", closes=False)
    report = reports.get(state="submitted")
    assert (report.percent, report.summary, report.evidence.count()) == (40, "需求调研过半。", 1)
    verify(inspector)
    report.refresh_from_db()
    assert report.state == "verified"

    hand_in(reporter, "100", "需求调研完成。", closes=True)
    asked = reports.get(state="submitted")
    assert (asked.percent, asked.closes) == (100, True)
    verify(inspector)
    asked.refresh_from_db()
    assert asked.state == "verified"


def test_a_menu_opens_and_closes_by_keyboard(guests: Visitors):
    page = guests.come()
    page.goto(YEAR)
    summary = page.locator("details.menu summary").first
    tab_to(page, summary)
    page.keyboard.press("Enter")
    expect(page.locator("#as-of")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#as-of")).to_be_hidden()
    expect(summary).to_be_focused()


# Without JavaScript


def test_reading_and_going_back_in_time_need_no_javascript(guests: Visitors):
    page = guests.come(java_script_enabled=False)
    page.goto(YEAR)
    expect(page.locator("svg.chart-wall, .wall svg").first).to_be_visible()
    page.locator("details.menu summary").first.click()
    page.locator("#as-of").fill("2023-06-30")
    page.locator("form:has(#as-of) button").click()
    expect(page.locator(".strip.is-past")).to_contain_text("2023年6月30日")

    page.locator(".wall a").first.click()
    expect(page.locator(".strip.is-past")).to_contain_text("2023年6月30日")
    page.goto(f"{YEAR}projects/?light=red")
    expect(page.locator("main")).to_contain_text("智慧执法")


def test_reporting_and_verifying_need_no_javascript(guests: Visitors):
    reporter = guests.come(java_script_enabled=False)
    reporter.goto("/accounts/sign-in/?next=/workbench/")
    sign_in(reporter, "urban-reporter")
    reporter.locator(".duties").get_by_role("link", name="苗木栽植").first.click()
    form = reporter.locator("#report-form")
    form.locator("[name=percent]").fill("55")
    form.locator("[name=summary]").fill("第三个公园乔木栽植完成。")
    form.locator("[name=action][value=submit]").click()
    expect(reporter.get_by_role("status").first).to_contain_text("苗木栽植")

    inspector = guests.come(java_script_enabled=False)
    inspector.goto("/accounts/sign-in/?next=/verification/")
    sign_in(inspector, "inspector-2")
    claim = inspector.get_by_role("article").filter(has_text="苗木栽植")
    claim.locator("[name=action][value=verify]").click()
    expect(inspector.get_by_role("status").first).to_contain_text("苗木栽植")
