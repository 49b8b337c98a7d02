from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError

from newarea.models import Stale
from targets.actions.tolerances import add_tolerance, remove_tolerance, revise_tolerance
from targets.models import Tolerance

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

YESTERDAY, TODAY, LATER = date(2023, 9, 14), date(2023, 9, 15), date(2023, 10, 1)


def a_tolerance(in_force_from: date = LATER, *, on: date = TODAY, value: str = "1", unit: str = "亿元") -> Tolerance:
    return add_tolerance(Tolerance(unit=unit, in_force_from=in_force_from, value=D(value)), by=None, on=on)


def test_growth_in_percent_has_half_a_point_from_the_beginning():
    told = Tolerance.objects.values_list("unit", "in_force_from", "value")

    assert list(told) == [("%", date(2000, 1, 1), D("0.5"))]


@pytest.mark.parametrize("in_force_from", [TODAY, LATER])
def test_one_begins_today_or_later(in_force_from):
    assert a_tolerance(in_force_from).pk is not None


def test_none_begins_in_the_past():
    with pytest.raises(ValidationError) as refusal:
        a_tolerance(YESTERDAY)

    assert refusal.value.message_dict == {
        "in_force_from": ["Days gone by keep the tolerance they had. Let a new one begin today or later."]
    }


def test_one_to_come_is_changed_or_removed():
    row = a_tolerance()
    revise_tolerance(row, seen=1, by=None, on=TODAY, value=D(2), in_force_from=TODAY)
    assert Tolerance.objects.get(pk=row.pk).value == D(2)

    remove_tolerance(row, on=TODAY)

    assert not Tolerance.objects.filter(unit="亿元").exists()


@pytest.mark.parametrize("changes", [{"value": D(2)}, {"in_force_from": LATER}])
def test_one_that_has_decided_days_gone_by_is_neither_changed_nor_removed(changes):
    row = a_tolerance(YESTERDAY, on=YESTERDAY)

    with pytest.raises(ValidationError):
        revise_tolerance(row, seen=1, by=None, on=TODAY, **changes)
    with pytest.raises(ValidationError):
        remove_tolerance(Tolerance.objects.get(pk=row.pk), on=TODAY)

    row.refresh_from_db()
    assert (row.value, row.in_force_from) == (D(1), YESTERDAY)


def test_one_to_come_is_not_moved_into_the_past():
    with pytest.raises(ValidationError):
        revise_tolerance(a_tolerance(), seen=1, by=None, on=TODAY, in_force_from=YESTERDAY)


def test_it_is_changed_over_the_version_that_was_seen():
    with pytest.raises(Stale):
        revise_tolerance(a_tolerance(), seen=4, by=None, on=TODAY, value=D(2))


def test_one_a_unit_and_day_and_none_below_zero():
    a_tolerance()

    with pytest.raises(ValidationError, match="There is a tolerance for this unit from this day on already"):
        a_tolerance()
    with pytest.raises(ValidationError, match="A tolerance cannot be negative"):
        a_tolerance(unit="%", value="-0.1")
