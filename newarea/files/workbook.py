"""Workbooks that the site hands out. Every text is written as text: nothing in a cell ever computes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COMPUTING = ("=", "+", "-", "@", "\t", "\r")
FORMATS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "valign": "top", "text_wrap": True},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "number": {"num_format": "General", "valign": "top"},
    "quoted": {"num_format": "@", "valign": "top", "text_wrap": True, "quote_prefix": True},
    "head": {"bold": True, "bg_color": "#F4F0E8", "bottom": 1, "text_wrap": True, "valign": "vcenter"},
    "key": {"bold": True, "bg_color": "#8F1D16", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"},
    "reason": {"valign": "top", "text_wrap": True, "font_color": "#B3261E"},
    "title": {"bold": True, "font_size": 14},
}
LARGEST = 1e308  # number a cell can hold; of what people send in, a larger one or an infinite goes back as text
CHOICES_FIT = 255  # characters a list may have in a cell's own rule


@dataclass(frozen=True, slots=True)
class Heading:
    """`kind` is text, date or number; `choices` become a list to pick from; `is_key` says that rows are found by it."""

    text: str
    kind: str = "text"
    width: int = 14
    choices: Sequence[str] = ()
    is_key: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetToWrite:
    title: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Any]] = ()
    spare_rows: int = field(default=500)


def workbook(sheets: Sequence[SheetToWrite], guide_title: str, guide: Sequence[Sequence[str]]) -> bytes:
    """The tables, then the sheet that says how to fill them in."""
    target = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        formats = {name: book.add_format(told) for name, told in FORMATS.items()}
        pages = [book.add_worksheet(sheet.title[:31]) for sheet in sheets]
        _write_guide(book.add_worksheet(guide_title[:31]), guide, formats)
        lists = _Lists(book)
        for page, sheet in zip(pages, sheets, strict=True):
            _write_sheet(page, sheet, formats, lists)
    return target.getvalue()


class _Lists:
    """Long lists of choices stand on a hidden sheet of their own."""

    def __init__(self, book: Any) -> None:
        self.book, self.column = book, 0
        self.page: Any = None

    def source(self, choices: Sequence[str]) -> Any:
        if len(",".join(choices)) <= CHOICES_FIT and not any("," in choice for choice in choices):
            return list(choices)
        if self.page is None:
            self.page = self.book.add_worksheet("lists")
            self.page.hide()
        self.page.write_column(0, self.column, choices)
        letter = xlsxwriter.utility.xl_col_to_name(self.column)
        self.column += 1
        return f"=lists!${letter}$1:${letter}${len(choices)}"


def _write_sheet(page: Any, sheet: SheetToWrite, formats: dict[str, Any], lists: _Lists) -> None:
    page.freeze_panes(1, 1)
    page.set_row(0, 32)
    for column, heading in enumerate(sheet.headings):
        page.set_column(column, column, heading.width, formats[heading.kind])
        page.write_string(0, column, heading.text, formats["key" if heading.is_key else "head"])
        if heading.note:
            page.write_comment(0, column, heading.note, {"x_scale": 2})
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, (heading, value) in enumerate(zip(sheet.headings, row, strict=True)):
            write_cell(page, last, column, heading.kind, value, formats)
    for column, heading in enumerate(sheet.headings):
        if heading.choices:
            rule = {"validate": "list", "source": lists.source(heading.choices), "error_type": "warning"}
            page.data_validation(1, column, last + sheet.spare_rows, column, rule)
    page.autofilter(0, 0, max(last, 1), len(sheet.headings) - 1)


def write_cell(page: Any, row: int, column: int, kind: str, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        page.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, Decimal | int | float) and not isinstance(value, bool) and _fits(value):
        page.write_number(row, column, value, formats["number"])
    else:
        text = str(value)
        shape = "reason" if kind == "reason" else "quoted" if text.startswith(COMPUTING) else "text"
        page.write_string(row, column, text, formats[shape])


def _fits(number: Decimal | float) -> bool:
    return -LARGEST < number < LARGEST


def _write_guide(page: Any, lines: Sequence[Sequence[str]], formats: dict[str, Any]) -> None:
    page.set_column(0, 0, 30, formats["text"])
    page.set_column(1, 3, 46, formats["text"])
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            page.write_string(
                row,
                column,
                text,
                formats["title" if row == 0 else "head" if len(line) > 1 and line is lines[_head(lines)] else "text"],
            )


def _head(lines: Sequence[Sequence[str]]) -> int:
    return next((number for number, line in enumerate(lines) if len(line) > 1), 0)
