"""A workbook of 5,000 milestones: out, and in as it is, changed in every row, and all new."""

import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bench.year import NOON, a_year
from newarea.actions.tables.exporting import table_workbook
from newarea.actions.tables.importing import preview, write
from newarea.actions.tables.table import Hand
from newarea.files.sheets import Sheet, SheetRow, read_workbook
from newarea.models import Officer
from projects.actions.tables import MilestoneTable

ROWS, WRITTEN = 5_000, 100
GOAL = 10  # seconds


def run(database: str) -> None:
    year = a_year("excel", projects=50, milestones=ROWS // 50)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    hand = Hand(Officer.objects.create(username="excel-admin", role="administrator"), NOON.date(), NOON, "Excel")
    table = MilestoneTable()
    with translation.override("zh-hans"):
        data = _timed("out", lambda: table_workbook({table: table.rows(hand.by).filter(project__programme=year)}, hand))
        tracemalloc.start()
        sheets = read_workbook(data, "m.xlsx")
        print(
            f"  read with a peak of {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB, {len(data) / 1e3:.0f} kB of file"
        )
        tracemalloc.stop()
        for name, change in (("unchanged", {}), ("changed", {"weight": 11}), ("new", {"key": "new-{}", "weight": 11})):
            sent = _with(sheets[0], change)
            _timed(f"in: {name}", lambda sent=sent: preview([table], [sent], hand))  # type: ignore[misc]
        some = Sheet(sent.title, sent.rows[: WRITTEN + 1])
        seen = preview([table], [some], hand).fingerprint
        _timed(f"{WRITTEN} new ones written", lambda: write([table], [some], hand, previewed=seen))
    connections.close_all()


def _with(sheet: Sheet, change: dict[str, Any]) -> Sheet:
    places = {one.name: place for place, one in enumerate(MilestoneTable.columns)}
    rows: Sequence[SheetRow] = [
        SheetRow(
            row.number,
            tuple(
                next((_value(new, row.number) for name, new in change.items() if places[name] == place), cell)
                for place, cell in enumerate(row.cells)
            ),
        )
        for row in sheet.rows[1:]
    ]
    return Sheet(sheet.title, [sheet.rows[0], *rows])


def _value(new: Any, number: int) -> Any:
    return new.format(number) if isinstance(new, str) else new


def _timed(name: str, work: Callable[[], Any]) -> Any:
    begun = time.monotonic()
    with CaptureQueriesContext(connection) as told:
        found = work()
    print(f"workbooks: {ROWS} milestones {name}: {time.monotonic() - begun:.1f} s, {len(told)} SQL (goal {GOAL} s)")
    return found
