"""Calendar feeds: an address is made, replaced and withdrawn; an old one never opens again."""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from newarea.actions.saving import checked_save
from newarea.models import CalendarFeed, Officer

NOTED_EVERY = timedelta(hours=1)  # so that reading does not write a row each


@transaction.atomic
def open_feed(subject: str, *, by: Officer, now: datetime) -> CalendarFeed:
    """The person's own for what the subject names; the one there is, if there is one."""
    in_use = CalendarFeed.objects.filter(person=by, subject=subject, revoked_at=None)
    found = in_use.first()
    if found is None:
        try:
            found = checked_save(CalendarFeed(person=by, subject=subject, nonce=secrets.token_hex(32), created_at=now))
        except ValidationError:  # somebody else was faster, in another window
            found = in_use.get()
    return found


@transaction.atomic
def renew_feed(feed: CalendarFeed, *, by: Officer, now: datetime) -> CalendarFeed:
    """Another address for the same; the old one ends in the same moment."""
    revoke_feed(feed, by=by, now=now)
    return open_feed(feed.subject, by=by, now=now)


def revoke_feed(feed: CalendarFeed, *, by: Officer, now: datetime) -> bool:
    """Whether it was this call that ended it; only one's own can be ended."""
    return CalendarFeed.objects.filter(pk=feed.pk, person=by, revoked_at=None).update(revoked_at=now) == 1


def note_reading(feed: CalendarFeed, *, now: datetime) -> None:
    """At most once an hour."""
    if feed.last_read_at is None or now - feed.last_read_at >= NOTED_EVERY:
        due = Q(last_read_at=None) | Q(last_read_at__lte=now - NOTED_EVERY)
        CalendarFeed.objects.filter(due, pk=feed.pk).update(last_read_at=now)
