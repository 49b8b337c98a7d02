"""Handing over a post: the successor inherits what is open, history keeps the old name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from newarea.actions.heirs import heirs_of, held_by
from newarea.actions.plan import hand_over_post
from newarea.forms.refusals import add_refusal
from newarea.forms.supervision import HandOverForm, LeavingForm
from newarea.models import Officer
from newarea.views.signed_in import OfficerRequest, number_in, only


@require_http_methods(["GET", "HEAD", "POST"])
@only(Officer.Role.INSPECTOR, Officer.Role.ADMINISTRATOR)
def hand_over(request: OfficerRequest) -> HttpResponse:
    """First who leaves; then what passes over and who may take it."""
    old = _leaving(request)
    if old is None:
        return render(request, "newarea/hand_over.html", {"form": LeavingForm()})
    heirs = heirs_of(old)
    form = HandOverForm(request.POST or None, heirs=heirs)
    if form.is_valid():
        try:
            count = hand_over_post(old, **form.cleaned_data, by=request.user, on=request.today)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _told(count, form.cleaned_data["new"]))
            return redirect("hand-over")
    context = {"form": form, "old": old, "open": held_by(old), "has_heirs": heirs.exists()}
    return render(request, "newarea/hand_over.html", context)


def _leaving(request: OfficerRequest) -> Officer | None:
    asked = number_in(request.POST.get("old", "") or request.GET.get("from", ""))
    return Officer.objects.select_related("unit").filter(pk=asked).first()


def _told(count: int, successor: Officer) -> str:
    text = ngettext("%(count)s open item has passed to %(who)s.", "%(count)s open items have passed to %(who)s.", count)
    return text % {"count": count, "who": successor}
