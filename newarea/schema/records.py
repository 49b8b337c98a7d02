"""The records of a programme file's sections: one thing under its stable key, what each name says of it, and where."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as t

from newarea import document
from newarea.document import Faults, Node, Place
from newarea.schema.kinds import Key, Kind, Wrong

A_KEY = Key()


@dataclass(frozen=True, slots=True)
class Value:
    place: Place
    data: Any


@dataclass(frozen=True)
class Table:
    """The shape of a section's records: the name of the key, the names beside it, and the tables inside.

    Without a `key` it is one record, not a list of them. What is also an undertaking says so with `also`; `columns` are
    the names that the site has for those of the file, where they differ.
    """

    name: str
    key: str | None
    kinds: Mapping[str, Kind]
    inside: Mapping[str, "Table"] = field(default_factory=dict)
    key_kind: Kind = A_KEY
    also: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, column: str) -> str:
        """What the file calls a column of the site."""
        return next((name for name, other in self.columns.items() if other == column), column)

    @property
    def names(self) -> list[str]:
        return [*([self.key] if self.key else []), *self.kinds, *self.inside]


@dataclass
class Record:
    table: Table
    key: str
    place: Place
    values: dict[str, Value]
    inside: dict[str, list["Record"]]
    is_example: bool = False

    @property
    def label(self) -> str:
        return self.key or self.table.name

    def data(self, name: str, default: Any = None) -> Any:
        """What the file says, or the default where it is silent."""
        value = self.values.get(name)
        return default if value is None else value.data

    def place_of(self, name: str) -> Place:
        value = self.values.get(name)
        return self.place if value is None else value.place

    def all_inside(self, name: str) -> list["Record"]:
        return self.inside.get(name, [])

    def walk(self) -> Iterator["Record"]:
        """The record and every one inside it."""
        yield self
        for records in self.inside.values():
            for record in records:
                yield from record.walk()


def did_you_mean(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1)
    return " " + t("Did you mean “%(name)s”?") % {"name": close[0]} if close else ""


def read_table(table: Table, node: Node, faults: Faults, *, is_example: bool = False) -> list[Record]:
    """The section's records; whatever is wrong with one goes to `faults` and is left out."""
    if isinstance(node, document.Scalar) and node.text is None:
        return []
    items = [node] if table.key is None else items_of(table.name, node, faults)
    read = [read_record(table, item, faults, is_example=is_example) for item in items]
    return [record for record in read if record is not None]


def items_of(section: str, node: Node, faults: Faults) -> Sequence[Node]:
    if isinstance(node, document.Listing):
        return node.items
    if node != document.Scalar(node.place, None):
        faults.say(node.place, t("“%(section)s” is a list; begin each item with “-”."), section=section)
    return []


def read_record(table: Table, node: Node, faults: Faults, *, is_example: bool = False) -> Record | None:
    if not isinstance(node, document.Mapping):
        faults.say(node.place, t("An item of “%(section)s” consists of names and values."), section=table.name)
        return None
    _refuse_unknown(table.names, node, faults)
    values = _values(table, node, faults)
    inside = {
        name: read_table(inner, node.items[name], faults, is_example=is_example)
        for name, inner in table.inside.items()
        if name in node.items
    }
    key = _key(table, node, faults)
    return None if key is None else Record(table, key, node.place, values, inside, is_example)


def _refuse_unknown(names: Sequence[str], node: document.Mapping, faults: Faults) -> None:
    for name, place in node.keys.items():
        if name not in names:
            faults.say(place, t("“%(name)s” is not known here.%(hint)s"), name=name, hint=did_you_mean(name, names))


def _values(table: Table, node: document.Mapping, faults: Faults) -> dict[str, Value]:
    """A value that cannot be read stands as None, so that nobody calls it missing too."""
    values = {}
    for name, kind in table.kinds.items():
        item = node.items.get(name)
        if item is None or (isinstance(item, document.Scalar) and item.text is None):
            continue
        values[name] = Value(item.place, _read(name, kind, item, faults))
    return values


def _read(name: str, kind: Kind, item: Node, faults: Faults) -> Any:
    try:
        return kind.read(item)
    except Wrong as wrong:
        faults.say(item.place, "%(name)s: %(wrong)s", name=name, wrong=wrong)
        return None


def _key(table: Table, node: document.Mapping, faults: Faults) -> str | None:
    if table.key is None:
        return ""
    if table.key not in node.items:
        faults.say(node.place, t("This item of “%(section)s” has no “%(key)s”."), section=table.name, key=table.key)
        return None
    key: str | None = _read(table.key, table.key_kind, node.items[table.key], faults)
    return key
