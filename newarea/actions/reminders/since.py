"""What became of the things that a message is about since it was written: for whoever decides whether it goes again.

A message goes again as it was, so that the second copy is the first one and not another.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from newarea.actions.reminders.moot import NOTICE, RELATED, changed_since, listed_key
from newarea.models import Cause, ListedDuty, Reminder, Share, SupervisionSlip, Terms


@dataclass(frozen=True)
class Since:
    """What happened, and the day where one is known; of what was moved, the date it has now."""

    cause: Cause
    on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class _Facts:
    listed: Mapping[tuple[str, int], ListedDuty]
    slips: Mapping[str, SupervisionSlip]
    terms: Mapping[int, Sequence[Terms]]


def since_written(digests: Collection[int]) -> dict[int, Since]:
    """By the reminder's key, of those in these messages; what is not in it is as it was. A handful of queries, however
    many there are; without messages none."""
    if not digests:
        return {}
    rows = list(Reminder.objects.filter(digest__in=digests).select_related(*RELATED).order_by("pk"))
    facts = _Facts(_listed(rows), _slips(rows), _terms(rows))
    causes = changed_since(rows, lambda: _open(rows, facts))
    return {row.pk: _since(row, causes[row.pk], facts) for row in rows if row.pk in causes}


def _listed(rows: Sequence[Reminder]) -> dict[tuple[str, int], ListedDuty]:
    duties = {row.duty for row in rows if row.undertaking_id is None}
    return {(row.duty, row.person_id): row for row in ListedDuty.objects.filter(duty__in=duties)}


def _open(rows: Sequence[Reminder], facts: _Facts) -> set[tuple[str, int, int]]:
    """As last listed. A duty that was never listed cannot be said to be over."""
    listed = {(row.duty, row.generation, row.person_id) for row in facts.listed.values() if row.is_listed}
    keys = {listed_key(row) for row in rows if row.undertaking_id is None}
    return listed | {key for key in keys if (key[0], key[2]) not in facts.listed}


def _slips(rows: Sequence[Reminder]) -> dict[str, SupervisionSlip]:
    pks = {int(row.duty.rpartition(":")[2]) for row in rows if row.duty.startswith(NOTICE)}
    return {slip.notice: slip for slip in SupervisionSlip.objects.filter(pk__in=pks)}


def _terms(rows: Sequence[Reminder]) -> dict[int, list[Terms]]:
    """Newest first."""
    found: dict[int, list[Terms]] = {}
    pks = {row.undertaking_id for row in rows if row.undertaking_id}
    for terms in Terms.objects.filter(undertaking__in=pks).order_by("-pk"):
        found.setdefault(terms.undertaking_id, []).append(terms)
    return found


def _since(row: Reminder, cause: Cause, facts: _Facts) -> Since:
    undertaking = row.undertaking
    if undertaking is None:
        return _of_a_list(row, facts.listed.get((row.duty, listed_key(row)[2])), cause)
    terms = facts.terms.get(undertaking.pk, ())
    match cause:
        case Cause.CLOSED:
            return Since(cause, undertaking.closed_on)
        case Cause.MOVED:
            return Since(cause, _began(terms, "due_on"), undertaking.due_on)
        case Cause.RENEWED:
            return Since(cause, terms[0].known_on if terms else None)
        case Cause.HANDED_OVER if row.share == Share.OWNER:
            return Since(cause, _began(terms, "owner_id"))
        case Cause.SETTLED if row.duty in facts.slips:
            return Since(cause, facts.slips[row.duty].closed_on)
        case _:
            return Since(cause)


def _of_a_list(row: Reminder, listed: ListedDuty | None, cause: Cause) -> Since:
    if listed is None or cause != Cause.SETTLED:
        return Since(cause)
    if not listed.is_listed:
        return Since(cause, listed.changed_on)
    is_moved = listed.due_on != row.due_on
    return Since(Cause.MOVED if is_moved else Cause.RENEWED, listed.changed_on, listed.due_on if is_moved else None)


def _began(terms: Sequence[Terms], name: str) -> date | None:
    """Since when this term has had the value it has now."""
    began = None
    for each in terms:
        if getattr(each, name) != getattr(terms[0], name):
            break
        began = each.known_on
    return began
