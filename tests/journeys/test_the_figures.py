"""A month of figures: pasted by the statistics unit, previewed, verified by somebody else; then the light turns.

The opening day is Friday, 15 September 2023. August is published for trade and revenue; the figure of foreign capital
waits for verification. Investment stood at 9.7% in July: nearly the 10% that were promised.
"""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.visitors import Visitors

GRID, WAITING = "/songbei-2023/figures/", "/songbei-2023/figures/verification/"
OVERVIEW, INDICATOR = "/songbei-2023/", "/songbei-2023/indicators/investment/"
INVESTMENT, INDUSTRY, RETAIL, CAPITAL = "固定资产投资", "规上工业增加值", "社会消费品零售", "实际利用外资"

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_pasted_month_is_previewed_verified_and_turns_a_light(the_year: date, visitors: Visitors):
    reader, reporter = visitors.come(), visitors.signed_in("statistics-reporter")
    the_light_is(reader, "接近目标")

    without_script_a_column_finds_its_rows_by_name(visitors.signed_in("statistics-head", java_script_enabled=False))
    a_column_is_pasted_into_the_first_cell(reporter)
    the_preview_says_what_would_change_and_what_is_refused(reporter)
    what_is_ready_is_handed_in_and_the_rest_stays(reporter)
    nobody_verifies_their_own(reporter)
    the_light_is(reader, "接近目标")

    an_inspector_verifies_what_was_checked(visitors.signed_in("inspector-2"))
    the_light_is(reader, "达到目标")
    the_light_is(reader, "接近目标", "?on=2023-09-14")


# Where things stand on a page


def row_of(page: Page, title: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile(title)))


def cell_of(page: Page, title: str) -> Locator:
    return row_of(page, title).locator("[data-cell]")


def paste(cell: Locator, text: str) -> None:
    """As the keyboard does: what the clipboard holds arrives in the cell."""
    script = """(cell, text) => {
        const held = new DataTransfer();
        held.setData("text/plain", text);
        cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: held, bubbles: true, cancelable: true}));
    }"""
    cell.evaluate(script, text)


# The steps


def the_light_is(page: Page, word: str, on: str = "") -> None:
    """On the indicator's own page and on the overview alike."""
    page.goto(f"{INDICATOR}{on}")
    expect(page.locator(".verdict .light").first).to_have_text(word)
    page.goto(f"{OVERVIEW}{on}")
    expect(page.locator(".band li").filter(has_text=INVESTMENT).locator(".light").first).to_have_text(word)


def without_script_a_column_finds_its_rows_by_name(page: Page) -> None:
    page.goto(f"{GRID}?period=2023-08")
    pasted = page.get_by_label("粘贴表格中的一列")
    pasted.fill(f"{INVESTMENT}\t10.2\n{INDUSTRY}\t9.3%\n工业用电量\t5.5")
    page.get_by_role("button", name="预览").click()

    expect(page.get_by_role("alert")).to_contain_text("表中没有“工业用电量”。")
    expect(cell_of(page, INVESTMENT)).to_have_value("10.2")
    expect(cell_of(page, INDUSTRY)).to_have_value("9.3%")
    expect(pasted).to_have_value("工业用电量\t5.5")


def a_column_is_pasted_into_the_first_cell(page: Page) -> None:
    page.goto(GRID)
    page.get_by_label("时期").select_option("2023-08")
    page.get_by_role("button", name="显示").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("1—8月")

    paste(page.locator("[data-cell]").first, "\n".join("123456789"))
    expect(page.locator("[data-cell]").first).to_have_js_property("validity.customError", True)
    expect(page.locator("[data-cell]").first).to_have_value("")

    paste(page.locator("[data-cell]").first, "9.3\n７.０％\n\n\n26.9\n10.2")
    typed = [page.locator("[data-cell]").nth(row).input_value() for row in range(7)]
    assert typed == ["9.3", "７.０％", "", "", "26.9", "10.2", ""]


def the_preview_says_what_would_change_and_what_is_refused(page: Page) -> None:
    page.get_by_role("button", name="预览").click()

    told = page.get_by_role("alert")
    expect(told).to_contain_text("3 项数据可以提交")
    expect(told.get_by_role("listitem")).to_have_text([f"{CAPITAL}：本期已有数据待核实。"])
    expect(row_of(page, CAPITAL)).to_contain_text("本期已有数据待核实。")
    change = row_of(page, INVESTMENT)
    expect(change).to_contain_text("较1—7月 +0.5 个百分点")
    expect(change.locator(".light")).to_have_text(["接近目标", "达到目标"])


def what_is_ready_is_handed_in_and_the_rest_stays(page: Page) -> None:
    page.get_by_role("button", name="提交 3 项数据").click()

    expect(page.locator(".notice.is-success").first).to_contain_text("已提交 3 项数据（1—8月）")
    for title, value in ((INDUSTRY, "9.3%"), (RETAIL, "7%"), (INVESTMENT, "10.2%")):
        expect(row_of(page, title)).to_contain_text("待核实")
        expect(row_of(page, title)).to_contain_text(value)
        expect(cell_of(page, title)).to_have_value("")
    expect(cell_of(page, CAPITAL)).to_have_value("26.9")


def nobody_verifies_their_own(page: Page) -> None:
    page.goto(WAITING)
    expect(row_of(page, INVESTMENT)).to_contain_text("本人填报，待他人核实")
    expect(page.locator("main").get_by_role("checkbox")).to_have_count(0)


def an_inspector_verifies_what_was_checked(page: Page) -> None:
    page.goto("/workbench/")
    page.get_by_role("link", name="2023年待核实数据").click()

    expect(row_of(page, INVESTMENT)).to_contain_text("9.7%")
    for title in (INDUSTRY, INVESTMENT):
        row_of(page, title).get_by_role("checkbox").check()
    page.get_by_role("button", name="核实勾选的数据").click()
    expect(page.get_by_role("status").first).to_contain_text("已核实 2 项数据")

    row_of(page, RETAIL).locator("summary").click()
    row_of(page, RETAIL).locator("[name=note]").fill("与统计月报不一致，请核对。")
    row_of(page, RETAIL).get_by_role("button", name="退回").click()
    expect(page.get_by_role("status").first).to_contain_text("已退回")
    expect(row_of(page, RETAIL)).to_have_count(0)
