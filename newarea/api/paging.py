"""A page begins where the last one ended, whatever was added in between: the cursor names a row, not a number."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as t
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from newarea.api.reading import day_of

LONGEST_CURSOR = 400
LIMITS = range(1, 201)


class Cursor(NamedTuple):
    """The last row of the page before, by its key, and how many stood before the next one then."""

    after: str
    number: int


class Pages(BasePagination):
    """`?limit=50&cursor=…`; the envelope says which day its rows are known at the end of.

    Rows are a sequence in the order of the answer. `key_of` of the view tells them apart; without one their `pk`, or
    they are keys themselves. A row that has left the list is no reason to begin anew: its place is taken by how many
    stood before it.
    """

    default = 50
    names = ("limit", "cursor")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request, rows, key_of = request, list(queryset), getattr(view, "key_of", _own_key)
        self.limit, cursor = limit_of(request), cursor_of(request)
        begin = 0 if cursor is None else _begin(rows, cursor, key_of)
        end = begin + self.limit
        self.next = self._link(rows[end - 1], end, key_of) if end < len(rows) else None
        back = max(0, begin - self.limit)
        self.previous = None
        if begin:
            self.previous = self._link(rows[back - 1], back, key_of) if back else self._first()
        self.count = len(rows)
        return rows[begin:end]

    def get_paginated_response(self, data: Any) -> Response:
        around = {"count": self.count, "next": self.next, "previous": self.previous}
        return Response({"on": day_of(self.request), **around, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {
            "on": {"type": "string", "format": "date"},
            "count": {"type": "integer", "description": "Of all that was asked for, on every page."},
            "next": link,
            "previous": link,
            "results": schema,
        }
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": LIMITS.start, "maximum": LIMITS.stop - 1, "default": self.default}
        cursor = {"type": "string", "maxLength": LONGEST_CURSOR}
        return [
            {"name": "limit", "in": "query", "schema": limit, "description": "Rows of a page."},
            {"name": "cursor", "in": "query", "schema": cursor, "description": "Out of `next` or `previous`."},
        ]

    def _link(self, last: Any, number: int, key_of: Any) -> str:
        held = json.dumps([str(key_of(last)), number]).encode()
        return replace_query_param(self._here(), "cursor", urlsafe_b64encode(held).decode().rstrip("="))

    def _first(self) -> str:
        return replace_query_param(self._here(), "cursor", "")

    def _here(self) -> str:
        return self.request.build_absolute_uri()


def limit_of(request: Request) -> int:
    asked = request.query_params.get("limit", "")
    if not asked:
        return Pages.default
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 5 and int(asked) in LIMITS):
        text = t("A number from %(least)d to %(most)d.") % {"least": LIMITS.start, "most": LIMITS.stop - 1}
        raise ValidationError({"limit": [ErrorDetail(text, code="invalid")]})
    return int(asked)


def cursor_of(request: Request) -> Cursor | None:
    asked = request.query_params.get("cursor", "")
    if not asked:
        return None
    try:
        padded = asked[:LONGEST_CURSOR] + "=" * (-len(asked[:LONGEST_CURSOR]) % 4)
        after, number = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        if isinstance(after, str) and isinstance(number, int) and 0 <= number < 10**9:
            return Cursor(after, number)
    except (NotBase64, ValueError, TypeError, RecursionError):
        pass
    text = t("This is no cursor of ours. Begin without one.")
    raise ValidationError({"cursor": [ErrorDetail(text, code="invalid")]})


def _own_key(row: Any) -> Any:
    return getattr(row, "pk", row)


def _begin(rows: Sequence[Any], cursor: Cursor, key_of: Any) -> int:
    for place, row in enumerate(rows):
        if str(key_of(row)) == cursor.after:
            return place + 1
    return min(cursor.number, len(rows))
