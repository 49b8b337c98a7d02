from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newarea.models.officer import Officer
from newarea.models.programme import Reader
from newarea.models.versioned import Versioned


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def waiting(self) -> Self:
        return self.filter(state=Extension.State.SUBMITTED)

    def waiting_on(self, day: date) -> Self:
        """Asked for and undecided at the end of that day."""
        undecided = models.Q(decided_on=None) | models.Q(decided_on__gt=day)
        return self.filter(undecided, asked_on__lte=day)

    def visible_to(self, reader: Reader) -> Self:
        """Granted extensions are public; requests and refusals are for the government's staff."""
        if isinstance(reader, Officer) and reader.is_district_staff:
            return self
        return self.filter(state=Extension.State.GRANTED).exclude(undertaking__programme__state="draft")

    def decidable_by(self, reader: Reader) -> Self:
        if not (isinstance(reader, Officer) and reader.is_inspector):
            return self.none()
        return self.waiting().exclude(asked_by=reader)


class Extension(Versioned):
    """A request to move a due date, asked for before it; refused or late, it moves nothing."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.PROTECT, related_name="extensions", verbose_name=_("undertaking")
    )
    key = models.CharField(_("key"), max_length=80, blank=True, editable=False, help_text=_("Of a loaded fact."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    reason = models.TextField(_("reason"), max_length=1000)
    due_before = models.DateField(_("due date until now"))
    new_due_on = models.DateField(_("new due date"))
    present_percent = models.DecimalField(_("present progress in percent"), max_digits=7, decimal_places=2)
    asked_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, related_name="extensions_asked", verbose_name=_("asked by")
    )
    asked_on = models.DateField(_("asked on"))
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.TextField(_("note"), max_length=1000, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension request")
        verbose_name_plural = _("extension requests")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking"], condition=models.Q(state="submitted"), name="one_extension_waits",
                violation_error_message=_("An extension request for this item is waiting for a decision already."),
            ),
            models.UniqueConstraint(
                fields=["undertaking", "key"], condition=~models.Q(key=""), name="loaded_extension_key_is_unique",
                violation_error_message=_("This request has been loaded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(new_due_on__gt=models.F("due_before")), name="extension_moves_forward",
                violation_error_message=_("The new due date must lie after the present one."),
            ),
            models.CheckConstraint(
                condition=models.Q(asked_on__lt=models.F("due_before")), name="extension_is_asked_before_the_due_date",
                violation_error_message=_("An extension has to be asked for before the due date."),
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by")), name="nobody_decides_their_own_extension",
                violation_error_message=_("Nobody decides their own request."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="submitted", decided_on=None, decided_by=None)
                | models.Q(state__in=["granted", "refused"], decided_on__isnull=False, decided_by__isnull=False),
                name="decided_extension_says_by_whom",
                violation_error_message=_("A decided request says who decided it and when."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.due_before} → {self.new_due_on}"

    def get_absolute_url(self) -> str:
        return reverse("extension", args=[self.pk])
