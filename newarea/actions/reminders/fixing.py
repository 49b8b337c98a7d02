"""Fixing a message: what is in it is decided, composed and written down in the transaction that marks it *sending*.

Mails are drafted some at a time, which costs a dozen queries instead of a dozen each. A draft whose turn comes is taken
only if nothing it was made of has changed since; otherwise it is made anew.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import translation

from newarea import mail
from newarea.actions.reminders.batch import Batch
from newarea.actions.reminders.covers import cover_of
from newarea.actions.reminders.drafts import Draft, holds, versions, watched
from newarea.actions.reminders.listed import Listed
from newarea.actions.reminders.moot import RELATED, causes, listed_key
from newarea.channels.letter import Outcome
from newarea.domain.reminding import days_left
from newarea.domain.workdays import Calendar
from newarea.models import Cause, Channel, Digest, Officer, Reminder, Share, Undertaking
from newarea.parts import belongs_to
from newarea.way_out import way_out

FIXED = ("address", "message_id", "subject", "body_text", "body_html", "is_optional", "chat")


@transaction.atomic
def fix(pk: int, batch: Batch) -> Digest | None:
    """The message, ready and marked *sending*; None if it is not ours any more or nothing in it is left to say."""
    drafts = draft([pk], batch)
    return _begin(drafts[pk].digest, batch) if drafts else None


def begin(pk: int, batch: Batch, drafted: Draft | None) -> Digest | None:
    """The same, from a draft if it still holds."""
    if drafted is None or not holds(drafted, batch):
        return fix(pk, batch)
    return _begin(drafted.digest, batch)


@transaction.atomic
def draft(pks: Sequence[int], batch: Batch) -> dict[int, Draft]:
    """Of those that are still ours and have something left to say; of one channel."""
    claimed = Digest.objects.leased(Digest.State.CLAIMED, lease=batch.lease).filter(pk__in=pks)
    digests = list(claimed.select_for_update(of=("self",)).select_related("person__unit").order_by("pk"))
    rows = _fill([digest for digest in digests if not _is_fixed(digest)], batch)
    drafts = {}
    for digest in digests:
        if digest.pk in rows and not rows[digest.pk]:
            _end(digest, Digest.State.CANCELLED, Cause.NOTHING_LEFT)
        elif nowhere := _address(digest, batch):
            _end(digest, *nowhere)
        else:
            digest.message_id = mail.message_id(digest)
            drafts[digest.pk] = _draft(digest, rows.get(digest.pk, []), batch)
    return drafts


def _draft(digest: Digest, rows: Sequence[Reminder], batch: Batch) -> Draft:
    listed = [listed_key(row) for row in rows if row.undertaking_id is None]
    with translation.override(digest.person.language):
        held = batch.listed() if listed else {}
    return Draft(digest, [versions(row) for row in rows], {key: held[key] for key in listed})


def _address(digest: Digest, batch: Batch) -> tuple[Digest.State, Cause] | None:
    """Where it goes, as things are now; or how it ends if it can go nowhere. The inbox has it in any case."""
    digest.address, digest.chat = "", None
    if not digest.person.is_active:
        return Digest.State.CANCELLED, Cause.LEFT
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


def _begin(digest: Digest, batch: Batch) -> Digest | None:
    """The compare-and-set that comes before MAIL FROM: only one worker passes."""
    ours = Digest.objects.leased(Digest.State.CLAIMED, lease=batch.lease).filter(pk=digest.pk)
    content = {name: getattr(digest, name) for name in FIXED}
    return digest if ours.update(state=Digest.State.SENDING, cause="", **content) else None


def keep_shown(digest: Digest, outcome: Outcome, batch: Batch, *, now: datetime) -> None:
    """Of a message that is delivered by being written down."""
    ours = Digest.objects.leased(Digest.State.CLAIMED, lease=batch.lease).filter(pk=digest.pk)
    content = {name: getattr(digest, name) for name in FIXED}
    done = {"server_reply": outcome.reply, "sent_at": now, "attempts": F("attempts") + 1, "lease_until": None}
    ours.update(state=Digest.State.SENT, cause="", **content, **done)


def _fill(digests: Sequence[Digest], batch: Batch) -> dict[int, list[Reminder]]:
    """Drop what is moot, take the rest, write the words; what each message holds."""
    rows = _take(digests, batch)
    for language in {digest.person.language for digest in digests}:
        with translation.override(language):
            own = [digest for digest in digests if digest.person.language == language and rows[digest.pk]]
            around = surroundings([row for digest in own for row in rows[digest.pk]])
            for digest in own:
                _compose(digest, rows[digest.pk], around, batch)
    return rows


def _compose(digest: Digest, rows: Sequence[Reminder], around: "Surroundings", batch: Batch) -> None:
    day = Day(batch.on, batch.reference.calendar, batch.listed)
    items, cover = [item_of(row, digest.person, day, around) for row in rows], cover_of(digest, rows)
    digest.is_optional = cover is None and not any(_is_obligatory(row, batch) for row in rows)
    leave = way_out(digest) if digest.is_optional and digest.channel == Channel.MAIL else ""
    content = mail.compose(items, channel=digest.channel, on=batch.on, cover=cover, way_out=leave)
    digest.subject, digest.body_text, digest.body_html = content.subject[:300], content.text, content.html


def _is_obligatory(row: Reminder, batch: Batch) -> bool:
    return batch.reference.policy_of(row.kind).is_obligatory


def _take(digests: Sequence[Digest], batch: Batch) -> dict[int, list[Reminder]]:
    """A digest takes all that waits; what goes by itself was given its own from the beginning.

    The rows are read first: whatever is looked up after them is at least as new as the versions they came with.
    """
    collecting = {digest.person_id: digest for digest in digests if digest.kind == Digest.Kind.DIGEST}
    own = Q(digest__in=[digest.pk for digest in digests])
    waiting = Q(digest=None, person__in=collecting, channel__in={digest.channel for digest in digests})
    pending = watched(Reminder.objects.pending()).filter(own | waiting).order_by("pk")
    rows = list(pending.select_for_update(of=("self",)).select_related(*RELATED)) if digests else []
    batch.look_again()
    moot = causes(rows, batch.listed, batch.reference)
    moot |= {row.pk: Cause.LEFT for row in rows if not row.person.is_active}
    _cancel(moot)
    kept = [row for row in rows if row.pk not in moot]
    found: dict[int, list[Reminder]] = {digest.pk: [] for digest in digests}
    for row in kept:
        found[row.digest_id or collecting[row.person_id].pk].append(row)
    _give([row.pk for row in kept if row.digest_id is None], list(collecting.values()))
    return found


def _give(reminders: Sequence[int], digests: Sequence[Digest]) -> None:
    theirs = Digest.objects.filter(pk__in=[digest.pk for digest in digests], person=OuterRef("person"))
    if reminders:
        Reminder.objects.filter(pk__in=reminders).update(digest=Subquery(theirs.values("pk")[:1]))


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


@dataclass(frozen=True)
class Surroundings:
    """What a line says besides its duty: the project or area, and who was told in copy (by duty and generation)."""

    belongs_to: Mapping[int, str]
    copied: Mapping[tuple[str, int], Sequence[str]]


def surroundings(rows: Sequence[Reminder]) -> Surroundings:
    """In the active language."""
    pks = [row.undertaking_id for row in rows if row.undertaking_id]
    return Surroundings(belongs_to(pks) if pks else {}, copied_with(rows))


def copied_with(rows: Iterable[Reminder]) -> dict[tuple[str, int], list[str]]:
    """Who is in the ledger in copy of these duties: the closest to the item first. Whoever gets a copy is not told."""
    duties = {row.duty for row in rows if row.share == Share.OWNER}
    copies = Reminder.objects.filter(duty__in=duties).exclude(share=Share.OWNER).exclude(state=Reminder.State.CANCELLED)
    found: dict[tuple[str, int], dict[int, str]] = {}
    for copy in copies.select_related("person__unit").order_by("-step", "pk") if duties else ():
        found.setdefault((copy.duty, copy.generation), {})[copy.person_id] = str(copy.person)
    return {key: list(people.values()) for key, people in found.items()}


def item_of(row: Reminder, person: Officer, day: Day, around: Surroundings) -> mail.Item:
    undertaking, is_copy = row.undertaking, row.share != Share.OWNER
    if undertaking is None:
        entry = day.listed()[listed_key(row)]
        deadline, is_example = entry.deadline, entry.is_example
        title, due_on, belongs = deadline.title, deadline.due_on, deadline.belongs_to
        url = (is_copy and deadline.page) or deadline.url
    else:
        title, due_on = undertaking.title, row.due_on
        url = undertaking.get_absolute_url() if is_copy else form_of(undertaking, person)
        is_example, belongs = undertaking.programme.has_example, around.belongs_to.get(undertaking.pk, "")
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
        copied=() if is_copy else around.copied.get((row.duty, row.generation), ()),
    )


def form_of(undertaking: Undertaking, person: Officer) -> str:
    """The report form for whoever may report on it; its own page for everybody else."""
    if person.is_reporting and undertaking.lead_unit_id == person.unit_id:
        return reverse("report-new", args=[undertaking.pk])
    return undertaking.get_absolute_url()
