"""Duties beside undertakings: what the base and the parts list as open, and which generation of each it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.db import transaction
from django.db.models import F

from newarea.actions.reminders.own import own_deadlines
from newarea.models import ListedDuty, Programme, Reference
from newarea.parts import Deadline, parts

DutyKey: TypeAlias = tuple[str, int, int]  # duty, generation, who answers for it


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list; `duty` is its key in the ledger, with the name of its part before it."""

    duty: str
    deadline: Deadline
    is_example: bool = False

    @property
    def person_id(self) -> int:
        return self.deadline.person_id


Listed: TypeAlias = Mapping[DutyKey, Entry]


def adopted(reference: Reference) -> list[Programme]:
    return [programme for programme in reference.programmes if programme.state == Programme.State.ADOPTED]


def entries(*, on: date, reference: Reference, person: int | None = None) -> Iterator[Entry]:
    """In the active language; everybody's, or one person's (by key). The base's own keys stand without a name before
    them."""
    programmes = adopted(reference)
    is_example = any(programme.has_example for programme in programmes)
    for deadline in own_deadlines(programmes, on=on, reference=reference, person=person):
        if person in (None, deadline.person_id):
            yield Entry(deadline.key, deadline, is_example)
    for name, part in parts().items():
        for programme in programmes:
            for deadline in part.deadlines(programme, on):
                if person in (None, deadline.person_id):
                    yield Entry(f"{name}:{deadline.key}", deadline, programme.has_example)


def listed_duties(*, on: date, reference: Reference, person: int | None = None) -> dict[DutyKey, Entry]:
    """What is open that day, by duty, generation and person; compares with what was listed before, writes nothing.

    With a person (by key), that one's alone.
    """
    found = list(entries(on=on, reference=reference, person=person))
    held = _held(person)
    return {(entry.duty, _generation(entry, held), entry.person_id): entry for entry in found}


@transaction.atomic
def track_duties(*, on: date, reference: Reference) -> dict[DutyKey, Entry]:
    """The same, and kept for the next comparison: another date or a return after an absence is a new generation."""
    return track_entries(entries(on=on, reference=reference), on=on)


@transaction.atomic
def track_entries(listed: Iterable[Entry], *, on: date) -> dict[DutyKey, Entry]:
    """The same, with the list given."""
    found = {(entry.duty, entry.person_id): entry for entry in listed}
    held = _held()
    fresh = [
        ListedDuty(duty=duty, person_id=person, due_on=entry.deadline.due_on, title=_title(entry), changed_on=on)
        for (duty, person), entry in found.items()
        if (duty, person) not in held
    ]
    ListedDuty.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)
    for key, entry in found.items():
        if key in held and _is_new(entry, held[key]):
            _renew(held[key], entry, on)
    gone = [row.pk for key, row in held.items() if row.is_listed and key not in found]
    ListedDuty.objects.filter(pk__in=gone, is_listed=True).update(is_listed=False, changed_on=on)
    return {(entry.duty, _generation(entry, held), entry.person_id): entry for entry in found.values()}


def _held(person: int | None = None) -> dict[tuple[str, int], ListedDuty]:
    rows = ListedDuty.objects.all() if person is None else ListedDuty.objects.filter(person=person)
    return {(row.duty, row.person_id): row for row in rows}


def _is_new(entry: Entry, row: ListedDuty) -> bool:
    return not row.is_listed or row.due_on != entry.deadline.due_on


def _generation(entry: Entry, held: Mapping[tuple[str, int], ListedDuty]) -> int:
    row = held.get((entry.duty, entry.person_id))
    if row is None:
        return 1
    return row.generation + 1 if _is_new(entry, row) else row.generation


def _renew(row: ListedDuty, entry: Entry, on: date) -> None:
    """Two plans at once begin one generation, not two."""
    same = ListedDuty.objects.filter(pk=row.pk, generation=row.generation)
    same.update(
        generation=F("generation") + 1,
        due_on=entry.deadline.due_on,
        title=_title(entry),
        is_listed=True,
        changed_on=on,
    )


def _title(entry: Entry) -> str:
    return entry.deadline.title[:300]
