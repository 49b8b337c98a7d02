"""One alert an episode: when the sending itself is in trouble, whoever can mend it is told once, and at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from newarea import alert_words, mail
from newarea.models import Alert, Channel, Digest, GroupChat, Officer
from newarea.models.pulse import SILENT_AFTER

log = structlog.get_logger(__name__)

CHAT_AFTER = timedelta(minutes=10)  # before that a chat may merely be busy
TOLD = (Officer.Role.INSPECTOR, Officer.Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Finding:
    """What is wrong at the moment; nothing where the count is 0."""

    count: int
    began_at: datetime
    detail: str = ""


def watch(*, on: date, now: datetime) -> None:
    """Raise what is wrong, keep its figures, end what is over. Never raises: reminders go on. Three queries if all is
    well."""
    _guarded(partial(_watch, on=on, now=now))


def _watch(*, on: date, now: datetime) -> None:
    held = {alert.kind: alert for alert in Alert.objects.open()}
    for kind, find in ((Alert.Kind.TROUBLED, find_troubled), (Alert.Kind.CHAT, find_chats)):
        _guarded(partial(_follow, kind, held.get(kind), find, on=on, now=now))


def record_silence(since: datetime, *, on: date, now: datetime) -> None:
    """By the tick that comes back. A clock that was put back is no silence."""
    if now - since > SILENT_AFTER:
        _guarded(partial(raise_alert, Alert(kind=Alert.Kind.SILENT, began_at=since, ended_at=now), on=on, now=now))


def _guarded(step: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            step()
    except Exception:
        log.exception("alert_fault")


def find_troubled(now: datetime) -> Finding:
    return Finding(Digest.objects.told().troubled().count(), began_at=now)


def find_chats(now: datetime) -> Finding:
    failing = GroupChat.objects.filter(is_active=True, failing_since__lte=now - CHAT_AFTER)
    chats = [(chat.failing_since or now, chat) for chat in failing.select_related("unit")]
    with translation.override(settings.LANGUAGE_CODE):
        names = "、".join(str(chat) for _, chat in chats)
    return Finding(len(chats), min((since for since, _ in chats), default=now), names[:500])


def _follow(kind: str, held: Alert | None, find: Callable[[datetime], Finding], *, on: date, now: datetime) -> None:
    found = find(now)
    if held is None:
        if found.count:
            raise_alert(Alert(kind=kind, **vars(found)), on=on, now=now)
        return
    still = Alert.objects.open().filter(pk=held.pk)
    if not found.count and not _is_undecided(kind):
        still.update(ended_at=max(now, held.began_at))
    elif (held.count, held.detail) != (found.count, found.detail):
        still.update(count=found.count, detail=found.detail)


def _is_undecided(kind: str) -> bool:
    """What is being sent again keeps an episode open: failing once more is no new one."""
    return kind == Alert.Kind.TROUBLED and Digest.objects.told().being_sent_again().exists()


def raise_alert(alert: Alert, *, on: date, now: datetime) -> None:
    """The alert and its messages are written together or not at all; of two ticks at once only one gets through."""
    alert.told_at = now
    try:
        with transaction.atomic():
            alert.save(force_insert=True)
    except IntegrityError:
        return
    people = Officer.objects.filter(role__in=TOLD, is_active=True).order_by("pk")
    Digest.objects.bulk_create(row for person in people for row in _messages(alert, person, on=on, now=now))


def _messages(alert: Alert, person: Officer, *, on: date, now: datetime) -> Iterator[Digest]:
    """Composed now, in the person's language: an alert says what was wrong when it was raised."""
    with translation.override(person.language):
        cover = alert_words.cover(alert)
        for channel in [Channel.INBOX, *([Channel.MAIL] if person.email else [])]:
            content = mail.compose([], channel=channel, on=on, cover=cover)
            yield Digest(
                person=person,
                channel=channel,
                day=on,
                kind=Digest.Kind.ALERT,
                not_before=now,
                subject=content.subject[:300],
                body_text=content.text,
                body_html=content.html,
            )
