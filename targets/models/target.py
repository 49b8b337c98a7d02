from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models import Reader, Versioned
from newarea.models.bilingual import in_language
from newarea.models.programme import sees_drafts


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, reader: Reader) -> Self:
        return self if sees_drafts(reader) else self.exclude(programme__state="draft")


class Target(Versioned):
    """One line of the main targets (主要目标), as the report numbers them; it may carry several indicators."""

    programme = models.ForeignKey(
        "newarea.Programme", models.PROTECT, related_name="targets", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    key = models.SlugField(_("key"), max_length=80, help_text=_("Stable within the programme, used by imports."))
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    source_reference = models.CharField(_("source"), max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("main target")
        verbose_name_plural = _("main targets")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="target_number_is_unique",
                violation_error_message=_("This programme has a target with this number already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "key"], name="target_key_is_unique",
                violation_error_message=_("This programme has a target with this key already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)
