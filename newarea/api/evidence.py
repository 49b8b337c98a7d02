from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from newarea.files.store import path_of
from newarea.models import Evidence


class Bytes(BaseRenderer):
    """Named so that a client may ask for any type; the view answers with the file itself."""

    media_type = "*/*"
    format = "bytes"
    charset = None


class EvidenceFile(APIView):
    permission_classes = [IsAuthenticated]
    renderer_classes = [JSONRenderer, Bytes]

    @extend_schema(
        operation_id="evidence",
        summary="The bytes of a file, as an attachment",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
        return FileResponse(path_of(evidence.sha256).open("rb"), as_attachment=True, filename=evidence.name)
