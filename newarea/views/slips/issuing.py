"""Issuing a supervision slip by hand."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as t
from django.views.decorators.http import require_http_methods

from newarea import clock
from newarea.actions.slips import issue_slip, obstacle
from newarea.context import request_reference
from newarea.domain.standing import Light
from newarea.forms.refusals import add_refusal
from newarea.forms.slips import SlipForm
from newarea.models import Officer, Reference, SupervisionSlip, Undertaking
from newarea.models.undertaking_on import UndertakingOn
from newarea.parts import pages_of
from newarea.tasks import wake_sender
from newarea.views.claims import rows_of
from newarea.views.signed_in import OfficerRequest, only
from newarea.views.telling import told_words
from newarea.wording import why

Colour = SupervisionSlip.Colour


@require_http_methods(["GET", "HEAD", "POST"])
@only(Officer.Role.INSPECTOR)
def slip_new(request: OfficerRequest, pk: int) -> HttpResponse:
    names = ("programme", "lead_unit__head__unit", "owner__unit")
    found = get_object_or_404(Undertaking.objects.supervised_by(request.user).select_related(*names), pk=pk)
    reference = request_reference(request)
    row = rows_of([pk], request.today, reference).get(pk)
    initial = _initial(found, row, request.today, reference)
    form = SlipForm(request.POST or None, on=request.today, initial=initial)
    if form.is_valid():
        try:
            issued = issue_slip(found, by=request.user, on=request.today, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            wake_sender()
            told = told_words(issued.told) or t("nobody: neither owner nor head of the unit signs in")
            words = t("%(mark)s is issued. On its way to: %(told)s.")
            messages.success(request, words % {"mark": issued.slip.mark, "told": told})
            return redirect(issued.slip)
    context = {
        "undertaking": found,
        "page": pages_of([pk]).get(pk),
        "form": form,
        "row": row,
        "sentence": why(row.standing.reason) if row else "",
        "obstacle": "" if form.is_bound else obstacle(found),
        "demands": [(colour.label, SupervisionSlip.DEMANDS[colour]) for colour in Colour],
        "earlier": list(found.slips.select_related("programme")),
    }
    return render(request, "newarea/slip_form.html", context)


def _initial(found: Undertaking, row: UndertakingOn | None, on: date, reference: Reference) -> dict[str, Any]:
    """The colour the item has come to, and the limit of the policy."""
    light = row.standing.light if row else Light.GREY
    colour = Colour.YELLOW if light in (Light.YELLOW, Light.RED) else Colour.BLUE
    if found.due_on and found.due_on < on:
        colour = Colour.RED
    return {"colour": colour, "reply_by": reference.calendar.shift(on, reference.sending.slip_reply_days)}
