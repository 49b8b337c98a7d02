from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import pytest

from newarea.domain.workdays import (
    Calendar,
    first_reporting_day,
    last_reporting_day,
    last_reporting_day_before,
    reporting_day,
)
from tests.domain.calendar_2023 import CALENDAR, DAYS_OFF, MAKE_UP_DAYS

DECREED = range(2018, 2027)
ORACLE = holidays.country_holidays("CN", years=DECREED)
MONDAY_TO_FRIDAY = Calendar()


def decreed_days() -> Iterator[date]:
    day = date(2018, 1, 1)
    while day.year in DECREED:
        yield day
        day += timedelta(days=1)


@pytest.fixture(scope="module")
def decreed() -> Calendar:
    """As the seeding makes it: only the days that differ from Monday to Friday are exceptions."""
    days = {day: ORACLE.is_working_day(day) for day in decreed_days()}
    exceptions = {day: works for day, works in days.items() if works != (day.weekday() < 5)}
    return Calendar(exceptions, frozenset(DECREED))


@pytest.mark.parametrize(("year", "days"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_decreed_number_of_working_days(decreed: Calendar, year: int, days: int) -> None:
    assert decreed.between(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_every_day_from_2018_to_2026_agrees_with_the_library(decreed: Calendar) -> None:
    assert [d for d in decreed_days() if decreed.is_working(d) != ORACLE.is_working_day(d)] == []


def test_the_running_count_agrees_with_counting_day_by_day(decreed: Calendar) -> None:
    count, wrong = 0, []
    for day in decreed_days():
        count += ORACLE.is_working_day(day)
        if decreed.between(date(2017, 12, 31), day) != count:
            wrong.append(day)
    assert wrong == []


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_a_make_up_weekend_is_worked(decreed: Calendar, day: date) -> None:
    assert day.weekday() >= 5
    assert (CALENDAR.is_working(day), decreed.is_working(day)) == (True, True)


@pytest.mark.parametrize("day", DAYS_OFF)
def test_a_decreed_day_off_on_a_weekday_is_not_worked(decreed: Calendar, day: date) -> None:
    assert day.weekday() < 5
    assert (CALENDAR.is_working(day), decreed.is_working(day)) == (False, False)


def test_the_decree_of_2023_is_the_library_s_2023(decreed: Calendar) -> None:
    of_2023 = {day: works for day, works in decreed.exceptions.items() if day.year == 2023}
    assert of_2023 == CALENDAR.exceptions


def test_an_undecreed_year_is_monday_to_friday_and_says_that_nobody_knows() -> None:
    assert not CALENDAR.is_known(2031)
    assert CALENDAR.is_known(2023)
    assert CALENDAR.between(date(2031, 9, 30), date(2031, 10, 8)) == 6


def test_an_exception_that_says_what_the_weekday_says_changes_no_count() -> None:
    calendar = Calendar({date(2023, 3, 1): True, date(2023, 3, 4): False})
    assert [calendar.between(date(2023, 2, 28), date(2023, 3, day)) for day in (1, 3, 4, 5)] == [1, 3, 3, 3]


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        (date(2023, 9, 28), date(2023, 10, 7), 1),
        (date(2023, 9, 28), date(2023, 10, 6), 0),
        (date(2023, 9, 27), date(2023, 9, 28), 1),
        (date(2023, 9, 28), date(2023, 9, 28), 0),
        (date(2023, 10, 9), date(2023, 9, 28), 0),
        (date(2023, 10, 6), date(2023, 10, 9), 3),
        (date(2022, 12, 30), date(2023, 1, 3), 1),
    ],
)
def test_between_counts_after_the_first_day_up_to_and_with_the_last(after: date, until: date, days: int) -> None:
    assert CALENDAR.between(after, until) == days


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2023, 9, 29), date(2023, 9, 28), date(2023, 10, 7)),
        (date(2023, 10, 7), date(2023, 10, 7), date(2023, 10, 7)),
        (date(2023, 1, 1), date(2022, 12, 30), date(2023, 1, 3)),
    ],
)
def test_a_day_off_moves_to_the_working_day_before_or_after(day: date, before: date, after: date) -> None:
    assert (CALENDAR.on_or_before(day), CALENDAR.on_or_after(day)) == (before, after)


@pytest.mark.parametrize(
    ("day", "count", "arrives"),
    [
        (date(2023, 9, 28), 3, date(2023, 10, 9)),
        (date(2023, 10, 9), -3, date(2023, 9, 28)),
        (date(2023, 9, 30), 1, date(2023, 10, 7)),
        (date(2023, 9, 30), -1, date(2023, 9, 28)),
        (date(2023, 9, 30), 0, date(2023, 9, 30)),
        (date(2023, 9, 13), 5, date(2023, 9, 20)),
    ],
)
def test_shift_walks_over_working_days_only(day: date, count: int, arrives: date) -> None:
    assert CALENDAR.shift(day, count) == arrives


def test_the_reporting_days_of_2023_stand_on_the_working_day_on_or_before_the_25th() -> None:
    assert [reporting_day(2023, month, 25, CALENDAR) for month in range(1, 13)] == [
        date(2023, 1, 20),
        date(2023, 2, 24),
        date(2023, 3, 24),
        date(2023, 4, 25),
        date(2023, 5, 25),
        date(2023, 6, 25),
        date(2023, 7, 25),
        date(2023, 8, 25),
        date(2023, 9, 25),
        date(2023, 10, 25),
        date(2023, 11, 24),
        date(2023, 12, 25),
    ]


def test_a_reporting_day_past_the_month_s_end_is_its_last_working_day() -> None:
    assert reporting_day(2023, 2, 31, CALENDAR) == date(2023, 2, 28)
    assert reporting_day(2023, 9, 31, CALENDAR) == date(2023, 9, 28)


@pytest.mark.parametrize(
    ("on", "nominal", "last", "before", "first"),
    [
        (date(2023, 8, 25), 25, date(2023, 8, 25), date(2023, 7, 25), date(2023, 8, 25)),
        (date(2023, 8, 24), 25, date(2023, 7, 25), date(2023, 7, 25), date(2023, 8, 25)),
        (date(2023, 8, 26), 25, date(2023, 8, 25), date(2023, 8, 25), date(2023, 9, 25)),
        (date(2023, 1, 24), 25, date(2023, 1, 20), date(2023, 1, 20), date(2023, 2, 24)),
        (date(2023, 9, 28), 1, date(2023, 9, 28), date(2023, 9, 1), date(2023, 9, 28)),
        (date(2023, 9, 29), 1, date(2023, 9, 28), date(2023, 9, 28), date(2023, 11, 1)),
        (date(2023, 12, 30), 1, date(2023, 12, 29), date(2023, 12, 29), date(2024, 2, 1)),
        (date(2023, 1, 1), 31, date(2022, 12, 30), date(2022, 12, 30), date(2023, 1, 31)),
    ],
)
def test_the_reporting_days_around_a_day(on: date, nominal: int, last: date, before: date, first: date) -> None:
    calendar = Calendar({**CALENDAR.exceptions, date(2024, 1, 1): False})
    assert last_reporting_day(on, nominal, calendar) == last
    assert last_reporting_day_before(on, nominal, calendar) == before
    assert first_reporting_day(on, nominal, calendar) == first


def test_calendars_do_not_share_their_reporting_days() -> None:
    assert reporting_day(2023, 6, 25, CALENDAR) == date(2023, 6, 25)
    assert reporting_day(2023, 6, 25, MONDAY_TO_FRIDAY) == date(2023, 6, 23)
    assert reporting_day(2023, 6, 25, CALENDAR) == date(2023, 6, 25)
