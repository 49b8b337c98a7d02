from django.db import models
from django.utils.translation import gettext_lazy as _


class LightOverride(models.Model):
    """The inspection office's own light with its reason; it stands beside the computed one, never instead of it."""

    class Light(models.TextChoices):
        GREEN = "green", _("on track")
        YELLOW = "yellow", _("lagging")
        RED = "red", _("seriously lagging")

    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.CASCADE, related_name="overrides", verbose_name=_("undertaking")
    )
    light = models.CharField(_("light"), max_length=8, choices=Light)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey("newarea.Officer", models.PROTECT, related_name="+", verbose_name=_("by"))
    from_on = models.DateField(_("from"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )

    class Meta:
        verbose_name = _("manual light")
        verbose_name_plural = _("manual lights")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking"], condition=models.Q(ended_on=None), name="one_override_in_force",
                violation_error_message=_("There is a manual light already; end it first."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="override_says_why",
                violation_error_message=_("A manual light needs a reason."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_light_display()} {self.from_on}"
