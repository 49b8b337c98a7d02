"""The strip that tells whoever can mend it that the sending is in trouble, whatever page they are on."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from newarea import alert_words, clock
from newarea.actions.alerts import TOLD
from newarea.models import Alert, Pulse

TOLD_THERE = {"mails": ("troubled", "chat"), "health": ("chat",)}  # pages that say it themselves


class Alarm(NamedTuple):
    words: str
    url: str


def alarms(request: HttpRequest) -> list[Alarm]:
    """Two queries, and none for anybody else."""
    if getattr(request.user, "role", "") not in TOLD:
        return []
    view = request.resolver_match.view_name if request.resolver_match else ""
    found = Alert.objects.open().exclude(kind__in=TOLD_THERE.get(view, ()))
    return [*_silence(), *(Alarm(alert_words.sentence(alert), alert_words.page(alert)) for alert in found)]


def _silence() -> list[Alarm]:
    """No tick can write down that there is none; a site that never had one says so on its ledger and health pages."""
    pulse, now = Pulse.objects.filter(pk=1).first(), clock.now()
    silent = pulse is not None and pulse.is_silent(now=now)
    return [Alarm(alert_words.silence(pulse.beat_at), reverse("health"))] if silent and pulse else []
