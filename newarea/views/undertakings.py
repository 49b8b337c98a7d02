"""An undertaking's own page: how it stands and why, and everything that happened to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newarea.actions.plan import end_override, reopen, set_override
from newarea.context import request_reference
from newarea.domain.standing import Light
from newarea.forms.refusals import add_refusal
from newarea.forms.supervision import OverrideForm, ReopenForm
from newarea.models import Extension, LightOverride, Officer, Report, Undertaking
from newarea.models.undertaking_on import UndertakingOn
from newarea.parts import pages_of
from newarea.views.asking import Asking, asking_of, too_late
from newarea.views.claims import figure_text, rows_of
from newarea.views.history import entries_of, newest_first
from newarea.views.programme import ReadingRequest
from newarea.views.reports import is_staff
from newarea.views.signed_in import OfficerRequest, only
from newarea.views.supervised import entries_of_supervision, supervision_of
from newarea.wording import why

A_PAGE = 25


@require_safe
def undertaking(request: ReadingRequest, pk: int) -> HttpResponse:
    found, row = known(request, pk)
    return render(request, "newarea/undertaking.html", context_of(request, found, row))


def context_of(request: ReadingRequest, found: Undertaking, row: UndertakingOn) -> dict[str, Any]:
    """What the page says, for the pages of parts that say more of their undertakings."""
    seen = supervision_of(found, request.on, request.user)
    history = entries_of(found, request.on, request.user, today=request.today)
    entries = Paginator(newest_first([*history, *entries_of_supervision(seen)]), A_PAGE).get_page(
        request.GET.get("page")
    )
    request.programme = found.programme
    stands = row.standing
    return {
        "undertaking": found,
        "row": row,
        "standing": stands,
        "sentence": why(stands.reason),
        "more": [why(stands.other)] if stands.other else [],
        "override": _override(found, request),
        "figure": figure_text(found, row.verified_quantity, row.facts.verified),
        "submitted": row.submitted_percent if is_staff(request) else None,
        "page": pages_of([found.pk]).get(found.pk),
        "supporting": list(found.supporting_units.all()),
        "moved": found.extensions.filter(state="granted", decided_on__lte=request.on).count(),
        "supervision": seen,
        "page_obj": entries,
        "page_range": entries.paginator.get_elided_page_range(entries.number),
        "rules": request_reference(request).rules_on(request.on),
        **_doors(request, found, row),
    }


def known(request: ReadingRequest, pk: int) -> tuple[Undertaking, UndertakingOn]:
    """404 also for what was not planned yet on the day of the page."""
    names = ("programme__district", "lead_unit", "owner__unit")
    found = get_object_or_404(Undertaking.objects.visible_to(request.user).select_related(*names), pk=pk)
    row = rows_of([pk], request.on, request_reference(request)).get(pk)
    if row is None:
        raise Http404
    return found, row


def _override(found: Undertaking, request: ReadingRequest) -> LightOverride | None:
    rows = found.overrides.filter(from_on__lte=request.on).select_related("by__unit")
    return next((row for row in rows if row.ended_on is None or row.ended_on > request.on), None)


def _doors(request: ReadingRequest, found: Undertaking, row: UndertakingOn) -> dict[str, Any]:
    """What this reader may do here, with what waits for a decision; nothing on a past day."""
    reader = request.user
    if request.is_past or not isinstance(reader, Officer) or found.programme.state != "adopted":
        return {}
    is_open = row.standing.light is not Light.CLOSED
    is_own = reader.is_reporting and reader.unit_id is not None and reader.unit_id == found.lead_unit_id
    waiting = Extension.objects.waiting().filter(undertaking=found).first() if reader.is_district_staff else None
    asking = asking_of(row, waiting, on=request.today) if is_own and is_open else Asking()
    doors: dict[str, Any] = {
        "report_url": reverse("report-new", args=[found.pk]) if is_own and is_open else "",
        "extension_url": asking.url,
        "too_late": too_late(found.due_on) if asking.is_late and found.due_on else "",
        "waiting_extension": waiting,
        "may_reopen": reader.is_inspector and not is_open,
        "may_override": reader.is_inspector,
        "may_supervise": reader.is_inspector and is_open,
    }
    if reader.is_district_staff:
        doors["waiting_report"] = Report.objects.waiting().filter(undertaking=found).first()
    return doors


@require_http_methods(["GET", "HEAD", "POST"])
@only(Officer.Role.INSPECTOR)
def reopen_page(request: OfficerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Undertaking.objects.supervised_by(request.user).select_related("programme"), pk=pk)
    if found.closed_on is None and request.method != "POST":
        return redirect(found)
    form = ReopenForm(request.POST or None, initial={"version": found.version})
    if form.is_valid():
        seen, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
        try:
            reopen(found, seen=seen, by=request.user, on=request.today, reason=reason)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, t("“%(title)s” is open again.") % {"title": found.title})
            return redirect(found)
    return render(request, "newarea/reopen.html", {"undertaking": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@only(Officer.Role.INSPECTOR)
def override_page(request: OfficerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Undertaking.objects.supervised_by(request.user).select_related("programme"), pk=pk)
    form = OverrideForm(request.POST or None)
    if form.is_valid():
        try:
            set_override(found, by=request.user, on=request.today, **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, t("The manual light stands beside the computed one from now on."))
            return redirect(found)
    row = rows_of([pk], request.today, request_reference(request)).get(pk)
    context = {
        "undertaking": found,
        "form": form,
        "row": row,
        "sentence": why(row.standing.reason) if row else "",
        "override": _override(found, request),
    }
    return render(request, "newarea/override.html", context)


@require_POST
@only(Officer.Role.INSPECTOR)
def override_end(request: OfficerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Undertaking.objects.supervised_by(request.user), pk=pk)
    if end_override(found, by=request.user, on=request.today):
        messages.success(request, t("The manual light has ended; the computed one stands alone."))
    return redirect(found)
