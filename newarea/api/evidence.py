from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from newarea.api.endpoint import Endpoint
from newarea.files.store import path_of
from newarea.models import Evidence


class AnyType(BaseContentNegotiation):
    """A client may ask for the file's own type; only a refusal is JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class EvidenceFile(Endpoint):
    queryset = Evidence.objects.none()
    permission_classes = [IsAuthenticated]
    content_negotiation_class = AnyType

    @extend_schema(
        operation_id="evidence",
        summary="The bytes of a file, as an attachment",
        responses={(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, pk: int) -> HttpResponse | FileResponse:
        evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
        headers = {"Cache-Control": "private, no-store", "ETag": f'"{evidence.sha256}"'}
        held = parse_etags(request.headers.get("If-None-Match", ""))
        if {headers["ETag"], "*"} & {etag.removeprefix("W/") for etag in held}:
            return HttpResponseNotModified(headers=headers)
        try:
            file = path_of(evidence.sha256).open("rb")
        except FileNotFoundError as gone:
            raise Http404 from gone
        return FileResponse(file, as_attachment=True, filename=evidence.name, headers=headers)
