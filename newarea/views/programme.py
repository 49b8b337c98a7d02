from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from newarea.context import request_reference
from newarea.models import Programme, Reader


class ReadingRequest(HttpRequest):
    """What the middleware adds to every request, for the type checker."""

    user: Any
    on: date
    today: date
    is_past: bool
    programme: Programme


def programme_for(request: HttpRequest, slug: str) -> Programme:
    """The programme of the address, from the request's reference edition; 404 where the reader may not see it."""
    reader: Reader = request.user
    found = next((p for p in request_reference(request).programmes_for(reader) if p.slug == slug), None)
    if found is None:
        raise Http404
    request.programme = found  # type: ignore[attr-defined]
    return found
