from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea import formats


class MonthEnd(models.Model):
    """The light of an undertaking at the end of a month, kept as a copy: making good in May does not repaint April."""

    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.CASCADE, related_name="month_ends", verbose_name=_("undertaking")
    )
    day = models.DateField(_("last day of the month"))
    light = models.CharField(_("light"), max_length=8)
    word = models.CharField(_("standing"), max_length=12, blank=True)
    planned = models.DecimalField(_("planned"), max_digits=9, decimal_places=4, null=True, blank=True)
    verified = models.DecimalField(_("verified"), max_digits=7, decimal_places=2, null=True, blank=True)
    measure_on = models.DateField(_("measure day"), null=True, blank=True)
    reason = models.JSONField(_("reason"), default=dict)
    copied_at = models.DateTimeField(_("copied at"), auto_now_add=True)

    class Meta:
        verbose_name = _("month-end light")
        verbose_name_plural = _("month-end lights")
        ordering = ["-day", "undertaking"]
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking", "day"], name="one_light_a_month_end",
                violation_error_message=_("This month-end light has been kept already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day} {formats.light_word(self.light)}"
