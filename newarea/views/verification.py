"""What waits for the inspection office: the claim and its evidence side by side."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newarea.forms.queue import QueueForm
from newarea.models import Officer, Report
from newarea.models.bilingual import in_language
from newarea.parts import Page, pages_of
from newarea.views.claims import claims_of
from newarea.views.reports import WITH_NAMES
from newarea.views.signed_in import OfficerRequest, only

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the queue sorts and narrows by, before the page's reports are read; unit and project as (value, name)."""

    pk: int
    submitted_on: date
    due_on: date | None
    unit: tuple[str, str]
    belongs_to: tuple[str, str]


@require_safe
@only(Officer.Role.INSPECTOR)
def verification(request: OfficerRequest) -> HttpResponse:
    queue = _queue(request)
    form = QueueForm(request.GET, units=(row.unit for row in queue), belongings=(row.belongs_to for row in queue))
    page = Paginator(_ordered(_narrowed(queue, form), form), A_PAGE).get_page(request.GET.get("page"))
    reports = _read([row.pk for row in page])
    context = {
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "claims": claims_of(reports, request),
        "form": form,
        "is_filtered": bool(form.asked("unit") or form.asked("belongs")),
        "may_decide": not request.is_past,
    }
    return render(request, "newarea/verification.html", context)


def _queue(request: OfficerRequest) -> list[Waiting]:
    columns = ("pk", "submitted_on", "undertaking", "undertaking__due_on", "undertaking__lead_unit")
    queue = Report.objects.queue_of(request.user, on=request.on, today=request.today)
    names = ("undertaking__lead_unit__name_zh", "undertaking__lead_unit__name_en")
    rows = list(queue.order_by("submitted_on", "pk").values_list(*columns, *names))
    pages = pages_of([row[2] for row in rows])
    return [
        Waiting(pk, submitted_on, due_on, (str(unit or ""), in_language(zh or "", en or "")), _belongs(pages.get(of)))
        for pk, submitted_on, of, due_on, unit, zh, en in rows
    ]


def _belongs(page: Page | None) -> tuple[str, str]:
    return (page.url, page.belongs_to) if page else ("", "")


def _narrowed(queue: list[Waiting], form: QueueForm) -> list[Waiting]:
    unit, belongs = form.asked("unit"), form.asked("belongs")
    return [row for row in queue if unit in ("", row.unit[0]) and belongs in ("", row.belongs_to[0])]


def _ordered(queue: list[Waiting], form: QueueForm) -> list[Waiting]:
    """Oldest first in any case; sorting keeps that among equals."""
    match form.asked("sort"):
        case "due":
            return sorted(queue, key=lambda row: row.due_on or date.max)
        case "unit":
            return sorted(queue, key=lambda row: row.unit[1])
        case _:
            return queue


def _read(pks: list[int]) -> list[Report]:
    found = {report.pk: report for report in Report.objects.filter(pk__in=pks).select_related(*WITH_NAMES)}
    return [found[pk] for pk in pks if pk in found]
