"""The workbench of a reporter or head of unit: what the own unit has to do, and the form to do it with."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse

from newarea.context import request_reference
from newarea.domain.standing import Light
from newarea.models import Extension, Report, SupervisionSlip, Undertaking
from newarea.models.duties import duties_of
from newarea.models.slip_on import limits_on, slips_on
from newarea.models.undertaking_on import UndertakingOn, undertakings_on
from newarea.parts import Deadline, pages_of, parts, queues_of
from newarea.views.asking import Asking
from newarea.views.reporting import desk_of, form_context, form_of
from newarea.views.signed_in import OfficerRequest, number_in
from newarea.views.workbench.duties import Facts, duties, form_url

A_PAGE = 25


def reporting(request: OfficerRequest) -> dict[str, Any]:
    rows = _rows(request)
    asked = _waiting_extensions(request)
    facts = _facts(rows, asked, request)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return {
        "duties": duties(facts),
        "items": [_item(row, facts, request) for row in page],
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "waiting_reports": _waiting_reports(request),
        "waiting_extensions": asked[:A_PAGE],
        "queues": queues_of(request.user, request.on),
        **_inline_form(request),
    }


def _rows(request: OfficerRequest) -> list[UndertakingOn]:
    """What the unit had open at the end of the day, the first due first, what has no day yet last."""
    found = undertakings_on(duties_of(request.user, request.on), request.on, request_reference(request))
    return sorted(found, key=lambda row: (row.facts.due_on is None, row.facts.due_on, row.key))


def _facts(rows: list[UndertakingOn], asked: list[Extension], request: OfficerRequest) -> Facts:
    pks = [row.pk for row in rows]
    drafts = {} if request.is_past else _drafts(pks)
    return Facts(
        rows=rows,
        pages=pages_of(pks),
        drafts=drafts,
        returned=_returned(pks, request),
        asked={row.undertaking_id: row for row in asked},
        deadlines=_deadlines(request),
        slips=_slips(request),
        on=request.on,
        reference=request_reference(request),
    )


def _drafts(pks: list[int]) -> dict[int, Report]:
    return {report.undertaking_id: report for report in Report.objects.filter(undertaking__in=pks, state="draft")}


def _returned(pks: list[int], request: OfficerRequest) -> dict[int, Report]:
    """Returned by the end of the day, and nothing handed in since."""
    found: dict[int, Report] = {}
    reports = Report.objects.filter(undertaking__in=pks, is_restored=False).exclude(state=Report.State.DRAFT)
    for report in reports.known_on(request.on).order_by("pk"):
        found[report.undertaking_id] = report
    is_back = Report.State.RETURNED
    return {pk: r for pk, r in found.items() if r.state == is_back and r.decided_on and r.decided_on <= request.on}


def _deadlines(request: OfficerRequest) -> list[Deadline]:
    programmes = [p for p in request_reference(request).programmes if p.state == "adopted"]
    found = [d for p in programmes for part in parts().values() for d in part.deadlines(p, request.on)]
    return [deadline for deadline in found if deadline.person_id == request.user.pk]


def _slips(request: OfficerRequest) -> list[SupervisionSlip]:
    """To be answered by the unit at the end of the day, with the limit as it was then."""
    own = slips_on(SupervisionSlip.objects.visible_to(request.user), request.on).filter(
        state_then=SupervisionSlip.State.OPEN, unit_then=request.user.unit_id
    )
    found = list(own.select_related("undertaking", "programme").order_by("reply_by", "pk"))
    limits = limits_on([slip.pk for slip in found], request.on) if request.is_past and found else {}
    for slip in found:
        slip.reply_by = limits.get(slip.pk, slip.reply_by)
    return found


def _item(row: UndertakingOn, facts: Facts, request: OfficerRequest) -> dict[str, Any]:
    due_on = row.facts.due_on
    return {
        "row": row,
        "standing": row.standing,
        "override": {"light": row.override_light} if row.override_light else None,
        "is_unreported": row.standing.light is not Light.CLOSED and not row.standing.reported_this_cycle,
        "page": facts.pages.get(row.pk),
        "limit": facts.limit(due_on) if due_on else None,
        "is_draft": row.pk in facts.drafts,
        "url": reverse("undertaking", args=[row.pk]),
        "report_url": "" if request.is_past else form_url(row.pk),
        "asking": Asking() if request.is_past else facts.asking(row),
    }


def _waiting_reports(request: OfficerRequest) -> list[Report]:
    reports = Report.objects.waiting_on(request.on).filter(undertaking__lead_unit=request.user.unit_id)
    return list(reports.select_related("undertaking").order_by("submitted_on", "pk")[:A_PAGE])


def _waiting_extensions(request: OfficerRequest) -> list[Extension]:
    rows = Extension.objects.waiting_on(request.on).filter(undertaking__lead_unit=request.user.unit_id)
    return list(rows.select_related("undertaking").order_by("asked_on", "pk"))


def _inline_form(request: OfficerRequest) -> dict[str, Any]:
    """The form of the item named in the address; on a past day there is none."""
    asked = request.GET.get("report", "")
    if not asked or request.is_past:
        return {}
    own = Undertaking.objects.reportable_by(request.user).select_related("programme", "lead_unit")
    found = own.filter(pk=number_in(asked)).first()
    if found is None:
        raise Http404
    desk = desk_of(found)
    return form_context(desk, form_of(desk, request, is_sent=False))
