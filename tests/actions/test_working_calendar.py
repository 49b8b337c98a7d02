from datetime import date

import pytest
from django.core.exceptions import ValidationError

from newarea.actions.working_calendar import declare_year, seed_calendar, set_workday
from newarea.models import Workday, reference

pytestmark = pytest.mark.django_db


def ordinals_are_counted() -> bool:
    """Each row's ordinal is the number of working days in the table up to it."""
    working = list(Workday.objects.order_by("day").values_list("is_working", "ordinal"))
    return [ordinal for _, ordinal in working] == [sum(day for day, _ in working[: n + 1]) for n in range(len(working))]


def test_a_seeded_year_has_every_day_and_the_decreed_number_of_working_days():
    assert seed_calendar(2023, 2023) == 365

    assert Workday.objects.filter(is_working=True).count() == 249
    assert Workday.objects.exceptions().count() == 25
    assert ordinals_are_counted()


def test_a_year_seeded_before_the_others_moves_their_ordinals():
    seed_calendar(2023, 2023)

    assert seed_calendar(2022, 2024) == 365 + 366
    assert ordinals_are_counted()


def test_seeding_again_writes_nothing_and_keeps_what_people_decided():
    seed_calendar(2023, 2023)
    set_workday(date(2023, 10, 9), is_working=False, note="区内放假")
    seeded = reference().calendar

    assert seed_calendar(2023, 2023) == 0
    assert reference().calendar is seeded
    assert not seeded.is_working(date(2023, 10, 9))
    assert ordinals_are_counted()


def test_the_table_and_the_calendar_count_the_same_working_days():
    seed_calendar(2022, 2024)
    calendar = reference().calendar
    first, *_, last = rows = list(Workday.objects.order_by("day"))

    assert all(row.is_working == calendar.is_working(row.day) for row in rows)
    assert calendar.between(first.day, last.day) == last.ordinal - first.ordinal


def test_a_year_nobody_decreed_is_monday_to_friday_until_it_is_declared():
    seed_calendar(2099, 2099)

    assert not Workday.objects.exceptions().exists()
    assert not reference().calendar.is_known(2099)
    assert declare_year(2099) == 365
    assert reference().calendar.is_known(2099)


def test_a_day_of_a_year_without_rows_is_refused():
    with pytest.raises(ValidationError, match="2031"):
        set_workday(date(2031, 1, 1), is_working=False)
