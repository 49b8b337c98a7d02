"""A commitment's page: what the base says of the undertaking, and what the report promised, its tasks, its goals."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from newarea.context import request_reference
from newarea.models import Undertaking
from newarea.models.undertaking_on import UndertakingOn
from newarea.views.programme import ReadingRequest, programme_for
from newarea.views.undertakings import context_of, known
from newarea.wording import why
from targets.models import Commitment
from targets.models.commitments_on import CommitmentOn, commitments_on
from targets.models.goals_on import goals_on
from targets.views.panels import goal_line
from targets.views.rows import is_unreported, override_of, row_of

RELATED = ("undertaking", "measure__area", "parent__undertaking__programme")


@require_safe
def commitment_page(request: ReadingRequest, slug: str, key: str) -> HttpResponse:
    programme = programme_for(request, slug)
    rows = Commitment.objects.visible_to(request.user).select_related(*RELATED)
    commitment = get_object_or_404(rows, undertaking__programme=programme.pk, undertaking__key=key)
    found, row = known(request, commitment.pk)
    on_day = _on_day(commitment, request)
    context = {
        **context_of(request, found, row),
        "commitment": commitment,
        "area_url": reverse("area", args=[slug, commitment.measure.area.key]),
        "table_url": f"{reverse('commitments', args=[slug])}?area={commitment.measure.area.key}",
        "line": row_of(on_day, programme) if on_day else None,
        "tasks": [_task(task, slug) for task in on_day.tasks] if on_day else [],
        "together": on_day and on_day.together,
        "set_by": on_day and on_day.set_by,
        "goals": _goals(commitment, request),
    }
    return render(request, "targets/commitment.html", context)


def _on_day(commitment: Commitment, request: ReadingRequest) -> CommitmentOn | None:
    """With its tasks, and numbered within its whole area; a task stands on its commitment's page and has no number."""
    rows = Undertaking.objects.filter(commitment__measure__area=commitment.measure.area_id)
    found = commitments_on(rows, request.on, request_reference(request))
    return next((one for one in found if one.pk == commitment.pk), None)


def _task(task: UndertakingOn, slug: str) -> dict[str, Any]:
    return {
        "row": task,
        "url": reverse("commitment", args=[slug, task.key]),
        "standing": task.standing,
        "override": override_of(task),
        "is_unreported": is_unreported(task),
        "sentence": why(task.standing.reason),
    }


def _goals(commitment: Commitment, request: ReadingRequest) -> list[dict[str, Any]]:
    """The goals that promise the same: a level of imports and exports is told by its statistics too."""
    if not commitment.goals.exists():
        return []
    goals = goals_on(request.programme, request.on, request_reference(request))
    return [
        goal_line(found)
        | {
            "name": found.indicator.name,
            "url": reverse("indicator", args=[request.programme.slug, found.indicator.key]),
        }
        for found in goals
        if found.goal.commitment_id == commitment.pk
    ]
