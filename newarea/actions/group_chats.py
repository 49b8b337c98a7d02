"""Group chats: their robots' addresses are checked when they are written down, and tried before they are relied on."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.reminders.pacing import keep_account
from newarea.actions.saving import checked_save, revise_row
from newarea.channels import groups
from newarea.channels.addresses import resolve
from newarea.channels.robot import Notice, mobile
from newarea.models import GroupChat, Officer

SECONDS = 5.0  # for the name service, while an editor waits


def open_chat(chat: GroupChat) -> GroupChat:
    _check(chat.url)
    return checked_save(chat)


def revise_chat(chat: GroupChat, *, seen: int, by: Officer | None, **changes: Any) -> GroupChat:
    """What was known of the old address is not true of a new one."""
    if "url" in changes:
        _check(changes["url"])
    if changes.keys() & {"url", "service", "secret"}:
        changes |= {"failing_since": None, "next_free_at": None, "last_reply": ""}
    with transaction.atomic():
        return revise_row(chat, changes, seen=seen, by=by)


def try_chat(chat: GroupChat, *, by: Officer, now: datetime) -> str:
    """Sends a message that says it is none, and returns the service's answer in words; raises it if it is a refusal."""
    outcome = groups.send(chat, _trial(by), at=now)
    keep_account(chat, outcome, now=now)
    told = {"service": chat.get_service_display(), "answer": groups.explained(chat, outcome.reply)}
    if outcome.state == "sent":
        return t("%(service)s took the test message: %(answer)s.") % told
    if outcome.state == "later":
        raise ValidationError(t("%(service)s did not take the test message for the moment: %(answer)s.") % told)
    raise ValidationError(t("%(service)s refused the test message: %(answer)s.") % told)


def _trial(by: Officer) -> Notice:
    return Notice(
        key=str(uuid4()),
        to=str(by),
        phone=mobile(by.phone),
        text=t("This is a test message from %(site)s. Reminders for this group arrive here.")
        % {"site": settings.SITE_URL},
    )


def _check(url: str) -> None:
    try:
        resolve(url, seconds=SECONDS)
    except ValidationError as refusal:
        raise ValidationError({"url": refusal.messages}) from refusal
