from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.models import Digest, Officer, Reminder


@transaction.atomic
def resend(digest: Digest, *, by: Officer, now: datetime) -> None:
    """Send a failed or unknown message once more, at once and whatever the hour, under the same Message-ID."""
    troubled = Digest.objects.troubled().filter(pk=digest.pk)
    again = {"asked_again_at": now, "asked_again_by": by, "not_before": now, "next_try_at": None, "lease_until": None}
    if not troubled.update(state=Digest.State.PENDING, cause="", **again):
        raise ValidationError(t("Only a message that failed or whose fate is unknown can be sent again."))
    carried = Reminder.objects.filter(digest=digest.pk, state__in=["failed", "unknown"])
    carried.update(state=Reminder.State.PENDING, cause="")
