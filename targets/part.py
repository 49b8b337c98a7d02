"""What the targets, work areas and commitments answer to the base."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from newarea.models import Officer, Programme, Reader, Reference, Unit
from newarea.parts import Change, Deadline, Fault, NavItem, Page, Panel, Section
from targets.actions.loading.areas import Areas
from targets.actions.loading.goals import Targets
from targets.actions.loading.indicators import Indicators
from targets.actions.loading.observations import Observations
from targets.actions.posts import inherit_post, inherit_unit


def nav() -> Sequence[NavItem]:
    return []


def panels(programme: Programme, on: date, reference: Reference, reader: Reader) -> Sequence[Panel]:
    return []


def deadlines(programme: Programme, on: date) -> Iterable[Deadline]:
    return []


def pages(pks: Sequence[int]) -> Mapping[int, Page]:
    return {}


def faults(programme: Programme) -> Iterable[Fault]:
    return []


def changes_followed_by(officer: Officer, on: date) -> Sequence[Change]:
    return []


def sections() -> Sequence[Section]:
    return [Indicators(), Targets(), Areas(), Observations()]


def hand_over(old: Officer, new: Officer, *, by: Officer | None, reason: str) -> None:
    inherit_post(old, new, by=by, reason=reason)


def replace_unit(old: Unit, new: Unit, *, by: Officer | None, reason: str) -> None:
    inherit_unit(old, new, by=by, reason=reason)
