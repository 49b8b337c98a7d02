"""Every day of 2023 to 2026 against the decrees and plain counting (tests/domain/decrees.py)."""

from datetime import date, datetime, time, timedelta

import pytest

from newarea.actions.working_calendar import seed_calendar
from newarea.domain.reminding import copies_owed, days_left, is_open, latest_due, send_window, step_owed
from newarea.domain.workdays import (
    Calendar,
    first_reporting_day,
    last_reporting_day,
    last_reporting_day_before,
    reporting_day,
)
from newarea.models import Workday
from tests.domain import decrees

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
FOUR_YEARS = list(decrees.days(FIRST, LAST))
STEPS = (10, 5, 3, 1, 0, -1, -2, -3)
LONG = 45  # days on either side of a due date: beyond two repetitions after a golden week
COPIES = [("head", 3), ("leader", 10), ("inspection", 10)]


def as_exceptions() -> dict[date, bool]:
    weekday = {day: day.weekday() < 5 for day in decrees.days(date(2022, 12, 31), LAST)}
    return {day: decrees.works(day) for day, is_weekday in weekday.items() if decrees.works(day) != is_weekday}


CALENDAR = Calendar(as_exceptions(), frozenset(decrees.WORKING_DAYS))


def around(day: date) -> list[date]:
    found = decrees.days(day - timedelta(days=LONG), day + timedelta(days=LONG))
    return [each for each in found if FIRST <= each <= LAST]


@pytest.mark.parametrize(("year", "count"), decrees.WORKING_DAYS.items())
def test_the_decrees_as_written_have_the_published_number_of_working_days(year: int, count: int) -> None:
    assert sum(decrees.works(day) for day in FOUR_YEARS if day.year == year) == count


def test_every_make_up_day_is_on_a_weekend_that_no_holiday_covers() -> None:
    assert {day for day in decrees.MAKE_UP_DAYS if day.weekday() < 5 or day in decrees.DAYS_OFF} == set()


@pytest.mark.django_db
def test_the_seeded_calendar_is_the_decreed_one() -> None:
    """What the library says, by way of the table."""
    seed_calendar(2023, 2026)

    from_table = dict(Workday.objects.filter(day__range=(FIRST, LAST)).values_list("day", "is_working"))
    assert from_table == {day: decrees.works(day) for day in FOUR_YEARS}


def test_every_day_works_or_not_as_decreed() -> None:
    assert [day for day in FOUR_YEARS if CALENDAR.is_working(day) != decrees.works(day)] == []


def test_every_day_moves_to_the_decreed_neighbours() -> None:
    wrong = [
        day
        for day in FOUR_YEARS[10:-10]
        if (CALENDAR.shift(day, 1), CALENDAR.shift(day, -1))
        != (decrees.nth_working_day(day, 1), decrees.nth_working_day(day, -1))
    ]
    assert wrong == []


def test_the_days_left_of_every_due_date_are_those_counted_one_by_one() -> None:
    wrong = [
        (due_on, on)
        for due_on in FOUR_YEARS
        for on in around(due_on)
        if days_left(due_on=due_on, on=on, calendar=CALENDAR) != decrees.days_left(due_on, on)
    ]
    assert wrong == []


def owed(due_on: date, on: date) -> int | None:
    left = days_left(due_on=due_on, on=on, calendar=CALENDAR)
    return step_owed(days_left=left, steps=STEPS, repeat_every=5)


def reached_last(due_on: date) -> dict[date, int | None]:
    """Each day around a due date with the step whose day came last."""
    days = {decrees.day_of_step(step, due_on): step for step in (*STEPS, -8, -13, -18, -23, -28, -33)}
    found: dict[date, int | None] = {}
    step = decrees.step_owed(due_on, around(due_on)[0])
    for day in around(due_on):
        step = days.get(day, step)
        found[day] = step
    return found


def test_the_step_owed_on_every_day_of_every_due_date_is_the_one_whose_day_came_last() -> None:
    wrong = [
        (due_on, on, step)
        for due_on in FOUR_YEARS
        for on, step in reached_last(due_on).items()
        if owed(due_on, on) != step
    ]
    assert wrong == []


def test_a_due_date_is_looked_at_from_its_first_step_on_and_not_before() -> None:
    """What the scan asks the database for: no due date later than this can be owed anything on the day."""
    wrong = []
    for on in FOUR_YEARS[:-LONG]:
        latest = latest_due(on=on, steps=STEPS, calendar=CALENDAR)
        following = latest + timedelta(days=1)
        if decrees.day_of_step(10, latest) > on or decrees.day_of_step(10, following) <= on:
            wrong.append(on)
    assert wrong == []


def test_copies_are_owed_from_the_third_and_the_tenth_working_day_overdue_on() -> None:
    wrong = []
    for due_on in FOUR_YEARS[:-LONG]:
        third, tenth = (decrees.nth_working_day(due_on, number) for number in (3, 10))
        for on in around(due_on):
            found = copies_owed(days_left=days_left(due_on=due_on, on=on, calendar=CALENDAR), copies=COPIES)
            expected = [("head", -3)] * (on >= third) + [("leader", -10), ("inspection", -10)] * (on >= tenth)
            if found != expected:
                wrong.append((due_on, on))
    assert wrong == []


@pytest.mark.parametrize("nominal", [1, 10, 25, 31])
def test_the_reporting_days_around_every_day_are_those_of_the_naive_list(nominal: int) -> None:
    months = [(year, month) for year in decrees.WORKING_DAYS for month in range(1, 13)]
    all_of_them = [decrees.reporting_day(year, month, nominal) for year, month in months]
    assert [reporting_day(year, month, nominal, CALENDAR) for year, month in months] == all_of_them
    wrong = []
    for on in FOUR_YEARS[LONG:-LONG]:
        found = (
            last_reporting_day(on, nominal, CALENDAR),
            last_reporting_day_before(on, nominal, CALENDAR),
            first_reporting_day(on, nominal, CALENDAR),
        )
        expected = (
            max(day for day in all_of_them if day <= on),
            max(day for day in all_of_them if day < on),
            min(day for day in all_of_them if day >= on),
        )
        if found != expected:
            wrong.append((on, found, expected))
    assert wrong == []


def test_every_minute_of_every_day_is_open_or_not_as_the_hours_say() -> None:
    minutes = [time(hour, minute) for hour in range(8, 19) for minute in range(60)]
    wrong = []
    for day in FOUR_YEARS:
        within = [at for at in minutes if time(9, 0) < at < time(17, 30) and at.minute not in (0, 30)]
        expected = within if decrees.works(day) else []
        if [at for at in minutes if is_open(datetime.combine(day, at), CALENDAR)] != expected:
            wrong.append(day)
    assert wrong == []


def test_everybody_s_minute_is_in_the_first_hour_of_the_next_working_day_and_never_on_the_half_hour() -> None:
    wrong = []
    for day in FOUR_YEARS[:-10]:
        working = day if decrees.works(day) else decrees.nth_working_day(day, 1)
        for person in range(1, 13):
            sent = send_window(day, CALENDAR, person)
            if sent.date() != working or sent.hour != 9 or sent.minute in (0, 30):
                wrong.append((day, person, sent))
    assert wrong == []
