from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models.officer import Officer
from newarea.models.programme import Reader
from newarea.models.reminder import Cause, Channel

LONGEST = timedelta(hours=1)  # between two tries of one message


class DigestQuerySet(models.QuerySet["Digest"]):
    def pending(self) -> Self:
        return self.filter(state=Digest.State.PENDING)

    def due(self, *, on: date, now: datetime, is_open: bool) -> Self:
        """Today's, while the sending hours are open, and at any time what a person asked for; no back-off running.

        A next try later than any back-off was written by a clock that ran ahead.
        """
        free = models.Q(next_try_at=None) | models.Q(next_try_at__lte=now) | models.Q(next_try_at__gt=now + LONGEST)
        asked = models.Q(asked_again_at__isnull=False) | ~models.Q(kind=Digest.Kind.DIGEST)
        wanted = asked | models.Q(day=on) if is_open else asked
        return self.pending().filter(free, wanted, not_before__lte=now)

    def left_over(self, *, on: date) -> Self:
        """Unsent although their day is another one; what a person asked for is sent on any day."""
        return self.pending().filter(asked_again_at=None, kind=Digest.Kind.DIGEST).exclude(day=on)

    def leased(self, state: "Digest.State", *, lease: datetime) -> Self:
        """Still ours: whoever comes after the lease has run out finds other values here."""
        return self.filter(state=state, lease_until=lease)

    def in_hand(self) -> Self:
        """Claimed by somebody, sending or about to."""
        return self.filter(state__in=[Digest.State.CLAIMED, Digest.State.SENDING])

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

    def refused(self) -> Self:
        return self.filter(state=Digest.State.FAILED)

    def told(self) -> Self:
        """Without alerts, which must never raise another one."""
        return self.exclude(kind=Digest.Kind.ALERT)

    def being_sent_again(self) -> Self:
        """On request, and what became of it is not known yet."""
        again = [Digest.State.PENDING, Digest.State.CLAIMED, Digest.State.SENDING]
        return self.filter(state__in=again, asked_again_at__isnull=False)

    def delayed(self) -> Self:
        return self.pending().filter(attempts__gt=0)


class Digest(models.Model):
    """What one person gets through one channel on one day; what cannot wait for it goes by itself, at once.

    It carries the claim, the state and the Message-ID.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", _("the day's reminders")
        CHASE = "chase", _("chase-up")
        SLIP = "slip", _("supervision slip")
        ALERT = "alert", _("alert")

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
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.DIGEST)
    chat = models.ForeignKey(
        "newarea.GroupChat", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("group chat")
    )
    is_optional = models.BooleanField(
        _("can be switched off"), default=False, help_text=_("It holds only kinds that its reader may switch off.")
    )
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
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True)
    set_aside_by = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("set aside by")
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
                fields=["person", "channel", "day"], condition=models.Q(kind="digest"),
                name="one_digest_a_person_channel_and_day",
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
        return f"{self.person} · {self.get_channel_display()} · {self.day}"
