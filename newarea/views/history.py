"""One list of what happened: facts, changes of the plan with what they changed, requests, and edits of the record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.template.defaultfilters import yesno
from django.utils import timezone
from django.utils.translation import gettext as t
from simple_history.utils import get_m2m_reverse_field_name

from newarea import formats
from newarea.models import Evidence, Extension, Officer, Reader, Report, Terms, Undertaking
from newarea.models.trail import Event, trail

Held = Mapping[int, str]
A_LOAD = timedelta(minutes=5)
PLAN_COLUMNS = ("start_on", "due_on", "weight", "is_even_pace", "lead_unit", "owner")


@dataclass(frozen=True, slots=True)
class Changed:
    label: str
    before: str
    after: str


@dataclass(slots=True)
class Entry:
    """One line of a history page; `state` is a class of the feed, `word` what it is called."""

    on: date
    at: datetime | None
    who: str
    state: str
    word: str
    subject: str = ""
    url: str = ""
    text: str = ""
    reason: str = ""
    changes: list[Changed] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.on, entry.at.timestamp() if entry.at else 0), reverse=True)


def entries_of(undertaking: Undertaking, on: date, reader: Reader, *, today: date) -> list[Entry]:
    """The whole trail of one undertaking, as known at the end of the day and as far as the reader may see it."""
    found = [_of_event(event) for event in trail({undertaking.pk: undertaking.title}, on, reader)]
    _add_plan(undertaking, on, found)
    found += _of_extensions(undertaking, on, reader)
    found += [entry for entry in edits_of([undertaking], today=today, without=PLAN_COLUMNS) if entry.on <= on]
    return newest_first(found)


def _of_event(event: Event) -> Entry:
    url = event.report.get_absolute_url() if isinstance(event.report, Report) else ""
    text = f"{event.figures} {event.text}".strip()
    return Entry(
        event.on, event.at, event.who, event.state, event.word, "", url, text, event.note, evidence=event.evidence
    )


def _add_plan(undertaking: Undertaking, on: date, entries: list[Entry]) -> None:
    """Say of every change of the plan what it changed, and add the plan itself: at once, or settled in steps."""
    terms = list(undertaking.terms.known_on(on).select_related("lead_unit", "owner__unit", "by__unit").order_by("pk"))
    changes = {newer.at: _differences(older, newer) for older, newer in pairwise(terms)}
    for entry in entries:
        entry.changes = changes.get(entry.at, []) if entry.at else []
    steps = [(None, one) for one in terms[:1]] + [
        (older, newer) for older, newer in pairwise(terms) if newer.kind == Terms.Kind.PLANNED
    ]
    entries += [_planned(older, newer) for older, newer in steps]


def _planned(older: Terms | None, newer: Terms) -> Entry:
    who = str((newer.by and newer.by.unit) or newer.by or t("import"))
    changed = _differences(older, newer)
    return Entry(newer.known_on, newer.at, who, "planned", t("planned"), reason=newer.reason, changes=changed)


def _differences(older: Terms | None, newer: Terms) -> list[Changed]:
    """Of the first terms there is nothing before."""
    found = []
    for name in PLAN_COLUMNS:
        before, after = getattr(older or Terms(), name), getattr(newer, name)
        if before != after:
            found.append(Changed(label_of(Terms, name), _shown(before) if older else "", _shown(after)))
    return found


def _of_extensions(undertaking: Undertaking, on: date, reader: Reader) -> Iterator[Entry]:
    """Requests and refusals; what was granted stands among the changes of the plan."""
    rows = Extension.objects.visible_to(reader).filter(undertaking=undertaking, asked_on__lte=on)
    for row in rows.select_related("asked_by__unit", "decided_by__unit"):
        url = row.get_absolute_url()
        if isinstance(reader, Officer) and reader.is_district_staff:
            text = t("Asks to move the due date to %(day)s.") % {"day": formats.full_day(row.new_due_on)}
            word = t("extension asked for")
            yield Entry(row.asked_on, row.asked_at, _unit_of(row.asked_by), "asked", word, "", url, text, row.reason)
        if row.state == Extension.State.REFUSED and row.decided_on and row.decided_on <= on:
            who, word = _unit_of(row.decided_by), t("extension refused")
            yield Entry(row.decided_on, row.decided_at, who, "refused", word, "", url, "", row.decision_note)


def _unit_of(officer: Officer | None) -> str:
    return str((officer and officer.unit) or officer or t("import"))


def edits_of(
    rows: Iterable[Any], *, today: date, without: Iterable[str] = (), subject: str = "", url: str = ""
) -> Iterator[Entry]:
    """What people edited in records that keep their history, field by field. Where the demo holds the day, what was
    edited since by the clock was edited on that day."""
    for row in rows:
        records = list(row.history.select_related("history_user__unit").order_by("-history_date", "-history_id"))
        shared = {field.name: _held(records, field) for field in row.history.model._history_m2m_fields}
        for newer, older in pairwise(_since_begun(records)):
            changes = _edited(newer, older, set(without), shared)
            if changes:
                edit = _edit(newer, subject, url, changes)
                edit.on = min(edit.on, today)
                yield edit


def _since_begun(records: list[Any]) -> list[Any]:
    """An import makes a row in several steps: only the last of them is its beginning, the others are no edits."""
    first = records[-1] if records else None
    if first is None or first.history_user_id is not None:
        return records
    steps = [r for r in records if r.history_user_id is None and r.history_date - first.history_date < A_LOAD]
    return [record for record in records if record not in steps[1:]]


def _held(records: list[Any], field: Any) -> Held:
    """What the field held in each record, as names. The library would ask the database twice for every pair."""
    target = get_m2m_reverse_field_name(field)
    rows = getattr(type(records[0]), field.name).model.objects.filter(history__in=[record.pk for record in records])
    names: dict[int, list[str]] = {}
    for held in rows.select_related(target):
        names.setdefault(held.history_id, []).append(str(getattr(held, target)))
    return {pk: t(", ").join(sorted(found)) for pk, found in names.items()}


def _edited(newer: Any, older: Any, without: set[str], shared: Mapping[str, Held]) -> list[Changed]:
    model = newer.instance_type
    hidden = without | {f.name for f in model._meta.concrete_fields if not f.editable} | set(shared)
    delta = newer.diff_against(older, excluded_fields=hidden, foreign_keys_are_objs=True)
    found = [_change(model, change) for change in delta.changes]
    for name, held in shared.items():
        before, after = held.get(older.pk, ""), held.get(newer.pk, "")
        if before != after:
            found.append(Changed(label_of(model, name), before, after))
    return found


def _change(model: Any, change: Any) -> Changed:
    """With the names of related rows and of choices instead of their keys."""
    names = dict(model._meta.get_field(change.field).flatchoices)
    before, after = (_shown(names.get(value, value)) for value in (change.old, change.new))
    return Changed(label_of(model, change.field), before, after)


def label_of(model: Any, name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return formats.full_day(value)
    if isinstance(value, bool):
        return str(yesno(value))
    if isinstance(value, Decimal):
        return formats.number(value)
    return "" if value is None else str(value)


def _edit(record: Any, subject: str, url: str, changes: list[Changed]) -> Entry:
    at = timezone.localtime(record.history_date)
    reason = record.history_change_reason or ""
    who = _unit_of(record.history_user)
    return Entry(at.date(), at, who, "edited", t("edited"), subject, url, reason=reason, changes=changes)
