"""A session ends after two idle hours and after twelve in all, whatever the browser keeps."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from newarea import clock

NOTED_EVERY = timedelta(minutes=5)  # so that reading pages does not write a row each


def is_over(session: SessionBase, *, now: datetime) -> bool:
    began, seen = session.get("began_at"), session.get("seen_at")
    if began is None or seen is None:
        return False
    idle, age = now - datetime.fromisoformat(seen), now - datetime.fromisoformat(began)
    return bool(idle > settings.SESSION_IDLE or age > settings.SESSION_ABSOLUTE)


def note(session: SessionBase, *, now: datetime) -> None:
    session.setdefault("began_at", now.isoformat())
    seen = session.get("seen_at")
    if seen is None or now - datetime.fromisoformat(seen) > NOTED_EVERY:
        session["seen_at"] = now.isoformat()


class SessionLimitsMiddleware:
    """Stands before authentication, so that an ended session never becomes a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = clock.now()
            if is_over(request.session, now=now):
                request.session.flush()
            else:
                note(request.session, now=now)
        return self.get_response(request)
