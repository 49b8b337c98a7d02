"""Whether an extension can be asked for: the same answer wherever the button would stand."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as t

from newarea import formats
from newarea.models import Extension
from newarea.models.undertaking_on import UndertakingOn


@dataclass(frozen=True, slots=True)
class Asking:
    """The address of the form; or the request that waits; or that it is too late; or nothing, as without a date."""

    url: str = ""
    waiting: Extension | None = None
    is_late: bool = False


def asking_of(row: UndertakingOn, waiting: Extension | None, *, on: date) -> Asking:
    """Of an open item of the reader's own unit. What waits to be closed out needs no other date."""
    if waiting is not None:
        return Asking(waiting=waiting)
    due_on = row.facts.due_on
    if due_on is not None and due_on > on:
        return Asking(url=reverse("extension-new", args=[row.pk]))
    return Asking(is_late=due_on is not None and not row.facts.waiting_closes)


def too_late(due_on: date) -> str:
    """Why nothing can be asked for any more, and what can be done instead."""
    text = t(
        "Due on %(day)s: an extension has to be asked for before that day. Report where it stands and when it will be "
        "finished; when everything is done, ask for the close-out."
    )
    return text % {"day": formats.full_day(due_on)}
