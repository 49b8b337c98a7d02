"""Records held against each other: told once, told alike by all files, complete, and naming only what there is."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import gettext as t

from newarea.document import Faults
from newarea.schema.records import Record, did_you_mean


def refuse_duplicates(records: Sequence[Record], faults: Faults) -> None:
    """Within one file a key stands once; several files may add to the same record."""
    first: dict[str, Record] = {}
    for record in records:
        there = first.setdefault(record.key, record)
        if there is not record:
            faults.say(record.place, t("“%(key)s” is given already (%(place)s)."), key=record.key, place=there.place)
        for inner in record.inside.values():
            refuse_duplicates(inner, faults)


def merged(lists: Iterable[Sequence[Record]], faults: Faults) -> list[Record]:
    """One record a key, in order of first appearance, with the names of all files."""
    found: dict[str, Record] = {}
    for record in (record for records in lists for record in records):
        there = found.setdefault(record.key, record)
        if there is not record:
            _join(there, record, faults)
    return list(found.values())


def _join(one: Record, other: Record, faults: Faults) -> None:
    """What an example adds to makes an example of it."""
    one.is_example = one.is_example or other.is_example
    for name, value in other.values.items():
        there = one.values.setdefault(name, value)
        if there.data != value.data:
            faults.say(value.place, t("%(name)s: %(place)s says otherwise."), name=name, place=there.place)
    for name, records in other.inside.items():
        one.inside[name] = merged([one.inside.get(name, []), records], faults)


def check_required(records: Iterable[Record], is_there: Callable[[Record], bool], faults: Faults) -> None:
    """A record that is not in the database yet needs its required names."""
    for record in records:
        missing = [name for name, kind in record.table.kinds.items() if kind.required and name not in record.values]
        if missing and not is_there(record):
            faults.say(record.place, t("“%(key)s” lacks %(names)s."), key=record.label, names=", ".join(missing))


def check_references(records: Iterable[Record], known: Mapping[str, set[str]], faults: Faults) -> None:
    """Whatever a record names has to stand in one of the files or in the database."""
    for record in records:
        for name in record.values:
            _check_named(record, name, known, faults)


def _check_named(record: Record, name: str, known: Mapping[str, set[str]], faults: Faults) -> None:
    value = record.values[name]
    named = [] if value.data is None else record.table.kinds[name].references(value.data)
    text = t("%(name)s: “%(key)s” is not among the %(section)s.%(hint)s")
    for section, key in named:
        keys = known.get(section, set())
        if key not in keys:
            faults.say(value.place, text, name=name, key=key, section=section, hint=did_you_mean(key, keys))
