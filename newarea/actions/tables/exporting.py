"""Tables as workbooks: what stands on the site, an empty one to start from, and the rows that were refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as t

from newarea.actions.tables.columns import Column
from newarea.actions.tables.importing import Preview
from newarea.actions.tables.table import Entry, Hand, Lookups, Table
from newarea.files.sheets import Formula, Sheet
from newarea.files.workbook import Heading, SheetToWrite, workbook

KINDS = {"date": "date", "number": "number"}
MOST_CHOICES = 2_000


def table_workbook(tables: Mapping[Table, Iterable[Any]], hand: Hand) -> bytes:
    """One sheet a table, of the rows given; empty ones make a workbook to start from."""
    lookups = Lookups(hand, list(tables))
    sheets = [
        SheetToWrite(str(table.title), headings(table, lookups), _rows(table, rows)) for table, rows in tables.items()
    ]
    return _with_guide(sheets, list(tables))


def refused_workbook(preview: Preview, hand: Hand) -> bytes:
    """The refused rows as they came, each with its reasons in a column of its own, to be mended and sent again."""
    tables = [table for table, _ in preview.sheets]
    sheets = []
    for table, sheet in preview.sheets:
        refused = [entry for entry in preview.of("refused") if entry.table is table]
        if refused:
            heads = [Heading(t("Why refused"), "text", 44), *_heads_as_sent(table, sheet)]
            sheets.append(SheetToWrite(str(table.title), heads, _refused_rows(refused, len(heads) - 1)))
    return _with_guide(sheets, tables)


def _refused_rows(entries: Sequence[Entry], width: int) -> Iterator[list[Any]]:
    for entry in entries:
        cells = [None if isinstance(cell, Formula) else cell for cell in entry.cells]
        yield [reasons(entry), *cells[:width], *[None] * (width - len(cells))]


def reasons(entry: Entry) -> str:
    return "\n".join(f"{heading}: {text}" if heading else text for heading, text in entry.faults)


def _heads_as_sent(table: Table, sheet: Sheet) -> list[Heading]:
    sent = [str(cell or "") for cell in sheet.rows[0].cells]
    while sent and not sent[-1]:
        sent.pop()
    return [Heading(text, "text", 16) for text in sent]


def headings(table: Table, lookups: Lookups) -> list[Heading]:
    return [
        Heading(
            text=one.heading,
            kind=KINDS.get(one.kind, "text"),
            width=max(one.width, 10),
            choices=_choices(one, lookups),
            is_key=one.is_key or one.is_required,
            note=str(one.help),
        )
        for one in table.columns
    ]


def _choices(one: Column, lookups: Lookups) -> list[str]:
    if one.kind != "reference":
        return [str(label) for _, label in one.choices]
    return sorted({str(key[-1]) for key in lookups.of(one.of)})[:MOST_CHOICES]


def _rows(table: Table, rows: Iterable[Any]) -> Iterator[list[Any]]:
    for row in rows:
        values = table.values(row)
        yield [one.write(values[one.name]) for one in table.columns]


def _with_guide(sheets: Sequence[SheetToWrite], tables: Sequence[Table]) -> bytes:
    return workbook(sheets, t("How to fill this in"), list(_guide(tables)))


def _guide(tables: Sequence[Table]) -> Iterator[list[str]]:
    yield [t("How to fill this in")]
    yield [t("One row is one item. The first row holds the headings and stays; columns may be left out or moved.")]
    yield [t("Rows are found by the red columns. A row found is changed, any other is added; nothing is deleted.")]
    yield [t("An empty cell empties the value. A column that is missing leaves the values as they are.")]
    yield [t("Dates as dates (2023-09-15), numbers as numbers without their unit, no formulas.")]
    yield [t("Before anything is written the site shows every change and every row it refuses.")]
    for table in tables:
        yield [""]
        yield [str(table.title), t("What it holds"), t("Choices")]
        for one in table.columns:
            yield [one.heading, str(one.help), t(", ").join(str(label) for _, label in one.choices)]
