from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models import Reader
from newarea.models.programme import sees_drafts
from targets.models.hedge import Hedge


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, reader: Reader) -> Self:
        return self if sees_drafts(reader) else self.exclude(undertaking__programme__state="draft")

    def whole(self) -> Self:
        """Without the tasks that others are split into."""
        return self.filter(parent=None)


class Commitment(models.Model):
    """An undertaking of a measure (任务); everything that happens to it is kept with the undertaking.

    With a `wording` it is quantified (its quantity and unit stand in the undertaking), without one it is done by a
    date. A task is a commitment with a `parent`; its weight among its sisters is the undertaking's.
    """

    undertaking = models.OneToOneField(
        "newarea.Undertaking", models.CASCADE, primary_key=True, related_name="commitment",
        verbose_name=_("undertaking"),
    )  # fmt: skip
    measure = models.ForeignKey(
        "targets.Measure", models.PROTECT, related_name="commitments", verbose_name=_("measure")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("task of")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    wording = models.CharField(_("wording"), max_length=60, blank=True, help_text=_("As printed: 100家以上."))
    hedge = models.CharField(_("hedge"), max_length=12, choices=Hedge, blank=True)
    is_counted = models.BooleanField(
        _("counted"), default=False, help_text=_("One of the quantified commitments of the report.")
    )
    source_reference = models.CharField(_("source"), max_length=300, blank=True)
    source_sentence = models.TextField(_("sentence of the source"), max_length=1000, blank=True)
    history = HistoricalRecords()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["measure", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("undertaking")),
                name="commitment_is_not_its_own_task",
                violation_error_message=_("A commitment cannot be a task of itself."),
            ),
        ]
        indexes = [models.Index(fields=["measure", "position"], name="commitment_order")]

    def __str__(self) -> str:
        return str(self.undertaking)

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.undertaking.programme.slug, self.undertaking.key])
