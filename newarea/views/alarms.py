"""The strip that tells whoever can mend it that the sending is in trouble, whatever page they are on."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from newarea import alert_words, clock
from newarea.actions.alerts import TOLD
from newarea.models import Alert, Pulse


class Alarm(NamedTuple):
    words: str
    url: str


def alarms(request: HttpRequest) -> list[Alarm]:
    """Two queries, and none for anybody else. What the page itself is about is not said above it once more."""
    if getattr(request.user, "role", "") not in TOLD:
        return []
    found = [Alarm(alert_words.sentence(alert), alert_words.page(alert)) for alert in Alert.objects.open()]
    return [alarm for alarm in [*_silence(), *found] if alarm.url.partition("?")[0] != request.path]


def _silence() -> list[Alarm]:
    """No tick can write down that there is none; a site that never had one says so on its ledger and health pages."""
    pulse, now = Pulse.objects.filter(pk=1).first(), clock.now()
    silent = pulse is not None and pulse.is_silent(now=now)
    return [Alarm(alert_words.silence(pulse.beat_at), reverse("health"))] if silent and pulse else []
