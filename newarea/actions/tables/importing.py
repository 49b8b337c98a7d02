"""From the sheets of a workbook to what would change, and from what was previewed to what is written."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as t

from newarea.actions.tables.columns import Column, in_all_languages, is_same, plain
from newarea.actions.tables.table import Change, Entry, Hand, Held, Key, Lookups, Table
from newarea.files.sheets import LONGEST_CELL, Sheet, SheetRow
from newarea.models import Stale

MOST_WRITTEN = 500  # rows in one transaction, which a request has time for
REASON_HEADINGS = {"reason", "whyrefused", "原因", "退回原因"}


class Moved(Exception):
    """What would be written is not what was previewed; nothing was written."""


@dataclass(slots=True)
class Preview:
    """`ignored` are headings that mean nothing here."""

    entries: list[Entry] = field(default_factory=list)
    sheets: list[tuple[Table, Sheet]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def of(self, state: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == state]

    @property
    def to_write(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state in ("added", "changed")]

    @property
    def at_once(self) -> list[Entry]:
        """What one confirmation writes; the rest is what the next preview shows."""
        return self.to_write[:MOST_WRITTEN]

    @property
    def fingerprint(self) -> str:
        """Of all that would be written, over the versions that were seen."""
        told = hashlib.sha256()
        for entry in self.entries:
            version = entry.held.version if entry.held else 0
            moves = [(change.column.name, change.before, change.after) for change in entry.changes]
            values = sorted(entry.values.items()) if entry.held is None else []
            told.update(repr((entry.table.name, entry.number, entry.key, entry.state, version, moves, values)).encode())
        return told.hexdigest()


def preview(tables: Sequence[Table], sheets: Sequence[Sheet], hand: Hand) -> Preview:
    """Changes nothing. Raises `ValidationError` where no sheet holds a table of these."""
    lookups = Lookups(hand, tables)
    found = Preview(sheets=list(_matched(tables, sheets)))
    for table, sheet in found.sheets:
        columns = _columns(table, sheet.rows[0], found.ignored)
        _read_sheet(table, columns, sheet, lookups, found)
    return found


@transaction.atomic
def write(tables: Sequence[Table], sheets: Sequence[Sheet], hand: Hand, *, previewed: str) -> Preview:
    """Write what was previewed, every row that is offered at once or none; raises `Moved` otherwise."""
    found = preview(tables, sheets, hand)
    if found.fingerprint != previewed:
        raise Moved(t("Since the preview something has changed on the site. Nothing has been written."))
    lookups = Lookups(hand, tables)
    for entry in found.at_once:
        try:
            entry.table.write(entry, lookups, hand)
        except Stale as stale:
            raise Moved(t("Somebody was faster. Nothing has been written.")) from stale
        except (ValidationError, IntegrityError) as refusal:
            raise Moved(_refused(entry, refusal)) from refusal
    return found


def _refused(entry: Entry, refusal: Exception) -> str:
    text = t("Row %(row)s of “%(sheet)s” was refused: %(why)s Nothing has been written.")
    why = (
        " ".join(refusal.messages)
        if isinstance(refusal, ValidationError)
        else t("This contradicts what is stored already.")
    )
    return text % {"row": entry.number, "sheet": entry.table.title, "why": why}


def _matched(tables: Sequence[Table], sheets: Sequence[Sheet]) -> Iterator[tuple[Table, Sheet]]:
    """By the sheet's name, otherwise by its headings; a workbook may hold only some of the tables."""
    free = [sheet for sheet in sheets if sheet.rows]
    count = 0
    for table in tables:
        titles = set(map(plain, in_all_languages(table.title)))
        named = [sheet for sheet in free if plain(sheet.title) in titles and _fits(table, sheet)]
        sheet = next(
            iter(named or [sheet for sheet in free if not _is_named(sheet, tables) and _fits(table, sheet)]), None
        )
        if sheet is not None:
            free.remove(sheet)
            count += 1
            yield table, sheet
    if not count:
        wanted = t(", ").join(f"“{one.heading}”" for one in tables[0].columns if one.is_key or one.is_required)
        text = t("No sheet has these headings in its first row: %(wanted)s. Start from the empty workbook.")
        raise ValidationError(text % {"wanted": wanted})


def _is_named(sheet: Sheet, tables: Sequence[Table]) -> bool:
    return plain(sheet.title) in {plain(title) for table in tables for title in in_all_languages(table.title)}


def _fits(table: Table, sheet: Sheet) -> bool:
    heads = {plain(cell) for cell in sheet.rows[0].cells if cell is not None}
    return all(one.headings() & heads for one in table.keys)


def _columns(table: Table, head: SheetRow, ignored: list[str]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    known = {heading: one for one in reversed(table.columns) for heading in one.headings()}
    for place, cell in enumerate(head.cells):
        if cell is None or plain(cell) in REASON_HEADINGS:
            continue
        one = known.get(plain(cell))
        if one is None:
            ignored.append(str(cell)[:40])
        elif one in found.values():
            text = t("The heading “%(heading)s” stands twice in the sheet “%(sheet)s”.")
            raise ValidationError(text % {"heading": one.heading, "sheet": table.title})
        else:
            found[place] = one
    return found


def _read_sheet(table: Table, columns: Mapping[int, Column], sheet: Sheet, lookups: Lookups, found: Preview) -> None:
    held = table.held(lookups)
    taken = Taken(table, held)
    entries = []
    for row in sheet.rows[1:]:
        entry = _entry(table, columns, row, held)
        if not entry.faults:
            _compare(entry, columns)
        if not entry.faults:
            _check(entry, lookups, taken)
        entries.append(entry)
        if not entry.faults and entry.state != "unchanged":
            table.expect(entry, lookups)
    table.check_all([entry for entry in entries if entry.state in ("added", "changed")], lookups)
    found.entries += entries


def _entry(table: Table, columns: Mapping[int, Column], row: SheetRow, held: Mapping[Key, Held]) -> Entry:
    entry = Entry(table, row.number, row.cells)
    for place, one in columns.items():
        try:
            value = one.read(row.cells[place] if place < len(row.cells) else None)
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                raise ValidationError(t("The text is too long."))
            entry.values[one.name] = value
        except ValidationError as refusal:
            entry.refuse(ValidationError({one.name: refusal.messages}))
    for one in table.keys:
        if not entry.faults and entry.values.get(one.name) == one.empty:
            entry.refuse(ValidationError({one.name: t("Rows are found by this: it cannot be empty.")}))
    entry.key = table.key_of(entry.values)
    entry.held = table.match(entry, held)
    return entry


def _compare(entry: Entry, columns: Mapping[int, Column]) -> None:
    """Only cells that differ are looked at: what stands already was accepted once."""
    for one in columns.values():
        if entry.held is None:
            _compare_new(entry, one)
        elif not is_same(entry.held.values[one.name], entry.values[one.name]):
            _compare_held(entry, one, entry.held.values[one.name])
    if entry.held is None:
        for one in entry.table.columns:
            if one.is_required and one not in columns.values():
                entry.refuse(ValidationError({one.name: t("A new row needs this column.")}))


def _compare_new(entry: Entry, one: Column) -> None:
    if entry.values[one.name] == one.empty and not one.is_required:
        _leave_open(entry, one)
    else:
        _clean(entry, one)
        entry.changes.append(Change(one, one.empty, entry.values[one.name]))


def _leave_open(entry: Entry, one: Column) -> None:
    """What is left open takes its usual value."""
    if one.field is not None and one.field.has_default():
        entry.values[one.name] = one.field.get_default()
    elif one.kind == "number" and one.field is not None and not one.field.null:
        del entry.values[one.name]


def _compare_held(entry: Entry, one: Column, before: Any) -> None:
    after = entry.values[one.name]
    if one.is_fixed:
        text = t("This stays “%(before)s”: it cannot be changed for a row that exists.")
        entry.refuse(ValidationError({one.name: text % {"before": one.shown(before)}}))
    elif after == one.empty and not _may_be_empty(one):
        entry.refuse(ValidationError({one.name: t("A value is needed here.")}))
    else:
        _clean(entry, one)
        entry.changes.append(Change(one, before, after))


def _may_be_empty(one: Column) -> bool:
    return bool(one.field is None or one.field.null or (one.kind != "flag" and one.field.blank and one.empty == ""))


def _clean(entry: Entry, one: Column) -> None:
    try:
        one.clean(entry.values[one.name])
    except ValidationError as refusal:
        entry.refuse(ValidationError({one.name: refusal.messages}))


def _check(entry: Entry, lookups: Lookups, taken: "Taken") -> None:
    try:
        if entry.state == "unchanged":
            return
        taken.refuse_twice(entry)
        entry.values = {**(entry.held.values if entry.held else {}), **entry.values}
        for change in entry.changes:
            if change.column.kind == "reference":
                lookups.row(change.column, entry.values)
        if broken := list(entry.table.violations(entry)):
            raise ValidationError(broken)
        taken.refuse_clash(entry)
        entry.table.check(entry, lookups)
    except ValidationError as refusal:
        entry.refuse(refusal)
    else:
        taken.take(entry)


class Taken:
    """What may stand only once: a key within the sheet, and what the database's unique constraints name."""

    def __init__(self, table: Table, held: Mapping[Key, Held]) -> None:
        names = {one.name for one in table.columns}
        self.rows: dict[Key, int] = {}
        self.unique = [
            constraint
            for constraint in table.model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint)
            and constraint.condition is None
            and constraint.fields
            and set(constraint.fields) <= names
        ]
        self.owners: list[dict[Key, Key]] = [
            {tuple(one.values[name] for name in rule.fields): key for key, one in held.items()} for rule in self.unique
        ]

    def refuse_twice(self, entry: Entry) -> None:
        if entry.key in self.rows:
            raise ValidationError(t("Row %(row)s names the same one already.") % {"row": self.rows[entry.key]})
        self.rows[entry.key] = entry.number

    def refuse_clash(self, entry: Entry) -> None:
        for rule, owners in zip(self.unique, self.owners, strict=True):
            if owners.get(self._place(rule, entry), entry.key) != entry.key:
                raise ValidationError(str(rule.get_violation_error_message()))

    def take(self, entry: Entry) -> None:
        for rule, owners in zip(self.unique, self.owners, strict=True):
            owners[self._place(rule, entry)] = entry.key

    def _place(self, rule: models.UniqueConstraint, entry: Entry) -> Key:
        return tuple(entry.values.get(name) for name in rule.fields)
