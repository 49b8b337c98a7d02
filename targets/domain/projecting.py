"""Where the figures so far lead by the end of the year: a projection with its method and an interval, not a fact.

Methods:
  pace  of a cumulative level: the last figure and, for each month that is left, the mean month so far; the interval
        takes instead the slowest and the fastest month between two figures so far
  last  of a growth or a stock: the last figure goes on; the interval is the mean step between two figures so far times
        the square root of how many figures are still to come
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from targets.domain.judging import STEP, Reading
from targets.domain.periods import YEAR_END


class Method(StrEnum):
    PACE = "pace"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEnd:
    """`figures` is how many readings it rests on, two at the least."""

    method: Method
    value: Decimal
    low: Decimal
    high: Decimal
    figures: int


def year_end(readings: Sequence[Reading], *, is_growing: bool, coming: int) -> YearEnd | None:
    """None with fewer than two figures, or once the year's own is there. `coming` is how many are still to come."""
    if len(readings) < 2 or readings[-1].period.month >= YEAR_END or coming < 1:
        return None
    return _pace(readings) if is_growing else _last(readings, coming)


def _pace(readings: Sequence[Reading]) -> YearEnd:
    last = readings[-1]
    left = YEAR_END - last.period.month
    by_month = [last.value / last.period.month, *_months(readings)]
    ends = [last.value + left * month for month in by_month]
    return YearEnd(
        method=Method.PACE,
        value=_rounded(ends[0]),
        low=_rounded(min(ends)),
        high=_rounded(max(ends)),
        figures=len(readings),
    )


def _months(readings: Sequence[Reading]) -> list[Decimal]:
    """What a month brought, between each two figures; the first one counts from January."""
    first = readings[0].value / readings[0].period.month
    steps = [
        (newer.value - older.value) / (newer.period.month - older.period.month) for older, newer in pairwise(readings)
    ]
    return [first, *steps]


def _last(readings: Sequence[Reading], coming: int) -> YearEnd:
    steps = [abs(newer.value - older.value) for older, newer in pairwise(readings)]
    width = sum(steps, Decimal(0)) / len(steps) * Decimal(coming).sqrt()
    value = readings[-1].value
    return YearEnd(
        method=Method.LAST,
        value=_rounded(value),
        low=_rounded(value - width),
        high=_rounded(value + width),
        figures=len(readings),
    )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(STEP, ROUND_HALF_UP)
