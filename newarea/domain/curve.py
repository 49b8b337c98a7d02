"""The planned line of an undertaking, the curves of a project, and where the present pace leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

FULL = Decimal(100)
NOTHING = Decimal(0)
STEP = Decimal("0.0001")
STEPS_OF_FULL = 1_000_000
LINE_DONE = FULL.quantize(STEP)
LINE_BEGUN = NOTHING.quantize(STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One milestone as the S-curve needs it: its plan, and its verified figures as (day spoken for, percent)."""

    start_on: date | None
    due_on: date | None
    weight: Decimal | None
    figures: Sequence[tuple[date, Decimal]] = ()
    completed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A straight line, not a fact: if work goes on at its pace since the start.

    `percent` is where that leads on `until`, at most 100; `finish_on` is the day it reaches 100, if a calendar has it.
    """

    measure_on: date
    verified: Decimal
    until: date
    percent: Decimal
    finish_on: date | None


def planned(start: date | None, due: date | None, on: date) -> Decimal | None:
    """Percent the line stands at on the evening of `on`, to 4 places half up; None without a start or a due date."""
    if start is None or due is None:
        return None
    if on < start:
        return LINE_BEGUN
    if on >= due:
        return LINE_DONE
    first = start.toordinal() - 1
    return _ratio(on.toordinal() - first, due.toordinal() - first) * STEP


def projected_finish(start: date | None, measure_on: date, verified: Decimal) -> date | None:
    """The day 100 percent is reached at the pace held from the start to the measure day."""
    if start is None or verified <= 0 or measure_on < start:
        return None
    numerator, denominator = verified.as_integer_ratio()
    days = -(-((measure_on - start).days + 1) * 100 * denominator // numerator)
    if start.toordinal() + days - 1 > date.max.toordinal():
        return None
    return start + timedelta(days=days - 1)


def normalised(weights: Sequence[Decimal | None]) -> list[Decimal] | None:
    """All missing means equal; None where some are missing or nothing has weight, which adoption reports."""
    given = [weight for weight in weights if weight is not None]
    if not given:
        return [Decimal(1)] * len(weights)
    return given if len(given) == len(weights) and sum(given) > 0 else None


def weighted_mean(values: Iterable[Decimal], weights: Sequence[Decimal]) -> Decimal:
    """To 4 places half up."""
    total = sum((value * weight for value, weight in zip(values, weights, strict=True)), NOTHING)
    return (total / sum(weights, NOTHING)).quantize(STEP, ROUND_HALF_UP)


def planned_series(courses: Sequence[Course], days: Sequence[date]) -> list[Decimal] | None:
    """The project's planned percent on each of `days`; None where it has no curve (no milestones, no date, weights)."""
    weights = normalised([course.weight for course in courses])
    if not courses or weights is None or any(c.start_on is None or c.due_on is None for c in courses):
        return None
    return [weighted_mean((planned(c.start_on, c.due_on, day) or NOTHING for c in courses), weights) for day in days]


def verified_series(courses: Sequence[Course], days: Sequence[date]) -> list[Decimal] | None:
    """The project's verified percent on each of `days`: each milestone's last figure that speaks for a day up to it."""
    weights = normalised([course.weight for course in courses])
    if not courses or weights is None:
        return None
    return [weighted_mean((verified_on(course, day) for course in courses), weights) for day in days]


def verified_on(course: Course, day: date) -> Decimal:
    """At most 100, and 100 from the completion day; the later of two figures for one day holds."""
    if course.completed_on is not None and course.completed_on <= day:
        return FULL
    spoken = [(speaks_for, place) for place, (speaks_for, _) in enumerate(course.figures) if speaks_for <= day]
    return min(course.figures[max(spoken)[1]][1], FULL) if spoken else NOTHING


def projection(*, start: date | None, measure_on: date, verified: Decimal, until: date) -> Projection | None:
    """None without a start, before it, or with nothing verified: there is no pace to draw out."""
    if start is None or verified <= 0 or measure_on < start:
        return None
    elapsed, whole = (measure_on - start).days + 1, (max(until, measure_on) - start).days + 1
    return Projection(
        measure_on=measure_on,
        verified=verified,
        until=until,
        percent=min(FULL, verified * whole / elapsed).quantize(STEP, ROUND_HALF_UP),
        finish_on=projected_finish(start, measure_on, verified),
    )


def _ratio(part: int, whole: int) -> int:
    """Part of the whole in ten-thousandths of a point, half up, in whole numbers throughout."""
    return (2 * part * STEPS_OF_FULL + whole) // (2 * whole)
