from datetime import date

import pytest

from newarea.actions.reports import return_report, verify_report
from tests.builders import NOON, a_submitted, an_inspector, an_officer, an_undertaking
from tests.views.visits import signed_in, text, visitor

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 14)


@pytest.fixture
def mended():
    """Returned with a note, mended, and verified with another."""
    undertaking, office = an_undertaking(), an_inspector()
    first = a_submitted(undertaking, 60, on=DAY)
    return_report(first, by=office, on=DAY, now=NOON, seen=first.version, note="照片对不上")
    report = a_submitted(undertaking, 50, on=DAY)
    return verify_report(report, by=office, on=DAY, now=NOON, seen=report.version, note="电话核过")


@pytest.mark.parametrize(
    ("role", "is_told"), [(None, False), ("delegate", False), ("leader", True), ("reporter", True)]
)
def test_the_offices_notes_are_for_the_governments_staff(mended, role, is_told):
    reader = signed_in(an_officer(role)) if role else visitor()

    page = text(reader.get(mended.get_absolute_url()))

    assert "50%" in page
    assert [note in page for note in ("照片对不上", "电话核过")] == [is_told] * 2
