"""Who would get what, and why: the real plan for a day, read and then undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import transaction

from newarea import mail
from newarea.actions.reminders.fixing import Day, items_of
from newarea.actions.reminders.listed import listed_duties
from newarea.actions.reminders.moot import RELATED, causes
from newarea.actions.reminders.planning import plan_reminders
from newarea.models import Channel, Officer, Reminder, reference


@dataclass(frozen=True)
class Foreseen:
    """What one person would get, and through which channels each of the items."""

    person: Officer
    items: list[mail.Item]
    channels: list[list[str]]


def foresee(*, on: date) -> list[Foreseen]:
    """As the items, owners and dates are now, and with nothing sent before that day. Writes nothing."""
    held = reference()
    day = Day(on, held.calendar, cache(lambda: listed_duties(on=on, reference=held)))
    with transaction.atomic():
        plan_reminders(on=on)
        rows = _to_be_sent(day)
        transaction.set_rollback(True)
    return [_foreseen(person, rows, day) for person in dict.fromkeys(row.person for row in rows)]


def _to_be_sent(day: Day) -> list[Reminder]:
    waiting = Reminder.objects.pending().filter(person__is_active=True)
    rows = list(waiting.select_related(*RELATED, "person__unit", "owner__unit").order_by("person", "due_on", "pk"))
    by_channel = [[row for row in rows if row.channel == channel] for channel in Channel]
    moot = {pk for some in by_channel for pk in causes(some, day.listed)}
    return [row for row in rows if row.pk not in moot]


def _foreseen(person: Officer, rows: Sequence[Reminder], day: Day) -> Foreseen:
    own: dict[tuple[str, int, int], list[Reminder]] = {}
    for row in rows:
        if row.person_id == person.pk:
            own.setdefault((row.duty, row.generation, row.step), []).append(row)
    items = items_of([same[0] for same in own.values()], person, day)
    return Foreseen(person, items, [[row.get_channel_display() for row in same] for same in own.values()])
