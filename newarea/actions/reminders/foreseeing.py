"""Who would get what, and why: the real plan for a day, or for one day after the other, read and then undone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from newarea import mail
from newarea.actions.reminders.fixing import Day, Surroundings, item_of
from newarea.actions.reminders.listed import Entry, entries, track_entries
from newarea.actions.reminders.moot import RELATED, causes
from newarea.actions.reminders.planning import plan_listed
from newarea.models import Channel, Digest, Officer, Reference, Reminder, reference
from newarea.parts import belongs_to


@dataclass(frozen=True)
class Line:
    """One duty in a message; `channels` in words."""

    item: mail.Item
    kind: str
    channels: list[str]


@dataclass(frozen=True)
class Foreseen:
    """What one person would get."""

    person: Officer
    lines: list[Line]


@dataclass(frozen=True)
class ForeseenDay:
    on: date
    people: list[Foreseen]


Told = tuple[Day, list[Reminder]]


def foresee(*, on: date) -> list[Foreseen]:
    """As the items, owners and dates are now, and with nothing sent before that day. Writes nothing."""
    return _foreseen([on])[0].people


def foresee_days(*, on: date, days: int) -> list[ForeseenDay]:
    """Each reminder on the working day it would go out, if nothing happens meanwhile and every message arrives. What is
    owed on a day off goes out on the next working day. Writes nothing; its queries grow with the days alone."""
    calendar = reference().calendar
    span = [on + timedelta(days=count) for count in range(days)]
    return _foreseen([day for day in span if calendar.is_working(day)])


def _foreseen(days: Sequence[date]) -> list[ForeseenDay]:
    """The lists are read before anything is written: half of the work, for which nobody else has to wait."""
    held = reference()
    listed = [(day, list(entries(on=day, reference=held))) for day in days]
    with transaction.atomic():
        told = list(_day_after_day(listed, held))
        transaction.set_rollback(True)
    pks = [row.undertaking_id for _, rows in told for row in rows if row.undertaking_id]
    around = Surroundings(belongs_to(pks), copied={})
    return [ForeseenDay(day.on, _people(rows, day, around)) for day, rows in told]


def _day_after_day(days: Sequence[tuple[date, list[Entry]]], held: Reference) -> Iterator[Told]:
    """The ledger's own keys keep a step that was planned on one day from being planned on the next."""
    waiting: list[Reminder] = []
    newest = 0
    for on, found in days:
        listed = track_entries(found, on=on)
        plan_listed(listed, on=on, reference=held)
        fresh = _pending(after=newest)
        newest = max((row.pk for row in fresh), default=newest)
        day = Day(on, held.calendar, lambda listed=listed: listed)  # type: ignore[misc]
        rows = _to_be_said([*waiting, *fresh], day, held)
        waiting = _too_late(rows, on=on)
        late = {row.pk for row in waiting}
        yield day, [row for row in rows if row.pk not in late]


def _pending(*, after: int) -> list[Reminder]:
    rows = Reminder.objects.pending().filter(person__is_active=True, pk__gt=after)
    return list(rows.select_related(*RELATED, "person__unit").order_by("pk"))


def _to_be_said(rows: Sequence[Reminder], day: Day, held: Reference) -> list[Reminder]:
    by_channel = [[row for row in rows if row.channel == channel] for channel in Channel]
    moot = {pk for some in by_channel for pk in causes(some, day.listed, held)}
    kept = [row for row in rows if row.pk not in moot]
    return sorted(kept, key=lambda row: (row.person_id, row.due_on, row.pk))


def _too_late(rows: Sequence[Reminder], *, on: date) -> list[Reminder]:
    """What is in no message yet waits for the next day where the person's message of the day has gone already."""
    gone = [Digest.State.SENT, Digest.State.FAILED, Digest.State.UNKNOWN]
    settled = Digest.objects.filter(day=on, kind=Digest.Kind.DIGEST, state__in=gone)
    closed = set(settled.values_list("person", "channel"))
    return [row for row in rows if row.digest_id is None and (row.person_id, row.channel) in closed]


def _people(rows: Sequence[Reminder], day: Day, around: Surroundings) -> list[Foreseen]:
    own: dict[int, list[Reminder]] = {}
    for row in rows:
        own.setdefault(row.person_id, []).append(row)
    return [Foreseen(mine[0].person, _lines(mine, day, around)) for mine in own.values()]


def _lines(rows: Sequence[Reminder], day: Day, around: Surroundings) -> list[Line]:
    same: dict[tuple[str, int, int], list[Reminder]] = {}
    for row in rows:
        same.setdefault((row.duty, row.generation, row.step), []).append(row)
    return [_line(found, day, around) for found in same.values()]


def _line(rows: Sequence[Reminder], day: Day, around: Surroundings) -> Line:
    first = rows[0]
    return Line(
        item_of(first, first.person, day, around),
        first.kind,
        [row.get_channel_display() for row in rows],
    )
