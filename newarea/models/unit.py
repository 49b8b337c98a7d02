from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models.bilingual import in_language
from newarea.models.versioned import Versioned


class UnitQuerySet(models.QuerySet["Unit"]):
    def standing_on(self, on: date) -> Self:
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=on))


class Unit(Versioned):
    """A district, one of its bureaus or streets; the tree hangs from the district."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("district")
        OFFICE = "office", _("office")
        BUREAU = "bureau", _("bureau")
        STREET = "street", _("street")
        INSTITUTION = "institution", _("institution")

    code = models.SlugField(_("code"), max_length=64, unique=True, help_text=_("Stable key, used by imports."))
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.BUREAU)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    head = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("head of unit")
    )
    leader_in_charge = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("leader in charge")
    )
    is_inspection_office = models.BooleanField(_("inspection office"), default=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("succeeded by")
    )
    position = models.PositiveIntegerField(_("order"), default=0, help_text=_("Place in official lists."))
    history = HistoricalRecords(excluded_fields=["version"])

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="unit_is_not_its_own_parent",
                violation_error_message=_("A unit cannot belong to itself."),
            ),
            models.CheckConstraint(
                condition=models.Q(succeeded_by=None) | models.Q(ended_on__isnull=False),
                name="unit_with_successor_has_ended",
                violation_error_message=_("A unit with a successor needs the day on which it ended."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)
