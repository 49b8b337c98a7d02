from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models import Reader, Versioned
from newarea.models.programme import sees_drafts
from targets.domain.goals import Goal as Worded
from targets.domain.goals import Kind, Sense, parse
from targets.models.hedge import Hedge
from targets.models.indicator import Aspect


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, reader: Reader) -> Self:
        return self if sees_drafts(reader) else self.exclude(programme__state="draft")

    def known_on(self, day: date) -> Self:
        """Those in force at the end of the day."""
        return self.filter(models.Q(superseded_on=None) | models.Q(superseded_on__gt=day), known_on__lte=day)

    def in_force(self) -> Self:
        return self.filter(superseded_on=None)


class Goal(Versioned):
    """What a programme promises of an indicator, in the district's own wording.

    In force at the end of day D: known_on <= D and not superseded by then. The columns beside `wording` are read from
    it by the actions. A goal changed after adoption is superseded by a new row, with the reason there.
    """

    KINDS = [(kind.value, kind.value) for kind in Kind]
    SENSES = [(sense.value, sense.value) for sense in Sense]

    programme = models.ForeignKey(
        "newarea.Programme", models.PROTECT, related_name="goals", verbose_name=_("programme")
    )
    indicator = models.ForeignKey(
        "targets.Indicator", models.PROTECT, related_name="goals", verbose_name=_("indicator")
    )
    aspect = models.CharField(_("growth or level"), max_length=8, choices=Aspect, default=Aspect.GROWTH)
    key = models.SlugField(_("key"), max_length=80, help_text=_("Stable within the programme, used by imports."))
    target = models.ForeignKey(
        "targets.Target", models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("main target")
    )
    measure = models.ForeignKey(
        "targets.Measure", models.PROTECT, null=True, blank=True, related_name="goals", verbose_name=_("measure"),
        help_text=_("Where the goal stands among the work areas."),
    )  # fmt: skip
    commitment = models.ForeignKey(
        "targets.Commitment", models.SET_NULL, null=True, blank=True, related_name="goals",
        verbose_name=_("commitment"), help_text=_("The commitment that promises the same."),
    )  # fmt: skip
    wording = models.CharField(_("wording"), max_length=60, help_text=_("As the report prints it: 6.5%左右, 30%以上."))
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS, editable=False)
    sense = models.CharField(_("direction"), max_length=8, choices=SENSES, default=Sense.UP, editable=False)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4, null=True, editable=False)
    upper = models.DecimalField(_("upper value"), max_digits=16, decimal_places=4, null=True, editable=False)
    reference = models.ForeignKey(
        "targets.Indicator", models.PROTECT, null=True, blank=True, related_name="followed_by_goals",
        verbose_name=_("in step with"),
    )  # fmt: skip
    is_even_pace = models.BooleanField(
        _("even pace"), default=False,
        help_text=_("A cumulative level held against the year's share until the year is over. Growth never is."),
    )  # fmt: skip
    hedge = models.CharField(_("hedge"), max_length=12, choices=Hedge, blank=True)
    source_reference = models.CharField(_("source"), max_length=300, blank=True)
    source_sentence = models.TextField(_("sentence of the source"), max_length=1000, blank=True)
    is_example = models.BooleanField(_("example"), default=False)
    known_on = models.DateField(_("known on"))
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"), editable=False
    )
    history = HistoricalRecords(excluded_fields=["version"])

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["programme", "target__number", "indicator__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "key"], condition=models.Q(superseded_on=None), name="goal_key_is_unique",
                violation_error_message=_("This programme has a goal with this key already."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="in_step_with", reference__isnull=False)
                | (~models.Q(kind="in_step_with") & models.Q(value__isnull=False)),
                name="goal_has_value_or_reference",
                violation_error_message=_("Say with which indicator the goal keeps step."),
            ),
            models.CheckConstraint(
                condition=models.Q(reference=None) | ~models.Q(reference=models.F("indicator")),
                name="goal_does_not_follow_itself",
                violation_error_message=_("An indicator cannot keep step with itself."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Read without its indicator it goes by its key, so that naming many goals asks for none of them."""
        name = self.indicator.short_name if "indicator" in self._state.fields_cache else self.key
        return f"{name} {self.wording}"

    @property
    def worded(self) -> Worded:
        """The wording as a value to judge by."""
        return parse(self.wording)
