"""What all given files say together, by section; every fault that shows without the database is found here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as t

from newarea import document
from newarea.actions.loading.shapes import SECTION, read_facts
from newarea.document import Faults, Place, read_document
from newarea.parts import Section
from newarea.schema.checks import merged, refuse_duplicates
from newarea.schema.kinds import Flag, Wrong
from newarea.schema.records import Record, did_you_mean, read_table

FORMAT = "1"
HEADERS = ("format", "example")
PROGRAMME = "programme"


@dataclass
class Contents:
    """`is_whole` is False where a file could not be read to its end: what it would have said is not missing."""

    sections: dict[str, list[Record]] = field(default_factory=dict)
    facts: list[Record] = field(default_factory=list)
    is_whole: bool = True

    @property
    def programme(self) -> Record:
        """What the files are about; there is exactly one, or a fault."""
        return self.sections[PROGRAMME][0]

    @property
    def records(self) -> list[Record]:
        """Every record, those inside others and the decisions of facts too."""
        tops = [*(record for records in self.sections.values() for record in records), *self.facts]
        return [record for top in tops for record in top.walk()]


def read_files(paths: Sequence[Path], sections: Mapping[str, Section], faults: Faults) -> Contents:
    found: dict[str, list[list[Record]]] = defaultdict(list)
    facts: list[Record] = []
    is_whole = True
    for path in paths:
        top = read_document(path, faults)
        is_whole = is_whole and top is not None
        if top is not None:
            is_example = _read_headers(top, sections, faults)
            _read_sections(top, sections, found, faults, is_example=is_example)
            facts += read_facts(top.items.get(SECTION, document.Scalar(top.place, None)), faults, is_example=is_example)
    refuse_duplicates(facts, faults)
    contents = Contents({name: merged(found[name], faults) for name in sections}, facts, is_whole)
    _refuse_two_programmes(contents, paths, faults)
    return contents


def _read_headers(top: document.Mapping, sections: Mapping[str, Section], faults: Faults) -> bool:
    """Whether the file holds example values."""
    names = [*HEADERS, *sections, SECTION]
    for name, place in top.keys.items():
        if name not in names:
            text = t("“%(name)s” is no section of a programme file.%(hint)s")
            faults.say(place, text, name=name, hint=did_you_mean(name, names))
    given = top.items.get("format")
    if not isinstance(given, document.Scalar) or given.text != FORMAT:
        place = top.place if given is None else given.place
        faults.say(place, t("The file must say “format: %(format)s”."), format=FORMAT)
    return "example" in top.items and _is_example(top.items["example"], faults)


def _is_example(node: document.Node, faults: Faults) -> bool:
    try:
        return Flag().read(node)
    except Wrong as wrong:
        faults.say(node.place, "example: %(wrong)s", wrong=wrong)
        return True


def _read_sections(
    top: document.Mapping,
    sections: Mapping[str, Section],
    found: dict[str, list[list[Record]]],
    faults: Faults,
    *,
    is_example: bool,
) -> None:
    for name, section in sections.items():
        if name in top.items:
            node = top.items[name]
            one = document.Listing(node.place, [node]) if name == PROGRAMME else node
            records = read_table(section.table, one, faults, is_example=is_example)
            refuse_duplicates(records, faults)
            found[name].append(records)


def _refuse_two_programmes(contents: Contents, paths: Sequence[Path], faults: Faults) -> None:
    programmes = contents.sections[PROGRAMME]
    if not programmes and contents.is_whole:
        faults.say(Place(str(paths[0]), 1), t("No file says which programme it is about (“programme”)."))
    for other in programmes[1:]:
        faults.say(other.place, t("The files are about different programmes; load them one after the other."))
