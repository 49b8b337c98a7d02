"""Whether the site lives: for a watchdog, for who balances the load (`?of=web,database`), and for whoever keeps it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newarea import clock, probes
from newarea.actions.alerts import TOLD
from newarea.broker import breaker
from newarea.models import Alert, Channel, Digest, Pulse
from newarea.models.pulse import SILENT_AFTER
from newarea.views.health_rows import PLAN_AFTER, now_rows
from newarea.views.signed_in import OfficerRequest, only

LATEST = 10
EVERY = 30  # seconds, for whoever keeps the page open


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """503 as soon as anything asked for is not ok. `broker`, `worker` and `mail` are looked at only when asked for."""
    found = health(now=clock.now())
    names = [name for name in request.GET.get("of", "").split(",") if name in found or name in MORE] or list(found)
    shown = {name: found[name] if name in found else more(name, found) for name in names}
    return JsonResponse(shown, status=200 if set(shown.values()) == {"ok"} else 503)


def health(*, now: datetime) -> dict[str, str]:
    try:
        pulse = Pulse.objects.filter(pk=1).first()
    except DatabaseError:
        return {"web": "ok", "database": "away", "beat": "unknown", "reminders": "unknown"}
    return {
        "web": "ok",
        "database": "ok",
        "beat": said(pulse.beat_at if pulse else None, SILENT_AFTER, now=now),
        "reminders": said(pulse.planned_at if pulse else None, PLAN_AFTER, now=now),
    }


def said(last: datetime | None, limit: timedelta, *, now: datetime) -> str:
    """What bears a time of the future is late too: nobody knows when it was."""
    if last is None:
        return "never"
    return "ok" if abs(now - last) <= limit else "late"


def more(name: str, found: Mapping[str, str]) -> str:
    try:
        return MORE[name](found)
    except DatabaseError:
        return "unknown"


def _broker(found: Mapping[str, str]) -> str:
    """Strangers may ask as often as they like: one of them at most waits a second, and the next ones are told so."""
    if breaker.is_open():
        return "away"
    if probes.ask_broker().is_well:
        return "ok"
    breaker.trip()
    return "away"


def _worker(found: Mapping[str, str]) -> str:
    """The tick is a worker's task; without one nobody can say which of the two is missing."""
    return "ok" if found["beat"] == "ok" else "unknown"


def _mail(found: Mapping[str, str]) -> str:
    """By what became of the last tries: no stranger makes the site knock at its mail server."""
    tried = Digest.objects.delayed().filter(channel=Channel.MAIL, cause="unreachable")
    return "away" if tried.exists() else "ok"


MORE: Mapping[str, Callable[[Mapping[str, str]], str]] = {"broker": _broker, "worker": _worker, "mail": _mail}


@require_safe
@only(*TOLD)
@never_cache
def health_page(request: OfficerRequest) -> HttpResponse:
    context = {
        "rows": now_rows(now=clock.now()),
        "at": clock.now(),
        "alerts": Alert.objects.all()[:LATEST],
        "every": EVERY if request.GET.get("every") else 0,
        "offered": EVERY,
    }
    return render(request, "newarea/health.html", context)
