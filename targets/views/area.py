"""A work area: its measures, what each commits to, where that stands and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from newarea.context import request_reference
from newarea.models import Programme, Undertaking
from newarea.views.programme import ReadingRequest, programme_for
from targets.models import Measure, WorkArea
from targets.models.areas_on import area_on, areas_of
from targets.models.commitments_on import CommitmentOn, commitments_on
from targets.models.goals_on import GoalOn, goals_on
from targets.views.panels import area_line, goal_line
from targets.views.rows import row_of

RANKS = {"red": 0, "yellow": 1}


@require_safe
def area_page(request: ReadingRequest, slug: str, key: str) -> HttpResponse:
    """Seven queries, whatever there is: edition, areas, measures, commitments, goals, figures, tolerances."""
    programme, reference = programme_for(request, slug), request_reference(request)
    areas = list(areas_of(programme, request.user).select_related("leader_in_charge__unit"))
    area = next((one for one in areas if one.key == key), None)
    if area is None:
        raise Http404
    undertakings = Undertaking.objects.filter(programme=programme.pk, commitment__measure__area=area)
    commitments = commitments_on(undertakings, request.on, reference)
    goals = [found for found in goals_on(programme, request.on, reference) if _is_of(found, area)]
    context = {
        "area": area,
        "line": area_line(area_on(area, commitments), programme),
        "measures": _measures(area, commitments, goals, programme),
        "attention": _attention(commitments, programme),
        "count": len(commitments),
        "rules": reference.rules_on(request.on),
        "table_url": f"{reverse('commitments', args=[slug])}?area={area.key}",
        **_neighbours(areas, area, slug),
    }
    return render(request, "targets/area.html", context)


def _is_of(found: GoalOn, area: WorkArea) -> bool:
    return found.goal.measure is not None and found.goal.measure.area_id == area.pk


def _measures(
    area: WorkArea, commitments: Sequence[CommitmentOn], goals: Sequence[GoalOn], programme: Programme
) -> list[dict[str, Any]]:
    held: dict[int, list[CommitmentOn]] = {}
    for found in commitments:
        held.setdefault(found.place.measure_id, []).append(found)
    return [_measure(row, held.get(row.pk, []), goals, programme) for row in area.measures.order_by("position", "pk")]


def _measure(
    row: Measure, commitments: Sequence[CommitmentOn], goals: Sequence[GoalOn], programme: Programme
) -> dict[str, Any]:
    own = [found for found in goals if found.goal.measure_id == row.pk]
    return {
        "measure": row,
        "rows": [row_of(found, programme) for found in commitments],
        "goals": [_goal(found, programme) for found in own],
    }


def _goal(found: GoalOn, programme: Programme) -> dict[str, Any]:
    indicator = found.indicator
    return goal_line(found) | {
        "name": indicator.name,
        "url": reverse("indicator", args=[programme.slug, indicator.key]),
    }


def _attention(commitments: Sequence[CommitmentOn], programme: Programme) -> list[dict[str, Any]]:
    """What is yellow or red, the worst first."""
    wanted = [found for found in commitments if str(found.light) in RANKS]
    return [row_of(found, programme) for found in sorted(wanted, key=lambda found: RANKS[str(found.light)])]


def _neighbours(areas: Sequence[WorkArea], area: WorkArea, slug: str) -> Mapping[str, Any]:
    at = areas.index(area)
    beside = {"before": areas[at - 1] if at else None, "after": areas[at + 1] if at + 1 < len(areas) else None}
    return {
        name: one and {"number": one.number, "title": one.title, "url": reverse("area", args=[slug, one.key])}
        for name, one in beside.items()
    }
