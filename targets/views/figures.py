from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from newarea.views.programme import ReadingRequest


@require_safe
def figures(request: ReadingRequest, slug: str) -> HttpResponse:
    raise Http404
