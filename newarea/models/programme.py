from typing import TYPE_CHECKING, Self, Union

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models.bilingual import in_language
from newarea.models.versioned import Versioned

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from newarea.models.officer import Officer

Reader = Union["Officer", "AnonymousUser"]


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def published(self) -> Self:
        return self.exclude(state=Programme.State.DRAFT)

    def visible_to(self, reader: Reader) -> Self:
        return self if sees_drafts(reader) else self.published()


def sees_drafts(reader: Reader) -> bool:
    """Draft programmes are for those who make them: inspection office, leaders, administrators."""
    return bool(reader.is_authenticated) and getattr(reader, "role", "") in ("inspector", "leader", "administrator")


class Programme(Versioned):
    """What one district promises for one year."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("adopted")
        CLOSED = "closed", _("closed")

    slug = models.SlugField(_("address"), max_length=64, unique=True, help_text=_("Part of the web address."))
    district = models.ForeignKey("newarea.Unit", models.PROTECT, related_name="programmes", verbose_name=_("district"))
    year = models.PositiveSmallIntegerField(_("year"))
    area_zh = models.CharField(_("area (Chinese)"), max_length=80, help_text=_("As the masthead prints it."))
    area_en = models.CharField(_("area (English)"), max_length=120, blank=True)
    reported_on = models.DateField(_("report given on"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    has_example = models.BooleanField(
        _("holds example values"), default=False, help_text=_("Pages that show its plan are marked as examples.")
    )
    history = HistoricalRecords(excluded_fields=["version"])

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-year", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year"],
                name="one_programme_a_district_and_year",
                violation_error_message=_("This district has a programme for this year already."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(adopted_on__isnull=False),
                name="adopted_programme_has_its_day",
                violation_error_message=_("An adopted programme needs the day of its adoption."),
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=2000, year__lte=2100),
                name="programme_year_is_plausible",
                violation_error_message=_("The year must lie between 2000 and 2100."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("overview", args=[self.slug])

    @property
    def title(self) -> str:
        area = in_language(self.area_zh, self.area_en)
        return t("%(area)s: programme of %(year)s") % {"area": area, "year": self.year}

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT
