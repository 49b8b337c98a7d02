from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models.kinds import kind_name
from newarea.models.officer import Officer
from newarea.models.programme import Reader


class Channel(models.TextChoices):
    INBOX = "inbox", _("in-app inbox")
    MAIL = "mail", _("e-mail")
    GROUP = "group", _("group chat")


class Cause(models.TextChoices):
    """Why a reminder or a message did not simply go out."""

    SUPERSEDED = "superseded", _("a later reminder of the same item took its place")
    CLOSED = "closed", _("the item was closed")
    MOVED = "moved", _("the due date was moved")
    HANDED_OVER = "handed_over", _("the item was handed over")
    RENEWED = "renewed", _("the item began anew")
    PROGRAMME_OVER = "programme_over", _("the programme is not in force")
    SETTLED = "settled", _("there is nothing to do any more")
    LEFT = "left", _("the person does not sign in any more")
    NOTHING_LEFT = "nothing_left", _("everything in it was settled before it went out")
    DAY_PASSED = "day_passed", _("the day passed; what it held goes out with the next message")
    NO_ADDRESS = "no_address", _("the person has no e-mail address")
    UNREACHABLE = "unreachable", _("the server could not be reached")
    DEFERRED = "deferred", _("the server asked to try later")
    REFUSED = "refused", _("the server refused it")
    FAULT = "fault", _("a fault in this site")
    NO_CHAT = "no_chat", _("the unit has no group chat in use")
    BUSY = "busy", _("the group chat takes no more for the moment")
    SWITCHED_OFF = "switched_off", _("the person has switched this off")
    TIMED_OUT = "timed_out", _("the server did not answer after it had everything")
    BROKEN_OFF = "broken_off", _("the connection broke after the server had everything")
    SENDER_DIED = "sender_died", _("the sending process ended in the middle")
    SET_ASIDE = "set_aside", _("somebody saw to it in another way")


class Share(models.TextChoices):
    """Why this person: who answers for the duty, or who gets a copy when nobody acts."""

    OWNER = "owner", _("answers for it")
    HEAD = "head", _("head of unit, in copy")
    LEADER = "leader", _("leader in charge, in copy")
    INSPECTION = "inspection", _("inspection office, in copy")


class ReminderStep(models.Model):
    """When a duty is reminded of, in working days: 10 before the due date, 0 on it, -1 the first one after."""

    kind = models.CharField(_("kind of duty"), max_length=20, default="undertaking")
    days = models.SmallIntegerField(_("working days before (after: negative)"))
    repeats_every = models.PositiveSmallIntegerField(
        _("then every"), null=True, blank=True, help_text=_("Working days; only for the last step after the due date.")
    )

    class Meta:
        verbose_name = _("reminder step")
        verbose_name_plural = _("reminder steps")
        ordering = ["kind", "-days"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "days"], name="reminder_step_once",
                violation_error_message=_("This step is in the table already."),
            ),
            models.CheckConstraint(
                condition=models.Q(repeats_every=None) | models.Q(repeats_every__gte=1, days__lt=0),
                name="only_late_steps_repeat",
                violation_error_message=_("Only a step after the due date can repeat, every working day or more."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{kind_name(self.kind)} {self.days:+d}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def pending(self) -> Self:
        return self.filter(state=Reminder.State.PENDING)

    def waiting(self) -> Self:
        """Pending and in no message yet."""
        return self.pending().filter(digest=None)

    def visible_to(self, reader: Reader) -> Self:
        if not isinstance(reader, Officer):
            return self.none()
        return self if reader.role in ("inspector", "administrator") else self.filter(person=reader)


class Reminder(models.Model):
    """One reminder that is owed, written down when it becomes owed. The key is unique: it can never be owed twice."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("unknown")
        CANCELLED = "cancelled", _("cancelled")

    duty = models.CharField(_("duty"), max_length=80, help_text=_("Stable key, such as undertaking:12."))
    generation = models.PositiveIntegerField(_("generation"))
    kind = models.CharField(_("kind of duty"), max_length=20, default="undertaking")
    share = models.CharField(_("share"), max_length=10, choices=Share, default=Share.OWNER)
    owner = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered for by"),
        help_text=_("Of a copy: who answers for the duty."),
    )  # fmt: skip
    step = models.SmallIntegerField(_("step"), help_text=_("Working days before the due date; after it negative."))
    person = models.ForeignKey("newarea.Officer", models.CASCADE, related_name="reminders", verbose_name=_("person"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.CASCADE, null=True, blank=True, related_name="reminders",
        verbose_name=_("undertaking"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=300, blank=True, help_text=_("Of a duty that is no undertaking."))
    url = models.CharField(_("page"), max_length=300, blank=True)
    due_on = models.DateField(_("due"))
    planned_on = models.DateField(_("planned on"))
    planned_at = models.DateTimeField(_("planned at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, blank=True)
    digest = models.ForeignKey(
        "newarea.Digest", models.RESTRICT, null=True, blank=True, related_name="reminders", verbose_name=_("message")
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "generation", "step", "person", "channel"], name="reminder_key",
                violation_error_message=_("This reminder is in the ledger already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["failed", "unknown", "cancelled"]) | ~models.Q(cause=""),
                name="reminder_not_sent_says_why",
                violation_error_message=_("A reminder that was not sent needs a cause."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "cancelled"]) | models.Q(digest__isnull=False),
                name="sent_reminder_has_its_message",
                violation_error_message=_("A reminder that went out needs the message it went out with."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "-id"], name="reminder_state"),
            models.Index(fields=["person", "channel"], condition=models.Q(state="pending"), name="reminder_pending"),
        ]

    def __str__(self) -> str:
        return f"{kind_name(self.kind)} {self.step:+d} → {self.person}"
