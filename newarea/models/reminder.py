from datetime import date, datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models.officer import Officer
from newarea.models.programme import Reader


class Channel(models.TextChoices):
    INBOX = "inbox", _("in-app inbox")
    MAIL = "mail", _("e-mail")


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
    UNREACHABLE = "unreachable", _("the mail server could not be reached")
    DEFERRED = "deferred", _("the mail server asked to try later")
    REFUSED = "refused", _("the mail server refused it")
    FAULT = "fault", _("a fault in this site")
    TIMED_OUT = "timed_out", _("the mail server did not answer after it had everything")
    BROKEN_OFF = "broken_off", _("the connection broke after the mail server had everything")
    SENDER_DIED = "sender_died", _("the sending process ended in the middle")


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
        return f"{self.kind} {self.days:+d}"


class DigestQuerySet(models.QuerySet["Digest"]):
    def pending(self) -> Self:
        return self.filter(state=Digest.State.PENDING)

    def due(self, *, on: date, now: datetime, is_open: bool) -> Self:
        """Today's, while the sending hours are open, and at any time what a person asked for; no back-off running."""
        free = models.Q(next_try_at=None) | models.Q(next_try_at__lte=now)
        asked = models.Q(asked_again_at__isnull=False)
        wanted = asked | models.Q(day=on) if is_open else asked
        return self.pending().filter(free, wanted, not_before__lte=now)

    def left_over(self, *, on: date) -> Self:
        """Unsent although their day is another one; what a person asked for is sent on any day."""
        return self.pending().filter(asked_again_at=None).exclude(day=on)

    def leased(self, state: "Digest.State", *, lease: datetime) -> Self:
        """Still ours: whoever comes after the lease has run out finds other values here."""
        return self.filter(state=state, lease_until=lease)

    def expired(self, *, now: datetime) -> Self:
        return self.filter(state__in=[Digest.State.CLAIMED, Digest.State.SENDING], lease_until__lt=now)

    def visible_to(self, reader: Reader) -> Self:
        """A person's own messages; all of them to inspectors and administrators."""
        if not isinstance(reader, Officer):
            return self.none()
        return self if reader.role in ("inspector", "administrator") else self.filter(person=reader)

    def received_by(self, officer: Officer) -> Self:
        """A person's in-app inbox."""
        return self.filter(person=officer, channel=Channel.INBOX, state=Digest.State.SENT)

    def troubled(self) -> Self:
        """What a person has to look at: refused, or not known to have arrived."""
        return self.filter(state__in=[Digest.State.FAILED, Digest.State.UNKNOWN])

    def delayed(self) -> Self:
        return self.pending().filter(attempts__gt=0)


class Digest(models.Model):
    """What one person gets through one channel on one day. It carries the claim, the state and the Message-ID."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        CLAIMED = "claimed", _("claimed")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("unknown")
        CANCELLED = "cancelled", _("cancelled")

    person = models.ForeignKey("newarea.Officer", models.CASCADE, related_name="digests", verbose_name=_("person"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    not_before = models.DateTimeField(_("not before"))
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body_text = models.TextField(_("text"), blank=True)
    body_html = models.TextField(_("HTML"), blank=True)
    server_reply = models.CharField(_("server's answer"), max_length=500, blank=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, blank=True)
    asked_again_at = models.DateTimeField(_("sent again at"), null=True, blank=True)
    asked_again_by = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sent again by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "day"], name="one_digest_a_person_channel_and_day",
                violation_error_message=_("This person has a message for this day and channel already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["failed", "unknown", "cancelled"]) | ~models.Q(cause=""),
                name="message_not_sent_says_why",
                violation_error_message=_("A message that was not sent needs a cause."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False) & ~models.Q(server_reply=""),
                name="sent_message_has_its_answer",
                violation_error_message=_("A sent message needs the server's answer and its time."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["claimed", "sending"]) | models.Q(lease_until__isnull=False),
                name="claimed_message_has_a_lease",
                violation_error_message=_("A claimed message needs the time until which it is claimed."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "-id"], name="digest_state"),
            models.Index(fields=["not_before"], condition=models.Q(state="pending"), name="digest_pending"),
            models.Index(
                fields=["lease_until"], condition=models.Q(state__in=["claimed", "sending"]), name="digest_leased"
            ),
            models.Index(fields=["person", "channel", "state"], name="digest_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.channel} {self.day}"


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
        return f"{self.duty} {self.step:+d} → {self.person}"


class Pulse(models.Model):
    """One row: when the tick last ran, and what the ledger was last planned for. The health page reads it."""

    beat_at = models.DateTimeField(_("last tick at"))
    planned_for = models.CharField(
        max_length=200, blank=True, help_text=_("Day, edition of the calendar and steps of the last complete plan.")
    )
    planned_at = models.DateTimeField(_("planned at"), null=True)
    terms_seen = models.BigIntegerField(default=0, help_text=_("The newest change of a plan that was looked at."))

    class Meta:
        verbose_name = _("pulse")
        verbose_name_plural = _("pulse")
        default_permissions = ()

    def __str__(self) -> str:
        return self.beat_at.isoformat()
