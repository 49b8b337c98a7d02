"""What a person decides about their own reminders, and what the policy decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as t
from django.views.decorators.http import require_http_methods

from newarea.actions.reminders.reach import chat_of
from newarea.actions.settings import keep_settings, kinds_for
from newarea.context import request_reference
from newarea.forms.settings import SettingsForm
from newarea.models import Channel, Mute, Officer
from newarea.views.accounts import remember_language
from newarea.views.signed_in import OfficerRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: OfficerRequest) -> HttpResponse:
    chat = chat_of(request.user.unit_id)
    channels = [Channel.MAIL, Channel.GROUP] if chat else [Channel.MAIL]
    form = _form(request, channels)
    if form.is_valid():
        keep_settings(request.user, language=form.cleaned_data["language"], wanted=form.wanted())
        response = remember_language(redirect("settings"), request.user.language)
        messages.success(request, t("Kept. It holds for the next message."))
        return response
    context = {
        "form": form,
        "channels": [channel.label for channel in channels],
        "chat": chat,
        "keepers": Officer.objects.filter(role=Officer.Role.ADMINISTRATOR, is_active=True).select_related("unit")[:3],
        "calendar_url": _calendar_url(),
    }
    return render(request, "newarea/settings.html", context)


def _form(request: OfficerRequest, channels: list[Channel]) -> SettingsForm:
    reference = request_reference(request)
    kinds, policy_of = kinds_for(request.user, reference), reference.policy_of
    return SettingsForm(
        request.POST or None,
        officer=request.user,
        kinds=kinds,
        free={kind for kind in kinds if not policy_of(kind).is_obligatory},
        channels=channels,
        off=set(Mute.objects.filter(person=request.user).values_list("kind", "channel")),
    )


def _calendar_url() -> str:
    try:
        return reverse("calendar")
    except NoReverseMatch:
        return ""
