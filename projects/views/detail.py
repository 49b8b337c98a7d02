from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as t
from django.views.decorators.http import require_POST, require_safe

from newarea import clock
from newarea.context import request_reference
from newarea.domain.curve import Course, verified_series
from newarea.domain.standing import Light
from newarea.models import Extension, Officer, Programme, Reader
from newarea.models.trail import Event, trail
from newarea.models.undertaking_on import UndertakingOn
from newarea.views.asking import Asking, asking_of
from newarea.views.programme import ReadingRequest, programme_for
from newarea.wording import why
from projects.actions.reading import follow, look_at
from projects.models import Deliverable, Project
from projects.models.project_on import ProjectOn, projects_on
from projects.views.feeds import subject_of
from projects.views.progress import progress_of
from projects.views.rows import is_unreported, late_days, next_of, override_of, row_of, sentence_of

FEED = 20
FILES = 12


def project_or_404(request: ReadingRequest, programme: Programme, number: int) -> Project:
    """The project as this reader may see it, with names to print and, signed in, how it was read before."""
    projects = Project.objects.visible_to(request.user).with_supporting_names().select_related(
        "programme", "lead_unit", "leader_in_charge__unit", "inspector__unit"
    )  # fmt: skip
    if isinstance(request.user, Officer):
        projects = projects.with_reading_of(request.user)
    return get_object_or_404(projects.prefetch_related("deliverables"), programme=programme.pk, number=number)


@require_safe
def project_page(request: ReadingRequest, slug: str, number: int) -> HttpResponse:
    programme, reference = programme_for(request, slug), request_reference(request)
    project = project_or_404(request, programme, number)
    row = projects_on([project], request.on, reference)[0]
    events, asked = _events(row, request), _asked(row, request)
    context = {
        **_heading(row, request.user),
        **_news(row, events, request),
        **progress_of(row, events, programme.year, request.on),
        "milestones": [_milestone(m, events, asked, request) for m in row.milestones],
        "deliverables": [_deliverable(d, row) for d in project.deliverables.all()],
        "evidence": [file for event in events for file in event.evidence][:FILES],
        "feed": events[:FEED],
        "feed_more_url": _history_url(project) if len(events) > FEED else "",
        "history_url": _history_url(project),
        "rules": reference.rules_on(request.on),
    }
    response = render(request, "projects/detail.html", context)
    if isinstance(request.user, Officer) and not request.is_past:
        look_at(project, by=request.user, on=request.today, now=clock.now())
    return response


def _events(row: ProjectOn, request: ReadingRequest) -> list[Event]:
    """What happened to the project's milestones; each line leads to the milestone's own page."""
    titles = {m.pk: m.title for m in row.milestones}
    events = trail(titles, request.on, request.user, with_overrides=False)
    for event in events:
        event.url = reverse("undertaking", args=[event.undertaking_pk])
    return events


def _heading(row: ProjectOn, reader: Reader) -> dict[str, Any]:
    incomplete = t("The weights of the milestones are incomplete, so there is no overall curve.")
    return row_of(row) | {
        "project": _facts(row.project),
        "sentence": sentence_of(row),
        "more": [incomplete] if row.standing.fault else [],
        "submitted": _submitted(row, reader),
        "next": next_of(row),
        "is_following": getattr(row.project, "is_followed", False),
        "is_locked": row.project.is_locked,
        **_doors(row, reader),
    }


def _doors(row: ProjectOn, reader: Reader) -> dict[str, str]:
    """Where this reader may go from here; empty addresses where not."""
    if not isinstance(reader, Officer):
        return {"report_url": "", "admin_url": "", "follow_url": "", "calendar_subject": ""}
    project = row.project
    own = [m for m in row.milestones if _may_report(m, reader)]
    is_editor = reader.role == Officer.Role.ADMINISTRATOR
    return {
        "report_url": f"{reverse('workbench')}?report={own[0].pk}#form" if own else "",
        "admin_url": reverse("admin:projects_project_change", args=[project.pk]) if is_editor else "",
        "follow_url": reverse("follow", args=[project.programme.slug, project.number]),
        "calendar_subject": subject_of(project),
    }


def _may_report(row: UndertakingOn, reader: Reader) -> bool:
    """Open, and of the reporter's own unit."""
    if not isinstance(reader, Officer) or not reader.is_reporting or not reader.unit_id:
        return False
    return _is_open(row) and row.lead_unit_id == reader.unit_id


def _is_open(row: UndertakingOn) -> bool:
    return row.standing.light is not Light.CLOSED


def _facts(project: Project) -> dict[str, Any]:
    return {
        "number": project.number,
        "name": project.name,
        "summary": project.summary,
        "field": project.get_field_display(),
        "lead_unit": project.lead_unit,
        "supporting_units": project.supporting_names,
        "leader_in_charge": project.leader_in_charge,
        "inspector": project.inspector,
        "budget": project.budget,
        "place": project.place,
        "source_reference": project.source_reference,
        "source_sentence": project.source_sentence,
        "voted_on": project.voted_on,
    }


def _submitted(row: ProjectOn, reader: Reader) -> Decimal | None:
    """What the project would stand at if everything that waits were verified; for the government's staff."""
    waiting = [m for m in row.milestones if m.submitted_percent is not None]
    if not waiting or not (isinstance(reader, Officer) and reader.is_district_staff):
        return None
    courses = [_course(m, claim=m.submitted_percent) for m in row.milestones]
    series = verified_series(courses, [date.max])
    return series[0] if series else None


def _course(row: UndertakingOn, *, claim: Decimal | None = None) -> Course:
    figure = claim if claim is not None else row.facts.verified
    figures = [] if figure is None else [(date.min, figure)]
    return Course(
        start_on=row.facts.start_on,
        due_on=row.facts.due_on,
        weight=row.facts.weight,
        figures=figures,
        completed_on=row.facts.completed_on,
    )


def _news(row: ProjectOn, events: Sequence[Event], request: ReadingRequest) -> dict[str, Any]:
    """What came since this officer last looked; nothing on a first visit or a past day."""
    looked_on, looked_at = getattr(row.project, "last_looked_on", None), getattr(row.project, "last_looked_at", None)
    if looked_on is None or request.is_past:
        return {"news": [], "last_looked_on": None}
    for event in events:
        told_at = (event.report and (event.report.decided_at or event.report.submitted_at)) or event.at
        told_on = (event.report and (event.report.decided_on or event.report.submitted_on)) or event.on
        event.is_new = told_on > looked_on or (
            told_on == looked_on and bool(told_at and looked_at and told_at > looked_at)
        )
    return {"news": [event for event in events if event.is_new], "last_looked_on": looked_on}


def _asked(row: ProjectOn, request: ReadingRequest) -> dict[int, Extension]:
    """The requests that wait for a decision, of the milestones of the reader's own unit."""
    own = [] if request.is_past else [m.pk for m in row.milestones if _may_report(m, request.user)]
    waiting = Extension.objects.waiting().filter(undertaking__in=own) if own else ()
    return {extension.undertaking_id: extension for extension in waiting}


def _milestone(
    row: UndertakingOn, events: Sequence[Event], asked: Mapping[int, Extension], request: ReadingRequest
) -> dict[str, Any]:
    stands, reader = row.standing, request.user
    is_staff = isinstance(reader, Officer) and reader.is_district_staff
    may_act = _may_report(row, reader) and not request.is_past
    return {
        "title": row.title,
        "anchor": f"m{row.pk}",
        "url": reverse("undertaking", args=[row.pk]),
        "unit": row.lead_unit,
        "owner": "",
        "weight": row.facts.weight,
        "start_on": row.facts.start_on,
        "due_on": row.facts.due_on,
        "original_due_on": row.facts.original_due_on,
        "extensions": sum(1 for e in events if e.undertaking_pk == row.pk and e.state == "extended"),
        "completed_on": row.facts.completed_on,
        "late_days": late_days(row, request.on) if row.facts.completed_on else 0,
        "standing": stands,
        "override": override_of(row),
        "is_unreported": is_unreported(row),
        "sentence": why(stands.reason),
        "verified": row.facts.verified,
        "planned": stands.planned,
        "submitted": row.submitted_percent if is_staff else None,
        "done": row.verified_quantity,
        "quantity": row.quantity,
        "measure": row.measure,
        "is_example": row.is_example,
        "report_url": f"{reverse('workbench')}?report={row.pk}#form" if may_act else "",
        "asking": asking_of(row, asked.get(row.pk), on=request.today) if may_act else Asking(),
    }


def _deliverable(deliverable: Deliverable, row: ProjectOn) -> dict[str, Any]:
    return {
        "name": deliverable.name,
        "measure": deliverable.measure,
        "planned": deliverable.planned,
        "is_about": deliverable.is_about,
        "is_derived": deliverable.is_derived,
        "done": row.done(deliverable),
    }


def _history_url(project: Project) -> str:
    return reverse("project-history", args=[project.programme.slug, project.number])


@require_POST
def follow_project(request: ReadingRequest, slug: str, number: int) -> HttpResponse:
    """Follow or stop following, by the button's value."""
    if not isinstance(request.user, Officer):
        raise Http404
    project = project_or_404(request, programme_for(request, slug), number)
    follow(project, by=request.user, is_following=request.POST.get("follow") == "1")
    return redirect(project)
