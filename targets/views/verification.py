from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from newarea.views.programme import ReadingRequest


@require_safe
def figures_waiting(request: ReadingRequest, slug: str) -> HttpResponse:
    raise Http404


@require_safe
def figure_decision(request: ReadingRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404
