"""What undoing a close-out must not change: the days before it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from newarea.actions.plan import reopen
from newarea.domain.standing import Facts
from newarea.models import Officer, Report, Undertaking, reference
from newarea.models.undertaking_on import undertakings_on
from tests.builders import a_close_out, a_verified, an_inspector, an_undertaking

pytestmark = pytest.mark.django_db

REPORTED, ASKED, CLOSED, TODAY = date(2023, 7, 10), date(2023, 8, 5), date(2023, 8, 10), date(2023, 9, 15)
DAYS = [REPORTED, date(2023, 7, 26), ASKED, date(2023, 8, 9), CLOSED, date(2023, 9, 14)]


def closed_and_reported_by(reporter: Officer) -> Undertaking:
    undertaking = an_undertaking()
    a_verified(undertaking, 70, on=REPORTED, by=reporter)
    a_close_out(undertaking, on=ASKED, verified_on=CLOSED)
    undertaking.refresh_from_db()
    return undertaking


def facts_on(undertaking: Undertaking, day: date) -> list[Facts]:
    return [row.facts for row in undertakings_on(Undertaking.objects.filter(pk=undertaking.pk), day, reference())]


def test_the_figure_put_back_in_force_has_not_waited_all_the_time():
    undertaking = closed_and_reported_by(an_inspector())
    before = [facts_on(undertaking, day) for day in DAYS]

    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=TODAY, reason="验收资料不实")

    assert [facts_on(undertaking, day) for day in DAYS] == before
    assert [len(Report.objects.waiting_on(day)) for day in DAYS] == [0, 0, 1, 1, 0, 0]


def test_who_reported_the_figure_cannot_put_it_back_in_force():
    moved_to_the_office = an_inspector()
    undertaking = closed_and_reported_by(moved_to_the_office)

    with pytest.raises(ValidationError, match="Nobody verifies"):
        reopen(undertaking, seen=undertaking.version, by=moved_to_the_office, on=TODAY, reason="验收资料不实")

    assert Undertaking.objects.get(pk=undertaking.pk).closed_on == ASKED
