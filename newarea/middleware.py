"""The day a page speaks for, and the two answers that any view may need: somebody was faster, the database is away."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import OperationalError, models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as t

from newarea import clock
from newarea.marking import mark_chinese
from newarea.models import Stale
from newarea.problems import problem_response

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
            return problem_response(request.path, 400, code="invalid_day", detail=message, attr="on")
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


class MarkChineseMiddleware:
    """Marks what stands in Chinese in an English page. Outside the one that decides the language and says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        if is_page and response.get("Content-Language") == "en":
            response.content = mark_chinese(response.text).encode()
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response


class ConflictMiddleware:
    """Turns a lost race into a 409 page with both versions, a database that is away into a 503, and says in words
    that an address is for sending only."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "errors/405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Stale):
            return conflict_page(request, exception)
        if isinstance(exception, OperationalError):
            response = render(request, "errors/503.html", status=503)
            response["Retry-After"] = "10"
            return response
        return None


def conflict_page(request: HttpRequest, stale: Stale) -> HttpResponse:
    """Both versions side by side; everything that was sent can be sent again, over the current version."""
    current, own = stale.current, f"{stale.prefix}-" if stale.prefix else ""
    sent = [(name, values) for name, values in request.POST.lists() if _is_kept(name)]
    shown = [(name, values) for name, values in sent if _is_typed(name, stale)]
    others = dict(sent) | {f"{own}version": [str(getattr(current, "version", ""))]}
    context = {
        "current": current,
        "rows": [_row(stale, name, values) for name, values in shown],
        "hidden": [(name, values) for name, values in others.items() if name not in dict(shown)],
    }
    return render(request, "errors/409.html", context, status=409)


UNTYPED = {"version", "action", "next", "latest"}  # of a form itself


def _is_kept(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and "password" not in name


def _is_typed(name: str, stale: Stale) -> bool:
    """Whether it belongs to the record that moved on; a form that knows what was touched names only that."""
    column = _column(name, stale)
    if stale.labels:
        return column in stale.labels and name.startswith(stale.prefix)
    return not (column in UNTYPED or column.startswith("_"))


def _column(name: str, stale: Stale) -> str:
    return name.removeprefix(f"{stale.prefix}-") if stale.prefix else name


def _row(stale: Stale, name: str, typed: list[str]) -> dict[str, object]:
    column = _column(name, stale)
    field = _field(stale.current, column)
    now = _present(stale.current, field)
    words = _in_words(field, typed)
    label = stale.labels.get(column) or (field.verbose_name if field else column)
    return {"name": name, "label": label, "typed": typed, "words": words, "current": now, "differs": words != now}


def _field(current: models.Model, name: str) -> "models.Field[Any, Any] | None":
    fields = [*current._meta.concrete_fields, *current._meta.many_to_many]
    return next((field for field in fields if field.name == name), None)


def _present(current: models.Model, field: "models.Field[Any, Any] | None") -> str:
    if field is None:
        return ""
    value = field.value_from_object(current)
    return _in_words(field, [one.pk for one in value] if field.many_to_many else [value])


def _in_words(field: "models.Field[Any, Any] | None", values: Sequence[Any]) -> str:
    """What a form sends, as people write it: the name of a row, of a choice."""
    if field is not None and field.is_relation:
        keys = [value for value in values if str(value).isdecimal()]
        related: Any = field.related_model
        return "、".join(map(str, related._default_manager.filter(pk__in=keys)))
    names = dict(field.flatchoices) if field is not None else {}
    return "\n".join(str(names.get(value, value)) for value in values if value is not None)
