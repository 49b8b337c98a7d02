from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as t
from django.views.decorators.http import require_safe

from newarea.context import request_reference
from newarea.models import Evidence
from newarea.models.trail import Event, trail
from newarea.views.programme import ReadingRequest, programme_for
from projects.models import Project
from projects.models.project_on import ProjectOn, projects_on
from projects.views.detail import project_or_404

PAGE = 50
REPORTS = {"submitted", "verified", "closed", "returned"}
DECISIONS = {"verified", "closed", "sent_back", "extended", "reopened", "override", "override_ended"}
PLAN = {"corrected", "extended", "handed_over", "reopened", "edited"}
KINDS = {"reports": REPORTS, "plan": PLAN, "decisions": DECISIONS}


@dataclass(slots=True)
class Entry:
    """One line of the history page."""

    on: date
    at: datetime | None
    who: str
    state: str
    word: str
    subject: str
    url: str
    text: str = ""
    reason: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


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
    found += [entry for entry in _edits(row) if not request.is_past or entry.on <= request.on]
    return sorted(found, key=lambda entry: (entry.on, entry.at.timestamp() if entry.at else 0), reverse=True)


def _of_event(event: Event) -> Entry:
    url = reverse("undertaking", args=[event.undertaking_pk])
    text = f"{event.figures} {event.text}".strip()
    return Entry(
        event.on, event.at, event.who, event.state, event.word, event.belongs_to, url, text, event.note,
        evidence=event.evidence,
    )  # fmt: skip


def _edits(row: ProjectOn) -> Iterator[Entry]:
    """What people edited in the project and its deliverables, field by field."""
    yield from _edits_of([row.project], row.project.name, row.project.get_absolute_url())
    yield from _edits_of(row.project.deliverables.all(), t("deliverables"), row.project.get_absolute_url())


def _edits_of(rows: Iterable[Any], subject: str, url: str) -> Iterator[Entry]:
    for row in rows:
        records = list(row.history.select_related("history_user__unit").order_by("-history_date", "-history_id"))
        for newer, older in pairwise(records):
            changes = _changes(newer, older)
            if changes:
                yield _edit(newer, subject, url, changes)


def _changes(newer: Any, older: Any) -> list[dict[str, str]]:
    delta = newer.diff_against(older)
    meta = newer.instance_type._meta
    return [
        {"label": _label(meta, change.field), "before": _shown(change.old), "after": _shown(change.new)}
        for change in delta.changes
    ]


def _label(meta: Any, name: str) -> str:
    label = str(meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _edit(record: Any, subject: str, url: str, changes: list[dict[str, str]]) -> Entry:
    at = timezone.localtime(record.history_date)
    who = str(record.history_user.unit or record.history_user) if record.history_user else t("import")
    reason = record.history_change_reason or ""
    return Entry(at.date(), at, who, "edited", t("edited"), subject, url, reason=reason, changes=changes)
