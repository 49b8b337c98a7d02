"""Writing down what is owed. The key is unique, so that two ticks at once write it once."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from newarea.actions.reminders.copies import owed_copies
from newarea.actions.reminders.listed import Listed, track_duties
from newarea.actions.reminders.owed import Owed, owed_listed, owed_undertakings
from newarea.actions.reminders.reach import Reach
from newarea.models import Cause, Reference, Reminder, reference


def plan_reminders(*, on: date) -> int:
    """Write down everything owed on the day that the ledger lacks; returns how many steps of duties that were."""
    held = reference()
    return plan_listed(track_duties(on=on, reference=held), on=on, reference=held)


def plan_listed(listed: Listed, *, on: date, reference: Reference) -> int:
    """The same, with the duties beside undertakings given."""
    reached = Reach(reference)
    found = [
        owed_undertakings(on=on, reached=reached),
        owed_listed(listed, on=on, reached=reached),
        owed_copies(listed, on=on, reached=reached),
    ]
    return _write_all(chain.from_iterable(found), on=on)


def plan_some(undertakings: QuerySet[Any], *, on: date, reference: Reference) -> int:
    """The same for those undertakings alone, given as a query of their keys."""
    reached = Reach(reference)
    own = owed_undertakings(on=on, reached=reached, among=undertakings)
    return _write_all(chain(own, owed_copies(None, on=on, reached=reached, among=undertakings)), on=on)


def _write_all(found: Iterable[list[Owed]], *, on: date) -> int:
    return sum(_write(chunk, on=on) for chunk in found if chunk)


@transaction.atomic
def _write(chunk: Sequence[Owed], *, on: date) -> int:
    rows = [_row(owed, channel, on=on) for owed in chunk for channel in owed.channels]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    _supersede([owed.duty for owed in chunk if owed.follows])
    return len(chunk)


def _row(owed: Owed, channel: str, *, on: date) -> Reminder:
    return Reminder(
        duty=owed.duty,
        kind=owed.kind,
        share=owed.share,
        owner_id=owed.owner_id,
        generation=owed.generation,
        step=owed.step,
        person_id=owed.person_id,
        channel=channel,
        undertaking_id=owed.undertaking_id,
        title=owed.title,
        url=owed.url,
        due_on=owed.due_on,
        planned_on=on,
    )


def _supersede(duties: Sequence[str]) -> None:
    """A looser step that has not gone out yet need not any more; what is in a message already is settled there."""
    if not duties:
        return
    tighter = Reminder.objects.filter(
        duty=OuterRef("duty"),
        generation=OuterRef("generation"),
        person=OuterRef("person"),
        channel=OuterRef("channel"),
        step__lt=OuterRef("step"),
    )
    older = Reminder.objects.waiting().filter(Exists(tighter), duty__in=duties)
    older.update(state=Reminder.State.CANCELLED, cause=Cause.SUPERSEDED)
