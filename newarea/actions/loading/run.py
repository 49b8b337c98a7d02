"""Load programme files: read and check all of them, then write everything in one transaction, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.loading.base import Officers, ProgrammeSection, Units, adopt, mark_example
from newarea.actions.loading.checks import check_facts
from newarea.actions.loading.facts import load_facts
from newarea.actions.loading.files import Contents, read_files
from newarea.actions.loading.ledger import Ledger
from newarea.actions.loading.loading import Loading, Outcome
from newarea.actions.month_ends import copy_month_ends
from newarea.document import Fault, Faults
from newarea.models import Loaded, Officer
from newarea.parts import Section, parts
from newarea.schema.checks import check_references, check_required
from newarea.schema.records import Record


class Refused(Exception):
    """Nothing was loaded; `faults` says all that is wrong, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


def load_files(paths: Sequence[Path], *, until: date, now: datetime) -> Outcome:
    """Load what the files say as of the evening of `until`; raises `Refused` and changes nothing on any fault."""
    faults = Faults()
    sections = all_sections()
    contents = read_files(paths, sections, faults)
    if not contents.is_whole or not contents.sections["programme"]:
        raise Refused(faults)
    with transaction.atomic():
        loading = Loading(until=until, now=now, ledger=Ledger.of(contents.programme.key), faults=faults)
        _check(contents, sections, loading)
        _refuse(faults)
        _load(contents, sections, loading)
        _refuse(faults)
    return loading.outcome


def _refuse(faults: Faults) -> None:
    if faults:
        raise Refused(faults)


def all_sections() -> dict[str, Section]:
    """By name, in the order in which they are loaded: the base's own first."""
    own: list[Section] = [Units(), Officers(), ProgrammeSection()]
    return {section.table.name: section for section in [*own, *_of_parts()]}


def _of_parts() -> list[Section]:
    return [section for part in parts().values() for section in part.sections()]


def _check(contents: Contents, sections: Mapping[str, Section], loading: Loading) -> None:
    """Records against each other and against what is in the database."""
    there = _there(contents.programme.key, sections)
    check_references(contents.records, _known(contents, there), loading.faults)
    check_required(contents.records, lambda one: one.key in there.get(one.table.name, ()), loading.faults)
    for name, section in sections.items():
        section.check(contents.sections[name], loading)
    check_facts(contents.facts, _roles(contents.sections["officers"]), loading.faults)
    _refuse_going_back(contents.programme, loading)


def _there(slug: str, sections: Mapping[str, Section]) -> dict[str, set[str]]:
    """Two parts may both have undertakings."""
    found: dict[str, set[str]] = {}
    for section in sections.values():
        for name, keys in section.known(slug).items():
            found.setdefault(name, set()).update(keys)
    return found


def _known(contents: Contents, there: Mapping[str, set[str]]) -> dict[str, set[str]]:
    known = {name: set(keys) for name, keys in there.items()}
    for record in contents.records:
        for name in filter(None, (record.table.name, record.table.also)):
            known.setdefault(name, set()).add(record.key)
    return known


def _roles(officers: Sequence[Record]) -> dict[str, str]:
    there = dict(Officer.objects.values_list("username", "role"))
    return there | {record.key: record.data("role") for record in officers if record.data("role")}


def _refuse_going_back(programme: Record, loading: Loading) -> None:
    """Facts that are known cannot become unknown: the database would know more than the day."""
    last = Loaded.objects.last_day_of(programme.key)
    if last and last > loading.until:
        text = t(
            "Facts up to %(last)s are loaded; the day cannot go back to %(until)s. "
            "Choose that day or a later one, or a new database."
        )
        loading.faults.say(programme.place, text, last=last, until=loading.until)


def _load(contents: Contents, sections: Mapping[str, Section], loading: Loading) -> None:
    for name, section in sections.items():
        section.load(contents.sections[name], loading)
        if name == "officers":
            Units().relate(contents.sections["units"], loading)
        if loading.faults:
            return
    mark_example([one for section in _of_parts() for one in contents.sections[section.table.name]], loading)
    adopt(contents.programme, loading)
    if not loading.faults:
        load_facts(contents.facts, loading)
    if not loading.faults:
        copy_month_ends(loading.year, on=loading.until)
