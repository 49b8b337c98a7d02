"""The day a page speaks for, and the two answers that any view may need: somebody was faster, the database is away."""

from collections.abc import Callable
from datetime import date

from django.db import OperationalError, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as t

from newarea import clock
from newarea.models import Stale

GetResponse = Callable[[HttpRequest], HttpResponse]


class BadDay(Exception):
    """The day asked for cannot be shown; the message is for the reader."""


class DayMiddleware:
    """Sets `request.today`, `request.on` and `request.is_past` from `?on=`; forms act on today only."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.today = request.on = clock.today()  # type: ignore[attr-defined]
        request.is_past = False  # type: ignore[attr-defined]
        try:
            request.on = asked_day(request, request.today)  # type: ignore[attr-defined]
        except BadDay as refusal:
            return self._refuse(request, str(refusal))
        request.is_past = request.on != request.today  # type: ignore[attr-defined]
        if request.is_past and request.method not in ("GET", "HEAD", "OPTIONS"):  # type: ignore[attr-defined]
            return self._refuse(request, t("Past days are for reading. Go back to today to change something."))
        return self.get_response(request)

    def _refuse(self, request: HttpRequest, message: str) -> HttpResponse:
        if request.path.startswith("/api/"):
            body = {"type": "client_error", "errors": [{"code": "invalid_day", "detail": message, "attr": "on"}]}
            return JsonResponse(body, status=400)
        return render(request, "errors/400.html", {"message": message}, status=400)


def asked_day(request: HttpRequest, today: date) -> date:
    """The day in `?on=`, or today; raises `BadDay` for what is no day, or one that has not come yet."""
    asked = request.GET.get("on", "").strip()
    if not asked:
        return today
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise BadDay(t("“%(day)s” is not a day. Write it as 2023-09-15.") % {"day": asked[:40]})
    if day > today:
        raise BadDay(t("%(day)s has not come yet. The latest day is %(today)s.") % {"day": day, "today": today})
    return day


class ConflictMiddleware:
    """Turns a lost race into a 409 page with both versions, and a database that is away into a 503."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Stale):
            return conflict_page(request, exception.current)
        if isinstance(exception, OperationalError):
            response = render(request, "errors/503.html", status=503)
            response["Retry-After"] = "10"
            return response
        return None


UNSHOWN = {"csrfmiddlewaretoken", "version", "password", "_save", "_continue", "_addanother"}


def conflict_page(request: HttpRequest, current: models.Model) -> HttpResponse:
    """Both versions side by side; what was typed can be sent again over the current one."""
    rows = [
        {"name": name, "label": _label(current, name), "typed": values, "current": _present(current, name)}
        for name, values in request.POST.lists()
        if name not in UNSHOWN and "password" not in name
    ]
    context = {"rows": rows, "current": current, "version": getattr(current, "version", "")}
    return render(request, "errors/409.html", context, status=409)


def _label(current: models.Model, name: str) -> str:
    field = _field(current, name)
    return str(field.verbose_name) if field is not None else name


def _present(current: models.Model, name: str) -> str:
    field = _field(current, name)
    if field is None:
        return ""
    display = getattr(current, f"get_{name}_display", None)
    value = display() if display else getattr(current, name, "")
    return "" if value is None else str(value)


def _field(current: models.Model, name: str) -> "models.Field[object, object] | None":
    return next((field for field in current._meta.concrete_fields if field.name == name), None)
