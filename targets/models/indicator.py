from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models import Officer, Reader, Versioned
from newarea.models.bilingual import in_language


class Aspect(models.TextChoices):
    """What of an indicator a figure says: how much it grew, in percent, or how much it is, in its own unit."""

    GROWTH = "growth", _("growth")
    LEVEL = "level", _("level")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def enterable_by(self, reader: Reader) -> Self:
        """Whose figures this reader may enter: those of the own statistics unit."""
        if not (isinstance(reader, Officer) and reader.is_reporting and reader.unit_id):
            return self.none()
        return self.filter(statistics_unit=reader.unit_id)


class Indicator(Versioned):
    """A series a district publishes, whatever the year; each programme sets its own goals for it."""

    class MeasuredAs(models.TextChoices):
        GROWTH = "growth", _("growth")
        LEVEL = "level", _("level")
        BOTH = "both", _("growth and level")

    class Basis(models.TextChoices):
        NOMINAL = "nominal", _("nominal prices")
        REAL = "real", _("real growth")
        COMPARABLE = "comparable", _("comparable prices")

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", _("monthly")
        QUARTERLY = "quarterly", _("quarterly")

    district = models.ForeignKey("newarea.Unit", models.PROTECT, related_name="indicators", verbose_name=_("district"))
    key = models.SlugField(_("key"), max_length=80, help_text=_("Stable within the district, used by imports."))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    short_zh = models.CharField(_("short name (Chinese)"), max_length=40, blank=True)
    short_en = models.CharField(_("short name (English)"), max_length=80, blank=True)
    measured_as = models.CharField(_("measured as"), max_length=8, choices=MeasuredAs, default=MeasuredAs.GROWTH)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis, blank=True)
    frequency = models.CharField(_("published"), max_length=12, choices=Frequency, default=Frequency.MONTHLY)
    is_cumulative = models.BooleanField(
        _("cumulative"), default=True, help_text=_("Each figure counts from January to the end of its period.")
    )
    joins_january = models.BooleanField(
        _("January with February"), default=True, help_text=_("January alone is not published.")
    )
    unit_zh = models.CharField(_("unit of the level (Chinese)"), max_length=20, blank=True)
    unit_en = models.CharField(_("unit of the level (English)"), max_length=40, blank=True)
    statistics_unit = models.ForeignKey(
        "newarea.Unit", models.PROTECT, null=True, blank=True, related_name="indicators_kept",
        verbose_name=_("statistics unit"), help_text=_("Enters the figures."),
    )  # fmt: skip
    owner = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="indicators_kept",
        verbose_name=_("owner"), help_text=_("Is reminded when a figure is due."),
    )  # fmt: skip
    lag_days = models.PositiveSmallIntegerField(
        _("published after (days)"), null=True, blank=True,
        help_text=_("Usual calendar days from the end of a period to its figure; empty where not known."),
    )  # fmt: skip
    source_reference = models.CharField(_("source"), max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["district", "position", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key"], name="indicator_key_is_unique",
                violation_error_message=_("This district has an indicator with this key already."),
            ),
            models.CheckConstraint(
                condition=models.Q(measured_as="growth") | ~models.Q(unit_zh=""), name="level_has_its_unit",
                violation_error_message=_("A level needs its unit, such as 亿元."),
            ),
            models.CheckConstraint(
                condition=models.Q(lag_days=None) | models.Q(lag_days__lte=366), name="lag_within_a_year",
                violation_error_message=_("A figure is published within a year of its period."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def short_name(self) -> str:
        return in_language(self.short_zh or self.name_zh, self.short_en or self.name_en)

    @property
    def unit(self) -> str:
        return in_language(self.unit_zh, self.unit_en)

    def unit_of(self, aspect: str) -> str:
        """What a figure of this aspect is counted in: percent, or the level's own unit."""
        return "%" if aspect == Aspect.GROWTH else self.unit

    @property
    def aspects(self) -> list[str]:
        return [str(aspect) for aspect in Aspect if self.measured_as in (aspect, self.MeasuredAs.BOTH)]
