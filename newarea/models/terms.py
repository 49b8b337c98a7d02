from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class TermsQuerySet(models.QuerySet["Terms"]):
    def known_on(self, day: date) -> Self:
        return self.filter(known_on__lte=day)

    def in_force_on(self, day: date) -> Self:
        return self.known_on(day).filter(models.Q(superseded_on=None) | models.Q(superseded_on__gt=day))


class Terms(models.Model):
    """What was promised by when and by whom, as it stood from a day on: the append-only trail of an undertaking's plan.

    In force at the end of day D: known_on <= D and not superseded by then.
    """

    class Kind(models.TextChoices):
        PLANNED = "planned", _("planned")
        CORRECTED = "corrected", _("corrected")
        EXTENDED = "extended", _("extended")
        HANDED_OVER = "handed_over", _("handed over")
        REOPENED = "reopened", _("reopened")

    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.CASCADE, related_name="terms", verbose_name=_("undertaking")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PLANNED)
    known_on = models.DateField(_("known on"))
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)
    start_on = models.DateField(_("start"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, null=True, blank=True)
    is_even_pace = models.BooleanField(_("even pace"), default=True)
    lead_unit = models.ForeignKey(
        "newarea.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead unit")
    )
    owner = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    extension = models.ForeignKey(
        "newarea.Extension", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("extension")
    )
    by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of an undertaking")
        verbose_name_plural = _("terms of undertakings")
        ordering = ["undertaking", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking"],
                condition=models.Q(superseded_on=None),
                name="one_terms_in_force",
                violation_error_message=_("An undertaking has one set of terms in force."),
            ),
        ]
        indexes = [models.Index(fields=["undertaking", "known_on"], name="terms_known")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.known_on}"
