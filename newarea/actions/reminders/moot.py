"""What need not be said any more, because something happened between planning and sending."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from newarea.actions.reminders.owed import DeadlineKey
from newarea.models import Cause, Programme, Reminder, Undertaking
from newarea.parts import Deadline

Listed: TypeAlias = Mapping[DeadlineKey, Deadline]


def causes(reminders: Sequence[Reminder], listed: Callable[[], Listed]) -> dict[int, Cause]:
    """By the reminder's key, why it is not sent; what is not in it goes. `listed` is asked only if it matters."""
    tightest = _tightest(reminders)
    found = {row.pk: _cause(row, listed) or _looser(row, tightest) for row in reminders}
    return {pk: cause for pk, cause in found.items() if cause}


def _cause(row: Reminder, listed: Callable[[], Listed]) -> Cause | None:
    if row.undertaking is not None:
        return _changed(row, row.undertaking)
    key = (row.duty, row.generation, row.person_id)
    return None if key in listed() else Cause.SETTLED


def _changed(row: Reminder, undertaking: Undertaking) -> Cause | None:
    if undertaking.closed_on:
        return Cause.CLOSED
    if undertaking.programme.state != Programme.State.ADOPTED:
        return Cause.PROGRAMME_OVER
    if undertaking.owner_id != row.person_id:
        return Cause.HANDED_OVER
    if undertaking.generation != row.generation:
        return Cause.RENEWED if undertaking.due_on == row.due_on else Cause.MOVED
    return None


def _tightest(reminders: Sequence[Reminder]) -> dict[DeadlineKey, int]:
    found: dict[DeadlineKey, int] = {}
    for row in reminders:
        key = row.duty, row.generation, row.person_id
        found[key] = min(row.step, found.get(key, row.step))
    return found


def _looser(row: Reminder, tightest: Mapping[DeadlineKey, int]) -> Cause | None:
    return Cause.SUPERSEDED if row.step > tightest[row.duty, row.generation, row.person_id] else None
