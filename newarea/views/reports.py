"""One report: the claim beside its evidence, and the inspection office's decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as t
from django.views.decorators.http import require_POST, require_safe

from newarea import clock
from newarea.actions.reports import return_report, verify_report
from newarea.context import request_reference
from newarea.forms.decision import DecisionForm
from newarea.forms.refusals import add_refusal
from newarea.models import Officer, Report, Stale
from newarea.parts import pages_of
from newarea.views.claims import Claim, figure_text, files_of, limit_after, rows_of
from newarea.views.programme import ReadingRequest
from newarea.views.signed_in import OfficerRequest, only, way_back

WITH_NAMES = ("undertaking__programme", "undertaking__lead_unit", "reporter__unit", "decided_by__unit", "revises")


@require_safe
def report(request: ReadingRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_known(request), pk=pk)
    if found.state == Report.State.DRAFT:
        return redirect("report-new", found.undertaking_id)
    if not is_staff(request):
        _leave_out_notes(found)
    return _page(request, found)


def _leave_out_notes(found: Report) -> None:
    """What the office wrote to the unit, about this report or the one it mends, is between the two of them."""
    found.decision_note, found.revises = "", None


def _known(request: ReadingRequest) -> QuerySet[Report]:
    """As the reader may see them and, on a past day, as far as they were known by its end."""
    reports = Report.objects.visible_to(request.user).select_related(*WITH_NAMES)
    if request.is_past:
        reports = reports.known_on(request.on)
        if not is_staff(request):
            reports = reports.filter(decided_on__lte=request.on)
    return reports


def is_staff(request: ReadingRequest) -> bool:
    return isinstance(request.user, Officer) and request.user.is_district_staff


def _page(
    request: ReadingRequest, found: Report, form: DecisionForm | None = None, *, is_outrun: bool = False
) -> HttpResponse:
    claim = _claim(request, found, form)
    context = {"claim": claim, "is_outrun": is_outrun, "revision": _revision(request, found), **_doors(request, claim)}
    return render(request, "newarea/report.html", context, status=409 if is_outrun else 200)


def _claim(request: ReadingRequest, found: Report, form: DecisionForm | None) -> Claim:
    reference, on = request_reference(request), request.on
    before = _verified_before(found)
    is_decided = found.decided_on is not None and found.decided_on <= on
    is_signed_in = isinstance(request.user, Officer)
    return Claim(
        report=found,
        row=rows_of([found.undertaking_id], on, reference).get(found.undertaking_id),
        page=pages_of([found.undertaking_id]).get(found.undertaking_id),
        files=files_of([found]).get(found.pk, []) if is_signed_in else [],
        figure=figure_text(found.undertaking, found.quantity, found.percent),
        before=figure_text(found.undertaking, before.quantity, before.percent) if before else "",
        before_on=before.speaks_for if before else None,
        limit=None
        if is_decided or found.submitted_on is None
        else limit_after(found.submitted_on, reference.rules_on(on).verification_days, on, reference),
        form=form or DecisionForm(initial={"version": found.version}),
        is_decided=is_decided,
    )


def _verified_before(found: Report) -> Report | None:
    return Report.objects.verified().filter(undertaking=found.undertaking_id, pk__lt=found.pk).order_by("pk").last()


def _revision(request: ReadingRequest, found: Report) -> Report | None:
    return Report.objects.visible_to(request.user).filter(revises=found).first() if is_staff(request) else None


def _doors(request: ReadingRequest, claim: Claim) -> dict[str, Any]:
    """What this reader may do here; nothing on a past day."""
    reader, found = request.user, claim.report
    may_decide = not request.is_past and isinstance(reader, Officer) and reader.is_inspector
    is_own = isinstance(reader, Officer) and reader.is_reporting and reader.unit_id == found.undertaking.lead_unit_id
    return {
        "may_decide": may_decide and found.state == Report.State.SUBMITTED and found.reporter_id != reader.pk,
        "may_mend": is_own
        and not request.is_past
        and found.state == Report.State.RETURNED
        and not found.undertaking.closed_on,
        "may_chase": may_decide and found.state == Report.State.RETURNED and not found.undertaking.closed_on,
        "is_staff": is_staff(request),
    }


@require_POST
@only(Officer.Role.INSPECTOR)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_known(request).exclude(state=Report.State.DRAFT), pk=pk)
    form = DecisionForm(request.POST)
    try:
        if form.is_valid():
            _decide(request, found, form)
            return redirect(way_back(request, reverse("verification")))
    except ValidationError as refusal:
        add_refusal(form, refusal)
    except Stale:
        found.refresh_from_db()
        return _page(request, found, form, is_outrun=True)
    return _page(request, found, form)


def _decide(request: OfficerRequest, found: Report, form: DecisionForm) -> None:
    seen, note = form.cleaned_data["version"], form.cleaned_data["note"]
    match request.POST.get("action"):
        case "verify":
            verify_report(found, by=request.user, on=request.today, now=clock.now(), seen=seen, note=note)
            told = t("“%(title)s” is verified: %(figure)s.")
        case "return":
            return_report(found, by=request.user, on=request.today, now=clock.now(), seen=seen, note=note)
            told = t("“%(title)s” has been returned.")
        case _:
            raise Http404
    figure = figure_text(found.undertaking, found.quantity, found.percent)
    messages.success(request, told % {"title": found.undertaking.title, "figure": figure})
