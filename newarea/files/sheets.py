"""Workbooks that people send: opened with limits, and only what stands in their cells is read."""

import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as t
from openpyxl import load_workbook

from newarea.files.intake import ZIP, clean_name
from newarea.files.office import office_kind

MOST_BYTES = 1_500_000  # with a preview the file travels inside the form, a third longer
MOST_UNPACKED = 40 * 1024 * 1024
MOST_SHEETS = 20
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LAST_ROW = 50_000  # what a sheet may reach down to where its rows are empty
LONGEST_CELL = 5_000

Cell = str | int | float | bool | datetime | date | time | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes, or holds an error such as #REF!: its value is not the sender's word."""


class Percent(float):
    """A number that its cell shows a hundred times as large, with a percent sign."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are those in which something stands, the headings first."""

    title: str
    rows: list[SheetRow]


def read_workbook(data: bytes, name: str) -> list[Sheet]:
    """Raises `ValidationError` with a sentence for whoever sent the file."""
    shown = clean_name(name)
    _refuse_kind(data, shown)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        if len(sheets) > MOST_SHEETS:
            raise ValidationError(t("“%(name)s” has more than %(most)s sheets.") % {"name": shown, "most": MOST_SHEETS})
        return [Sheet(sheet.title, _rows(sheet)) for sheet in sheets if sheet.sheet_state == "visible"]
    except ValidationError:
        raise
    except Exception as error:  # whatever a foreign file makes its reader stumble over
        raise ValidationError(
            t("“%(name)s” is damaged: Excel can repair and save it again.") % {"name": shown}
        ) from error


def _refuse_kind(data: bytes, name: str) -> None:
    if not data:
        raise ValidationError(t("“%(name)s” is empty.") % {"name": name})
    if len(data) > MOST_BYTES:
        told = {"name": name, "limit": filesizeformat(MOST_BYTES)}
        raise ValidationError(t("“%(name)s” is larger than %(limit)s. Send it in parts.") % told)
    if not data.startswith(ZIP):
        raise ValidationError(
            t("“%(name)s” is no workbook, whatever its name. Save it as .xlsx in Excel.") % {"name": name}
        )
    if office_kind(data, name) != "xlsx":
        raise ValidationError(t("“%(name)s” is a text document. Send a workbook (.xlsx).") % {"name": name})
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise ValidationError(t("“%(name)s” unpacks to more than a workbook may hold.") % {"name": name})


def _rows(sheet: Any) -> list[SheetRow]:
    if (sheet.max_row or 0) > LAST_ROW:
        text = t("The sheet “%(sheet)s” reaches down to row %(row)s. Delete the empty rows below the table.")
        raise ValidationError(text % {"sheet": sheet.title, "row": sheet.max_row})
    rows: list[SheetRow] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS + 1), start=1):
        values = tuple(_value(cell) for cell in cells)
        if any(value is not None for value in values):
            rows.append(_row(sheet.title, number, values))
            _refuse_length(sheet.title, rows)
    return rows


def _row(title: str, number: int, values: tuple[Any, ...]) -> SheetRow:
    if len(values) > MOST_COLUMNS and values[MOST_COLUMNS] is not None:
        text = t("The sheet “%(sheet)s” has more than %(most)s columns.")
        raise ValidationError(text % {"sheet": title, "most": MOST_COLUMNS})
    return SheetRow(number, values[:MOST_COLUMNS])


def _refuse_length(title: str, rows: list[SheetRow]) -> None:
    if len(rows) > MOST_ROWS + 1:
        text = t("The sheet “%(sheet)s” has more than %(most)s rows. Send it in parts.")
        raise ValidationError(text % {"sheet": title, "most": MOST_ROWS})


def _value(cell: Any) -> Any:
    if cell.value is None:
        return None
    if cell.data_type in ("f", "e"):
        return Formula()
    if isinstance(cell.value, str):
        return cell.value.strip()[: LONGEST_CELL + 1] or None
    if isinstance(cell.value, int | float) and "%" in str(cell.number_format):
        return Percent(cell.value)
    return cell.value if isinstance(cell.value, bool | int | float | datetime | date | time) else str(cell.value)
