"""What a noun answers when it is read from a workbook, and what the rows of one have in common."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as t

from newarea.actions.tables.columns import Column, Text
from newarea.actions.tables.constraints import violations
from newarea.models import Officer, Programme, Unit

Key = tuple[Any, ...]
Values = dict[str, Any]


@dataclass(frozen=True)
class Hand:
    """Who imports, on which day and when, and what the history says of it."""

    by: Officer
    on: date
    now: datetime
    reason: str = ""

    def plan(self) -> dict[str, Any]:
        return {"by": self.by, "on": self.on, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Held:
    """A row as it stands on the site; references are the keys of what they name."""

    row: Any
    version: int
    values: Values


@dataclass(slots=True)
class Change:
    column: Column
    before: Any
    after: Any


@dataclass(slots=True)
class Entry:
    """A row of the workbook. Refused with `faults`; otherwise new, changed or unchanged."""

    table: "Table"
    number: int
    cells: Sequence[Any]
    values: Values = field(default_factory=dict)
    key: Key = ()
    held: Held | None = None
    changes: list[Change] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.faults:
            return "refused"
        if self.held is None:
            return "added"
        return "changed" if self.changes else "unchanged"

    def changed(self) -> Values:
        return {change.column.name: change.after for change in self.changes}

    def refuse(self, refusal: ValidationError) -> None:
        by_column = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        headings = {one.name: one.heading for one in self.table.columns}
        self.faults += [(headings.get(name, ""), text) for name, texts in by_column.items() for text in texts]


class Lookups:
    """The rows that references name, by kind and key; each kind is read once."""

    def __init__(self, hand: Hand, tables: Sequence["Table"]) -> None:
        self.hand = hand
        self.found: dict[str, dict[Key, Any]] = {}
        self.readers: dict[str, Any] = {"unit": _units, "officer": _officers, "programme": _programmes}
        for table in tables:
            self.readers |= table.readers

    def of(self, kind: str) -> dict[Key, Any]:
        if kind not in self.found:
            self.found[kind] = self.readers[kind](self)
        return self.found[kind]

    def row(self, column: Column, values: Mapping[str, Any]) -> Any:
        """The row a reference names; None where it names none, raises `ValidationError` where there is no such row."""
        if not values.get(column.name):
            return None
        found = self.of(column.of).get((*(values.get(name) for name in column.scope), values[column.name]))
        if found is None:
            text = t("“%(key)s” is unknown here. Choose one of the list, or add it first.")
            raise ValidationError({column.name: text % {"key": str(values[column.name])[:80]}})
        return found


def _units(lookups: Lookups) -> dict[Key, Unit]:
    rows = {unit.pk: unit for unit in Unit.objects.all()}
    for unit in rows.values():
        unit.parent = rows.get(unit.parent_id) if unit.parent_id else None
    return {(unit.code,): unit for unit in rows.values()}


def _officers(lookups: Lookups) -> dict[Key, Officer]:
    return {(officer.username,): officer for officer in Officer.objects.select_related("unit")}


def _programmes(lookups: Lookups) -> dict[Key, Programme]:
    rows = Programme.objects.visible_to(lookups.hand.by).select_related("district")
    return {(programme.slug,): programme for programme in rows}


class Table:
    """`model` is the one whose constraints the values answer to; `name` is also what references to its rows say."""

    name: ClassVar[str]
    title: ClassVar[Text]
    model: ClassVar[type[models.Model]]
    columns: ClassVar[Sequence[Column]]
    readers: ClassVar[Mapping[str, Any]] = {}

    def held(self, lookups: Lookups) -> dict[Key, Held]:
        """All rows the hand may edit; a constant number of queries."""
        return {self.key_of(values): Held(row, self.version(row), values) for row, values in self.all(lookups)}

    def all(self, lookups: Lookups) -> Iterator[tuple[Any, Values]]:
        for row in self.rows(lookups.hand.by):
            yield row, self.values(row)

    def rows(self, by: Officer) -> models.QuerySet[Any]:
        raise NotImplementedError

    def values(self, row: Any) -> Values:
        return {one.name: self.value(row, one) for one in self.columns}

    def value(self, row: Any, column: Column) -> Any:
        found = getattr(row, column.name)
        return key_text(found) if column.kind == "reference" else found

    def version(self, row: Any) -> int:
        return int(row.version)

    @property
    def keys(self) -> list[Column]:
        return [one for one in self.columns if one.is_key]

    def key_of(self, values: Mapping[str, Any]) -> Key:
        return tuple(values.get(one.name) for one in self.keys)

    def match(self, entry: Entry, held: Mapping[Key, Held]) -> Held | None:
        return held.get(entry.key)

    def check(self, entry: Entry, lookups: Lookups) -> None:
        """The rules of the noun's actions, asked beforehand; raises `ValidationError`."""

    def check_all(self, entries: Sequence[Entry], lookups: Lookups) -> None:
        """Rules that are cheaper asked of all accepted rows at once; they refuse the entries themselves."""

    def expect(self, entry: Entry, lookups: Lookups) -> None:
        """A row that will be there: later rows may name it."""
        if entry.held is None:
            lookups.of(self.name)[entry.key] = self.model(**self.plain_values(entry))

    def plain_values(self, entry: Entry) -> Values:
        return {
            one.name: entry.values[one.name]
            for one in self.columns
            if one.field and one.kind != "reference" and one.name in entry.values
        }

    def violations(self, entry: Entry) -> Iterator[str]:
        held = entry.held

        def get(name: str) -> Any:
            known = entry.values.get(name, getattr(held.row, name, None) if held else None)
            return None if known == "" and name in self._references() else known

        yield from violations(self.model, get)

    def _references(self) -> set[str]:
        return {one.name for one in self.columns if one.kind == "reference"}

    def write(self, entry: Entry, lookups: Lookups, hand: Hand) -> None:
        """Call the noun's action, with rows for references."""
        if entry.held is None:
            row = self.open(self.with_rows(entry, entry.values, lookups), hand)
            lookups.of(self.name)[entry.key] = row
        elif entry.changes:
            self.revise(entry.held, self.with_rows(entry, entry.changed(), lookups), hand)

    def with_rows(self, entry: Entry, values: Mapping[str, Any], lookups: Lookups) -> Values:
        columns = {one.name: one for one in self.columns}
        return {
            name: lookups.row(columns[name], entry.values) if columns[name].kind == "reference" else value
            for name, value in values.items()
        }

    def open(self, values: Values, hand: Hand) -> Any:
        raise NotImplementedError

    def revise(self, held: Held, changes: Values, hand: Hand) -> None:
        raise NotImplementedError


def key_text(row: Any) -> str:
    """How a cell names the row."""
    if row is None:
        return ""
    return str(next(getattr(row, name) for name in ("code", "username", "slug", "key") if hasattr(row, name)))
