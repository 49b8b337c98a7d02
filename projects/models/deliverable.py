from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea import formats
from newarea.models import Versioned
from newarea.models.bilingual import in_language


class Deliverable(Versioned):
    """What a project will hand over, in its own unit of measure: "515 m outlet pipe"."""

    LOCKED = ("name_zh", "name_en", "measure_zh", "measure_en", "planned", "is_about")

    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="deliverables", verbose_name=_("project")
    )
    key = models.SlugField(_("key"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    measure_zh = models.CharField(_("unit of measure (Chinese)"), max_length=20, blank=True)
    measure_en = models.CharField(_("unit of measure (English)"), max_length=40, blank=True)
    planned = models.DecimalField(_("planned"), max_digits=14, decimal_places=2, null=True, blank=True)
    is_about = models.BooleanField(_("about"), default=False, help_text=_("The source says “about” (约)."))
    is_derived = models.BooleanField(
        _("derived"), default=False, help_text=_("Counted or inferred from the source, not printed as a figure.")
    )
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["project", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "key"], name="deliverable_key_is_unique",
                violation_error_message=_("This project has a deliverable with this key already."),
            ),
            models.CheckConstraint(
                condition=models.Q(planned=None) | models.Q(planned__gt=0), name="deliverable_planned_positive",
                violation_error_message=_("A planned quantity must be above zero."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def measure(self) -> str:
        return in_language(self.measure_zh, self.measure_en)

    @property
    def quantity_text(self) -> str:
        """Figure and unit of measure, with the source's "about"."""
        return "" if self.planned is None else formats.quantity(self.planned, self.measure, about=self.is_about)
