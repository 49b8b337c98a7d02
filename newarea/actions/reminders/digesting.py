"""One message a person, channel and day: made while sending is open, carried over when its day has passed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from newarea.actions.reminders.hours import earliest, may_send
from newarea.models import Cause, Digest, Reference, Reminder


@transaction.atomic
def carry_over(*, on: date) -> int:
    """Cancel what was not sent on its own day; what it held waits for the next message. Returns how many."""
    pks = list(Digest.objects.left_over(on=on).select_for_update(skip_locked=True).values_list("pk", flat=True))
    Reminder.objects.pending().filter(digest__in=pks).update(digest=None)
    return Digest.objects.pending().filter(pk__in=pks).update(state=Digest.State.CANCELLED, cause=Cause.DAY_PASSED)


def make_digests(*, on: date, now: datetime, reference: Reference, at_any_hour: bool) -> int:
    """A message for everybody with reminders waiting who has none for today; returns how many were made."""
    if not may_send(on=on, now=now, reference=reference, at_any_hour=at_any_hour):
        return 0
    _revive(on=on)
    rows = [
        Digest(
            person_id=person,
            channel=channel,
            day=on,
            not_before=earliest(person, on=on, now=now, reference=reference, at_any_hour=at_any_hour),
        )
        for person, channel in _owing(on=on)
    ]
    Digest.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def _owing(*, on: date) -> QuerySet[Reminder, tuple[int, str]]:
    made = Digest.objects.filter(person=OuterRef("person"), channel=OuterRef("channel"), day=on)
    made = made.filter(kind=Digest.Kind.DIGEST)
    waiting = Reminder.objects.waiting().filter(~Exists(made)).order_by("person", "channel")
    return waiting.values_list("person", "channel").distinct()


def _revive(*, on: date) -> None:
    """Today's message that lost all it held, or had no chat to go to, may go after all when something new is owed the
    same day; and one that a clock which was a day ahead took for yesterday's."""
    waiting = Reminder.objects.waiting().filter(person=OuterRef("person"), channel=OuterRef("channel"))
    ended = Q(cause__in=[Cause.NOTHING_LEFT, Cause.NO_CHAT, Cause.DAY_PASSED])
    emptied = ended & Q(state=Digest.State.CANCELLED, day=on, kind=Digest.Kind.DIGEST)
    Digest.objects.filter(emptied, Exists(waiting)).update(state=Digest.State.PENDING, cause="")
