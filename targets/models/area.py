from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models import Reader, Versioned
from newarea.models.bilingual import in_language
from newarea.models.programme import sees_drafts


class WorkAreaQuerySet(models.QuerySet["WorkArea"]):
    def visible_to(self, reader: Reader) -> Self:
        return self if sees_drafts(reader) else self.exclude(programme__state="draft")


class WorkArea(Versioned):
    """One of the ways in which the government will work this year (工作方面); its measures carry the commitments."""

    programme = models.ForeignKey(
        "newarea.Programme", models.PROTECT, related_name="areas", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    is_number_derived = models.BooleanField(
        _("number derived"), default=False, help_text=_("The source does not print this number; it was inferred.")
    )
    key = models.SlugField(_("key"), max_length=80, help_text=_("Stable within the programme, used by imports."))
    title_zh = models.CharField(_("title (Chinese)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    leader_in_charge = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("leader in charge")
    )
    source_reference = models.CharField(_("source"), max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = WorkAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("work area")
        verbose_name_plural = _("work areas")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="area_number_is_unique",
                violation_error_message=_("This programme has a work area with this number already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "key"], name="area_key_is_unique",
                violation_error_message=_("This programme has a work area with this key already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("area", args=[self.programme.slug, self.key])

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)
