"""How fast a chat is written to, across all workers, and how it is doing."""

from datetime import datetime, timedelta

from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest

from newarea.channels import groups
from newarea.channels.letter import Outcome
from newarea.models import Cause, GroupChat

PAUSE = timedelta(minutes=1)  # of one chat, after its connection broke


def take_slot(chat: GroupChat, *, now: datetime) -> bool:
    """One conditional update, so that of two workers one gets the last slot.

    `next_free_at` moves on by a gap with each message; it may run ahead of the clock by as many as may go at once.
    """
    pace = groups.pace_of(chat)
    free = Q(next_free_at=None) | Q(next_free_at__lte=now + pace.ahead)
    at = Value(now, output_field=DateTimeField())
    moved = Greatest(Coalesce(F("next_free_at"), at), at) + Value(pace.gap)
    return _row(chat).filter(free).update(next_free_at=moved) == 1


def free_at(chat: GroupChat, *, now: datetime) -> datetime:
    """When the next slot is."""
    moved = _row(chat).values_list("next_free_at", flat=True).first()
    return max(now, moved - groups.pace_of(chat).ahead) if moved else now


def keep_account(chat: GroupChat, outcome: Outcome, *, now: datetime) -> None:
    """Of a chat that is merely busy nobody has to hear."""
    told = {"last_reply": outcome.reply}
    if outcome.state == "sent":
        _row(chat).update(**told, last_sent_at=now, failing_since=None)
    elif outcome.cause == Cause.BUSY:
        _row(chat).update(**told)
        _hold(chat, now + groups.pace_of(chat).rest)
    else:
        began = Coalesce(F("failing_since"), Value(now, output_field=DateTimeField()))
        _row(chat).update(**told, failing_since=began)
        if outcome.is_broken:
            _hold(chat, now + PAUSE)


def _hold(chat: GroupChat, until: datetime) -> None:
    """No message before that; the other chats go on."""
    moved = until + groups.pace_of(chat).ahead
    _row(chat).exclude(next_free_at__gt=moved).update(next_free_at=moved)


def _row(chat: GroupChat) -> QuerySet[GroupChat]:
    return GroupChat.objects.filter(pk=chat.pk)
