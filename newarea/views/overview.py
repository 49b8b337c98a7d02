from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from newarea.actions.programmes import plan_faults
from newarea.context import newest, request_reference
from newarea.models.programme import sees_drafts
from newarea.parts import parts
from newarea.views.programme import ReadingRequest, programme_for


@require_safe
def home(request: ReadingRequest) -> HttpResponse:
    """To the newest adopted programme; before there is one, say what to do."""
    programme = newest(request_reference(request).programmes_for(request.user))
    return redirect(programme) if programme else render(request, "newarea/empty_site.html")


@require_safe
def overview(request: ReadingRequest, slug: str) -> HttpResponse:
    programme, reference = programme_for(request, slug), request_reference(request)
    found = [p for part in parts().values() for p in part.panels(programme, request.on, reference, request.user)]
    panels = sorted(found, key=lambda panel: panel.place)
    faults = plan_faults(programme) if programme.is_draft and sees_drafts(request.user) else []
    response = render(request, "newarea/overview.html", {"panels": panels, "faults": faults})
    response.set_cookie("programme", slug, max_age=31_536_000, samesite="Lax", httponly=True)
    return response
