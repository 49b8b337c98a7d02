"""A YAML file as a tree of values that know their line, read without trusting it.

Plain YAML only: no anchors, aliases, tags or second documents, so that nothing unfolds into more than was typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.utils.translation import gettext as t

LONGEST_FILE = 2 * 1024 * 1024
DEEPEST = 12
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EMPTY = ("", "~", "null")


@dataclass(frozen=True, order=True, slots=True)
class Place:
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """What is wrong with a file, and where."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class Faults(list[Fault]):
    def say(self, place: Place, text: str, /, **said: object) -> None:
        self.append(Fault(place, text % said))


class Unreadable(Exception):
    """The file cannot be read any further than this."""

    def __init__(self, place: Place, text: str) -> None:
        super().__init__(f"{place}: {text}")
        self.fault = Fault(place, text)


@dataclass(frozen=True, slots=True)
class Scalar:
    """`text` is what was typed; None where nothing (or null) was."""

    place: Place
    text: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    place: Place
    items: list["Node"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """`keys` says where each name stands."""

    place: Place
    items: dict[str, "Node"]
    keys: dict[str, Place]


Node = Scalar | Listing | Mapping


def read_document(path: Path, faults: Faults) -> Mapping | None:
    """The file's top level; None, and a fault, where there is none to be had."""
    start = Place(str(path), 1)
    try:
        node = _Builder(str(path), faults).build(_text_of(path, start))
        if not isinstance(node, Mapping):
            raise Unreadable(start, t("The file must begin with names and values, such as “format: 1”."))
        return node
    except Unreadable as unreadable:
        faults.append(unreadable.fault)
        return None


def _text_of(path: Path, start: Place) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_FILE + 1)
        if len(data) > LONGEST_FILE:
            raise Unreadable(start, t("The file is larger than %(size)s MB.") % {"size": LONGEST_FILE // 1024**2})
        return data.decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(start, t("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(Place(start.file, line), t("The file is not written in UTF-8.")) from error


class _Builder:
    """Builds the tree from the parser's events, so that a hostile file is refused before anything is composed."""

    def __init__(self, file: str, faults: Faults) -> None:
        self.file, self.faults = file, faults

    def build(self, text: str) -> Node | None:
        try:
            return self._document(yaml.parse(text, Loader=LOADER))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise Unreadable(
                Place(self.file, line), t("This is not YAML: %(problem)s.") % {"problem": error.problem}
            ) from error
        except yaml.YAMLError as error:
            raise Unreadable(Place(self.file, 1), t("The file holds characters that YAML does not allow.")) from error

    def _document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise Unreadable(self._place(event), t("The file holds a second document; put everything into one."))
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, depth=1)
        return root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        place = self._place(event)
        self._refuse_tricks(event, place, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, events, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._listing(place, events, depth)
        assert isinstance(event, yaml.ScalarEvent)
        return Scalar(place, None if not event.style and event.value in EMPTY else event.value)

    def _refuse_tricks(self, event: yaml.Event, place: Place, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(place, t("Anchors and aliases (& and *) are not allowed; write the value out."))
        if getattr(event, "tag", None):
            raise Unreadable(place, t("Tags (!) are not allowed; write plain values."))
        if depth > DEEPEST:
            raise Unreadable(place, t("Lists and names are nested too deeply here."))

    def _mapping(self, place: Place, events: Iterator[yaml.Event], depth: int) -> Mapping:
        items: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar) or key.text is None:
                self.faults.say(key.place, t("A name is expected here."))
            elif key.text in items:
                text = t("“%(name)s” is given twice, first in line %(line)s.")
                self.faults.say(key.place, text, name=key.text, line=keys[key.text].line)
            else:
                items[key.text], keys[key.text] = value, key.place
        return Mapping(place, items, keys)

    def _listing(self, place: Place, events: Iterator[yaml.Event], depth: int) -> Listing:
        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, depth + 1))
        return Listing(place, items)

    def _place(self, event: yaml.Event) -> Place:
        return Place(self.file, 1 if event.start_mark is None else event.start_mark.line + 1)
