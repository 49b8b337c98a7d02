"""A claim on up to a hundred messages. The lease is also the claim's token: whoever comes later finds another one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import get_language

from newarea.actions.reminders import holding
from newarea.actions.reminders.hours import hours_end, may_send
from newarea.actions.reminders.listed import Listed, listed_duties
from newarea.actions.reminders.reach import chat_of
from newarea.models import Cause, Channel, Digest, GroupChat, Reference, Reminder, reference

BATCH = 100
BUDGET = timedelta(seconds=30)  # no new letter after that, so that a batch ends within the task's time limit
LEASE = timedelta(minutes=3)  # longer than any batch can live; a dead worker's claim is seen sooner (holding.py)


@dataclass
class Batch:
    """`tell_time` is asked again for each letter: thirty seconds are long for a ledger."""

    on: date
    lease: datetime
    until: datetime
    tell_time: Callable[[], datetime]
    reference: Reference
    inbox: list[int]
    mails: list[int]
    groups: list[int]
    _listed: dict[str, Listed] = field(default_factory=dict)
    _chats: dict[int | None, GroupChat | None] = field(default_factory=dict)

    def all(self) -> list[int]:
        return self.inbox + self.mails + self.groups

    def is_over(self) -> bool:
        return self.tell_time() > self.until

    def listed(self) -> Listed:
        """The duties of the day that are no undertakings, read once for each language until `look_again`."""
        language = get_language() or ""
        if language not in self._listed:
            self._listed[language] = listed_duties(on=self.on, reference=self.reference)
        return self._listed[language]

    def look_again(self) -> None:
        """A batch lives for half a minute, in which lists, policies and the calendar change like everything else."""
        self.reference = reference()
        self._listed.clear()

    def chat_of(self, unit_id: int | None) -> GroupChat | None:
        """Read once for each unit."""
        if unit_id not in self._chats:
            self._chats[unit_id] = chat_of(unit_id)
        return self._chats[unit_id]


@transaction.atomic
def claim(*, on: date, tell_time: Callable[[], datetime], at_any_hour: bool) -> Batch:
    """Skips what another worker holds; on SQLite one transaction writes at a time, so nobody does."""
    held, now = reference(), tell_time()
    is_open = may_send(on=on, now=now, reference=held, at_any_hour=at_any_hour)
    due = Digest.objects.due(on=on, now=now, is_open=is_open).order_by("not_before", "pk")
    rows = list(due.select_for_update(skip_locked=True).values_list("pk", "channel")[:BATCH])
    lease = holding.hold(now + LEASE)
    pending = Digest.objects.pending().filter(pk__in=[pk for pk, _ in rows])
    pending.update(state=Digest.State.CLAIMED, lease_until=lease)
    of = {channel: [pk for pk, its in rows if its == channel] for channel in Channel}
    until = now + BUDGET
    if is_open and not at_any_hour:
        until = min(until, hours_end(now=now, reference=held))
    return Batch(on, lease, until, tell_time, held, of[Channel.INBOX], of[Channel.MAIL], of[Channel.GROUP])


def release(batch: Batch) -> int:
    """Give back what was claimed and not begun; returns how many."""
    ours = Digest.objects.leased(Digest.State.CLAIMED, lease=batch.lease)
    freed = ours.filter(pk__in=batch.all()).update(state=Digest.State.PENDING, lease_until=None)
    holding.let_go(batch.lease)
    return freed


@transaction.atomic
def release_expired(*, now: datetime) -> tuple[int, int]:
    """What a dead worker held: not begun goes back, begun may have arrived. Returns how many of each.

    A chat may get it twice (at least once, under the same key), so for it begun goes back too.
    """
    ended = _ended(now=now)
    if not ended:
        return 0, 0
    held = Digest.objects.in_hand().filter(lease_until__in=ended)
    rows = list(held.select_for_update(skip_locked=True).values_list("pk", "state", "channel"))
    freed = {pk for pk, state, channel in rows if state == Digest.State.CLAIMED or channel == Channel.GROUP}
    lost = {pk for pk, *_ in rows} - freed
    Reminder.objects.pending().filter(digest__in=lost).update(state=Reminder.State.UNKNOWN, cause=Cause.SENDER_DIED)
    rows_in_hand = Digest.objects.in_hand()
    return (
        rows_in_hand.filter(pk__in=freed).update(state=Digest.State.PENDING, lease_until=None),
        rows_in_hand.filter(pk__in=lost).update(state=Digest.State.UNKNOWN, cause=Cause.SENDER_DIED),
    )


def _ended(*, now: datetime) -> list[datetime]:
    """The leases that have run out, or whose holder is gone."""
    found = Digest.objects.in_hand().order_by().values_list("lease_until", flat=True).distinct()
    leases = [lease for lease in found if lease is not None]
    running = [lease for lease in leases if lease >= now]
    gone = holding.abandoned(running) if running else []
    return [lease for lease in leases if lease < now or lease in gone]
