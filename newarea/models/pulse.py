from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

SILENT_AFTER = timedelta(minutes=1)  # four ticks


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

    def is_silent(self, *, now: datetime) -> bool:
        """A pulse of the future says nothing either: the clock was put back, and the next tick writes the right one."""
        return abs(now - self.beat_at) > SILENT_AFTER


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Alert(models.Model):
    """Something is wrong with the sending itself. One row from its beginning to its end, however much goes wrong."""

    class Kind(models.TextChoices):
        TROUBLED = "troubled", _("messages failed or may not have arrived")
        SILENT = "silent", _("the tick was silent")
        CHAT = "chat", _("a group chat takes nothing")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    count = models.PositiveIntegerField(_("how many"), default=0)
    detail = models.CharField(_("detail"), max_length=500, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(ended_at=None), name="one_open_alert_of_a_kind",
                violation_error_message=_("There is an open alert of this kind already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.began_at:%Y-%m-%d %H:%M}"
