"""Claim, fix, send, mark: a batch of messages, the mails of it over one connection."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import NAMESPACE_URL, uuid5

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as t

from newarea.actions.reminders.batch import Batch, claim, release
from newarea.actions.reminders.drafts import Draft
from newarea.actions.reminders.fixing import begin, draft, fix, keep_shown
from newarea.actions.reminders.pacing import free_at, keep_account, take_slot
from newarea.channels import groups, inbox
from newarea.channels.letter import Letter, Outcome, Unreachable, for_header
from newarea.channels.mail import Carrier, open_channel
from newarea.channels.robot import Notice, mobile
from newarea.models import Cause, Channel, Digest, Reminder
from newarea.models.digest import LONGEST
from newarea.way_out import headers

Drafts: TypeAlias = dict[int, Draft]
log = structlog.get_logger(__name__)

AHEAD = 25  # messages that are drafted at once
PAUSE = timedelta(minutes=1)  # of the whole channel, after its connection broke


def deliver(*, on: date, tell_time: Callable[[], datetime], at_any_hour: bool = False) -> int:
    """Send what is due, up to a hundred messages; returns how many were claimed."""
    batch = claim(on=on, tell_time=tell_time, at_any_hour=at_any_hour)
    try:
        _show_all(batch)
        if batch.mails:
            _send_mails(batch)
        _send_groups(batch)
    finally:
        release(batch)
    return len(batch.all())


def _guarded(step: Callable[..., Any], pk: int, *args: Any) -> Any:
    """One message that cannot be made must not hold up the others; it is tried again and shown as delayed."""
    try:
        return step(pk, *args)
    except Exception as error:
        log.exception("message_fault", digest=pk)
        batch: Batch = args[0]
        fault = Outcome("later", f"{type(error).__name__}: {error}"[:500], Cause.FAULT)
        _postpone(pk, Digest.State.CLAIMED, fault, batch)
        return None


def _together(step: Callable[[Sequence[int], Batch], Drafts], pks: Sequence[int], batch: Batch) -> Drafts:
    """Where one of them cannot be made, none: then each is made by itself when its turn comes."""
    try:
        return step(pks, batch)
    except Exception:
        log.exception("messages_fault", digests=pks)
        return {}


def _in_groups(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    return (pks[start : start + AHEAD] for start in range(0, len(pks), AHEAD))


def _show_all(batch: Batch) -> None:
    for some in _in_groups(batch.inbox):
        shown = _together(_show, some, batch)
        for pk in some:
            if pk not in shown:
                _guarded(_show_one, pk, batch)


def _show_one(pk: int, batch: Batch) -> Drafts:
    return _show([pk], batch)


@transaction.atomic
def _show(pks: Sequence[int], batch: Batch) -> Drafts:
    """The inbox is our own database: fixed and delivered in one transaction."""
    drafts, now = draft(pks, batch), batch.tell_time()
    for drafted in drafts.values():
        keep_shown(drafted.digest, inbox.deliver(), batch, now=now)
    carried = Reminder.objects.pending().filter(digest__in=list(drafts))
    carried.update(state=Reminder.State.SENT, cause="")
    return drafts


def _send_mails(batch: Batch) -> None:
    try:
        with open_channel() as carrier:
            for digest in _begun(batch.mails, batch):
                if not _send_one(digest, carrier, batch):
                    break
    except Unreachable as away:
        outcome = Outcome("later", str(away)[:500], Cause.UNREACHABLE)
        for pk in batch.mails:
            _postpone(pk, Digest.State.CLAIMED, outcome, batch)
        _pause(batch)


def _begun(pks: Sequence[int], batch: Batch) -> Iterator[Digest]:
    """One after the other, each marked *sending* when its turn comes; drafted some at a time."""
    for some in _in_groups(pks):
        drafts = _together(draft, some, batch)
        for pk in some:
            if batch.is_over():
                return
            digest = _guarded(begin, pk, batch, drafts.get(pk))
            if digest is not None:
                yield digest


def _send_one(digest: Digest, carrier: Carrier, batch: Batch) -> bool:
    """Whether the connection is still good."""
    outcome = carrier.send(letter(digest, batch.tell_time()))
    mark(digest, outcome, batch)
    if outcome.is_broken:
        _pause(batch)
    return not outcome.is_broken


def _send_groups(batch: Batch) -> None:
    for pk in batch.groups:
        if batch.is_over():
            break
        _guarded(_send_to_chat, pk, batch)


def _send_to_chat(pk: int, batch: Batch) -> None:
    """Without a chat, fixing ends the message."""
    chat = batch.chat_of(Digest.objects.values_list("person__unit", flat=True).get(pk=pk))
    if chat is not None and not take_slot(chat, now=batch.tell_time()):
        _wait(pk, free_at(chat, now=batch.tell_time()), batch)
        return
    digest = fix(pk, batch)
    if digest is not None and digest.chat is not None:
        outcome = groups.send(digest.chat, notice(digest), at=batch.tell_time())
        mark(digest, outcome, batch)
        keep_account(digest.chat, outcome, now=batch.tell_time())


def _wait(pk: int, until: datetime, batch: Batch) -> None:
    """For its turn: nothing was tried, so nothing failed."""
    ours = Digest.objects.leased(Digest.State.CLAIMED, lease=batch.lease).filter(pk=pk)
    ours.update(state=Digest.State.PENDING, cause=Cause.BUSY, next_try_at=until, lease_until=None)


def notice(digest: Digest) -> Notice:
    with translation.override(digest.person.language):
        inbox_page = f"{settings.SITE_URL}{reverse('inbox')}"
        return Notice(
            key=str(uuid5(NAMESPACE_URL, digest.message_id)),
            to=str(digest.person),
            phone=mobile(digest.person.phone),
            text=digest.body_text,
            more=t("The rest is in your inbox: %(url)s") % {"url": inbox_page},
        )


def letter(digest: Digest, at: datetime) -> Letter:
    return Letter(
        message_id=digest.message_id,
        sender=settings.MAIL_FROM,
        address=digest.address,
        name=for_header(str(digest.person)),
        language=digest.person.language,
        subject=for_header(digest.subject),
        text=digest.body_text,
        html=digest.body_html,
        at=at,
        headers=headers(digest),
    )


def mark(digest: Digest, outcome: Outcome, batch: Batch) -> None:
    """Write down what became of it. One alert for each that a person has to look at."""
    if outcome.state == "later":
        _postpone(digest.pk, Digest.State.SENDING, outcome, batch)
        return
    _settle(digest, outcome, batch)
    if outcome.state != "sent":
        log.error("message_troubled", digest=digest.pk, state=outcome.state, cause=outcome.cause, reply=outcome.reply)


@transaction.atomic
def _settle(digest: Digest, outcome: Outcome, batch: Batch) -> None:
    """An answer that comes after our lease ran out still counts, unless somebody has asked for another sending."""
    ours = Digest.objects.filter(pk=digest.pk, state__in=["sending", "unknown"], lease_until=batch.lease)
    sent_at = batch.tell_time() if outcome.state == "sent" else None
    found = ours.update(
        state=outcome.state,
        cause=outcome.cause,
        server_reply=outcome.reply,
        sent_at=sent_at,
        attempts=F("attempts") + 1,
        lease_until=None,
    )
    if found:
        carried = Reminder.objects.filter(digest=digest.pk, state__in=["pending", "unknown"])
        carried.update(state=outcome.state, cause=outcome.cause)


def _postpone(pk: int, state: Digest.State, outcome: Outcome, batch: Batch) -> None:
    ours = Digest.objects.leased(state, lease=batch.lease).filter(pk=pk)
    tries = ours.values_list("attempts", flat=True).first()
    if tries is not None:
        ours.update(
            state=Digest.State.PENDING,
            cause=outcome.cause,
            server_reply=outcome.reply,
            attempts=tries + 1,
            next_try_at=batch.tell_time() + back_off(tries),
            lease_until=None,
        )


def back_off(tries: int) -> timedelta:
    """1, 2, 4 … minutes, at most an hour; the day's end stops it."""
    return min(timedelta(minutes=2 ** min(tries, 6)), LONGEST)


def _pause(batch: Batch) -> None:
    """A broken connection holds up all mail for a minute: a server that drops every letter must not make a hundred
    unknown ones."""
    until = batch.tell_time() + PAUSE
    waiting = Digest.objects.pending().filter(channel=Channel.MAIL)
    waiting.exclude(next_try_at__gt=until).update(next_try_at=until)
    ours = Digest.objects.leased(Digest.State.CLAIMED, lease=batch.lease)
    ours.exclude(next_try_at__gt=until).update(next_try_at=until)
