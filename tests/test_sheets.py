"""Files that are no workbooks, or hostile ones: refused in a sentence, within a bounded time and memory."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import Workbook

from newarea.files.sheets import MOST_BYTES, Formula, Percent, read_workbook
from tests.builders import a_pdf
from tests.workbooks import a_workbook, saved


def refusal(data, name="units.xlsx"):
    with translation.override("en"), pytest.raises(ValidationError) as told:
        read_workbook(data, name)
    return told.value.messages[0]


def changed(data, *, member="xl/worksheets/sheet1.xml", **parts):
    """The workbook with members replaced or added, named with __ for /."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in source.infolist():
            archive.writestr(one.filename, parts.pop(one.filename, None) or source.read(one))
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


GOOD = a_workbook(["Code"], ["finance"])
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def a_sheet(rows):
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


ENTITIES = f"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>
</worksheet>"""
FILES = [
    (b"", "“units.xlsx” is empty."),
    (b"Code,Name\nfinance,Finance\n", "“units.xlsx” is no workbook, whatever its name. Save it as .xlsx in Excel."),
    (a_pdf(), "“units.xlsx” is no workbook, whatever its name. Save it as .xlsx in Excel."),
    (GOOD[:200], "“units.xlsx” is damaged, locked with a password or no Office file."),
    (b"PK\x03\x04" + b"0" * MOST_BYTES, "“units.xlsx” is larger than 1.4\xa0MB. Send it in parts."),
    (
        changed(GOOD, **{"xl/vbaProject.bin": b"macro"}),
        "“units.xlsx” carries macros or embedded objects. Save it without them.",
    ),
    (changed(GOOD, **{SHEET: ENTITIES}), "“units.xlsx” is damaged: Excel can repair and save it again."),
    (changed(GOOD, **{SHEET: "<worksheet"}), "“units.xlsx” is damaged: Excel can repair and save it again."),
    (
        changed(GOOD, **{"xl/media/image1.bin": b"0" * 60_000_000}),
        "“units.xlsx” unpacks to more than a workbook may hold.",
    ),
    (
        changed(GOOD, **{"xl/media/image1.bin": b"0" * 130_000_000}),
        "“units.xlsx” unpacks to more than a document may hold.",
    ),
    (
        a_workbook(*[[number] for number in range(5_002)]),
        "The sheet “Sheet1” has more than 5000 rows. Send it in parts.",
    ),
    (a_workbook(list(range(61))), "The sheet “Sheet1” has more than 60 columns."),
]


@pytest.mark.parametrize(("data", "sentence"), FILES)
def test_what_is_no_harmless_workbook_is_refused_in_a_sentence(data, sentence):
    assert refusal(data) == sentence


def test_a_cell_in_the_last_column_of_many_rows_costs_little():
    rows = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 3_001))
    data = changed(GOOD, **{SHEET: a_sheet(rows)})
    tracemalloc.start()
    sheets = read_workbook(data, "wide.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (sheets[0].rows, peak < 60_000_000) == ([], True)


def test_a_cell_in_the_last_row_costs_little():
    data = changed(GOOD, **{SHEET: a_sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')})
    assert read_workbook(data, "deep.xlsx")[0].rows == []


def test_formulas_and_errors_are_told_from_values_and_percentages_from_numbers():
    book = Workbook()
    page = book.active
    page.append(["Code", "=1+1", 0.065, "#REF!"])
    page["C1"].number_format = "0.0%"
    cells = read_workbook(saved(book), "x.xlsx")[0].rows[0].cells

    assert (cells[0], cells[1], cells[3]) == ("Code", Formula(), Formula())
    assert (type(cells[2]), float(cells[2])) == (Percent, 0.065)


def test_hidden_sheets_are_not_read():
    book = Workbook()
    book.create_sheet("lists").sheet_state = "hidden"
    assert [sheet.title for sheet in read_workbook(saved(book), "x.xlsx")] == ["Sheet"]
