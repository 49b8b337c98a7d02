"""The programme of 2023 goes out as workbooks and comes back unchanged, through LibreOffice too."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from newarea.actions.loading.run import load_files
from newarea.actions.tables.exporting import table_workbook
from newarea.actions.tables.importing import preview
from newarea.actions.tables.officers import OfficerTable
from newarea.actions.tables.table import Hand
from newarea.actions.tables.units import UnitTable
from newarea.files.sheets import Sheet, read_workbook
from newarea.models import Officer
from projects.actions.tables import MilestoneTable, ProjectTable
from targets.actions.tables import CommitmentTable, FigureTable
from targets.models import Observation
from tests.builders import NOON, an_officer

ROOT = Path(__file__).resolve().parent.parent
YEAR = [ROOT / "data/songbei-2023.yaml", ROOT / "data/songbei-2023-example.yaml"]
BOOKS = [(UnitTable,), (OfficerTable,), (ProjectTable, MilestoneTable), (CommitmentTable,), (FigureTable,)]
TODAY = NOON.date()
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.timeout(300)]


@pytest.fixture
def year(settings):
    settings.DAY = TODAY
    load_files(YEAR, until=TODAY, now=NOON)


def names(kinds):
    return "+".join(kind.name for kind in kinds)


def hand_of(kinds):
    if FigureTable in kinds:
        unit = Observation.objects.exclude(indicator__statistics_unit=None).first().indicator.statistics_unit
        return Hand(an_officer("reporter", unit=unit), TODAY, NOON)
    return Hand(an_officer("administrator"), TODAY, NOON)


def exported(kinds, hand):
    tables = [kind() for kind in kinds]
    return table_workbook({table: table.rows(hand.by) for table in tables}, hand)


def states(kinds, data, hand):
    found = preview([kind() for kind in kinds], read_workbook(data, "year.xlsx"), hand)
    assert [(entry.number, entry.faults) for entry in found.of("refused")] == []
    moves = [(one.key, move.column.name, move.before, move.after) for one in found.to_write for move in one.changes]
    assert moves == []
    assert found.ignored == []
    return {entry.state for entry in found.entries}, len(found.entries)


def test_what_goes_out_in_one_language_comes_back_unchanged_in_the_other(year):
    """With as many queries for all rows as for one; loading the year is what takes the time, so it is loaded once."""
    for kinds in BOOKS:
        hand = hand_of(kinds)
        for there, back in (("zh-hans", "en"), ("en", "zh-hans")):
            with translation.override(there):
                data = exported(kinds, hand)
            with translation.override(back):
                found, count = states(kinds, data, hand)
            assert (found, count > 0) == ({"unchanged"}, True), names(kinds)
        sheets = read_workbook(data, "year.xlsx")
        assert queries_of(kinds, sheets, hand, rows=1) == queries_of(kinds, sheets, hand, rows=5_000), names(kinds)
        assert_no_password_in(sheets)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here (.ci/packages brings it)")
def test_libreoffice_saves_the_workbooks_so_that_they_come_back_unchanged(year, tmp_path):
    for kinds in BOOKS:
        hand = hand_of(kinds)
        (tmp_path / f"{names(kinds)}.xlsx").write_bytes(exported(kinds, hand))
    subprocess.run(
        [
            SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
            "--outdir", tmp_path / "saved", *sorted(tmp_path.glob("*.xlsx")),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for kinds in BOOKS:
        data = (tmp_path / "saved" / f"{names(kinds)}.xlsx").read_bytes()
        assert states(kinds, data, hand_of(kinds))[0] == {"unchanged"}, names(kinds)


def queries_of(kinds, sheets, hand, *, rows):
    some = [Sheet(sheet.title, sheet.rows[: rows + 1]) for sheet in sheets]
    with CaptureQueriesContext(connection) as told:
        preview([kind() for kind in kinds], some, hand)
    return len(told)


def assert_no_password_in(sheets):
    texts = {str(cell) for sheet in sheets for row in sheet.rows for cell in row.cells}
    assert texts.isdisjoint(Officer.objects.values_list("password", flat=True))
    assert not any("argon2" in text for text in texts)
