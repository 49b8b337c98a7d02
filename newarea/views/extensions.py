"""Asking to move a due date, and deciding it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newarea import clock, formats
from newarea.actions.extensions import ask_extension, grant_extension, refuse_extension
from newarea.context import request_reference
from newarea.forms.decision import ExtensionDecisionForm
from newarea.forms.extension import ExtensionForm
from newarea.forms.refusals import add_refusal
from newarea.models import Extension, Officer, Stale, Undertaking
from newarea.parts import pages_of
from newarea.views.asking import too_late
from newarea.views.claims import limit_after, rows_of
from newarea.views.programme import ReadingRequest
from newarea.views.reporting import plain
from newarea.views.reports import is_staff
from newarea.views.signed_in import OfficerRequest, only, way_back
from newarea.wording import why

WITH_NAMES = ("undertaking__programme", "undertaking__lead_unit", "asked_by__unit", "decided_by__unit")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def extension_new(request: OfficerRequest, pk: int) -> HttpResponse:
    own = Undertaking.objects.reportable_by(request.user).select_related("programme", "lead_unit")
    undertaking = get_object_or_404(own, pk=pk)
    row = rows_of([pk], request.today, request_reference(request)).get(pk)
    initial = {"present_percent": plain(row.facts.verified) if row else None}
    form = ExtensionForm(request.POST or None, undertaking=undertaking, initial=initial)
    waiting = undertaking.extensions.waiting().first()
    if form.is_valid():
        try:
            ask_extension(undertaking, by=request.user, on=request.today, **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, t("The request waits for the inspection office; until then the date stays."))
            return redirect("workbench")
    context = {
        "undertaking": undertaking,
        "form": form,
        "row": row,
        "sentence": why(row.standing.reason) if row else "",
        "page": pages_of([pk]).get(pk),
        "earlier": list(undertaking.extensions.select_related("decided_by__unit")),
        "obstacle": _obstacle(undertaking, waiting, request),
        "waiting": waiting,
        "decision_days": request_reference(request).rules_on(request.today).decision_days,
    }
    return render(request, "newarea/extension_form.html", context)


def _obstacle(undertaking: Undertaking, waiting: Extension | None, request: OfficerRequest) -> str:
    """Why nothing can be asked for, in place of the form; empty where it can."""
    if undertaking.due_on is None:
        return t("No due date has been settled yet, so there is none to move.")
    if waiting is not None:
        text = t("An extension to %(day)s was asked for on %(since)s and waits for a decision.")
        return text % {"day": formats.full_day(waiting.new_due_on), "since": formats.full_day(waiting.asked_on)}
    return too_late(undertaking.due_on) if undertaking.due_on <= request.today else ""


@require_safe
def extension(request: ReadingRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(_known(request), pk=pk))


def _known(request: ReadingRequest) -> QuerySet[Extension]:
    rows = Extension.objects.visible_to(request.user).select_related(*WITH_NAMES)
    if not request.is_past:
        return rows
    rows = rows.filter(asked_on__lte=request.on)
    return rows if is_staff(request) else rows.filter(decided_on__lte=request.on)


def _page(
    request: ReadingRequest, found: Extension, form: ExtensionDecisionForm | None = None, *, is_outrun: bool = False
) -> HttpResponse:
    reference, reader = request_reference(request), request.user
    is_decided = found.decided_on is not None and found.decided_on <= request.on
    row = rows_of([found.undertaking_id], request.on, reference).get(found.undertaking_id)
    may_decide = not request.is_past and isinstance(reader, Officer) and reader.is_inspector
    days = reference.rules_on(request.on).decision_days
    context: dict[str, Any] = {
        "is_staff": is_staff(request),
        "extension": found,
        "undertaking": found.undertaking,
        "page": pages_of([found.undertaking_id]).get(found.undertaking_id),
        "row": row,
        "sentence": why(row.standing.reason) if row else "",
        "moved_by": (found.new_due_on - found.due_before).days,
        "granted_before": found.undertaking.extensions.filter(state="granted", pk__lt=found.pk).count(),
        "is_decided": is_decided,
        "is_outrun": is_outrun,
        "limit": None if is_decided else limit_after(found.asked_on, days, request.on, reference),
        "may_decide": may_decide and not is_decided and found.asked_by_id != reader.pk,
        "form": form or ExtensionDecisionForm(initial={"version": found.version}),
    }
    return render(request, "newarea/extension.html", context, status=409 if is_outrun else 200)


@require_POST
@only(Officer.Role.INSPECTOR)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_known(request), pk=pk)
    form = ExtensionDecisionForm(request.POST)
    try:
        if form.is_valid():
            _decide(request, found, form)
            return redirect(way_back(request, reverse("workbench")))
    except ValidationError as refusal:
        add_refusal(form, refusal)
    except Stale:
        found = get_object_or_404(_known(request), pk=pk)
        return _page(request, found, form, is_outrun=True)
    return _page(request, found, form)


def _decide(request: OfficerRequest, found: Extension, form: ExtensionDecisionForm) -> None:
    seen, note = form.cleaned_data["version"], form.cleaned_data["note"]
    decision = {"by": request.user, "on": request.today, "now": clock.now(), "seen": seen, "note": note}
    match request.POST.get("action"):
        case "grant":
            grant_extension(found, **decision)
            told = t("The due date of “%(title)s” has been moved.")
        case "refuse":
            refuse_extension(found, **decision)
            told = t("The request for “%(title)s” has been refused; its date stays.")
        case _:
            raise Http404
    messages.success(request, told % {"title": found.undertaking.title})
