"""The list of supervision slips, as it was at the end of a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newarea.context import request_reference
from newarea.forms.slips import SlipFilterForm
from newarea.models import Officer, SupervisionSlip, Unit
from newarea.models.slip_on import limits_on, slips_on
from newarea.views.claims import Limit, limit_of
from newarea.views.signed_in import OfficerRequest, only

A_PAGE = 25
STAFF = [role for role in Officer.Role.values if role != Officer.Role.DELEGATE]
State = SupervisionSlip.State
IN_HAND = (State.OPEN, State.ANSWERED)


@dataclass(frozen=True)
class Line:
    """A slip of the list as it stood on the day; `limit` only while it was to be answered."""

    slip: SupervisionSlip
    unit: str
    state: str
    word: str
    reply_by: date
    limit: Limit | None


@require_safe
@only(*STAFF)
def slips(request: OfficerRequest) -> HttpResponse:
    everything = slips_on(SupervisionSlip.objects.visible_to(request.user), request.on)
    units = _units(everything)
    form = SlipFilterForm(request.GET, units)
    rows = _ordered(_narrowed(everything, form).select_related("programme", "undertaking"), form, request)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_filtered": form.is_filtered,
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "lines": _lines(list(page), units, request),
        "may_issue": request.user.is_inspector and not request.is_past,
    }
    return render(request, "newarea/slips.html", context)


def to_be_answered(request: OfficerRequest, most: int) -> tuple[list[Line], int]:
    """The first of those the units still have to answer, the nearest limit first, and how many there are."""
    rows = slips_on(SupervisionSlip.objects.visible_to(request.user), request.on).filter(state_then=State.OPEN)
    found = rows.select_related("programme", "undertaking")
    nearest = _by_limit_then(found, request.on) if request.is_past else list(found.order_by("reply_by", "pk")[:most])
    count = len(nearest) if request.is_past else rows.count()
    return _lines(nearest[:most], _units(rows), request), count


def _units(rows: QuerySet[Any]) -> dict[int, str]:
    """Whoever had slips by the end of the day, in official order."""
    found = Unit.objects.filter(pk__in=rows.order_by().values("unit_then").distinct())
    return {unit.pk: unit.name for unit in found}


def _narrowed(rows: QuerySet[Any], form: SlipFilterForm) -> QuerySet[Any]:
    for name, column in (("colour", "colour"), ("state", "state_then"), ("unit", "unit_then")):
        if asked := form.asked(name):
            rows = rows.filter(**{column: asked})
    for word in form.asked("q").split():
        titled = Q(undertaking__title_zh__icontains=word) | Q(undertaking__title_en__icontains=word)
        rows = rows.filter(titled | Q(number=int(word)) if word.isdecimal() and len(word) < 9 else titled)
    return rows


def _ordered(rows: QuerySet[Any], form: SlipFilterForm, request: OfficerRequest) -> QuerySet[Any] | list[Any]:
    match form.asked("order"):
        case "limit" if request.is_past:
            return _by_limit_then(rows, request.on)
        case "limit":
            in_hand = Case(When(state_then__in=IN_HAND, then=Value(0)), default=Value(1))
            return rows.order_by(in_hand, "reply_by", "pk")
        case "unit":
            return rows.order_by("unit__position", "unit__code", "-issued_on", "-pk")
        case _:
            return rows.order_by("-issued_on", "-pk")


def _by_limit_then(rows: QuerySet[Any], on: date) -> list[Any]:
    """The limits of a past day come out of the history, so that they are sorted here."""
    found = list(rows)
    limits = limits_on([slip.pk for slip in found], on)
    return sorted(found, key=lambda slip: (slip.state_then not in IN_HAND, limits.get(slip.pk, slip.reply_by), slip.pk))


def _lines(found: list[Any], units: Mapping[int, str], request: OfficerRequest) -> list[Line]:
    limits = limits_on([slip.pk for slip in found], request.on) if request.is_past and found else {}
    return [_line(slip, units, limits.get(slip.pk, slip.reply_by), request) for slip in found]


def _line(slip: Any, units: Mapping[int, str], reply_by: date, request: OfficerRequest) -> Line:
    limit = limit_of(reply_by, request.on, request_reference(request)) if slip.state_then == State.OPEN else None
    word = str(State(slip.state_then).label)
    return Line(slip, units.get(slip.unit_then, ""), slip.state_then, word, reply_by, limit)
