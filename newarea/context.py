"""What every page has at hand: programme, day, navigation, warnings."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as t

from newarea.models import Programme, Reference, reference
from newarea.parts import parts
from newarea.views.alarms import alarms


def request_reference(request: HttpRequest) -> Reference:
    """The reference edition of this request: asked for once, so that one page never mixes two."""
    if not hasattr(request, "_reference"):
        request._reference = reference()  # type: ignore[attr-defined]
    found: Reference = request._reference  # type: ignore[attr-defined]
    return found


def site(request: HttpRequest) -> dict[str, Any]:
    if request.path.startswith("/admin/") or not hasattr(request, "user"):
        return {}
    held = request_reference(request)
    programmes = held.programmes_for(request.user)
    programme = current_programme(request, programmes)
    return {
        "programme": programme,
        "programmes": programmes,
        "nav": _nav(request, programme),
        "on": request.on,  # type: ignore[attr-defined]
        "today": request.today,  # type: ignore[attr-defined]
        "is_past": request.is_past,  # type: ignore[attr-defined]
        "unread": getattr(request.user, "unread", 0),
        "calendar_warning": _calendar_warning(held, request),
        "alarms": partial(alarms, request),
        "demo": settings.DAY is not None,
        "site_url": settings.SITE_URL,
    }


def current_programme(request: HttpRequest, programmes: list[Programme]) -> Programme | None:
    """The one the view is about; elsewhere the one read last, else the newest adopted one."""
    chosen = getattr(request, "programme", None)
    if chosen is not None:
        return chosen  # type: ignore[no-any-return]
    slug = request.COOKIES.get("programme", "")
    return next((p for p in programmes if p.slug == slug), None) or newest(programmes)


def newest(programmes: list[Programme]) -> Programme | None:
    return next((p for p in programmes if not p.is_draft), programmes[0] if programmes else None)


def _nav(request: HttpRequest, programme: Programme | None) -> list[tuple[str, str, bool]]:
    """The parts' own entries: label, address, and whether the page lies below it."""
    if programme is None:
        return []
    found = []
    for item in (item for part in parts().values() for item in part.nav()):
        url = reverse(item.url_name, args=[programme.slug])
        below = (url, *(f"/{programme.slug}/{word}/" for word in item.also))
        found.append((item.label, url, request.path.startswith(below)))
    return found


def _calendar_warning(held: Reference, request: HttpRequest) -> str:
    year: int = request.on.year  # type: ignore[attr-defined]
    if held.calendar.is_known(year):
        return ""
    return t("The holidays of %(year)s are not decreed yet: working days are counted Monday to Friday.") % {
        "year": year
    }
