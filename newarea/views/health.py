"""Whether the site lives: for a watchdog, and for whoever balances the load (`?of=web,database`)."""

from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newarea import clock
from newarea.models import Pulse

LATE_AFTER = timedelta(minutes=1)  # four ticks; the row shows that beat, queue, worker and database all work
PLAN_LATE_AFTER = timedelta(minutes=30)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """503 as soon as anything asked for is not ok."""
    found = health(now=clock.now())
    asked = [name for name in request.GET.get("of", "").split(",") if name in found] or list(found)
    shown = {name: found[name] for name in asked}
    return JsonResponse(shown, status=200 if set(shown.values()) == {"ok"} else 503)


def health(*, now: datetime) -> dict[str, str]:
    try:
        pulse = Pulse.objects.filter(pk=1).first()
    except DatabaseError:
        return {"web": "ok", "database": "away", "beat": "unknown", "reminders": "unknown"}
    return {
        "web": "ok",
        "database": "ok",
        "beat": said(pulse.beat_at if pulse else None, now - LATE_AFTER),
        "reminders": said(pulse.planned_at if pulse else None, now - PLAN_LATE_AFTER),
    }


def said(last: datetime | None, limit: datetime) -> str:
    if last is None:
        return "never"
    return "ok" if last >= limit else "late"
