"""What is owed on a day: the tightest step already reached of every open duty, as far as the ledger lacks it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from newarea.actions.reminders.listed import DutyKey, Entry, Listed, adopted
from newarea.actions.reminders.reach import Reach
from newarea.actions.reminders.steps import GENERAL, Steps, steps_by_kind, steps_of
from newarea.models import Channel, Officer, Programme, Reminder, Share, Undertaking
from newarea.models.duties import with_the_office

CHUNK = 1000


@dataclass(frozen=True)
class Owed:
    """One step of one duty to one person. `channels` are those that the ledger does not hold this step for yet."""

    duty: str
    kind: str
    generation: int
    step: int
    person_id: int
    due_on: date
    channels: tuple[str, ...]
    follows: bool  # an earlier step of this generation is in the ledger
    undertaking_id: int | None = None
    title: str = ""
    url: str = ""
    share: str = Share.OWNER
    owner_id: int | None = None


def owed_undertakings(*, on: date, reached: Reach, among: QuerySet[Any] | None = None) -> Iterator[list[Owed]]:
    """In chunks of a thousand, one query each; `among` (a query of keys) looks at those alone."""
    steps, reference = steps_of(GENERAL, steps_by_kind()), reached.reference
    rows = reminded_of(adopted(reference), until=steps.latest_due(on=on, calendar=reference.calendar))
    if among is not None:
        rows = rows.filter(pk__in=among)

    @cache
    def step_of(due_on: date) -> int | None:
        return steps.owed(due_on=due_on, on=on, calendar=reference.calendar)

    for chunk in chunks(rows):
        found = [_owed(row, step_of(row.due_on), reached) for row in chunk]
        yield [owed for owed in found if owed is not None]


def reminded_of(programmes: list[Programme], *, until: date) -> QuerySet[Undertaking]:
    """Open, due by then and answered for by somebody, with the tightest step in the ledger.

    The programmes by key instead of a join: with it PostgreSQL sorts all that is due for each chunk.
    """
    rows = Undertaking.objects.filter(programme__in=[programme.pk for programme in programmes])
    rows = rows.due_by(until).filter(~with_the_office("pk"), owner__is_active=True)
    steps = {f"{channel}_step": _tightest(channel) for channel in Channel}
    return rows.annotate(address=F("owner__email"), unit=F("owner__unit"), **steps)


def _tightest(channel: Channel) -> Subquery:
    same = {"undertaking": OuterRef("pk"), "generation": OuterRef("generation"), "person": OuterRef("owner")}
    rows = Reminder.objects.filter(channel=channel, kind=GENERAL, **same).exclude(duty__startswith="chase:")
    return Subquery(rows.order_by("step").values("step")[:1])


def chunks(rows: QuerySet[Undertaking]) -> Iterator[list[Any]]:
    """By key, not by offset: the thousandth chunk costs what the first does."""
    fields = ("pk", "generation", "due_on", "owner_id", "address", "unit", *(f"{channel}_step" for channel in Channel))
    ordered = rows.order_by("due_on", "pk").values_list(*fields, named=True)
    chunk = list(ordered[:CHUNK])
    while chunk:
        yield chunk
        last = chunk[-1]
        further = ordered.filter(Q(due_on__gt=last.due_on) | Q(pk__gt=last.pk), due_on__gte=last.due_on)
        chunk = list(further[:CHUNK]) if len(chunk) == CHUNK else []


def _owed(row: Any, step: int | None, reached: Reach) -> Owed | None:
    """`row`: of `chunks`."""
    if step is None:
        return None
    held = {channel: getattr(row, f"{channel}_step") for channel in Channel}
    open_to = reached.channels(row.owner_id, address=row.address, unit=row.unit, kind=GENERAL)
    channels = tuple(channel for channel in open_to if is_tighter(step, held[Channel(channel)]))
    if not channels:
        return None
    return Owed(
        duty=f"undertaking:{row.pk}",
        kind=GENERAL,
        generation=row.generation,
        step=step,
        person_id=row.owner_id,
        due_on=row.due_on,
        channels=channels,
        follows=any(step is not None for step in held.values()),
        undertaking_id=row.pk,
    )


def is_tighter(step: int, held: int | None) -> bool:
    """A looser step than one in the ledger is not owed any more, whatever the table says by now."""
    return held is None or step < held


def owed_listed(listed: Listed, *, on: date, reached: Reach) -> Iterator[list[Owed]]:
    """Of duties beside undertakings."""
    table, keys = steps_by_kind(), list(listed)
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        people = _people({person for _, _, person in chunk})
        tightest = tightest_steps(duty for duty, _, _ in chunk)
        found = [
            _owed_entry(key, listed[key], on=on, reached=reached, steps=steps_of(listed[key].deadline.kind, table),
                        person=people.get(key[2]), tightest=tightest)
            for key in chunk
        ]  # fmt: skip
        yield [owed for owed in found if owed is not None]


def _people(pks: Iterable[int]) -> dict[int, Officer]:
    """Those who still sign in."""
    return {officer.pk: officer for officer in Officer.objects.filter(pk__in=list(pks), is_active=True)}


def _owed_entry(
    key: DutyKey,
    entry: Entry,
    *,
    on: date,
    reached: Reach,
    steps: Steps,
    person: Officer | None,
    tightest: dict[tuple[str, int, int, str], int],
) -> Owed | None:
    deadline = entry.deadline
    step = steps.owed(due_on=deadline.due_on, on=on, calendar=reached.reference.calendar)
    if step is None or person is None:
        return None
    open_to = reached.channels(person.pk, address=person.email, unit=person.unit_id, kind=deadline.kind)
    channels = tuple(channel for channel in open_to if is_tighter(step, tightest.get((*key, channel))))
    if not channels:
        return None
    return Owed(
        duty=entry.duty,
        kind=deadline.kind,
        generation=key[1],
        step=step,
        person_id=person.pk,
        due_on=deadline.due_on,
        channels=channels,
        follows=any((*key, channel) in tightest for channel in Channel),
        title=deadline.title[:300],
        url=deadline.url[:300],
    )


def tightest_steps(duties: Iterable[str]) -> dict[tuple[str, int, int, str], int]:
    rows = Reminder.objects.filter(duty__in=list(duties)).order_by("-step")
    return {tuple(key): step for *key, step in rows.values_list("duty", "generation", "person", "channel", "step")}  # type: ignore[misc]
