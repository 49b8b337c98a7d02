"""What a person decides about messages that failed, or whose fate nobody knows."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.models import Cause, Digest, Officer, Reminder
from newarea.models.digest import DigestQuerySet

TROUBLED = ("failed", "unknown")


@transaction.atomic
def resend(digest: Digest, *, by: Officer, now: datetime) -> None:
    """Send a failed or unknown message once more, at once and whatever the hour, under the same Message-ID."""
    if not _send_again(Digest.objects.troubled().filter(pk=digest.pk), by=by, now=now):
        raise ValidationError(t("Only a message that failed or whose fate is unknown can be sent again."))


@transaction.atomic
def resend_failed(*, by: Officer, now: datetime) -> int:
    """All that were certainly not taken; what may have arrived is for one person to decide at a time."""
    return _send_again(Digest.objects.refused(), by=by, now=now)


@transaction.atomic
def set_aside(digest: Digest, *, by: Officer, now: datetime) -> None:
    """Settled in another way, by telephone for instance: it is not sent any more, and no alert counts it."""
    if not _set_aside(Digest.objects.troubled().filter(pk=digest.pk), by=by, now=now):
        raise ValidationError(t("Only a message that failed or whose fate is unknown can be set aside."))


@transaction.atomic
def set_failed_aside(*, by: Officer, now: datetime) -> int:
    return _set_aside(Digest.objects.refused(), by=by, now=now)


def _set_aside(rows: DigestQuerySet, *, by: Officer, now: datetime) -> int:
    pks = _locked(rows)
    decided = {"set_aside_by": by, "set_aside_at": now}
    Digest.objects.filter(pk__in=pks).update(state=Digest.State.CANCELLED, cause=Cause.SET_ASIDE, **decided)
    carried = Reminder.objects.filter(digest__in=pks, state__in=TROUBLED)
    carried.update(state=Reminder.State.CANCELLED, cause=Cause.SET_ASIDE)
    return len(pks)


def _send_again(rows: DigestQuerySet, *, by: Officer, now: datetime) -> int:
    pks = _locked(rows)
    again = {"asked_again_at": now, "asked_again_by": by, "not_before": now, "next_try_at": None, "lease_until": None}
    Digest.objects.filter(pk__in=pks).update(state=Digest.State.PENDING, cause="", **again)
    carried = Reminder.objects.filter(digest__in=pks, state__in=TROUBLED)
    carried.update(state=Reminder.State.PENDING, cause="")
    return len(pks)


def _locked(rows: DigestQuerySet) -> list[int]:
    """Of two people at once the second finds nothing left to decide."""
    return list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
