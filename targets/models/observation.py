from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models import Officer, Reader, Versioned
from targets.domain.periods import Period
from targets.models.indicator import Aspect


class ObservationQuerySet(models.QuerySet["Observation"]):
    def verified(self) -> Self:
        return self.filter(state=Observation.State.VERIFIED)

    def waiting(self) -> Self:
        return self.filter(state=Observation.State.SUBMITTED)

    def waiting_on(self, day: date) -> Self:
        """Entered and undecided at the end of that day."""
        undecided = models.Q(decided_on=None) | models.Q(decided_on__gt=day)
        return self.filter(undecided, entered_on__lte=day)

    def entered_by_day(self, day: date) -> Self:
        """Entered by the end of that day, and not returned by then."""
        returned = models.Q(state=Observation.State.RETURNED, decided_on__lte=day)
        return self.filter(~returned, entered_on__lte=day)

    def known_on(self, day: date) -> Self:
        """Published, entered and verified by the end of the day, every vintage of them."""
        return self.verified().filter(decided_on__lte=day)

    def visible_to(self, reader: Reader) -> Self:
        """Verified figures to everybody, what was entered to the government's staff."""
        if isinstance(reader, Officer) and reader.is_district_staff:
            return self
        return self.verified()

    def decidable_by(self, reader: Reader) -> Self:
        """What this officer may decide, waiting or not: an inspector's, or the own statistics unit's. Nobody's own."""
        if not isinstance(reader, Officer):
            return self.none()
        others = self.exclude(entered_by=reader)
        if reader.is_inspector:
            return others
        if reader.is_reporting and reader.unit_id:
            return others.filter(indicator__statistics_unit=reader.unit_id)
        return self.none()

    def verifiable_by(self, reader: Reader) -> Self:
        """What waits for this officer's decision."""
        return self.waiting().decidable_by(reader)


class Observation(Versioned):
    """A figure of an indicator for a period, as published on a day: one vintage. A revision is another row.

    It counts from the day another officer verified it, which is never before it was published. In force at the end of
    day D, of each indicator, aspect and period: among those verified by then the one published last.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        VERIFIED = "verified", _("verified")
        RETURNED = "returned", _("returned")

    indicator = models.ForeignKey(
        "targets.Indicator", models.PROTECT, related_name="observations", verbose_name=_("indicator")
    )
    aspect = models.CharField(_("growth or level"), max_length=8, choices=Aspect)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("last month of the period"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)
    published_on = models.DateField(_("published on"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    key = models.CharField(_("key"), max_length=80, blank=True, editable=False, help_text=_("Of a loaded fact."))
    is_example = models.BooleanField(_("example"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    entered_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, related_name="observations", verbose_name=_("entered by")
    )
    entered_on = models.DateField(_("entered on"))
    entered_at = models.DateTimeField(_("entered at"))
    decided_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.CharField(_("note"), max_length=500, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["indicator", "aspect", "-year", "-month", "-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "aspect", "year", "month"], condition=models.Q(state="submitted"),
                name="one_observation_waits",
                violation_error_message=_("A figure for this period is waiting for verification already."),
            ),
            models.UniqueConstraint(
                fields=["indicator", "key"], condition=~models.Q(key=""), name="loaded_observation_key_is_unique",
                violation_error_message=_("This figure has been loaded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(month__gte=1, month__lte=12), name="observation_month_is_a_month",
                violation_error_message=_("The month must lie between 1 and 12."),
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("entered_by")), name="nobody_verifies_their_own_figure",
                violation_error_message=_("Nobody verifies their own figure."),
            ),
            models.CheckConstraint(
                condition=models.Q(published_on__lte=models.F("entered_on")), name="observation_published_before_entry",
                violation_error_message=_("A figure cannot be entered before it is published."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="submitted", decided_on=None, decided_by=None)
                | (~models.Q(state="submitted") & models.Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="decided_observation_says_by_whom",
                violation_error_message=_("A decided figure says who decided it and when."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_on=None) | models.Q(decided_on__gte=models.F("entered_on")),
                name="observation_decided_after_entry",
                violation_error_message=_("A figure cannot be decided before it was entered."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned", decision_note=""), name="returned_observation_says_why",
                violation_error_message=_("Say what is wrong when you return a figure."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["indicator", "year", "decided_on"], condition=models.Q(state="verified"),
                name="observation_known",
            ),
            models.Index(fields=["entered_on"], condition=models.Q(state="submitted"), name="observation_queue"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.period.key} {self.value.normalize():f}"

    @property
    def period(self) -> Period:
        return Period(self.year, self.month)
