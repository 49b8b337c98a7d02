from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from newarea.context import request_reference
from newarea.models.trail import Event, trail
from newarea.views.programme import ReadingRequest
from projects.models import Project
from projects.models.project_on import ProjectOn, projects_on
from projects.views.rows import next_of, row_of, sentence_of

NEWS = 40


@login_required
@require_safe
def following(request: ReadingRequest) -> HttpResponse:
    """The projects this officer follows, and what happened in them lately."""
    reference = request_reference(request)
    projects = Project.objects.visible_to(request.user).followed_by(request.user).with_news_for(request.user)
    rows = projects_on(projects.select_related("lead_unit", "programme"), request.on, reference)
    context = {
        "rows": [row_of(row) | {"next": next_of(row), "sentence": sentence_of(row)} for row in rows],
        "feed": _feed(rows, request),
        "rules": reference.rules_on(request.on),
        "choose_url": reverse("projects", args=[rows[0].project.programme.slug]) if rows else reverse("home"),
    }
    return render(request, "projects/following.html", context)


def _feed(rows: list[ProjectOn], request: ReadingRequest) -> list[Event]:
    held = {m.pk: (m.title, row.project) for row in rows for m in row.milestones}
    titles = {pk: f"{project.number} · {title}" for pk, (title, project) in held.items()}
    events = trail(titles, request.on, request.user, with_overrides=False)[:NEWS]
    for event in events:
        event.url = f"{held[event.undertaking_pk][1].get_absolute_url()}#m{event.undertaking_pk}"
    return events
