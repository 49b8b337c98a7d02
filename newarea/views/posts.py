"""Handing over a post: the successor inherits what is open, history keeps the old name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from newarea.actions.plan import hand_over_post
from newarea.forms.refusals import add_refusal
from newarea.forms.supervision import HandOverForm
from newarea.models import Officer, Undertaking
from newarea.views.signed_in import OfficerRequest, number_in, only


@require_http_methods(["GET", "HEAD", "POST"])
@only(Officer.Role.INSPECTOR, Officer.Role.ADMINISTRATOR)
def hand_over(request: OfficerRequest) -> HttpResponse:
    form = HandOverForm(request.POST or None, initial={"old": request.GET.get("from")})
    if form.is_valid():
        try:
            count = hand_over_post(**form.cleaned_data, by=request.user, on=request.today)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _told(count, form.cleaned_data["new"]))
            return redirect("hand-over")
    return render(request, "newarea/hand_over.html", {"form": form, "open": _open_of(request)})


def _told(count: int, successor: Officer) -> str:
    text = ngettext("%(count)s open item has passed to %(who)s.", "%(count)s open items have passed to %(who)s.", count)
    return text % {"count": count, "who": successor}


def _open_of(request: OfficerRequest) -> list[Undertaking]:
    """What would pass over, of the officer named in the address."""
    asked = number_in(request.GET.get("from", ""))
    return list(Undertaking.objects.open().filter(owner=asked).select_related("programme").order_by("due_on"))
