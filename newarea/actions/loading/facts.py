"""The dated facts of a programme file, in order: those that have happened by the day and are not loaded yet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as t

from newarea.actions.loading.happenings import HAPPENINGS
from newarea.actions.loading.ledger import Kept, Ledger, plain
from newarea.actions.loading.loading import Loading
from newarea.actions.loading.people import worked_on
from newarea.actions.loading.shapes import SECTION, decisions_of
from newarea.models import Programme, Terms
from newarea.schema.records import Record


@dataclass(frozen=True)
class Event:
    """One thing that happened on one day; a fact of the file is one to three of them."""

    key: str
    on: date
    record: Record
    what: str
    said: Mapping[str, Any]

    @property
    def of(self) -> str:
        """The undertaking's key; a hand-over has none."""
        return str(self.record.data("of", ""))


def events(records: Iterable[Record]) -> Iterator[Event]:
    for record in records:
        verb = record.table.name
        if record.data("drafted_on"):
            yield Event(f"{record.key}/draft", record.data("drafted_on"), record, "draft", {"verb": "draft"})
        yield Event(record.key, record.data("on"), record, verb, _said(record, verb))
        for decision in decisions_of(record):
            name = decision.table.name
            yield Event(f"{record.key}/{name}", decision.data("on"), record, name, _said(decision, name))


def _said(record: Record, verb: str) -> dict[str, Any]:
    return {"verb": verb, **{name: value.data for name, value in record.values.items()}}


def load_facts(records: Sequence[Record], loading: Loading) -> None:
    left = worked_on(loading.year, loading.ledger)
    days = Days(_planned_days(loading.year), _latest_days(loading.ledger))
    for event in sorted(events(records), key=lambda event: event.on):
        if loading.ledger.said(SECTION, event.key) is not None:
            _compare(event, loading)
        elif event.on > loading.until:
            loading.outcome.later += 1
        elif event.of in left:
            loading.outcome.left += 1
        elif text := days.too_early(event):
            loading.faults.say(event.record.place, text, key=event.record.key)
        else:
            _happen(event, loading)


@dataclass(frozen=True)
class Days:
    """By undertaking: since when its plan is known, and the last fact that an earlier loading brought."""

    planned: Mapping[str, date]
    latest: Mapping[str, date]

    def too_early(self, event: Event) -> str:
        if event.on < self.latest.get(event.of, date.min):
            return t("“%(key)s” lies before facts of the same item that are loaded already.")
        if event.on < self.planned.get(event.of, date.min):
            return t("“%(key)s” lies before the day from which the plan of its item was known.")
        return ""


def _happen(event: Event, loading: Loading) -> None:
    with loading.trying(event.record):
        HAPPENINGS[event.what](event.record, loading)
        loading.ledger.note(SECTION, event.key, {**event.said, "of": event.of}, on=event.on)
        loading.outcome.facts += 1


def _compare(event: Event, loading: Loading) -> None:
    """A fact is never overwritten; one that the file tells otherwise by now is reported."""
    said = loading.ledger.said(SECTION, event.key) or {}
    for name, value in event.said.items():
        if plain(value) != said.get(name):
            loading.outcome.kept.append(Kept(event.record.place_of(name), name, plain(value), said.get(name)))


def _planned_days(programme: Programme) -> dict[str, date]:
    rows = Terms.objects.filter(undertaking__programme=programme, kind=Terms.Kind.PLANNED)
    return dict(rows.values_list("undertaking__key", "known_on"))


def _latest_days(ledger: Ledger) -> dict[str, date]:
    latest: dict[str, date] = {}
    for row in ledger.rows.values():
        of = row.said.get("of")
        if row.section == SECTION and of and row.on:
            latest[of] = max(row.on, latest.get(of, row.on))
    return latest
