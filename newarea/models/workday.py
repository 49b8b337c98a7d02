from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkdayQuerySet(models.QuerySet["Workday"]):
    def exceptions(self) -> Self:
        """Days that are not what Monday to Friday would make them."""
        return self.filter(is_exception=True)

    def from_day(self, day: date) -> Self:
        return self.filter(day__gte=day)


class Workday(models.Model):
    """One day of the working calendar; every day of a seeded year has its row."""

    day = models.DateField(_("day"), primary_key=True)
    is_working = models.BooleanField(_("working day"))
    is_exception = models.BooleanField(_("holiday or make-up working day"), default=False)
    is_official = models.BooleanField(
        _("decreed"), default=True, help_text=_("Not decreed yet means Monday to Friday, with a warning.")
    )
    note = models.CharField(_("note"), max_length=120, blank=True)
    ordinal = models.PositiveIntegerField(
        _("ordinal"), editable=False, help_text=_("Working days up to and including this one, since the first row.")
    )

    objects = WorkdayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of the working calendar")
        verbose_name_plural = _("working calendar")
        ordering = ["day"]
        indexes = [
            models.Index(fields=["day"], condition=models.Q(is_exception=True), name="workday_exceptions"),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()
