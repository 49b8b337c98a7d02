from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models import Versioned
from newarea.models.bilingual import in_language


class Measure(Versioned):
    """A paragraph of a work area (措施)."""

    area = models.ForeignKey("targets.WorkArea", models.PROTECT, related_name="measures", verbose_name=_("work area"))
    key = models.SlugField(_("key"), max_length=80, help_text=_("Stable within the area, used by imports."))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    source_reference = models.CharField(_("source"), max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["area", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "key"], name="measure_key_is_unique",
                violation_error_message=_("This work area has a measure with this key already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)
