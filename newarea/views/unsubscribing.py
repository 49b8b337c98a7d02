"""Switching kinds of reminder off from a mail, without signing in (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as t
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newarea.actions.settings import free_kinds, switch_off
from newarea.models import Channel, Digest
from newarea.parts import duty_kinds
from newarea.way_out import message_in


@csrf_exempt  # mail programs post by themselves: the signature says that the address came from our mail
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """Looking changes nothing: programs that check links only look."""
    key = message_in(signed)
    if key is None:
        text = t("This address was not made by us, or it was cut short. Copy it whole from the mail.")
        return _refused(request, text, status=404)
    mails = Digest.objects.filter(pk=key, channel=Channel.MAIL, is_optional=True, person__is_active=True)
    digest = mails.select_related("person__unit").first()
    kinds = free_kinds(digest) if digest else []
    if digest is None or not kinds:
        return _refused(request, t("What that mail was about cannot be switched off, or not any more."), status=410)
    if request.method == "POST":
        switch_off(digest.person, kinds, channel=Channel.MAIL)
    names = [duty_kinds().get(kind, kind) for kind in kinds]
    context = {"person": digest.person, "names": names, "is_done": request.method == "POST"}
    return render(request, "newarea/unsubscribe.html", context)


def _refused(request: HttpRequest, text: str, *, status: int) -> HttpResponse:
    return render(request, "newarea/unsubscribe.html", {"refusal": text}, status=status)
