"""Chasing an item by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as t
from django.views.decorators.http import require_http_methods

from newarea import clock
from newarea.actions.chasing import Chased, chase, obstacle, recipients
from newarea.context import request_reference
from newarea.forms.refusals import add_refusal
from newarea.forms.slips import ChaseForm
from newarea.models import Officer, Undertaking
from newarea.parts import pages_of
from newarea.tasks import wake_sender
from newarea.views.claims import rows_of
from newarea.views.signed_in import OfficerRequest, only, way_back
from newarea.views.telling import told_words
from newarea.wording import why

WITH_NAMES = ("programme", "owner__unit", "lead_unit__head__unit")


@require_http_methods(["GET", "HEAD", "POST"])
@only(Officer.Role.INSPECTOR)
def chase_page(request: OfficerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Undertaking.objects.supervised_by(request.user).select_related(*WITH_NAMES), pk=pk)
    form = ChaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = chase(found, by=request.user, on=request.today, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            wake_sender()
            messages.success(request, _told(done))
            return redirect(way_back(request, found.get_absolute_url()))
    return render(request, "newarea/chase.html", _context(request, found, form))


def _told(done: Chased) -> str:
    facts = {"title": done.chase_up.undertaking.title, "told": told_words(done.told)}
    return t("“%(title)s” is chased. On its way to: %(told)s.") % facts


def _context(request: OfficerRequest, found: Undertaking, form: ChaseForm) -> dict[str, Any]:
    reference = request_reference(request)
    row = rows_of([found.pk], request.today, reference).get(found.pk)
    return {
        "undertaking": found,
        "page": pages_of([found.pk]).get(found.pk),
        "form": form,
        "row": row,
        "sentence": why(row.standing.reason) if row else "",
        "recipients": recipients(found, on=request.today),
        "obstacle": "" if form.is_bound else obstacle(found, on=request.today, reference=reference),
        "earlier": list(found.chase_ups.select_related("by__unit")),
        "interval": reference.sending.chase_interval,
        "next": request.POST.get("next", request.GET.get("next", "")),
    }
