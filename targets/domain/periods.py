"""The periods statistics speak of: each counts from January to the end of its month, or is that month or quarter."""

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from newarea.domain.workdays import Calendar

YEAR_END = 12


class Frequency(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Period(NamedTuple):
    """Named by its last month: (2023, 2) is January and February together wherever January alone is not published."""

    year: int
    month: int

    @property
    def key(self) -> str:
        """2023-08, as files and addresses write it."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def end(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])


KEY = re.compile(r"(\d{4})-(\d{2})\Z")


def period_of(key: str) -> Period | None:
    """The period a key such as 2023-08 names; None where it names none."""
    found = KEY.match(key)
    if not found or not 1 <= int(found[2]) <= YEAR_END or not 2000 <= int(found[1]) <= 2100:
        return None
    return Period(int(found[1]), int(found[2]))


def periods(year: int, frequency: Frequency, *, joins_january: bool) -> list[Period]:
    """Those of the year in which a figure is published, the first one first."""
    if frequency is Frequency.QUARTERLY:
        return [Period(year, month) for month in (3, 6, 9, YEAR_END)]
    return [Period(year, month) for month in range(2 if joins_january else 1, YEAR_END + 1)]


def due_on(period: Period, lag_days: int, calendar: Calendar) -> date:
    """The usual day of publication: so many calendar days after the period, moved to the working day on or after."""
    return calendar.on_or_after(period.end + timedelta(days=lag_days))
