from django.db import models
from django.utils.translation import gettext_lazy as _


class ChaseUp(models.Model):
    """The inspection office asks after an item by hand; the message goes at once and by itself."""

    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.CASCADE, related_name="chase_ups", verbose_name=_("undertaking")
    )
    by = models.ForeignKey("newarea.Officer", models.PROTECT, related_name="+", verbose_name=_("by"))
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("chase-up")
        verbose_name_plural = _("chase-ups")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.undertaking} {self.on}"
