from collections.abc import Iterator, Sequence
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as t
from django.views.decorators.http import require_safe

from newarea.context import request_reference
from newarea.models.trail import Event, trail
from newarea.views.history import Entry, edits_of, newest_first
from newarea.views.programme import ReadingRequest, programme_for
from projects.models import Project
from projects.models.project_on import ProjectOn, projects_on
from projects.views.detail import project_or_404

PAGE = 50
REPORTS = {"submitted", "verified", "closed", "returned"}
DECISIONS = {"verified", "closed", "sent_back", "extended", "reopened", "override", "override_ended"}
PLAN = {"corrected", "extended", "handed_over", "reopened", "edited"}
KINDS = {"reports": REPORTS, "plan": PLAN, "decisions": DECISIONS}


@require_safe
def project_history(request: ReadingRequest, slug: str, number: int) -> HttpResponse:
    """Facts and edits of the project in one list, as known on the day and as far as this reader may see them."""
    programme = programme_for(request, slug)
    project = project_or_404(request, programme, number)
    kind = request.GET.get("kind", "")
    entries = [entry for entry in _entries(project, request) if kind not in KINDS or entry.state in KINDS[kind]]
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    context = {
        "title": project.name,
        "back_url": project.get_absolute_url(),
        "crumbs": [
            (t("Livelihood projects"), reverse("projects", args=[slug])),
            (str(project.number), project.get_absolute_url()),
        ],
        "tabs": [(label, f"?kind={key}", key == kind) for key, label in _tabs()],
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "projects/history.html", context)


def _tabs() -> Sequence[tuple[str, str]]:
    return [("", t("All")), ("reports", t("Reports")), ("plan", t("Plan")), ("decisions", t("Decisions"))]


def _entries(project: Project, request: ReadingRequest) -> list[Entry]:
    row = projects_on([project], request.on, request_reference(request))[0]
    titles = {m.pk: m.title for m in row.milestones}
    found = [_of_event(event) for event in trail(titles, request.on, request.user)]
    found += [entry for entry in _edits(row, request.today) if entry.on <= request.on]
    return newest_first(found)


def _of_event(event: Event) -> Entry:
    url = reverse("undertaking", args=[event.undertaking_pk])
    text = f"{event.figures} {event.text}".strip()
    return Entry(
        event.on, event.at, event.who, event.state, event.word, event.belongs_to, url, text, event.note,
        evidence=event.evidence,
    )  # fmt: skip


def _edits(row: ProjectOn, today: date) -> Iterator[Entry]:
    """What people edited in the project and its deliverables, field by field."""
    url = row.project.get_absolute_url()
    yield from edits_of([row.project], today=today, subject=row.project.name, url=url)
    yield from edits_of(row.project.deliverables.all(), today=today, subject=t("deliverables"), url=url)
