"""Files of reports, only ever through the permission check and never as something the browser would run."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from newarea.files.pictures import THUMBNAIL_SUFFIX
from newarea.files.store import path_of
from newarea.models import Evidence
from newarea.views.signed_in import OfficerRequest

TYPES = {
    Evidence.Kind.JPEG: "image/jpeg",
    Evidence.Kind.PNG: "image/png",
    Evidence.Kind.WEBP: "image/webp",
    Evidence.Kind.PDF: "application/pdf",
    Evidence.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Evidence.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@login_required
def evidence(request: OfficerRequest, pk: int) -> FileResponse:
    row = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    return _sent(row, TYPES[Evidence.Kind(row.kind)], as_attachment=True)


@require_safe
@login_required
def evidence_thumbnail(request: OfficerRequest, pk: int) -> FileResponse:
    """Made by us of a picture that was decoded and written anew, so it may be shown in the page."""
    row = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    return _sent(row, "image/webp", suffix=THUMBNAIL_SUFFIX)


def _sent(row: Evidence, content_type: str, *, suffix: str = "", as_attachment: bool = False) -> FileResponse:
    try:
        file = path_of(row.sha256, suffix).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(file, as_attachment=as_attachment, filename=row.name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600" if suffix else "private, no-store"
    return response
