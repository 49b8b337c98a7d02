"""The vertical scale of a chart: its ends and its ticks are round numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_STEPS = 5
NEAR_ZERO = Decimal("0.4")  # what reaches down to this part of its top is drawn from zero


@dataclass(frozen=True, slots=True)
class Scale:
    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def part(self, value: Decimal) -> float:
        """How far down from the top a value lies, 0..1."""
        return float((self.high - value) / (self.high - self.low))


def scale_of(values: Iterable[Decimal], *, from_zero: bool) -> Scale:
    """Round ends that hold all values; from zero for amounts, and for growth where zero is near anyway."""
    found = list(values)
    low, high = min(found, default=Decimal(0)), max(found, default=Decimal(0))
    if from_zero or Decimal(0) <= low <= high * NEAR_ZERO:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        low, high = low - _margin(low), high + _margin(high)
    step = _step((high - low) / MOST_STEPS)
    first, last = _whole(low, step, ROUND_FLOOR), _whole(high, step, ROUND_CEILING)
    return Scale(first * step, last * step, tuple(n * step for n in range(first, last + 1)))


def _margin(value: Decimal) -> Decimal:
    return max(abs(value) / 5, Decimal("0.5"))


def _step(least: Decimal) -> Decimal:
    """The smallest round step that is no smaller."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def _whole(value: Decimal, step: Decimal, rounding: str) -> int:
    return int((value / step).to_integral_value(rounding))
