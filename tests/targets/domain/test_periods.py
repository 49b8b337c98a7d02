from datetime import date

import pytest

from targets.domain.periods import Frequency, Period, due_on, period_of, periods
from tests.domain.calendar_2023 import CALENDAR


def test_months_begin_with_february_where_january_alone_is_not_published() -> None:
    found = periods(2023, Frequency.MONTHLY, joins_january=True)

    assert [period.month for period in found] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]


def test_months_begin_with_january_elsewhere() -> None:
    found = periods(2023, Frequency.MONTHLY, joins_january=False)

    assert [period.month for period in found] == list(range(1, 13))


@pytest.mark.parametrize("joins_january", [True, False])
def test_quarters_are_four(joins_january: bool) -> None:
    found = periods(2024, Frequency.QUARTERLY, joins_january=joins_january)

    assert found == [Period(2024, 3), Period(2024, 6), Period(2024, 9), Period(2024, 12)]


@pytest.mark.parametrize(
    ("period", "key", "end"),
    [
        (Period(2023, 2), "2023-02", date(2023, 2, 28)),
        (Period(2024, 2), "2024-02", date(2024, 2, 29)),
        (Period(2023, 12), "2023-12", date(2023, 12, 31)),
        (Period(2023, 6), "2023-06", date(2023, 6, 30)),
    ],
)
def test_a_period_has_a_key_and_ends_with_its_month(period: Period, key: str, end: date) -> None:
    assert (period.key, period.end, period_of(key)) == (key, end, period)


@pytest.mark.parametrize(
    "key", ["", "2023", "2023-13", "2023-00", "2023-8", "1999-08", "2101-01", "2023-08 ", "2023-08\n"]
)
def test_what_names_no_period_is_none(key: str) -> None:
    assert period_of(key) is None


@pytest.mark.parametrize(
    ("month", "lag_days", "day"),
    [
        (1, 20, date(2023, 2, 20)),
        (3, 18, date(2023, 4, 18)),
        (3, 23, date(2023, 4, 23)),
        (5, 22, date(2023, 6, 25)),
        (8, 15, date(2023, 9, 15)),
        (8, 16, date(2023, 9, 18)),
        (8, 29, date(2023, 10, 7)),
        (12, 0, date(2024, 1, 1)),
        (6, 0, date(2023, 6, 30)),
    ],
)
def test_a_figure_is_due_on_the_working_day_on_or_after_its_lag(month: int, lag_days: int, day: date) -> None:
    """23 April, 25 June and 7 October 2023 are make-up weekends."""
    assert due_on(Period(2023, month), lag_days, CALENDAR) == day
