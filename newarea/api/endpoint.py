"""What every endpoint has: a name for its answer (ETag), and only query parameters that it knows."""

from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as t
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.paging import Pages
from newarea.models import Versioned

READING = ("GET", "HEAD")
KEPT = ("ETag", "Vary", "Cache-Control", "Content-Language")  # of an answer that is told to be the same


class Endpoint(GenericAPIView[Any]):
    """`query` names the filters and orderings of a list."""

    pagination_class: type[Pages] | None = None
    query: type[serializers.Serializer[Any]] | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._refuse_unknown(request)

    def asked(self) -> dict[str, Any]:
        """The filters and the ordering of this call. Out of a plain mapping: in a form's, a box that is not there would
        mean no."""
        assert self.query is not None
        sent = self.query(data=self.request.query_params.dict())
        for field in sent.fields.values():
            if isinstance(field, serializers.ChoiceField):
                field.error_messages["invalid_choice"] = _not_among(map(str, field.choices))
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    def sent(self, serializer: type[serializers.Serializer[Any]], **options: Any) -> dict[str, Any]:
        """What the body says, checked; what is wrong with it is 400 by field."""
        body = serializer(data=self.request.data, **options)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def one(self, row: Versioned, status: int = 200, **context: Any) -> Response:
        """A row that people edit, with its version as ETag."""
        body = self.serializer_class(row, context={**self.get_serializer_context(), **context}).data  # type: ignore[misc]
        return Response(body, status=status, headers={"ETag": f'"{row.version}"'})

    def page(self, rows: Any, **context: Any) -> Response:
        """Some of the rows, in the order they come."""
        return self.listed(self.paginate_queryset(rows), **context)

    def listed(self, rows: Any, **context: Any) -> Response:
        """A page that was cut out already, because what is told of its rows had to be looked up first."""
        serializer = self.get_serializer(rows, many=True, context={**self.get_serializer_context(), **context})
        return self.get_paginated_response(serializer.data)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code in (200, 201) and isinstance(answer, Response):
            answer.add_post_render_callback(partial(_named, request))
        return answer

    def _refuse_unknown(self, request: Request) -> None:
        known = self._known()
        unknown = sorted(set(request.query_params) - set(known))
        if unknown:
            text = _not_among(known)
            raise ValidationError({name[:80]: [ErrorDetail(text, code="unknown_parameter")] for name in unknown[:20]})

    def _known(self) -> list[str]:
        filters = list(self.query().fields) if self.query else []
        return ["on", *filters, *(self.pagination_class.names if self.pagination_class else [])]


def _not_among(known: Iterable[str]) -> str:
    return t("Not known here. Known are: %(names)s.") % {"names": ", ".join(known)}


def _named(request: Request, response: Any) -> HttpResponse | None:
    """With its ETag: the version, where the view gave one, and what else it depends on; 304 if the caller has it."""
    version, digest = response.get("ETag", "").strip('"'), sha256(response.content).hexdigest()[:16]
    response["ETag"] = f'"{version}.{digest}"' if version else f'"{digest}"'
    response.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
    held = parse_etags(request.headers.get("If-None-Match", "")) if request.method in READING else []
    if not {response["ETag"], "*"} & {etag.removeprefix("W/") for etag in held}:
        return None
    same = HttpResponseNotModified()
    for name in KEPT:
        if name in response:
            same[name] = response[name]
    return same
