"""An indicator: what was promised of it, every figure of the year and where they lead."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as t
from django.views.decorators.http import require_safe

from newarea import formats
from newarea.context import request_reference
from newarea.models import Programme
from newarea.views.history import Entry, edits_of, newest_first
from newarea.views.programme import ReadingRequest, programme_for
from targets.domain.judging import Reading
from targets.domain.periods import Period, due_on
from targets.domain.projecting import Method
from targets.models import Goal, Indicator, Observation
from targets.models.goals_on import GoalOn, goals_on, periods_of
from targets.views.goal_rows import follows, goal_row, is_relative, origin_of, period_words, wording_of
from targets.views.path_of_goal import Course, chart_of, period_rows
from targets.views.vintages import by_period, observations_of, vintage_rows, waiting_periods
from targets.wording import PERCENT, goal_text

VINTAGES = 12


@require_safe
def indicator_page(request: ReadingRequest, slug: str, key: str) -> HttpResponse:
    """Edition, promises, three for the goals, figures, edits of the indicator and of each promise; no more."""
    programme, reference = programme_for(request, slug), request_reference(request)
    promises = _promises(programme, key)
    indicator = promises[0].indicator
    everything = goals_on(programme, request.on, reference)
    own = [row for row in everything if row.goal.indicator_id == indicator.pk]
    observations = observations_of(indicator, programme.year, request.on, request.user)
    vintages = vintage_rows(observations)
    context = {
        "indicator": _facts(indicator),
        "goals": [_goal(row, promises, observations, request) for row in own],
        "vintages": vintages[:VINTAGES],
        "earlier_vintages": vintages[VINTAGES:],
        "has_aspects": len(indicator.aspects) > 1,
        "next": _next(own, request),
        "promises": _history_of(promises, request.on),
        "related": _related(own, everything, slug),
        "edits": _edits(indicator, promises, request),
        **_doors(indicator, programme, request),
    }
    return render(request, "targets/indicator.html", context)


def _promises(programme: Programme, key: str) -> list[Goal]:
    """Every goal the programme ever set for the indicator, the oldest first; 404 where there is none."""
    goals = Goal.objects.filter(programme=programme.pk, indicator__key=key, indicator__district=programme.district_id)
    found = list(goals.select_related("indicator__statistics_unit", "reference", "by__unit").order_by("known_on", "pk"))
    if not found:
        raise Http404
    for goal in found:
        goal.indicator = found[0].indicator
    return found


def _facts(indicator: Indicator) -> dict[str, Any]:
    return {
        "name": indicator.name,
        "statistics_unit": indicator.statistics_unit,
        "basis": indicator.get_basis_display(),
        "frequency": indicator.get_frequency_display(),
        "is_cumulative": indicator.is_cumulative,
        "units": [indicator.unit_of(aspect) for aspect in indicator.aspects],
        "lag_days": indicator.lag_days,
        "source_reference": indicator.source_reference,
    }


def _goal(
    row: GoalOn, promises: Sequence[Goal], observations: Sequence[Observation], request: ReadingRequest
) -> dict[str, Any]:
    """One promise with its chart and the table under it."""
    aspect = row.goal.aspect
    course = Course(row, by_period(observations, aspect), request.on, request_reference(request).calendar)
    beside = chart_of(course) | {
        "key": row.goal.key,
        "promise": _promise(row, promises),
        "has_example": row.goal.is_example or any(one.is_example for one in observations if one.aspect == aspect),
        "periods": period_rows(course, waiting_periods(observations, aspect)),
        "measure": row.unit if row.unit != PERCENT else "",
        "needed_label": follows(row.goal) if is_relative(row.goal) else "",
        "method": _method(row),
        "commitment": _commitment(row.goal),
    }
    return goal_row(row, row.goal.programme.slug) | beside


def _promise(row: GoalOn, promises: Sequence[Goal]) -> dict[str, Any]:
    """The sentence of the source, or one put together from the plan, with where it stands; and what became of it."""
    goal, first = row.goal, next(one for one in promises if one.key == row.goal.key)
    places = (goal, goal.target, goal.measure, row.indicator)
    sources = (place.source_reference for place in places if place)
    composed = t("%(origin)s. %(indicator)s, %(aspect)s: %(wording)s.") % {
        "origin": origin_of(goal),
        "indicator": row.indicator.name,
        "aspect": goal.get_aspect_display(),
        "wording": goal_text(first.worded, row.unit, follows=follows(first)),
    }
    return {
        "changed": _changed(row) if first.pk != goal.pk else "",
        "sentence": goal.source_sentence or composed,
        "is_quoted": bool(goal.source_sentence),
        "source": next(filter(None, sources), ""),
        "origin": origin_of(goal),
        "hedge": goal.get_hedge_display(),
    }


def _changed(row: GoalOn) -> str:
    said = {"wording": wording_of(row), "day": formats.full_day(row.goal.known_on), "reason": row.goal.reason}
    return t("Changed to %(wording)s on %(day)s: %(reason)s") % said


def _method(row: GoalOn) -> str:
    """How the projection comes about, in one sentence."""
    end = row.year_end
    if end is None:
        return ""
    if end.method is Method.PACE:
        return t(
            "The last figure and, for each month that is left, the mean month so far; the interval takes the slowest "
            "and the fastest month instead. It rests on %(figures)s figures."
        ) % {"figures": end.figures}
    return t(
        "The last figure goes on to the end of the year; the interval is the mean step between two figures, times the "
        "square root of how many are still to come. It rests on %(figures)s figures."
    ) % {"figures": end.figures}


def _commitment(goal: Goal) -> dict[str, str] | None:
    if goal.commitment is None:
        return None
    row = goal.commitment.undertaking
    return {"title": row.title, "url": reverse("commitment", args=[goal.programme.slug, row.key])}


def _next(own: Sequence[GoalOn], request: ReadingRequest) -> dict[str, Any] | None:
    """The first period after the last figure and its usual day; None once the year's is there."""
    if not own:
        return None
    indicator, year = own[0].indicator, own[0].goal.programme.year
    there = {reading.period for row in own for reading in _complete(row, own)}
    last = max(there, default=None) if indicator.is_cumulative else None
    coming = [one for one in periods_of(indicator, year) if one not in there and (last is None or one > last)]
    period = next(iter(coming), None)
    if period is None:
        return None
    return {"period": period_words(indicator, period.month, year), "usual_on": _usual_on(indicator, period, request)}


def _complete(row: GoalOn, own: Sequence[GoalOn]) -> Iterator[Reading]:
    """Of growth and level, what has both."""
    yield from (one for one in row.readings if all(one.period in {r.period for r in other.readings} for other in own))


def _usual_on(indicator: Indicator, period: Period, request: ReadingRequest) -> date | None:
    calendar = request_reference(request).calendar
    return None if indicator.lag_days is None else due_on(period, indicator.lag_days, calendar)


def _history_of(promises: Sequence[Goal], on: date) -> list[dict[str, Any]]:
    """What the plan said since when, the newest first; nothing while it has never been changed."""
    known = [goal for goal in promises if goal.known_on <= on]
    if not any(_ended(goal, on) for goal in known):
        return []
    return [
        {
            "wording": goal_text(goal.worded, goal.indicator.unit_of(goal.aspect), follows=follows(goal)),
            "known_on": goal.known_on,
            "ended_on": _ended(goal, on),
            "reason": goal.reason,
            "by": (goal.by.unit or goal.by) if goal.by else "",
        }
        for goal in reversed(known)
    ]


def _ended(goal: Goal, on: date) -> date | None:
    return goal.superseded_on if goal.superseded_on and goal.superseded_on <= on else None


def _related(own: Sequence[GoalOn], everything: Sequence[GoalOn], slug: str) -> list[dict[str, Any]]:
    """Goals that this one keeps step with, that keep step with it, or that stand in the same line."""
    followed = {row.goal.reference_id for row in own} - {None}
    pks, targets = {row.goal.indicator_id for row in own}, {row.goal.target_id for row in own} - {None}
    found = []
    for row in everything:
        goal = row.goal
        is_near = goal.indicator_id in followed or goal.reference_id in pks or goal.target_id in targets
        if is_near and goal.indicator_id not in pks:
            found.append(goal_row(row, slug))
    return found


def _edits(indicator: Indicator, promises: Sequence[Goal], request: ReadingRequest) -> list[Entry]:
    """What people edited in the indicator and its goals, as far as it was known on the day."""
    found = list(edits_of([indicator], today=request.today, subject=t("indicator")))
    for goal in promises:
        found += edits_of([goal], today=request.today, subject=t("goal %(wording)s") % {"wording": goal.wording})
    for entry in found:
        entry.text = entry.subject
    return newest_first(entry for entry in found if entry.on <= request.on)


def _doors(indicator: Indicator, programme: Programme, request: ReadingRequest) -> dict[str, str]:
    """Where this reader may go from here today; empty addresses where not."""
    if request.is_past or not request.user.is_authenticated:
        return {"figures_url": "", "waiting_url": ""}
    may_enter = Indicator.objects.enterable_by(request.user).filter(pk=indicator.pk)
    waits = Observation.objects.verifiable_by(request.user).filter(indicator=indicator, year=programme.year)
    return {
        "figures_url": reverse("figures", args=[programme.slug]) if may_enter.exists() else "",
        "waiting_url": reverse("figures-waiting", args=[programme.slug]) if waits.exists() else "",
    }
