"""The workbench of the inspection office: what waits for a decision, and who has not reported."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.urls import reverse

from newarea.actions.chasing import possible_again
from newarea.context import request_reference
from newarea.models import ChaseUp, Extension, Report, SlipAnswer
from newarea.models.duties import duties_of
from newarea.models.slip_on import answers_waiting_on
from newarea.models.undertaking_on import undertakings_on
from newarea.parts import pages_of, queues_of
from newarea.views.claims import limit_after
from newarea.views.signed_in import OfficerRequest
from newarea.views.slips.listing import to_be_answered

A_PAGE = 25
FIRST = 10


def inspecting(request: OfficerRequest) -> dict[str, Any]:
    queue = Report.objects.queue_of(request.user, on=request.on, today=request.today)
    reports = queue.select_related("undertaking__lead_unit").order_by("submitted_on", "pk")
    extensions = _extensions(request)
    page = Paginator(_unreported(request), A_PAGE).get_page(request.GET.get("page"))
    answers = _answers(request)
    slips, slips_count = to_be_answered(request, FIRST)
    first = list(reports[:FIRST])
    pks = [report.undertaking_id for report in first] + [row.undertaking_id for row in extensions]
    pks += [answer.slip.undertaking_id for answer in answers]
    pages = pages_of(pks + [row.pk for row in page])
    return {
        "reports": [_report(report, pages, request) for report in first],
        "reports_count": reports.count(),
        "extensions": [_extension(row, pages, request) for row in extensions],
        "queues": queues_of(request.user, request.on),
        "answers": [_answer(answer, pages, request) for answer in answers],
        "slips": slips,
        "slips_count": slips_count,
        "unreported": _silent(list(page), pages, request),
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
    }


def _extensions(request: OfficerRequest) -> list[Extension]:
    rows = Extension.objects.waiting_on(request.on)
    return list(rows.select_related("undertaking__lead_unit").order_by("asked_on", "pk")[:A_PAGE])


def _unreported(request: OfficerRequest) -> list[Any]:
    """The longest silent first within a unit, so that one call to a unit covers all its items."""
    rows = undertakings_on(duties_of(request.user, request.on), request.on, request_reference(request))
    silent = [row for row in rows if not row.standing.reported_this_cycle]
    return sorted(silent, key=lambda row: (row.lead_unit, str(row.facts.verified_submitted_on or ""), row.key))


def _silent(rows: list[Any], pages: Any, request: OfficerRequest) -> list[dict[str, Any]]:
    """With the day each was last chased on, and whether it can be chased again."""
    reference = request_reference(request)
    chased = ChaseUp.objects.known_on(request.on).filter(undertaking__in=[row.pk for row in rows]).order_by()
    last = dict(chased.values_list("undertaking").annotate(Max("on")))
    return [
        {
            "row": row,
            "page": pages.get(row.pk),
            "url": reverse("undertaking", args=[row.pk]),
            "chased_on": last.get(row.pk),
            "may_chase": not request.is_past
            and row.owner_id is not None
            and (row.pk not in last or possible_again(last[row.pk], reference) <= request.on),
        }
        for row in rows
    ]


def _answers(request: OfficerRequest) -> list[SlipAnswer]:
    """To supervision slips, given and not checked by the end of the day; the oldest first."""
    rows = answers_waiting_on(request.on).exclude(slip__closed_on__lte=request.on)
    names = ("slip__undertaking", "slip__unit", "slip__programme")
    return list(rows.select_related(*names).order_by("on", "pk")[:A_PAGE])


def _answer(answer: SlipAnswer, pages: Any, request: OfficerRequest) -> dict[str, Any]:
    reference = request_reference(request)
    until = limit_after(answer.on, reference.rules_on(request.on).decision_days, request.on, reference)
    return {"answer": answer, "page": pages.get(answer.slip.undertaking_id), "limit": until}


def _report(report: Report, pages: Any, request: OfficerRequest) -> dict[str, Any]:
    reference, since = request_reference(request), report.submitted_on or report.speaks_for
    days = reference.rules_on(request.on).verification_days
    return {
        "report": report,
        "page": pages.get(report.undertaking_id),
        "limit": limit_after(since, days, request.on, reference),
    }


def _extension(row: Extension, pages: Any, request: OfficerRequest) -> dict[str, Any]:
    reference = request_reference(request)
    days = reference.rules_on(request.on).decision_days
    until = limit_after(row.asked_on, days, request.on, reference)
    return {"extension": row, "page": pages.get(row.undertaking_id), "limit": until}
