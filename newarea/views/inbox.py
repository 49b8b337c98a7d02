"""One's own messages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from newarea import clock
from newarea.actions.messages import mark_all_read, mark_read
from newarea.models import Digest
from newarea.views.keyset import page_of
from newarea.views.signed_in import OfficerRequest, way_back


@require_safe
@login_required
def inbox(request: OfficerRequest) -> HttpResponse:
    received = Digest.objects.received_by(request.user).filter(day__lte=request.on)
    return render(request, "newarea/inbox.html", {"page": page_of(received, request)})


@require_safe
@login_required
def message(request: OfficerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Digest.objects.received_by(request.user), pk=pk)
    return render(request, "newarea/inbox_message.html", {"message": found})


@require_POST
@login_required
def read(request: OfficerRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Digest.objects.received_by(request.user), pk=pk)
    mark_read(found, now=clock.now())
    return redirect(way_back(request, "inbox"))


@require_POST
@login_required
def read_all(request: OfficerRequest) -> HttpResponse:
    mark_all_read(request.user, now=clock.now())
    return redirect("inbox")
