"""Tokens of programs: made, shown once, used, withdrawn."""

import secrets
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save
from newarea.models import ApiToken, Officer
from newarea.models.api_token import SHOWN, digest_of

MOST = 20  # in use at a time
LONGEST = 366  # days
START = "na_"


@transaction.atomic
def make_token(*, name: str, scope: str, days: int, by: Officer, now: datetime) -> tuple[ApiToken, str]:
    """The row and the secret, which is not kept and cannot be told again."""
    Officer.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two at once must not both be the last one allowed
    if ApiToken.objects.in_use(now=now).filter(officer=by).count() >= MOST:
        raise ValidationError(t("%(most)d tokens are in use. Withdraw one first.") % {"most": MOST})
    if not 1 <= days <= LONGEST:
        raise ValidationError({"days": t("From 1 to %(most)d days.") % {"most": LONGEST}})
    secret = START + secrets.token_urlsafe(32)
    row = ApiToken(
        officer=by,
        name=name,
        scope=scope,
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return checked_save(row), secret


def withdraw_token(token: ApiToken, *, by: Officer, now: datetime) -> bool:
    """Whether it was this call that ended it. One's own, or as an administrator anybody's."""
    rows = ApiToken.objects.filter(pk=token.pk, withdrawn_at=None)
    if not by.is_administrator:
        rows = rows.filter(officer=by)
    return rows.update(withdrawn_at=now) == 1


def token_of(secret: str, *, now: datetime, on: date) -> ApiToken | None:
    """In use, with its officer; notes the day of its use, which is one write a day."""
    found = ApiToken.objects.in_use(now=now).filter(digest=digest_of(secret)).select_related("officer__unit").first()
    if found is not None and found.last_used_on != on:
        ApiToken.objects.filter(pk=found.pk).update(last_used_on=on)
    return found
