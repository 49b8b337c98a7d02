"""Fixing a message: what is in it is decided, composed and written down in the transaction that marks it *sending*."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from newarea import mail
from newarea.actions.reminders.batch import Batch
from newarea.actions.reminders.covers import cover_of
from newarea.actions.reminders.listed import Listed
from newarea.actions.reminders.moot import RELATED, causes, listed_key
from newarea.domain.reminding import days_left
from newarea.domain.workdays import Calendar
from newarea.models import Cause, Channel, Digest, Officer, Reminder, Undertaking
from newarea.parts import pages_of
from newarea.way_out import way_out

FIXED = ("address", "message_id", "subject", "body_text", "body_html", "is_optional", "chat")


@transaction.atomic
def fix(pk: int, batch: Batch) -> Digest | None:
    """The message, ready and marked *sending*; None if it is not ours any more or nothing in it is left to say."""
    claimed = Digest.objects.leased(Digest.State.CLAIMED, lease=batch.lease).filter(pk=pk)
    digest = claimed.select_for_update(of=("self",)).select_related("person").first()
    if digest is None:
        return None
    if not _is_fixed(digest) and not _fill(digest, batch):
        return None
    if nowhere := _address(digest, batch):
        _end(digest, *nowhere)
        return None
    digest.message_id = mail.message_id(digest)
    return digest if _begin(digest, batch) else None


def _address(digest: Digest, batch: Batch) -> tuple[Digest.State, Cause] | None:
    """Where it goes, as things are now; or how it ends if it can go nowhere. The inbox has it in any case."""
    digest.address, digest.chat = "", None
    if digest.channel == Channel.MAIL:
        digest.address = digest.person.email
        return None if digest.address else (Digest.State.FAILED, Cause.NO_ADDRESS)
    if digest.channel == Channel.GROUP:
        digest.chat = batch.chat_of(digest.person.unit_id)
        return None if digest.chat else (Digest.State.CANCELLED, Cause.NO_CHAT)
    return None


def _is_fixed(digest: Digest) -> bool:
    """An alert has its words from the beginning; what is sent again on request is exactly what it was."""
    return mail.is_composed(digest) and (digest.asked_again_at is not None or digest.kind == Digest.Kind.ALERT)


def _begin(digest: Digest, batch: Batch) -> bool:
    """The compare-and-set that comes before MAIL FROM: only one worker passes."""
    ours = Digest.objects.leased(Digest.State.CLAIMED, lease=batch.lease).filter(pk=digest.pk)
    content = {name: getattr(digest, name) for name in FIXED}
    return ours.update(state=Digest.State.SENDING, cause="", **content) == 1


def _fill(digest: Digest, batch: Batch) -> bool:
    """Drop what is moot, take the rest, write the words; False if nothing is left."""
    with translation.override(digest.person.language):
        rows = _take(digest, batch)
        if rows:
            day = Day(batch.on, batch.reference.calendar, batch.listed)
            items, cover = items_of(rows, digest.person, day), cover_of(digest, rows)
            digest.is_optional = cover is None and not any(_is_obligatory(row, batch) for row in rows)
            leave = way_out(digest) if digest.is_optional and digest.channel == Channel.MAIL else ""
            content = mail.compose(items, channel=digest.channel, on=batch.on, cover=cover, way_out=leave)
            digest.subject, digest.body_text, digest.body_html = content.subject[:300], content.text, content.html
    if not rows:
        _end(digest, Digest.State.CANCELLED, Cause.NOTHING_LEFT)
    return bool(rows)


def _is_obligatory(row: Reminder, batch: Batch) -> bool:
    return batch.reference.policy_of(row.kind).is_obligatory


def _take(digest: Digest, batch: Batch) -> list[Reminder]:
    """A digest takes all that waits; what goes by itself was given its own from the beginning."""
    pending = Reminder.objects.pending().filter(person=digest.person_id, channel=digest.channel)
    is_digest = digest.kind == Digest.Kind.DIGEST
    free = pending.filter(Q(digest=None) | Q(digest=digest.pk)) if is_digest else pending.filter(digest=digest.pk)
    rows = list(free.select_for_update(of=("self",)).select_related(*RELATED))
    moot = _moot(digest, rows, batch)
    _cancel(moot)
    kept = [row for row in rows if row.pk not in moot]
    Reminder.objects.filter(pk__in=[row.pk for row in kept]).update(digest=digest.pk)
    return kept


def _moot(digest: Digest, rows: Sequence[Reminder], batch: Batch) -> dict[int, Cause]:
    if not digest.person.is_active:
        return dict.fromkeys((row.pk for row in rows), Cause.LEFT)
    return causes(rows, batch.listed, batch.reference)


def _cancel(moot: Mapping[int, Cause]) -> None:
    for cause in set(moot.values()):
        rows = Reminder.objects.filter(pk__in=[pk for pk, its in moot.items() if its == cause])
        rows.update(state=Reminder.State.CANCELLED, cause=cause)


def _end(digest: Digest, state: Digest.State, cause: Cause) -> None:
    Digest.objects.filter(pk=digest.pk).update(state=state, cause=cause, lease_until=None)
    digest.reminders.filter(state=Reminder.State.PENDING).update(state=Reminder.State(state), cause=cause)


@dataclass(frozen=True)
class Day:
    """What the words of a message depend on besides the duty."""

    on: date
    calendar: Calendar
    listed: Callable[[], Listed]


def items_of(rows: Sequence[Reminder], person: Officer, day: Day) -> list[mail.Item]:
    """The duties as they stand on the day, in the active language."""
    pages = pages_of([row.undertaking_id for row in rows if row.undertaking_id])
    belongs_to = {pk: page.belongs_to for pk, page in pages.items()}
    return [item_of(row, person, day, belongs_to) for row in rows]


def item_of(row: Reminder, person: Officer, day: Day, belongs_to: Mapping[int, str]) -> mail.Item:
    undertaking = row.undertaking
    if undertaking is None:
        entry = day.listed()[listed_key(row)]
        deadline, is_example = entry.deadline, entry.is_example
        title, url, due_on, belongs = deadline.title, deadline.url, deadline.due_on, deadline.belongs_to
    else:
        title, url, due_on = undertaking.title, form_of(undertaking, person), row.due_on
        is_example, belongs = undertaking.programme.has_example, belongs_to.get(undertaking.pk, "")
    return mail.Item(
        title=title,
        belongs_to=belongs,
        url=url,
        due_on=due_on,
        days_left=days_left(due_on=due_on, on=day.on, calendar=day.calendar),
        step=row.step,
        is_example=is_example,
        share=row.share,
        owner=str(row.owner) if row.owner else "",
    )


def form_of(undertaking: Undertaking, person: Officer) -> str:
    """The report form for whoever may report on it; its own page for everybody else."""
    if person.is_reporting and undertaking.lead_unit_id == person.unit_id:
        return reverse("report-new", args=[undertaking.pk])
    return undertaking.get_absolute_url()
