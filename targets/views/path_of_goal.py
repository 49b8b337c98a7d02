"""A goal's year as a chart and as the table under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as t

from newarea.domain.workdays import Calendar
from targets.charts import Ending, PathChart, PathPoint, path_chart
from targets.domain.goals import Goal as Worded
from targets.domain.goals import Kind, Sense
from targets.domain.judging import TOLERANT, Judged, Reading, judge
from targets.domain.periods import Period, due_on
from targets.models import Aspect, Observation
from targets.models.goals_on import GoalOn, periods_of, series_of
from targets.views.goal_rows import bare, bare_difference, follows, period_words, wording_of
from targets.wording import entered_figure, verdict_word

Vintages = Mapping[Period, Sequence[Observation]]  # of one aspect, the oldest first, as known on the day


@dataclass(frozen=True, slots=True)
class Course:
    """A goal with the vintages of its figures and what each period would be judged by."""

    row: GoalOn
    vintages: Vintages
    on: date
    calendar: Calendar

    @property
    def year(self) -> int:
        return self.row.goal.programme.year

    @property
    def readings(self) -> dict[Period, Reading]:
        return {reading.period: reading for reading in self.row.readings}

    def judged(self, reading: Reading) -> Judged:
        """The period by itself; of a goal in step against the reference's figure for the same period."""
        if self.row.judged.reason.code == "not_adopted":
            return self.row.judged
        return judge(
            self.row.worded,
            series_of(self.row.goal, [reading]),
            tolerance=self.row.tolerance,
            reference=[one for one in self.row.followed if one.period == reading.period],
        )

    def usual_on(self, period: Period) -> date | None:
        lag = self.row.indicator.lag_days
        return None if lag is None else due_on(period, lag, self.calendar)

    def first_on(self, period: Period) -> date:
        """When the period's first vintage was published."""
        return self.vintages[period][0].published_on


# The chart


def chart_of(course: Course) -> dict[str, Any]:
    """The picture, and which strokes are in it for the legend to explain."""
    path = _path(course)
    low = path.scale.low
    return {
        "chart": path_chart(path),
        "band": path.margin is not None and not path.is_followed,
        "is_revised": any(point.before for point in path.points),
        "is_broken": any(point.day in path.gaps for point in path.points[:-1]),
        "begins_at": entered_figure(low, path.unit) if path.points and low > 0 else "",
    }


def _path(course: Course) -> PathChart:
    row = course.row
    is_followed = row.worded.kind is Kind.IN_STEP_WITH
    return PathChart(
        key=f"path-{row.goal.pk}",
        title=t("%(indicator)s through the year") % {"indicator": row.indicator.name},
        year=course.year,
        on=course.on,
        unit=row.unit,
        points=_points(course),
        goal=_goal_line(course),
        goal_label=follows(row.goal) if is_followed else t("goal %(wording)s") % {"wording": wording_of(row)},
        margin=margin_of(row.worded, row.tolerance),
        is_followed=is_followed,
        is_level=row.goal.aspect == Aspect.LEVEL,
        gaps=_gaps(course),
        ending=Ending(row.year_end.value, row.year_end.low, row.year_end.high) if row.year_end else None,
    )


def _points(course: Course) -> list[PathPoint]:
    return [
        PathPoint(
            reading.period.end,
            reading.value,
            str(course.judged(reading).light),
            period_words(course.row.indicator, reading.period.month, reading.period.year),
            _replaced(course.vintages.get(reading.period, ()), reading.value),
        )
        for reading in course.row.readings
    ]


def _replaced(vintages: Sequence[Observation], value: Decimal) -> list[Decimal]:
    """The values of earlier vintages, as far as they differ from the one in force."""
    return [row.value for row in vintages[:-1] if row.value != value]


def _goal_line(course: Course) -> list[PathPoint]:
    """Flat, or from nothing to the year's goal at an even pace, or the path of what it keeps step with."""
    row, first, last = course.row, date(course.year - 1, 12, 31), date(course.year, 12, 31)
    if row.worded.kind is Kind.IN_STEP_WITH:
        return [PathPoint(one.period.end, one.value, name=_followed_name(row, one)) for one in row.followed]
    bottom = row.worded.bottom
    assert bottom is not None
    is_even = series_of(row.goal, ()).is_pro_rata
    return [PathPoint(first, Decimal(0) if is_even else bottom), PathPoint(last, bottom)]


def _followed_name(row: GoalOn, reading: Reading) -> str:
    period = period_words(row.indicator, reading.period.month, reading.period.year)
    return t("%(indicator)s, %(period)s") % {"indicator": follows(row.goal), "period": period}


def margin_of(worded: Worded, tolerance: Decimal | None) -> Decimal | None:
    """How far the band reaches from the goal's line: to a range's far end, or as far as "about" still is nearly."""
    if worded.kind is Kind.RANGE and worded.top is not None and worded.bottom is not None:
        return worded.top - worded.bottom
    if worded.kind in TOLERANT and tolerance:
        return -tolerance if worded.sense is Sense.UP else tolerance
    return None


def _gaps(course: Course) -> frozenset[date]:
    """The ends of the periods that have a figure while the next one of the year has none."""
    there = course.readings
    every = periods_of(course.row.indicator, course.year)
    return frozenset(older.end for older, newer in pairwise(every) if older in there and newer not in there)


# The table under it


def period_rows(course: Course, waiting: frozenset[Period]) -> list[dict[str, Any]]:
    """Every period of the year; those whose usual day is yet to come without a figure too."""
    readings = course.readings
    return [
        _published(course, readings[period]) if period in readings else _unpublished(course, period, waiting)
        for period in periods_of(course.row.indicator, course.year)
    ]


def _published(course: Course, reading: Reading) -> dict[str, Any]:
    row, judged, usual_on = course.row, course.judged(reading), course.usual_on(reading.period)
    first_on = course.first_on(reading.period)
    return {
        "period": period_words(row.indicator, reading.period.month, reading.period.year),
        "value": bare(reading.value, row.unit),
        "change": _change(course.vintages[reading.period], row.unit),
        "needed": bare(judged.needed, row.unit) if judged.needed is not None else "",
        "gap": bare_difference(judged.gap, row.unit) if judged.gap is not None else "",
        "judged": judged,
        "word": verdict_word(judged),
        "published_on": reading.published_on,
        "first_on": first_on if first_on != reading.published_on else None,
        "late_days": max(0, (first_on - usual_on).days) if usual_on else None,
    }


def _change(vintages: Sequence[Observation], unit: str) -> str:
    """Against the vintage before; empty where the figure is the first one."""
    if len(vintages) < 2:
        return ""
    return bare_difference(vintages[-1].value - vintages[-2].value, unit)


def _unpublished(course: Course, period: Period, waiting: frozenset[Period]) -> dict[str, Any]:
    usual_on = course.usual_on(period)
    is_over = period.end < course.on
    return {
        "period": period_words(course.row.indicator, period.month, period.year),
        "value": "",
        "is_waiting": period in waiting,
        "is_over": is_over,
        "usual_on": usual_on,
        "late_days": max(0, (course.on - usual_on).days) if usual_on else 0,
    }
