from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as t
from django.views.decorators.http import require_safe

from newarea import mail
from newarea.models import Officer, Reminder, Share
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


@dataclass(slots=True)
class Reminded:
    """One reminder, whichever channels it went through: “e-mail sent, in-app inbox sent”."""

    reminder: Reminder
    words: str
    told: list[str]


@require_safe
@login_required
def workbench(request: OfficerRequest) -> HttpResponse:
    name, bench = BENCHES[request.user.role]
    context = bench(request) | {"reminders": _reminded(request)}
    return render(request, f"newarea/workbench/{name}.html", context)


def _reminded(request: OfficerRequest) -> list[Reminded]:
    rows = Reminder.objects.filter(person=request.user, planned_on__lte=request.on).select_related("undertaking")
    found: dict[tuple[str, int, int], Reminded] = {}
    for row in rows[: LATEST * 2]:
        key = (row.duty, row.generation, row.step)
        known = found.setdefault(key, Reminded(row, _words(row), []))
        known.told.append(f"{row.get_channel_display()} {row.get_state_display()}")
    return list(found.values())[:LATEST]


def _words(row: Reminder) -> str:
    """A copy's step says when copies begin, not how late the item is: it is told apart."""
    words = mail.what_words(row)
    return words if row.share == Share.OWNER else t("in copy (%(step)s)") % {"step": words}
