from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Milestone(models.Model):
    """An undertaking of a project (节点); everything that happens to it is kept with the undertaking."""

    undertaking = models.OneToOneField(
        "newarea.Undertaking", models.CASCADE, primary_key=True, related_name="milestone",
        verbose_name=_("undertaking"),
    )  # fmt: skip
    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="milestones", verbose_name=_("project")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    deliverable = models.ForeignKey(
        "projects.Deliverable", models.SET_NULL, null=True, blank=True, related_name="milestones",
        verbose_name=_("deliverable"),
    )  # fmt: skip
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["project", "position", "pk"]
        indexes = [models.Index(fields=["project", "position"], name="milestone_order")]

    def __str__(self) -> str:
        return str(self.undertaking)
