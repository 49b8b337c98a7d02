from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models import Versioned


class Tolerance(Versioned):
    """How far short of "about" still counts as nearly, from a day on: a house rule for each unit of measure."""

    unit = models.CharField(
        _("unit of measure"), max_length=20, help_text=_("% for growth in percent points, or 亿元.")
    )
    in_force_from = models.DateField(_("in force from"))
    value = models.DecimalField(_("tolerance"), max_digits=14, decimal_places=4)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("tolerance of a goal")
        verbose_name_plural = _("tolerances of goals")
        ordering = ["unit", "in_force_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "in_force_from"], name="one_tolerance_a_unit_and_day",
                violation_error_message=_("There is a tolerance for this unit from this day on already."),
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0), name="tolerance_not_negative",
                violation_error_message=_("A tolerance cannot be negative."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.unit} {self.in_force_from}"
