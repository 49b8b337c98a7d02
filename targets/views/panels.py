"""The two blocks of the overview: the band of indicators above the wall, the ten work areas below it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from newarea.models import Programme, Reader, Reference
from targets.models.areas_on import AreaOn, areas_on
from targets.models.commitments_on import CommitmentOn
from targets.models.goals_on import GoalOn, goals_on
from targets.views.rows import row_of
from targets.wording import distance, figure, goal_text, period_text, verdict_word, why_goal

ATTENTION = {"red": 0, "yellow": 1}
MOST = 8
LIGHTS = ("closed", "green", "yellow", "red", "grey")
VERDICTS = ("green", "yellow", "red", "grey")


def targets_panel(programme: Programme, on: date, reference: Reference) -> Mapping[str, Any]:
    """Three queries. A cell is an indicator of a main target; its other goals stand below the first one."""
    goals = goals_on(programme, on, reference)
    cells = [_cell(same, programme) for same in by_indicator(goals)]
    return {
        "cells": cells,
        "targets": len({found.goal.target_id for found in goals if found.goal.target_id}),
        "verdicts": [(light, sum(cell["light"] == light for cell in cells)) for light in VERDICTS],
        "tolerances": _tolerances(goals),
        "url": reverse("targets", args=[programme.slug]),
    }


def by_indicator(goals: Sequence[GoalOn]) -> list[list[GoalOn]]:
    """Those of the main targets, in the order of the report, each with what else is promised of the same indicator."""
    main = dict.fromkeys(found.goal.indicator_id for found in goals if found.goal.target_id)
    return [[found for found in goals if found.goal.indicator_id == pk] for pk in main]


def _cell(goals: Sequence[GoalOn], programme: Programme) -> dict[str, Any]:
    first, *others = goals
    indicator = first.indicator
    return goal_line(first) | {
        "name": indicator.short_name,
        "full_name": indicator.name,
        "url": reverse("indicator", args=[programme.slug, indicator.key]),
        "others": [goal_line(found) for found in others],
    }


def goal_line(found: GoalOn) -> dict[str, Any]:
    """A goal in a few words: the figure with its period, the verdict with its light, the wording, the reason."""
    judged, goal = found.judged, found.goal
    latest = found.readings[-1] if found.readings else None
    value = judged.value if judged.value is not None else latest and latest.value
    period = judged.period or (latest and latest.period)
    follows = goal.reference.short_name if goal.reference else ""
    return {
        "light": str(judged.light),
        "word": verdict_word(judged),
        "value": figure(value, found.unit) if value is not None else "",
        "period": period_text(period, is_cumulative=goal.indicator.is_cumulative) if period else "",
        "goal": goal_text(found.worded, found.unit, follows),
        "hedge": goal.get_hedge_display() if goal.hedge else "",
        "sentence": why_goal(judged.reason, found.unit, follows=follows, is_cumulative=goal.indicator.is_cumulative),
        "missing": period_text(found.missing[0], is_cumulative=goal.indicator.is_cumulative) if found.missing else "",
    }


def _tolerances(goals: Sequence[GoalOn]) -> list[str]:
    """The house rule in force, printed next to what it decides."""
    known = {found.unit: found.tolerance for found in goals if found.tolerance is not None}
    return [distance(value, unit) for unit, value in known.items()]


def areas_panel(programme: Programme, on: date, reference: Reference, reader: Reader) -> Mapping[str, Any]:
    """Two queries: the areas with the number of their measures, and all commitments."""
    areas = areas_on(programme, on, reference, reader)
    return {
        "areas": [area_line(found, programme) for found in areas],
        "measures": sum(found.measures for found in areas),
        "counted": sum(one.place.is_counted for found in areas for one in found.commitments),
        "commitments": sum(found.count for found in areas),
        "url": reverse("commitments", args=[programme.slug]),
        **_attention([one for found in areas for one in found.commitments], programme),
    }


def _attention(commitments: Sequence[CommitmentOn], programme: Programme) -> dict[str, Any]:
    """The first of what is red or yellow, the worst first, and how many more there are."""
    wanted = [found for found in commitments if str(found.light) in ATTENTION]
    worst = sorted(wanted, key=lambda found: ATTENTION[str(found.light)])
    return {"attention": [row_of(found, programme) for found in worst[:MOST]], "more": max(len(worst) - MOST, 0)}


def area_line(found: AreaOn, programme: Programme) -> dict[str, Any]:
    url = reverse("area", args=[programme.slug, found.area.key])
    counts = [(light, found.counts.get(light, 0)) for light in LIGHTS]
    return {
        "number": found.area.number,
        "title": found.area.title,
        "url": url,
        "light": str(found.light),
        "counts": found.counts,
        "told": [(light, count) for light, count in counts if count],
        "count": found.count,
        "measures": found.measures,
    }
