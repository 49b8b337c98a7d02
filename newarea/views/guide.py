from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from newarea.guide import FIRST, guide


@require_safe
def guide_chapter(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    chapters = guide(get_language() or "")
    shown = next((chapter for chapter in chapters if chapter.name == name), None)
    if shown is None:
        raise Http404
    return render(request, "newarea/guide.html", {"chapters": chapters, "shown": shown})
