"""The one seam: what a part of the programme answers. The base finds parts by name, as Django finds apps."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as t

from newarea.domain.standing import Light
from newarea.models import Officer, Programme, Reader, Reference, Unit
from newarea.schema.records import Record, Table


@dataclass(frozen=True)
class Panel:
    """A block of the overview and of the bulletin; the lower its place the higher it stands."""

    template: str
    context: Mapping[str, Any]
    place: int = 0


@dataclass(frozen=True)
class Deadline:
    """Something with a date and an owner that is open and no undertaking; `url` is its form, `page` what others who
    are told of it may look at (empty: the same).

    `key` is stable and begins with the kind of duty: “observation:7:2023-05”. Which generation of the duty it is, is
    found by comparing with what was listed before.
    """

    key: str
    title: str
    due_on: date
    person_id: int
    url: str
    belongs_to: str = ""
    page: str = ""

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class Tally:
    """The light of each thing of a kind that a part has in a programme; `kind` is one plain word, for programs."""

    kind: str
    label: str
    lights: Sequence[Light]


@dataclass(frozen=True)
class Queue:
    """What waits for an officer's decision in a part, beside reports and extensions; `url` is where it is decided."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Page:
    """Where an undertaking's page is, and what to call the thing it belongs to."""

    url: str
    belongs_to: str
    anchor: str = ""
    place: str = ""


@dataclass(frozen=True)
class Feed:
    """A calendar of undertakings, those among them that were taken out of the plan."""

    title: str
    url: str
    undertakings: Sequence[int]


@dataclass(frozen=True)
class NavItem:
    """An entry of the masthead; it is the current one on its own page and on those below the `also` words."""

    label: str
    url_name: str
    also: Sequence[str] = ()


@dataclass(frozen=True)
class Change:
    """One fact for the workbench's and the following page's lists."""

    on: date
    text: str
    url: str
    belongs_to: str = ""


@dataclass(frozen=True)
class Hit:
    """Something found. `texts` are searched for the words to show some of; an undertaking is shown with its light."""

    title: str
    url: str = ""
    belongs_to: str = ""
    texts: Sequence[str] = ()
    undertaking: int | None = None
    is_example: bool = False


@dataclass(frozen=True)
class Found:
    """All of a kind that has the words, in the order they are shown; `present` makes hits of some of the rows."""

    kind: str
    label: str
    rows: QuerySet[Any]
    present: Callable[[Sequence[Any]], Sequence[Hit]]


@dataclass(frozen=True)
class Fault:
    """What adoption finds wrong with the plan, and where it can be mended."""

    text: str
    url: str = ""


class Section(Protocol):
    """A top-level name of a programme file (docs/data-format.md): its shape, and how its records are loaded.

    `loading` is the run, newarea.actions.loading.loading.Loading: it finds what a record names, keeps people's edits
    and makes a refusal a fault with its line. `known` are the keys in the database, by the names of tables.
    """

    table: Table

    def known(self, slug: str) -> Mapping[str, set[str]]: ...

    def check(self, records: Sequence[Record], loading: Any) -> None: ...

    def load(self, records: Sequence[Record], loading: Any) -> None: ...


class Part(Protocol):
    """A module `part.py` of an app named in `settings.PROGRAMME_PARTS`."""

    def nav(self) -> Sequence[NavItem]:
        """Entries of the masthead; each url takes the programme's slug."""

    def panels(self, programme: Programme, on: date, reference: Reference, reader: Reader) -> Sequence[Panel]:
        """The part's blocks of the overview, as known on the day."""

    def tallies(self, programme: Programme, on: date, reference: Reference) -> Sequence[Tally]:
        """Where the part's things stand, as known on the day."""

    def deadlines(self, programme: Programme, on: date) -> Iterable[Deadline]:
        """What is open that day, has a date and an owner, and is no undertaking."""

    def duty_kinds(self) -> Mapping[str, str]:
        """The kinds of duty that `deadlines` lists, and what to call them."""

    def office_kinds(self) -> Collection[str]:
        """Those among them that are the inspection office's to do; the others are a unit's."""

    def pages(self, pks: Sequence[int]) -> Mapping[int, Page]:
        """The pages of those of the given undertakings that are this part's."""

    def feeds(self, subjects: Sequence[str], reader: Reader, on: date) -> Mapping[str, Feed]:
        """Of those subjects of a calendar feed (“projects:12”) that are this part's, what this reader may see."""

    def search(self, words: Sequence[str], reader: Reader, on: date) -> Sequence[Found]:
        """What of this part has all the words and was known on the day, as far as the reader may see it."""

    def has_any(self, programme: Programme) -> bool:
        """Whether anything of this part stands in the programme."""

    def faults(self, programme: Programme) -> Iterable[Fault]:
        """What is missing or contradictory in the plan before adoption."""

    def queues(self, officer: Officer, on: date) -> Sequence[Queue]:
        """What waited for this officer's decision at the end of the day; nothing where nothing waits."""

    def changes_followed_by(self, officer: Officer, on: date) -> Sequence[Change]:
        """What changed lately in what the officer follows, newest first."""

    def sections(self) -> Sequence[Section]:
        """The part's own top-level names of a programme file."""

    def hand_over(self, old: Officer, new: Officer, *, by: Officer | None, reason: str) -> int:
        """Pass on what an officer holds beside undertakings, in programmes that are not closed; returns how many."""

    def replace_unit(self, old: Unit, new: Unit, *, by: Officer | None, reason: str) -> None:
        """Pass on what a unit holds beside undertakings, in programmes that are not closed."""


@cache
def parts() -> Mapping[str, Part]:
    """Every part by its app's name, in the order of the settings."""
    return {name: cast(Part, import_module(f"{name}.part")) for name in settings.PROGRAMME_PARTS}


def duty_kinds() -> dict[str, str]:
    """Every kind of duty that is reminded of, with its name: the base's own, then those of the parts."""
    own = {
        "undertaking": t("item to finish"),
        "report": t("monthly progress report"),
        "returned": t("returned report to mend"),
        "verification": t("reports to verify"),
        "decision": t("request to decide"),
        "slip": t("supervision slip to answer"),
    }
    return own | {kind: name for part in parts().values() for kind, name in part.duty_kinds().items()}


def office_kinds() -> set[str]:
    """What waits for the inspection office, not for a unit."""
    return {"verification", "decision"}.union(*(part.office_kinds() for part in parts().values()))


def queues_of(officer: Officer, on: date) -> list[Queue]:
    """Those of all parts."""
    return [queue for part in parts().values() for queue in part.queues(officer, on)]


def pages_of(pks: Sequence[int]) -> dict[int, Page]:
    """The page of each undertaking, whichever part it belongs to."""
    found: dict[int, Page] = {}
    for part in parts().values():
        found |= part.pages(pks)
    return found


def belongs_to(pks: Sequence[int]) -> dict[int, str]:
    """The project or area that each undertaking is part of, in the active language."""
    return {pk: page.belongs_to for pk, page in pages_of(pks).items()}


def feeds_of(subjects: Sequence[str], reader: Reader, on: date) -> dict[str, Feed]:
    """The calendars under these subjects, as far as the reader may see them; a subject begins with its part's name."""
    found: dict[str, Feed] = {}
    for name, part in parts().items():
        own = [subject for subject in subjects if subject.startswith(f"{name}:")]
        found |= part.feeds(own, reader, on) if own else {}
    return found
