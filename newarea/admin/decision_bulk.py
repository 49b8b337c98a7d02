"""What can be decided on many requests, slips, messages and accounts at once; each by whom the site lets decide it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newarea import clock, formats
from newarea.actions.extensions import grant_extension, refuse_extension
from newarea.actions.officers import revise_officer
from newarea.actions.reminders.resending import resend, set_aside
from newarea.actions.slips import withdraw_slip
from newarea.admin.base import Hand
from newarea.admin.bulk import Bulk, BulkForm
from newarea.models import Officer, Undertaking


def is_inspector(by: Officer) -> bool:
    return by.is_inspector


class WithdrawSlipForm(BulkForm):
    def explanation(self) -> str:
        return t("The chosen slips are taken back; an answer that waits is not decided any more.")

    def told(self, subject: Any) -> str:
        return str(subject.get_state_display())

    def write(self, subject: Any, hand: Hand) -> None:
        withdraw_slip(subject, by=hand.by, on=hand.on, seen=subject.version, note=hand.reason)


class ExtensionForm(BulkForm):
    def told(self, subject: Any) -> str:
        due_on = subject.undertaking.due_on
        return f"{subject.get_state_display()} · {formats.full_day(due_on) if due_on else '–'}"


class GrantForm(ExtensionForm):
    def explanation(self) -> str:
        return t("The due dates move from today on; days before today keep the date that was in force on them.")

    def write(self, subject: Any, hand: Hand) -> None:
        grant_extension(
            subject, by=hand.by, on=hand.on, now=clock.now(), seen=subject.version, note=hand.reason
        )  # fmt: skip


class RefuseForm(ExtensionForm):
    def explanation(self) -> str:
        return t("The due dates stay where they are; the units read the reason.")

    def write(self, subject: Any, hand: Hand) -> None:
        refuse_extension(
            subject, by=hand.by, on=hand.on, now=clock.now(), seen=subject.version, note=hand.reason
        )  # fmt: skip


class DeactivateForm(BulkForm):
    def explanation(self) -> str:
        return t("The chosen accounts cannot sign in any more; their names stay in the history.")

    def told(self, subject: Any) -> str:
        return t("can sign in") if subject.is_active else t("switched off")

    def write(self, subject: Any, hand: Hand) -> None:
        if count := Undertaking.objects.open().filter(owner=subject).count():
            text = ngettext(
                "%(count)d open item is in this post's hands: hand over the post first.",
                "%(count)d open items are in this post's hands: hand over the post first.",
                count,
            )
            raise ValidationError(text % {"count": count})
        if subject.is_active:
            revise_officer(subject, seen=subject.version, by=hand.by, reason=hand.reason, is_active=False)


class DigestForm(BulkForm):
    """The decision is kept with the message itself, which has a place for who and when."""

    reason = None  # type: ignore[assignment]

    def mark(self, subject: Any) -> str:
        return f"{subject.state}/{subject.attempts}/{subject.asked_again_at}"

    def told(self, subject: Any) -> str:
        return str(subject.get_state_display())


class ResendForm(DigestForm):
    def explanation(self) -> str:
        return t("Sends what failed once more. A message whose fate is unknown may then arrive twice.")

    def write(self, subject: Any, hand: Hand) -> None:
        resend(subject, by=hand.by, now=clock.now())


class SetAsideForm(DigestForm):
    def explanation(self) -> str:
        return t("Settled in another way, by telephone for instance: not sent any more, and no alert counts it.")

    def write(self, subject: Any, hand: Hand) -> None:
        set_aside(subject, by=hand.by, now=clock.now())


SLIP_BULKS = (Bulk("withdraw", _("Withdraw slips"), WithdrawSlipForm, is_inspector),)
EXTENSION_BULKS = (
    Bulk("grant", _("Grant extensions"), GrantForm, is_inspector),
    Bulk("refuse", _("Refuse extensions"), RefuseForm, is_inspector),
)
OFFICER_BULKS = (Bulk("deactivate", _("Switch accounts off"), DeactivateForm),)
DIGEST_BULKS = (
    Bulk("resend", _("Send again"), ResendForm),
    Bulk("set-aside", _("Set aside as settled"), SetAsideForm),
)
