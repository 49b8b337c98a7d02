"""For whoever reads with a keyboard, a narrow or enlarged screen, other colours, or on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitors import Visitors
from tests.screenshots.pages import PAGES, YEAR, Shown

NARROW = {"width": 320, "height": 640}  # 1280 pixels enlarged four times
TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  const reaches = one => one.getBoundingClientRect().right > window.innerWidth + .5;
  const out = [...document.querySelectorAll("body *")].filter(reaches);
  if (!out.length) return ["something"];
  return out.filter(e => !out.some(other => other !== e && e.contains(other)))
    .slice(0, 4).map(e => `${e.parentElement.className} > ${e.tagName}.${e.className}`);
}"""
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
OVERVIEW, PROJECT, AREA = YEAR, f"{YEAR}projects/4/", f"{YEAR}areas/science/"
COMMITMENTS = f"{YEAR}commitments/?show=all"
MAIN = ("overview", "project-public", "area", "targets", "commitments", "search", "workbench")
STOPS = """() => {
  const seen = element => {
    const style = getComputedStyle(element);
    return [style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor, style.boxShadow].join();
  };
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.type !== "hidden");
  return stops.filter(one => {
    one.blur();
    const before = seen(one);
    one.focus({focusVisible: true});
    return document.activeElement === one && seen(one) === before;
  }).map(one => one.outerHTML.slice(0, 120));
}"""

CHARTS = """() => [...document.querySelectorAll("main svg[role=img]")].filter(one => one.checkVisibility()).map(one => {
  const named = (one.getAttribute("aria-labelledby") || "").split(" ").map(id => document.getElementById(id));
  const name = one.getAttribute("aria-label") || named.map(it => it ? it.textContent.trim() : "").join("");
  const beside = one.closest("section, .card, li, tr, .slip") || one.parentElement;
  const words = beside.cloneNode(true);
  words.querySelectorAll("svg").forEach(it => it.remove());
  const figures = /[0-9]/.test(words.textContent);
  return [one.getAttribute("class"), name ? "" : "no name", figures ? "" : "no figures beside it"].join(" ").trim();
})"""
CHARTED = ("overview", "project-public", "targets", "indicator", "commitment", "area", "screen", "workbench-leader")

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.xdist_group("shared_site"),
    pytest.mark.django_db(serialized_rollback=True),
]


def our_own(username: str) -> list[Shown]:
    return [shown for shown in PAGES if shown.username == username and not shown.name.startswith("admin")]


def test_every_stop_of_the_keyboard_shows_that_it_has_the_focus(guests: Visitors):
    unseen = []
    for username in dict.fromkeys(shown.username for shown in PAGES):
        visited = guests.signed_in(username) if username else guests.come()
        for shown in our_own(username):
            shown.go(visited)
            unseen += [f"{shown.name}: {stop}" for stop in visited.evaluate(STOPS)]
    assert unseen == []


@pytest.mark.parametrize(("language", "spacing"), [("zh-hans", SPACING)], ids=["spaced out"])
def test_no_page_scrolls_sideways_when_it_is_enlarged_four_times(
    guests: Visitors, shared_site: str, language: str, spacing: str
):
    faults = []
    for username in dict.fromkeys(shown.username for shown in PAGES):
        visited = guests.signed_in(username, viewport=NARROW, bypass_csp=True) if username else None
        visited = visited or guests.come(viewport=NARROW, bypass_csp=True)
        visited.context.add_cookies([{"name": "language", "value": language, "url": shared_site}])
        for shown in our_own(username):
            shown.go(visited)
            if spacing:
                visited.add_style_tag(content=spacing)
            faults += [f"{shown.name}: {part} reaches out" for part in visited.evaluate(TOO_WIDE)]
    assert faults == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_main_page_scrolls_sideways_on_the_narrowest_screen_in_either_language(
    guests: Visitors, shared_site: str, language: str
):
    faults, visited = [], guests.come(viewport=NARROW)
    at_work = guests.signed_in("urban-reporter", viewport=NARROW)
    for shown in (shown for shown in PAGES if shown.name in MAIN):
        reader = at_work if shown.username else visited
        reader.context.add_cookies([{"name": "language", "value": language, "url": shared_site}])
        shown.go(reader)
        assert str(reader.locator("html").get_attribute("lang")).lower() == language
        faults += [f"{shown.name}: {part} reaches out" for part in reader.evaluate(TOO_WIDE)]
    assert faults == []


def test_every_chart_has_a_name_and_figures_in_its_words_beside_it(guests: Visitors):
    drawn: dict[str, list[str]] = {}
    for shown in (shown for shown in PAGES if shown.name in CHARTED):
        visited = guests.signed_in(shown.username) if shown.username else guests.come()
        shown.go(visited)
        drawn[shown.name] = visited.evaluate(CHARTS)
    assert {name for name, charts in drawn.items() if charts} >= {"overview", "project-public", "indicator", "screen"}
    faults = [f"{name}: {chart}" for name, charts in drawn.items() for chart in charts if " no " in chart]
    assert faults == []


def test_nothing_moves_for_whoever_wants_no_motion(guests: Visitors):
    visited = guests.come(reduced_motion="reduce")
    visited.goto(OVERVIEW)
    moving = (
        "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration)).length"
    )
    assert visited.evaluate(moving) == 0


# Errors


def test_what_was_refused_has_the_focus_and_its_fields_say_what_is_wrong(guests: Visitors):
    reporter = guests.signed_in("police-reporter")
    reporter.goto(PROJECT)
    with reporter.expect_navigation():
        reporter.locator("tr:nth-child(4) th a.button").first.click()
    form = reporter.locator("#report-form")
    form.locator("[name=summary]").fill("")
    form.evaluate("form => form.noValidate = true")
    with reporter.expect_navigation():
        form.locator("[name=action][value=submit]").click()

    expect(reporter.get_by_role("alert")).to_be_focused()
    wrong = reporter.locator("[name=summary]")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    told_by = str(wrong.get_attribute("aria-describedby")).split()
    told = " ".join(reporter.locator(f"[id='{one}']").inner_text() for one in told_by)
    assert reporter.locator(".errorlist").first.inner_text() in told


# Languages


def test_a_page_of_an_error_speaks_the_chosen_language_and_can_change_it(guests: Visitors):
    visited = guests.come()
    visited.goto(f"{YEAR}projects/99/")
    visited.get_by_role("button", name="English").click()
    expect(visited.locator("html")).to_have_attribute("lang", "en")
    expect(visited.get_by_role("heading", level=1)).to_have_text("There is no such page for you")
    visited.goto(f"{YEAR}?on=2023-12-01")
    expect(visited.locator("html")).to_have_attribute("lang", "en")


# Paper


def printed(guests: Visitors, path: str) -> tuple[Page, int]:
    """As it is printed from a dark screen, with the number of A4 pages."""
    visited = guests.come(color_scheme="dark")
    visited.goto(path)
    paper = visited.pdf(prefer_css_page_size=True)
    visited.emulate_media(media="print")
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", paper)) <= {(b"594", b"841"), (b"595", b"842")}
    return visited, len(re.findall(rb"/Type /Page\b", paper))


@pytest.mark.parametrize(("path", "at_most"), [(OVERVIEW, 5), (PROJECT, 4), (AREA, 4)])
def test_a_sheet_is_black_on_white_and_says_where_and_when_it_is_from(guests: Visitors, path: str, at_most: int):
    sheet, pages = printed(guests, path)

    assert 1 <= pages <= at_most
    body = "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    assert sheet.evaluate(body) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    for navigation in sheet.get_by_role("navigation").all():
        expect(navigation.get_by_role("link").first).to_be_hidden()
    expect(sheet.locator(".foot")).to_contain_text(path)
    expect(sheet.locator(".foot")).to_contain_text("2023年9月15日")
    expect(sheet.locator(".strip")).to_contain_text("示例数据")
    heads = sheet.locator("main table thead")
    assert {head.evaluate("head => getComputedStyle(head).display") for head in heads.all()} <= {"table-header-group"}


def test_the_commitments_fit_the_width_of_the_sheet_and_every_sheet_repeats_the_head(guests: Visitors):
    visited = guests.come(viewport={"width": 703, "height": 1000})  # A4 less its margins, in CSS pixels
    visited.goto(COMMITMENTS)
    paper = visited.pdf(prefer_css_page_size=True)
    visited.emulate_media(media="print")
    assert visited.evaluate(TOO_WIDE) == []
    table = visited.locator("main table").first
    assert table.locator("thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    sheets = re.findall(rb"/Type /Page\b", paper)
    assert len(sheets) > 1
