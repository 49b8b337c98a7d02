"""A calendar feed, for programs that know its secret address and nothing else: no session, no cookie, no page."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from rest_framework.throttling import SimpleRateThrottle

from newarea import clock
from newarea.actions.feeds import note_reading
from newarea.addresses import client_address
from newarea.calendar_file import CONTENT_TYPE, calendar_bytes
from newarea.context import request_reference
from newarea.models import CalendarFeed
from newarea.problems import TITLES
from newarea.views.calendar.agenda import agenda_of
from newarea.views.calendar.frame import midnight
from newarea.views.programme import ReadingRequest

PRIVATE = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class FeedRate(SimpleRateThrottle):
    """A whole office may stand behind one address, and each program asks every few hours."""

    scope = "calendar"
    rate = "120/min"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}


@require_safe
def calendar_feed(request: ReadingRequest, pk: int, code: str) -> HttpResponseBase:
    rate = FeedRate()
    if not rate.allow_request(request, None):  # type: ignore[arg-type]
        return _refusal(429, {"Retry-After": str(round(rate.wait() or 60))})
    feed = CalendarFeed.objects.in_use().select_related("person__unit").filter(pk=pk).first()
    if feed is None or not feed.opens_with(code):
        return _refusal(404)
    language = feed.person.language
    with translation.override(language):
        reference = request_reference(request)
        agenda = agenda_of(feed, on=request.today, reference=reference)
        content = calendar_bytes(agenda.title, agenda.entries, reference.calendar) if agenda else b""
    if agenda is None:
        return _refusal(404)
    note_reading(feed, now=clock.now())
    changed_at = max([midnight(request.today), *(entry.changed_at for entry in agenda.entries)])
    return _answer(request, content, changed_at, language)


def _answer(request: HttpRequest, content: bytes, changed_at: datetime, language: str) -> HttpResponseBase:
    """Of a program that only compares days, the day counts too: the sentences follow it."""
    etag, changed = f'"{hashlib.sha256(content).hexdigest()[:32]}"', int(changed_at.timestamp())
    own = {"ETag": etag, "Last-Modified": http_date(changed), "Content-Language": language}
    whole = HttpResponse(content, content_type=CONTENT_TYPE, headers=PRIVATE | own)
    whole["Content-Disposition"] = 'inline; filename="calendar.ics"'  # not the address's last part
    answer = get_conditional_response(request, etag, changed, whole)
    assert answer is not None
    for name, value in (PRIVATE | own).items():
        answer[name] = value
    return answer


def _refusal(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """Without a page: its links would carry the address on."""
    words, kind = str(TITLES[status]), "text/plain; charset=utf-8"
    return HttpResponse(words, status=status, content_type=kind, headers=PRIVATE | (headers or {}))
