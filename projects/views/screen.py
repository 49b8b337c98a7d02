from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from newarea.context import request_reference
from newarea.views.programme import ReadingRequest, programme_for
from projects.views.wall import wall_panel

A_PAGE = 8  # rows that can be read from across a hall
REFRESH, TURN = 60, 15  # seconds


@require_safe
@conditional_page
def wall_screen(request: ReadingRequest, slug: str) -> HttpResponse:
    """The wall chart for a screen in a hall. What has not changed since it last asked is answered with 304."""
    programme = programme_for(request, slug)
    panel = wall_panel(programme, request.on, request_reference(request), request.user)
    rows: list[Any] = list(panel["rows"])
    context = {
        "programme": programme,
        "panel": panel,
        "pages": [rows[start : start + A_PAGE] for start in range(0, len(rows), A_PAGE)],
        "refresh": REFRESH,
        "turn": TURN,
    }
    return render(request, "projects/screen.html", context)
