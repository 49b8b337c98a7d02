from django.db import models
from django.utils.translation import gettext_lazy as _


class Reading(models.Model):
    """How one officer reads one project: followed or not, and when last looked at."""

    officer = models.ForeignKey("newarea.Officer", models.CASCADE, related_name="readings", verbose_name=_("officer"))
    project = models.ForeignKey("projects.Project", models.CASCADE, related_name="readings", verbose_name=_("project"))
    is_following = models.BooleanField(_("follows"), default=False)
    looked_on = models.DateField(_("last looked on"), null=True, blank=True)
    looked_at = models.DateTimeField(_("last looked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "project"],
                name="one_reading_an_officer_and_project",
                violation_error_message=_("There is a reading of this project already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} · {self.project}"
