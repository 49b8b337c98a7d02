"""Working days by the State Council's decrees, and the reporting days that follow from them."""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from types import MappingProxyType

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, eq=False, slots=True)
class Calendar:
    """Monday to Friday, except where `exceptions` says otherwise (day -> is it a working day).

    Years outside `known_years` have no decree yet: they count Monday to Friday, and the pages warn.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    _changes: list[int] = field(init=False, repr=False)
    _balance: list[int] = field(init=False, repr=False)
    _reporting_days: dict[tuple[int, int], date] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        exceptions = dict(self.exceptions)
        changes = sorted(day for day, is_working in exceptions.items() if is_working != _is_weekday(day))
        freeze = object.__setattr__
        freeze(self, "exceptions", MappingProxyType(exceptions))
        freeze(self, "_changes", [day.toordinal() for day in changes])
        freeze(self, "_balance", list(accumulate((1 if exceptions[day] else -1 for day in changes), initial=0)))
        freeze(self, "_reporting_days", {})

    def is_known(self, year: int) -> bool:
        return year in self.known_years

    def is_working(self, day: date) -> bool:
        exception = self.exceptions.get(day)
        return _is_weekday(day) if exception is None else exception

    def ordinal(self, day: date) -> int:
        """The number of working days since 0001-01-01 (a Monday) up to and including `day`."""
        number = day.toordinal()
        weeks, rest = divmod(number, 7)
        return weeks * 5 + min(rest, 5) + self._balance[bisect_right(self._changes, number)]

    def between(self, after: date, until: date) -> int:
        """Working days in (after, until]; 0 where until is not later."""
        return self.ordinal(until) - self.ordinal(after) if until > after else 0

    def on_or_before(self, day: date) -> date:
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def on_or_after(self, day: date) -> date:
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def shift(self, day: date, working_days: int) -> date:
        """The n-th working day after `day` (before it where n is negative); `day` itself for 0."""
        for _ in range(abs(working_days)):
            day = self.on_or_after(day + ONE_DAY) if working_days > 0 else self.on_or_before(day - ONE_DAY)
        return day


def reporting_day(year: int, month: int, nominal_day: int, calendar: Calendar) -> date:
    """The month's reporting day: the nominal one, or the month's last, moved to the working day on or before."""
    return _reporting_day(year * 12 + month - 1, nominal_day, calendar)


def last_reporting_day(on: date, nominal_day: int, calendar: Calendar) -> date:
    """The last reporting day on or before `on`. A holiday may have moved next month's into this one."""
    month = _month(on)
    for candidate in (month + 1, month):
        day = _reporting_day(candidate, nominal_day, calendar)
        if day <= on:
            return day
    return _reporting_day(month - 1, nominal_day, calendar)


def last_reporting_day_before(day: date, nominal_day: int, calendar: Calendar) -> date:
    return last_reporting_day(day - ONE_DAY, nominal_day, calendar)


def first_reporting_day(since: date, nominal_day: int, calendar: Calendar) -> date:
    """The first reporting day on or after `since`."""
    month = _month(since)
    while (day := _reporting_day(month, nominal_day, calendar)) < since:
        month += 1
    return day


def _reporting_day(month: int, nominal_day: int, calendar: Calendar) -> date:
    """`month` counts months since year 0. Kept per calendar: a page asks for the same few hundreds of times."""
    key = (month, nominal_day)
    day = calendar._reporting_days.get(key)
    if day is None:
        year, index = divmod(month, 12)
        day = date(year, index + 1, min(nominal_day, monthrange(year, index + 1)[1]))
        day = calendar._reporting_days[key] = calendar.on_or_before(day)
    return day


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY
