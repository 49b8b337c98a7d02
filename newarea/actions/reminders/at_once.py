"""What cannot wait for the day's digest: a message by itself to each of a few people, through all their channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.db import transaction

from newarea.actions.reminders.reach import Reach
from newarea.domain.reminding import days_left
from newarea.models import Digest, Officer, Reference, Reminder, Share, Undertaking

MOST = 30_000  # what a step's column holds, with room to spare

Addressee: TypeAlias = tuple[Officer, Share]


@dataclass(frozen=True)
class Told:
    """Who was written to, as what, and through which channels."""

    person: Officer
    share: Share
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """What the messages are about: `duty` is their key in the ledger, `duty_kind` decides who is reached how."""

    kind: Digest.Kind
    duty: str
    duty_kind: str
    undertaking: Undertaking


def addressees(undertaking: Undertaking, *shares: Share) -> list[Addressee]:
    """Who holds these posts and still signs in; whoever holds two is written to once, as the first of them."""
    unit = undertaking.lead_unit
    held = {
        Share.OWNER: undertaking.owner,
        Share.HEAD: unit.head if unit else None,
        Share.LEADER: unit.leader_in_charge if unit else None,
    }
    found: dict[int, Addressee] = {}
    for share in shares:
        person = held[share]
        if person is not None and person.is_active:
            found.setdefault(person.pk, (person, share))
    return list(found.values())


@transaction.atomic
def send_at_once(
    notice: Notice, people: Sequence[Addressee], *, on: date, not_before: datetime, reference: Reference
) -> list[Told]:
    """Written down with the decision that makes it owed; the next tick sends it at any hour from `not_before` on."""
    reached, told = Reach(reference), []
    for person, share in people:
        channels = reached.channels(person.pk, address=person.email, unit=person.unit_id, kind=notice.duty_kind)
        told.append(Told(person, share, tuple(channels)))
    for one in told:
        for channel in one.channels:
            digest = Digest.objects.create(
                person=one.person, channel=channel, day=on, kind=notice.kind, not_before=not_before
            )
            _row(notice, one, digest, on=on, reference=reference).save()
    return told


def _row(notice: Notice, told: Told, digest: Digest, *, on: date, reference: Reference) -> Reminder:
    undertaking = notice.undertaking
    due_on = undertaking.due_on or on
    left = days_left(due_on=due_on, on=on, calendar=reference.calendar)
    return Reminder(
        duty=notice.duty,
        kind=notice.duty_kind,
        generation=undertaking.generation,
        step=max(-MOST, min(MOST, left)),
        share=told.share,
        owner_id=None if told.share == Share.OWNER else undertaking.owner_id,
        person=told.person,
        channel=digest.channel,
        undertaking=undertaking,
        due_on=due_on,
        planned_on=on,
        digest=digest,
    )
