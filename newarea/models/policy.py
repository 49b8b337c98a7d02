from dataclasses import dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models.kinds import kind_name
from newarea.models.reminder import Share
from newarea.models.versioned import Versioned

GENERAL = "undertaking"


class DutyPolicy(Versioned):
    """Of one kind of duty: whether its e-mails can be switched off, and who gets a copy when nobody acts."""

    kind = models.CharField(_("kind of duty"), max_length=20, unique=True)
    is_obligatory = models.BooleanField(
        _("obligatory"), default=True, help_text=_("Otherwise a person may switch its e-mails and group messages off.")
    )
    head_after = models.PositiveSmallIntegerField(
        _("head of unit in copy after"), null=True, blank=True, help_text=_("Working days overdue; empty means never.")
    )
    leader_after = models.PositiveSmallIntegerField(_("leader in charge in copy after"), null=True, blank=True)
    inspection_after = models.PositiveSmallIntegerField(_("inspection office in copy after"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("policy for a kind of duty")
        verbose_name_plural = _("policies for kinds of duty")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(head_after=None) | models.Q(head_after__gte=1))
                & (models.Q(leader_after=None) | models.Q(leader_after__gte=1))
                & (models.Q(inspection_after=None) | models.Q(inspection_after__gte=1)),
                name="copies_go_out_after_the_date",
                violation_error_message=_("A copy goes out after at least one working day overdue."),
            ),
        ]

    def __str__(self) -> str:
        return kind_name(self.kind)

    def as_policy(self) -> "Policy":
        after = {Share.HEAD: self.head_after, Share.LEADER: self.leader_after, Share.INSPECTION: self.inspection_after}
        copies = tuple((str(share), days) for share, days in after.items() if days)
        return Policy(is_obligatory=self.is_obligatory, copies=copies)


@dataclass(frozen=True)
class Policy:
    """`copies` are (share, working days overdue), the soonest first as the table has them."""

    is_obligatory: bool = True
    copies: tuple[tuple[str, int], ...] = ()


class SendingPolicy(Versioned):
    """One row: the hours of sending, the intervals, and which supervision slips are issued by themselves."""

    opens = models.TimeField(_("sending begins at"), default=time(9, 0))
    closes = models.TimeField(_("sending ends at"), default=time(17, 30))
    spread_minutes = models.PositiveSmallIntegerField(
        _("minutes to spread the day's messages over"), default=60,
        help_text=_("Each person has a minute of their own, never on the hour or half hour."),
    )  # fmt: skip
    chase_interval = models.PositiveSmallIntegerField(
        _("working days between two chase-ups of one item"), default=2, help_text=_("0: no interval.")
    )
    slip_reply_days = models.PositiveSmallIntegerField(_("working days to answer a supervision slip"), default=3)
    blue_days = models.PositiveSmallIntegerField(
        _("blue slip: working days left"), default=5, help_text=_("The due date is this near.")
    )
    issues_blue = models.BooleanField(_("blue slips by themselves"), default=False)
    issues_yellow = models.BooleanField(_("yellow slips by themselves"), default=False)
    issues_red = models.BooleanField(_("red slips by themselves"), default=True)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("sending and supervision")
        verbose_name_plural = _("sending and supervision")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="sending_ends_after_it_begins",
                violation_error_message=_("Sending has to end after it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(spread_minutes__gte=5, spread_minutes__lte=600), name="spread_is_plausible",
                violation_error_message=_("The day's messages are spread over 5 to 600 minutes."),
            ),
            models.CheckConstraint(
                condition=models.Q(slip_reply_days__gte=1, slip_reply_days__lte=60), name="slip_can_be_answered",
                violation_error_message=_("A slip can be answered within 1 to 60 working days."),
            ),
            models.CheckConstraint(
                condition=models.Q(blue_days__lte=60, chase_interval__lte=60), name="intervals_are_plausible",
                violation_error_message=_("An interval is at most 60 working days."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return t("%(opens)s to %(closes)s") % {"opens": f"{self.opens:%H:%M}", "closes": f"{self.closes:%H:%M}"}

    def clean(self) -> None:
        if self.opens and self.closes and _minutes(self.closes) - _minutes(self.opens) < HOUR:
            raise ValidationError({"closes": t("Leave at least an hour for sending.")})

    @property
    def hours(self) -> "Hours":
        return Hours(self.opens, self.closes, self.spread_minutes)


HOUR = 60


def _minutes(at: time) -> int:
    return at.hour * HOUR + at.minute


@dataclass(frozen=True)
class Hours:
    """Between which times of a working day anything goes out, and over how many minutes the day's messages spread."""

    opens: time = time(9, 0)
    closes: time = time(17, 30)
    spread: int = 60
