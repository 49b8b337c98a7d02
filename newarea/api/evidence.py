"""The bytes of a file; while its report is a draft, its caption too, or taking it off."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import FormParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.actions.evidence import caption_evidence, detach_evidence
from newarea.api.endpoint import Endpoint
from newarea.api.parsers import JSONParser
from newarea.api.reading import officer_of
from newarea.api.reports import GONE, own_report, still_a_draft
from newarea.api.seen import IF_MATCH, SeenSerializer, seen_by
from newarea.api.serializers import ConflictSerializer, EvidenceSerializer
from newarea.files.store import path_of
from newarea.models import Evidence

PRIVATE = {"Cache-Control": "private, no-store"}
OF_THE_REPORT = "`If-Match` names the version of the report; once that is handed in, its files stay."


class AnyType(DefaultContentNegotiation):
    """A client may ask for the file's own type; all the rest is JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class CaptionSerializer(SeenSerializer):
    caption = serializers.CharField(allow_blank=True, max_length=200)


class EvidenceFile(Endpoint):
    queryset = Evidence.objects.none()
    permission_classes = [IsAuthenticated]
    content_negotiation_class = AnyType
    parser_classes = [JSONParser, FormParser]

    @extend_schema(
        operation_id="evidence",
        summary="The bytes of a file, as an attachment",
        description="Their SHA-256 is the `ETag`.",
        responses={(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
        told = PRIVATE | {"ETag": f'"{evidence.sha256}"'}
        held = {etag.removeprefix("W/") for etag in parse_etags(request.headers.get("If-None-Match", ""))}
        if {told["ETag"], "*"} & held:
            return HttpResponseNotModified(headers=told)
        try:
            file = path_of(evidence.sha256).open("rb")
        except FileNotFoundError as gone:
            raise Http404 from gone
        return FileResponse(file, as_attachment=True, filename=evidence.name, headers=told)

    @extend_schema(
        operation_id="evidence_caption",
        summary="Say what a file of a draft of the own unit shows",
        description=OF_THE_REPORT,
        request=CaptionSerializer,
        responses={200: EvidenceSerializer, 409: ConflictSerializer, 412: ConflictSerializer},
        parameters=[IF_MATCH],
    )
    def patch(self, request: Request, pk: int) -> Response:
        evidence = of_a_draft(request, pk, body := self.sent(CaptionSerializer))
        row = caption_evidence(evidence, body["caption"])
        return Response(EvidenceSerializer(row, context={"request": request}).data, headers=PRIVATE)

    @extend_schema(
        operation_id="evidence_detach",
        summary="Take a file off a draft of the own unit",
        description=OF_THE_REPORT,
        responses=GONE,
        parameters=[IF_MATCH],
    )
    def delete(self, request: Request, pk: int) -> Response:
        detach_evidence(of_a_draft(request, pk, {}))
        return Response(status=204)


def of_a_draft(request: Request, pk: int, body: dict[str, Any]) -> Evidence:
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    report = own_report(officer_of(request), evidence.report_id)
    seen_by(request, report, body)
    still_a_draft(report)
    return evidence
