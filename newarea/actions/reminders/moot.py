"""What need not be said any more, because something happened between planning and sending."""

from collections.abc import Callable, Collection, Container, Mapping, Sequence

from newarea.actions.reminders.listed import DutyKey, Listed
from newarea.models import (
    Cause,
    Channel,
    Mute,
    Officer,
    Programme,
    Reference,
    Reminder,
    Share,
    SupervisionSlip,
    Undertaking,
    Unit,
)
from newarea.models.duties import with_the_office

NOTICE = "slip-notice:"
GENERAL = "undertaking:"
RELATED = ("undertaking__programme", "undertaking__lead_unit", "person", "owner__unit")


def causes(reminders: Sequence[Reminder], listed: Callable[[], Listed], reference: Reference) -> dict[int, Cause]:
    """By the reminder's key, why it is not sent; what is not in it goes. `listed` is asked only if it matters."""
    tightest, muted = _tightest(reminders), _muted(reminders, reference)
    changed = changed_since(reminders, listed)
    found = {row.pk: changed.get(row.pk) or _unwanted(row, muted) or _looser(row, tightest) for row in reminders}
    return {pk: cause for pk, cause in found.items() if cause}


def changed_since(reminders: Sequence[Reminder], listed: Callable[[], Container[DutyKey]]) -> dict[int, Cause]:
    """The same by what happened to the things themselves alone, whatever their reader wants to hear of."""
    settled = _withdrawn(reminders) | _with_the_office(reminders)
    found = {row.pk: _cause(row, listed, settled) for row in reminders}
    return {pk: cause for pk, cause in found.items() if cause}


def _cause(row: Reminder, listed: Callable[[], Container[DutyKey]], settled: Collection[str]) -> Cause | None:
    if row.duty in settled:
        return Cause.SETTLED
    if row.undertaking is not None:
        return _changed(row, row.undertaking)
    if listed_key(row) not in listed():
        return Cause.SETTLED
    unit = row.owner.unit if row.owner else None
    return None if row.share == Share.OWNER or _holds_post(row, unit) else Cause.HANDED_OVER


def _withdrawn(reminders: Sequence[Reminder]) -> set[str]:
    """Notices of slips that need no answer any more; asks the database only where there are notices."""
    pks = {int(row.duty.rpartition(":")[2]) for row in reminders if row.duty.startswith(NOTICE)}
    closed = SupervisionSlip.objects.filter(pk__in=pks).exclude(state=SupervisionSlip.State.OPEN) if pks else ()
    return {slip.notice for slip in closed}


def _with_the_office(reminders: Sequence[Reminder]) -> set[str]:
    """Items whose close-out waits for a decision; they are reminded of again once it is returned."""
    pks = {row.undertaking_id for row in reminders if row.undertaking_id and row.duty.startswith(GENERAL)}
    waiting = Undertaking.objects.filter(with_the_office("pk"), pk__in=pks) if pks else Undertaking.objects.none()
    return {undertaking.duty for undertaking in waiting}


def listed_key(row: Reminder) -> DutyKey:
    """A copy is about the duty of whoever answers for it."""
    return row.duty, row.generation, row.person_id if row.share == Share.OWNER else row.owner_id or 0


def _changed(row: Reminder, undertaking: Undertaking) -> Cause | None:
    if undertaking.closed_on:
        return Cause.CLOSED
    if undertaking.programme.state != Programme.State.ADOPTED:
        return Cause.PROGRAMME_OVER
    if not _is_still_theirs(row, undertaking):
        return Cause.HANDED_OVER
    if undertaking.generation != row.generation:
        return Cause.RENEWED if undertaking.due_on == row.due_on else Cause.MOVED
    return None


def _is_still_theirs(row: Reminder, undertaking: Undertaking) -> bool:
    if row.share == Share.OWNER:
        return undertaking.owner_id == row.person_id
    return _holds_post(row, undertaking.lead_unit)


def _holds_post(row: Reminder, unit: Unit | None) -> bool:
    """Whether a copy's reader is still the head or leader of that unit, or in the inspection office."""
    match row.share:
        case Share.HEAD:
            return unit is not None and unit.head_id == row.person_id
        case Share.LEADER:
            return unit is not None and unit.leader_in_charge_id == row.person_id
        case _:
            return row.person.role == Officer.Role.INSPECTOR


def _muted(reminders: Sequence[Reminder], reference: Reference) -> set[tuple[int, str, str]]:
    """What people have switched off, as (person, kind, channel); asked only where the policy leaves a choice."""
    free = [row for row in reminders if row.channel != Channel.INBOX and _is_free(row, reference)]
    if not free:
        return set()
    mutes = Mute.objects.filter(person__in={row.person_id for row in free}, kind__in={row.kind for row in free})
    return set(mutes.values_list("person", "kind", "channel"))


def _is_free(row: Reminder, reference: Reference) -> bool:
    return not reference.policy_of(row.kind).is_obligatory


def _unwanted(row: Reminder, muted: Container[tuple[int, str, str]]) -> Cause | None:
    return Cause.SWITCHED_OFF if (row.person_id, row.kind, row.channel) in muted else None


def _tightest(reminders: Sequence[Reminder]) -> dict[DutyKey, int]:
    found: dict[DutyKey, int] = {}
    for row in reminders:
        key = row.duty, row.generation, row.person_id
        found[key] = min(row.step, found.get(key, row.step))
    return found


def _looser(row: Reminder, tightest: Mapping[DutyKey, int]) -> Cause | None:
    return Cause.SUPERSEDED if row.step > tightest[row.duty, row.generation, row.person_id] else None
