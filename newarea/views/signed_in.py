from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from newarea.models import Officer
from newarea.views.programme import ReadingRequest

View = Callable[..., HttpResponseBase]


class OfficerRequest(ReadingRequest):
    """The request of somebody who has signed in."""

    user: Officer


def only(*roles: str) -> Callable[[View], View]:
    """For these roles; to others the page does not exist, the anonymous reader is asked to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if getattr(request.user, "role", "") not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page that the form says it came from, if it is one of ours."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours and asked.startswith("/") else otherwise  # anything else `redirect` takes for a view


def number_in(asked: str) -> int:
    """A key or version from an address or a button; 0, which nothing has, for whatever else is written there."""
    return int(asked) if asked.isdecimal() and len(asked) <= 18 else 0
