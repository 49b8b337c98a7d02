from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newarea.models import Officer, Reminder
from newarea.views.signed_in import OfficerRequest
from newarea.views.workbench.inspecting import inspecting
from newarea.views.workbench.overseeing import administering, watching
from newarea.views.workbench.reporting import reporting

Bench = Callable[[OfficerRequest], dict[str, Any]]

BENCHES: dict[str, tuple[str, Bench]] = {
    Officer.Role.REPORTER: ("reporting", reporting),
    Officer.Role.HEAD: ("reporting", reporting),
    Officer.Role.INSPECTOR: ("inspecting", inspecting),
    Officer.Role.LEADER: ("watching", watching),
    Officer.Role.DELEGATE: ("watching", watching),
    Officer.Role.ADMINISTRATOR: ("administering", administering),
}
LATEST = 6


@require_safe
@login_required
def workbench(request: OfficerRequest) -> HttpResponse:
    name, bench = BENCHES[request.user.role]
    context = bench(request) | {"reminders": _reminders(request)}
    return render(request, f"newarea/workbench/{name}.html", context)


def _reminders(request: OfficerRequest) -> list[Reminder]:
    """The last ones, with what became of them."""
    rows = Reminder.objects.filter(person=request.user, planned_on__lte=request.on)
    return list(rows.select_related("undertaking", "digest")[:LATEST])
