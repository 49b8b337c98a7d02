"""Workbooks as people send them, and as the site's are read back."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook


def a_workbook(*rows: Any, sheet: str = "Sheet1", **others: Any) -> bytes:
    """The first row holds the headings; `others` are more sheets by their names."""
    book = Workbook()
    book.active.title = sheet
    for title, lines in {sheet: rows, **others}.items():
        page = book.active if title == sheet else book.create_sheet(title)
        for line in lines:
            page.append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def lines(data: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    return list(opened(data).worksheets[sheet].iter_rows(values_only=True))
