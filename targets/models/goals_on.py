"""Goals as they were known at the end of a day: three queries, whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet

from newarea.domain.standing import Light
from newarea.domain.workdays import Calendar
from newarea.models import Programme, Reference
from targets.domain.goals import Goal as Worded
from targets.domain.judging import Judged, Reading, Series, Verdict, judge, undetermined
from targets.domain.periods import Frequency, Period, due_on, periods
from targets.domain.projecting import YearEnd, year_end
from targets.models.goal import Goal
from targets.models.indicator import Aspect, Indicator
from targets.models.observation import Observation
from targets.models.tolerance import Tolerance

Key = tuple[int, str]  # indicator and aspect
PERCENT = "%"


@dataclass(slots=True)
class GoalOn:
    """A goal on a day, with the figures of the year known by then, one a period, the oldest first.

    `followed` are those of the indicator it keeps step with. `missing` is the first period whose figure should be there
    by its usual lag and is not, with the day it was due.
    """

    goal: Goal
    worded: Worded
    judged: Judged
    readings: Sequence[Reading]
    followed: Sequence[Reading]
    tolerance: Decimal | None
    year_end: YearEnd | None
    missing: tuple[Period, date] | None

    @property
    def light(self) -> Light:
        return self.judged.light

    @property
    def indicator(self) -> Indicator:
        return self.goal.indicator

    @property
    def unit(self) -> str:
        return self.goal.indicator.unit_of(self.goal.aspect)


@dataclass(frozen=True, slots=True)
class Known:
    """What the goals of a programme are judged by on a day."""

    readings: Mapping[Key, Sequence[Reading]]
    tolerances: Mapping[str, Decimal]
    adopted_on: date | None
    on: date
    calendar: Calendar
    missed: set[Key] = field(default_factory=set)

    def of(self, goal: Goal) -> Sequence[Reading]:
        return self.readings.get((goal.indicator_id, goal.aspect), ())

    def followed_by(self, goal: Goal) -> Sequence[Reading]:
        return self.readings.get((goal.reference_id or 0, goal.aspect), ())

    def tolerance_of(self, goal: Goal) -> Decimal | None:
        return self.tolerances.get(PERCENT if goal.aspect == Aspect.GROWTH else goal.indicator.unit_zh)


def goals_on(
    programme: Programme, on: date, reference: Reference, *, if_known: Mapping[Key, Reading] | None = None
) -> list[GoalOn]:
    """All goals of the programme, in the order of the report; as they would stand if the figures given were known."""
    goals = list(_goals(programme, on))
    keys = {key for goal in goals for key in _keys(goal)}
    readings = readings_on(keys, programme.year, on)
    for key, reading in (if_known or {}).items():
        others = [one for one in readings.get(key, []) if one.period != reading.period]
        readings[key] = sorted([*others, reading], key=lambda one: one.period)
    known = Known(readings, tolerances_on(on), programme.adopted_on, on, reference.calendar)
    judged: dict[int, Judged] = {}
    for goal in in_order_of_reference(goals):
        judged[goal.pk] = _judge(goal, known)
        if judged[goal.pk].verdict is Verdict.MISSED:
            known.missed.add((goal.indicator_id, goal.aspect))
    return [_goal_on(goal, judged[goal.pk], known) for goal in goals]


def _goals(programme: Programme, on: date) -> QuerySet[Goal]:
    """Before its adoption a plan reads as it was adopted; a draft, which it never was, as it is now."""
    adopted_on = programme.adopted_on
    goals = Goal.objects.in_force() if adopted_on is None else Goal.objects.known_on(max(on, adopted_on))
    related = ("programme", "indicator", "target", "reference", "measure__area", "commitment__undertaking")
    order = (F("target__number").asc(nulls_last=True), "indicator__position", "pk")
    return goals.filter(programme=programme.pk).select_related(*related).order_by(*order)


def in_order_of_reference(goals: Sequence[Goal]) -> list[Goal]:
    """What others keep step with comes before them, along the whole chain."""
    followed = {(goal.indicator_id, goal.aspect): goal.reference_id for goal in goals}

    def depth(goal: Goal) -> int:
        steps, at = 0, goal.reference_id
        while at is not None and steps < len(goals):
            steps, at = steps + 1, followed.get((at, goal.aspect))
        return steps

    return sorted(goals, key=depth)


def _keys(goal: Goal) -> list[Key]:
    own = (goal.indicator_id, goal.aspect)
    return [own] if goal.reference_id is None else [own, (goal.reference_id, goal.aspect)]


def readings_on(keys: Iterable[Key], year: int, on: date) -> dict[Key, list[Reading]]:
    """The figures in force at the end of the day: of each period the one published last."""
    wanted = set(keys)
    rows = Observation.objects.known_on(on).filter(indicator__in={pk for pk, _ in wanted}, year=year)
    columns = ("indicator_id", "aspect", "month", "value", "published_on")
    latest: dict[tuple[Key, Period], Reading] = {}
    for pk, aspect, month, value, published_on in rows.order_by("published_on", "pk").values_list(*columns):
        period = Period(year, month)
        latest[(pk, aspect), period] = Reading(period, value, published_on)
    held: dict[Key, list[Reading]] = {}
    for (key, _), reading in sorted(latest.items(), key=lambda item: item[0][1]):
        held.setdefault(key, []).append(reading)
    return held


def tolerances_on(on: date) -> dict[str, Decimal]:
    """By unit of measure, those in force on the day."""
    rows = Tolerance.objects.filter(in_force_from__lte=on).order_by("in_force_from")
    return dict(rows.values_list("unit", "value"))


def series_of(goal: Goal, readings: Sequence[Reading]) -> Series:
    is_sum = goal.aspect == Aspect.LEVEL and goal.indicator.is_cumulative
    return Series(
        readings=readings, is_pro_rata=is_sum and goal.is_even_pace, is_growing=is_sum and not goal.is_even_pace
    )


def _judge(goal: Goal, known: Known) -> Judged:
    if known.adopted_on is None or known.adopted_on > known.on:
        return undetermined("not_adopted", adopted_on=known.adopted_on)
    return judge(
        goal.worded,
        series_of(goal, known.of(goal)),
        tolerance=known.tolerance_of(goal),
        reference=known.followed_by(goal),
        reference_missed=(goal.reference_id or 0, goal.aspect) in known.missed,
    )


def _goal_on(goal: Goal, judged: Judged, known: Known) -> GoalOn:
    readings, indicator = known.of(goal), goal.indicator
    coming = [
        period for period in periods_of(indicator, goal.programme.year) if not readings or period > readings[-1].period
    ]
    is_sum = goal.aspect == Aspect.LEVEL and indicator.is_cumulative
    return GoalOn(
        goal=goal,
        worded=goal.worded,
        judged=judged,
        readings=readings,
        followed=known.followed_by(goal),
        tolerance=known.tolerance_of(goal),
        year_end=year_end(readings, is_growing=is_sum, coming=len(coming)),
        missing=missing(indicator, goal.programme.year, readings, known.on, known.calendar),
    )


def missing(
    indicator: Indicator, year: int, readings: Iterable[Reading], on: date, calendar: Calendar
) -> tuple[Period, date] | None:
    """The first period whose figure is past its usual day, with that day; None where no lag is known. A gap before a
    later cumulative figure is none: the later one counts from January too."""
    if indicator.lag_days is None:
        return None
    there = {reading.period for reading in readings}
    covered = max(there, default=None) if indicator.is_cumulative else None
    owed = [one for one in periods_of(indicator, year) if one not in there and (covered is None or one > covered)]
    usual = ((period, due_on(period, indicator.lag_days, calendar)) for period in owed)
    return next(((period, day) for period, day in usual if day < on), None)


def periods_of(indicator: Indicator, year: int) -> list[Period]:
    return periods(year, Frequency(indicator.frequency), joins_january=indicator.joins_january)
