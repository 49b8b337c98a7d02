"""Whether a goal is reached by the figures known on a day, and the rule and figures that say so.

Nothing here knows a language. A `Reason` is a code with its figures; `targets.wording` makes the sentence. The codes:

    grey, nothing can be said yet
      not_adopted         adopted_on (None: not decided)
      not_published       -
      nothing_common      own_period, reference_period: the latest of the goal and of what it follows; None: none yet
      year_not_over       period, value, needed; a level without an even pace is judged by the whole year
    otherwise the verdict: reached, nearly, missed, with
      period, value, kind, needed, gap, tolerance (None: no row of the house rules), months (the share of the year that
      `needed` is, None where it is the whole), exceeded (of a range: by how much its far end), reference_missed
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from newarea.domain.standing import Light, Reason
from targets.domain.goals import Goal, Kind, Sense
from targets.domain.periods import YEAR_END, Period

NOTHING = Decimal(0)
STEP = Decimal("0.0001")
TOLERANT = (Kind.ABOUT, Kind.IN_STEP_WITH)


class Verdict(StrEnum):
    REACHED = "reached"
    NEARLY = "nearly"
    MISSED = "missed"
    UNDETERMINED = "undetermined"


LIGHTS: Mapping[Verdict, Light] = {
    Verdict.REACHED: Light.GREEN,
    Verdict.NEARLY: Light.YELLOW,
    Verdict.MISSED: Light.RED,
    Verdict.UNDETERMINED: Light.GREY,
}


class Reading(NamedTuple):
    """The figure of a period in force on the day."""

    period: Period
    value: Decimal
    published_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What is known of an indicator, one reading a period, the oldest first.

    `is_pro_rata`: a cumulative level held against the year's share until the year is over. `is_growing`: a cumulative
    level without that, which only the whole year decides. A growth or a stock is neither.
    """

    readings: Sequence[Reading] = ()
    is_pro_rata: bool = False
    is_growing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`gap` is raw, value − needed, in the goal's unit; None where there is nothing to compare."""

    verdict: Verdict
    reason: Reason
    period: Period | None = None
    value: Decimal | None = None
    needed: Decimal | None = None
    gap: Decimal | None = None

    @property
    def light(self) -> Light:
        return LIGHTS[self.verdict]


def judge(
    goal: Goal,
    series: Series,
    *,
    tolerance: Decimal | None,
    reference: Sequence[Reading] = (),
    reference_missed: bool = False,
) -> Judged:
    """By the latest figure; in step, by the latest period for which both are published."""
    if goal.kind is Kind.IN_STEP_WITH:
        return _in_step(goal, series.readings, reference, tolerance, reference_missed)
    if not series.readings:
        return undetermined("not_published")
    latest = series.readings[-1]
    assert goal.bottom is not None
    months = latest.period.month if series.is_pro_rata and latest.period.month < YEAR_END else None
    needed = goal.bottom if months is None else share_of_year(goal.bottom, months)
    compared = _compared(goal, latest, needed, tolerance, months=months)
    if series.is_growing and latest.period.month < YEAR_END and not _is_settled(goal, compared):
        return undetermined("year_not_over", latest, needed=needed)
    return compared


def undetermined(code: str, latest: Reading | None = None, **figures: object) -> Judged:
    if latest is None:
        return Judged(verdict=Verdict.UNDETERMINED, reason=Reason(code, figures))
    said = {"period": latest.period, "value": latest.value, **figures}
    return Judged(verdict=Verdict.UNDETERMINED, reason=Reason(code, said), period=latest.period, value=latest.value)


def share_of_year(value: Decimal, months: int) -> Decimal:
    """So many twelfths, to 4 places half up: what is printed is what decides."""
    return (value * months / YEAR_END).quantize(STEP, ROUND_HALF_UP)


def shortfall(goal: Goal, value: Decimal, needed: Decimal) -> Decimal:
    """How much is missing in the goal's direction; negative beyond it."""
    return needed - value if goal.sense is Sense.UP else value - needed


def verdict_of(goal: Goal, short: Decimal, tolerance: Decimal | None) -> Verdict:
    """More than is more than; only about and in step know a tolerance, the limit itself within it."""
    is_met = short < NOTHING if goal.kind is Kind.MORE_THAN else short <= NOTHING
    if is_met:
        return Verdict.REACHED
    if goal.kind in TOLERANT and tolerance is not None and short <= tolerance:
        return Verdict.NEARLY
    return Verdict.MISSED


def _compared(
    goal: Goal,
    latest: Reading,
    needed: Decimal,
    tolerance: Decimal | None,
    *,
    months: int | None = None,
    reference_missed: bool = False,
) -> Judged:
    short = shortfall(goal, latest.value, needed)
    verdict = verdict_of(goal, short, tolerance)
    beyond = None if goal.top is None or months else -shortfall(goal, latest.value, goal.top)
    figures = {
        "period": latest.period,
        "value": latest.value,
        "kind": goal.kind,
        "sense": goal.sense,
        "needed": needed,
        "gap": latest.value - needed,
        "tolerance": tolerance if goal.kind in TOLERANT else None,
        "months": months,
        "exceeded": beyond if beyond is not None and beyond > NOTHING else None,
        "reference_missed": reference_missed,
    }
    return Judged(
        verdict=verdict,
        reason=Reason(str(verdict), figures),
        period=latest.period,
        value=latest.value,
        needed=needed,
        gap=latest.value - needed,
    )


def _is_settled(goal: Goal, compared: Judged) -> bool:
    """What only moves away from zero has reached a goal that lies ahead for good, and passed a limit for good."""
    assert goal.bottom is not None
    lies_ahead = (goal.sense is Sense.UP) == (goal.bottom >= NOTHING)
    return compared.verdict is (Verdict.REACHED if lies_ahead else Verdict.MISSED)


def _in_step(
    goal: Goal,
    readings: Sequence[Reading],
    reference: Sequence[Reading],
    tolerance: Decimal | None,
    reference_missed: bool,
) -> Judged:
    followed = {reading.period: reading.value for reading in reference}
    common = [reading for reading in readings if reading.period in followed]
    if not common:
        own = readings[-1].period if readings else None
        other = reference[-1].period if reference else None
        return undetermined("nothing_common", own_period=own, reference_period=other)
    latest = common[-1]
    return _compared(goal, latest, followed[latest.period], tolerance, reference_missed=reference_missed)
