from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from newarea.views.programme import ReadingRequest


@require_safe
def commitment_page(request: ReadingRequest, slug: str, key: str) -> HttpResponse:
    raise Http404
