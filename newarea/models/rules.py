from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.domain.standing import Rules
from newarea.models.versioned import Versioned


class StandingRules(Versioned):
    """The thresholds from a day on. There is no national standard for any of them, so each page prints them."""

    in_force_from = models.DateField(_("in force from"), unique=True)
    yellow_from = models.PositiveSmallIntegerField(_("yellow from a gap of (points)"), default=10)
    red_above = models.PositiveSmallIntegerField(_("red above a gap of (points)"), default=30)
    ahead_from = models.PositiveSmallIntegerField(_("ahead from (points)"), default=5)
    days_left = models.PositiveSmallIntegerField(_("near: working days left"), default=7)
    days_past = models.PositiveSmallIntegerField(_("red after working days past due"), default=10)
    reporting_day = models.PositiveSmallIntegerField(_("reporting day of the month"), default=25)
    verification_days = models.PositiveSmallIntegerField(_("working days to verify"), default=5)
    decision_days = models.PositiveSmallIntegerField(_("working days to decide an extension"), default=5)
    return_days = models.PositiveSmallIntegerField(_("working days to mend a returned report"), default=3)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("standing rules")
        verbose_name_plural = _("standing rules")
        ordering = ["in_force_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(yellow_from__lte=models.F("red_above")),
                name="yellow_begins_before_red",
                violation_error_message=_("Yellow must begin at or below the limit of red."),
            ),
            models.CheckConstraint(
                condition=models.Q(reporting_day__gte=1, reporting_day__lte=31),
                name="reporting_day_is_a_day_of_the_month",
                violation_error_message=_("The reporting day is a day of the month, 1 to 31."),
            ),
        ]

    def __str__(self) -> str:
        return self.in_force_from.isoformat()

    def as_rules(self) -> Rules:
        return Rules(
            yellow_from=Decimal(self.yellow_from),
            red_above=Decimal(self.red_above),
            ahead_from=Decimal(self.ahead_from),
            days_left=self.days_left,
            days_past=self.days_past,
            reporting_day=self.reporting_day,
            verification_days=self.verification_days,
            decision_days=self.decision_days,
            return_days=self.return_days,
        )
