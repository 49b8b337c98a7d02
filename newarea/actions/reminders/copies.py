"""Copies: who else hears of a duty when nobody acts, by the policy of its kind."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from newarea.actions.reminders.listed import DutyKey, Entry, Listed, adopted
from newarea.actions.reminders.owed import CHUNK, Owed
from newarea.actions.reminders.reach import Reach
from newarea.actions.reminders.steps import GENERAL
from newarea.domain.reminding import copies_owed, days_left
from newarea.models import Officer, Reference, Reminder, Share, Undertaking, Unit
from newarea.models.duties import with_the_office

Key = tuple[str, int, int, int, str]


class Posts:
    """Who holds the posts that copies go to; only people who still sign in. Read when first asked for: two queries."""

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.select_related("head", "leader_in_charge"))

    @cached_property
    def heads(self) -> dict[int, Officer]:
        return {unit.pk: unit.head for unit in self.units if unit.head and unit.head.is_active}

    @cached_property
    def leaders(self) -> dict[int, Officer]:
        held = {unit.pk: unit.leader_in_charge for unit in self.units}
        return {pk: leader for pk, leader in held.items() if leader and leader.is_active}

    @cached_property
    def inspectors(self) -> list[Officer]:
        return list(Officer.objects.filter(role=Officer.Role.INSPECTOR, is_active=True).order_by("pk"))

    def of(self, share: str, unit: int | None) -> list[Officer]:
        if share == Share.INSPECTION:
            return self.inspectors
        held = self.heads if share == Share.HEAD else self.leaders
        return [held[unit]] if unit is not None and unit in held else []


def owed_copies(
    listed: Listed | None, *, on: date, reached: Reach, among: QuerySet[Any] | None = None
) -> Iterator[list[Owed]]:
    """In chunks; `listed` None and `among` given look at those undertakings alone."""
    reference = reached.reference
    if not any(policy.copies for policy in reference.policies.values()):
        return
    held = Posts()
    for chunk in _late_undertakings(on, reference, among):
        yield _unsent([owed for row in chunk for owed in _of_undertaking(row, on, held, reached)])
    late = [(key, entry) for key, entry in (listed or {}).items() if entry.deadline.due_on < on]
    for start in range(0, len(late), CHUNK):
        yield _unsent(_of_entries(late[start : start + CHUNK], on, held, reached))


def _late_undertakings(on: date, reference: Reference, among: QuerySet[Any] | None) -> Iterator[list[Undertaking]]:
    copies = reference.policy_of(GENERAL).copies
    if not copies:
        return
    until = reference.calendar.shift(on, -min(after for _, after in copies))
    rows = Undertaking.objects.filter(programme__in=[programme.pk for programme in adopted(reference)])
    rows = rows.due_by(until).filter(~with_the_office("pk"))
    if among is not None:
        rows = rows.filter(pk__in=among)
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _of_undertaking(row: Undertaking, on: date, held: Posts, reached: Reach) -> Iterator[Owed]:
    assert row.due_on is not None
    base = Owed(
        duty=f"undertaking:{row.pk}",
        kind=GENERAL,
        generation=row.generation,
        step=0,
        person_id=0,
        due_on=row.due_on,
        channels=(),
        follows=True,
        undertaking_id=row.pk,
        owner_id=row.owner_id,
    )
    yield from _copies(base, row.lead_unit_id, on, held, reached)


def _of_entries(late: Sequence[tuple[DutyKey, Entry]], on: date, held: Posts, reached: Reach) -> list[Owed]:
    owners = dict(Officer.objects.filter(pk__in={key[2] for key, _ in late}).values_list("pk", "unit"))
    found: list[Owed] = []
    for (duty, generation, owner), entry in late:
        base = Owed(
            duty=duty,
            kind=entry.deadline.kind,
            generation=generation,
            step=0,
            person_id=0,
            due_on=entry.deadline.due_on,
            channels=(),
            follows=True,
            title=entry.deadline.title[:300],
            url=(entry.deadline.page or entry.deadline.url)[:300],
            owner_id=owner,
        )
        found += _copies(base, owners.get(owner), on, held, reached)
    return found


def _copies(base: Owed, unit: int | None, on: date, held: Posts, reached: Reach) -> Iterator[Owed]:
    """Nobody gets a copy of what they answer for themselves."""
    policy, calendar = reached.reference.policy_of(base.kind), reached.reference.calendar
    left = days_left(due_on=base.due_on, on=on, calendar=calendar)
    for share, step in copies_owed(days_left=left, copies=policy.copies):
        for person in held.of(share, unit):
            if person.pk != base.owner_id:
                open_to = reached.channels(person.pk, address=person.email, unit=person.unit_id, kind=base.kind)
                yield replace(base, share=share, step=step, person_id=person.pk, channels=tuple(open_to))


def _unsent(copies: Sequence[Owed]) -> list[Owed]:
    """Those with a channel that the ledger has no row for; a copy of a step goes once, whatever came after it."""
    rows = Reminder.objects.filter(duty__in={owed.duty for owed in copies}).exclude(share=Share.OWNER)
    held: set[Key] = set(rows.values_list("duty", "generation", "step", "person", "channel"))
    found = [replace(owed, channels=tuple(c for c in owed.channels if (*_key(owed), c) not in held)) for owed in copies]
    return [owed for owed in found if owed.channels]


def _key(owed: Owed) -> tuple[str, int, int, int]:
    return owed.duty, owed.generation, owed.step, owed.person_id
