"""What is owed on a day: the tightest step already reached of every open duty, as far as the ledger lacks it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from newarea.actions.reminders.steps import GENERAL, Steps, steps_by_kind, steps_of
from newarea.models import Channel, Officer, Programme, Reference, Reminder, Undertaking
from newarea.parts import Deadline, parts

CHUNK = 1000
DeadlineKey = tuple[str, int, int]


@dataclass(frozen=True)
class Owed:
    """One step of one duty to one person. `channels` are those that the ledger does not hold this step for yet."""

    duty: str
    generation: int
    step: int
    person_id: int
    due_on: date
    channels: tuple[str, ...]
    follows: bool  # an earlier step of this generation is in the ledger
    undertaking_id: int | None = None
    title: str = ""
    url: str = ""


def owed_undertakings(*, on: date, reference: Reference, among: QuerySet[Any] | None = None) -> Iterator[list[Owed]]:
    """In chunks of a thousand, one query each; `among` (a query of keys) looks at those alone."""
    steps = steps_of(GENERAL, steps_by_kind())
    rows = reminded_of(adopted(reference), until=steps.latest_due(on=on, calendar=reference.calendar))
    if among is not None:
        rows = rows.filter(pk__in=among)

    @cache
    def step_of(due_on: date) -> int | None:
        return steps.owed(due_on=due_on, on=on, calendar=reference.calendar)

    for chunk in chunks(rows):
        found = [_owed(row, step_of(row.due_on)) for row in chunk]
        yield [owed for owed in found if owed is not None]


def adopted(reference: Reference) -> list[Programme]:
    return [programme for programme in reference.programmes if programme.state == Programme.State.ADOPTED]


def reminded_of(programmes: list[Programme], *, until: date) -> QuerySet[Undertaking]:
    """Open, due by then and answered for by somebody, with the tightest step in the ledger.

    The programmes by key instead of a join: with it PostgreSQL sorts all that is due for each chunk.
    """
    rows = Undertaking.objects.filter(programme__in=[programme.pk for programme in programmes])
    rows = rows.due_by(until).filter(owner__is_active=True)
    return rows.annotate(
        address=F("owner__email"), inbox_step=_tightest(Channel.INBOX), mail_step=_tightest(Channel.MAIL)
    )


def _tightest(channel: Channel) -> Subquery:
    same = {"undertaking": OuterRef("pk"), "generation": OuterRef("generation"), "person": OuterRef("owner")}
    return Subquery(Reminder.objects.filter(channel=channel, **same).order_by("step").values("step")[:1])


def chunks(rows: QuerySet[Undertaking]) -> Iterator[list[Any]]:
    """By key, not by offset: the thousandth chunk costs what the first does."""
    fields = ("pk", "generation", "due_on", "owner_id", "address", "inbox_step", "mail_step")
    ordered = rows.order_by("due_on", "pk").values_list(*fields, named=True)
    chunk = list(ordered[:CHUNK])
    while chunk:
        yield chunk
        last = chunk[-1]
        further = ordered.filter(Q(due_on__gt=last.due_on) | Q(pk__gt=last.pk), due_on__gte=last.due_on)
        chunk = list(further[:CHUNK]) if len(chunk) == CHUNK else []


def _owed(row: Any, step: int | None) -> Owed | None:
    """`row`: of `chunks`."""
    if step is None:
        return None
    channels = tuple(_open_channels(step, row.inbox_step, row.mail_step, has_address=bool(row.address)))
    if not channels:
        return None
    return Owed(
        duty=f"undertaking:{row.pk}",
        generation=row.generation,
        step=step,
        person_id=row.owner_id,
        due_on=row.due_on,
        channels=channels,
        follows=row.inbox_step is not None or row.mail_step is not None,
        undertaking_id=row.pk,
    )


def _open_channels(step: int, inbox: int | None, mail: int | None, *, has_address: bool) -> Iterator[str]:
    """A looser step than one in the ledger is not owed any more, whatever the table says by now."""
    if inbox is None or step < inbox:
        yield Channel.INBOX
    if has_address and (mail is None or step < mail):
        yield Channel.MAIL


def listed_deadlines(*, on: date, reference: Reference) -> dict[DeadlineKey, Deadline]:
    """What the parts list as open that day, in the active language, by duty, generation and person."""
    return {
        (f"{name}:{deadline.key}", deadline.generation, deadline.person_id): deadline
        for name, part in parts().items()
        for programme in adopted(reference)
        for deadline in part.deadlines(programme, on)
    }


def owed_deadlines(*, on: date, reference: Reference) -> Iterator[list[Owed]]:
    table = steps_by_kind()
    keys = list(listed := listed_deadlines(on=on, reference=reference))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        yield list(_owed_of(chunk, [listed[key] for key in chunk], on=on, reference=reference, table=table))


def _owed_of(
    keys: Sequence[DeadlineKey],
    deadlines: Sequence[Deadline],
    *,
    on: date,
    reference: Reference,
    table: Any,
) -> Iterable[Owed]:
    tightest = _tightest_steps(duty for duty, _, _ in keys)
    people = {person for _, _, person in keys}
    addresses = dict(Officer.objects.filter(pk__in=people, is_active=True).values_list("pk", "email"))
    for key, deadline in zip(keys, deadlines, strict=True):
        steps: Steps = steps_of(deadline.key.partition(":")[0], table)
        step = steps.owed(due_on=deadline.due_on, on=on, calendar=reference.calendar)
        if step is None or deadline.person_id not in addresses:
            continue
        inbox, mail = (tightest.get((*key, channel)) for channel in (Channel.INBOX, Channel.MAIL))
        channels = tuple(_open_channels(step, inbox, mail, has_address=bool(addresses[deadline.person_id])))
        if channels:
            yield Owed(
                duty=key[0],
                generation=deadline.generation,
                step=step,
                person_id=deadline.person_id,
                due_on=deadline.due_on,
                channels=channels,
                follows=inbox is not None or mail is not None,
                title=deadline.title[:300],
                url=deadline.url[:300],
            )


def _tightest_steps(duties: Iterable[str]) -> dict[tuple[str, int, int, str], int]:
    rows = Reminder.objects.filter(duty__in=list(duties)).order_by("-step")
    return {tuple(key): step for *key, step in rows.values_list("duty", "generation", "person", "channel", "step")}  # type: ignore[misc]
