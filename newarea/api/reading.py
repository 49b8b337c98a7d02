"""Who reads, and as of which day: what every endpoint asks of its request."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from newarea import clock
from newarea.models import Officer, Reader, Report

ON = OpenApiParameter(
    "on",
    date,
    description="As known at the end of this day (2023-09-15). Without it: today. A day to come is refused with 400.",
)


def day_of(request: Request) -> date:
    """The day asked for in `?on=`, checked by the middleware."""
    on: date = request._request.on  # type: ignore[attr-defined]
    return on


def today_of(request: Request) -> date:
    today: date = request._request.today  # type: ignore[attr-defined]
    return today


def officer_of(request: Request) -> Officer:
    """The signed-in officer; for views that let nobody else in."""
    assert isinstance(request.user, Officer)
    return request.user


def hand_of(request: Request) -> dict[str, Any]:
    """Who decides, on which day and when: what every decision wants to know."""
    return {"by": officer_of(request), "on": today_of(request), "now": clock.now()}


def is_staff(reader: Reader) -> bool:
    return isinstance(reader, Officer) and reader.is_district_staff


def reports_known(reader: Reader, *, on: date, today: date) -> QuerySet[Report]:
    """What this reader may see of what was handed in by the end of the day, and of today's drafts."""
    known = Q(submitted_on__lte=on) | Q(state=Report.State.DRAFT) if on == today else Q(submitted_on__lte=on)
    reports = Report.objects.visible_to(reader).filter(known, is_restored=False)
    if not is_staff(reader):
        reports = reports.filter(decided_on__lte=on)
    return reports.select_related("undertaking", "reporter__unit")


def in_state(rows: Any, state: str, on: date) -> Any:
    """Those in this state at the end of the day: what was decided later was still waiting."""
    match state:
        case Report.State.DRAFT:
            return rows.filter(state=state)
        case Report.State.SUBMITTED:
            return rows.waiting_on(on)
    return rows.filter(state=state, decided_on__lte=on)


def is_decided(report: Report, on: date) -> bool:
    return report.decided_on is not None and report.decided_on <= on


def with_evidence(reports: QuerySet[Report], reader: Reader) -> QuerySet[Report]:
    """Evidence is never for the anonymous reader, so it is not even asked for."""
    return reports.prefetch_related("evidence") if reader.is_authenticated else reports
