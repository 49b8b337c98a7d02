"""A milestone's place and deliverable, with the plan of its undertaking."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newarea.admin.plan_form import PLAN, PlanForm, PlanPageForm, of_plan
from projects.actions.milestones import OWN
from projects.models import Deliverable, Milestone, Project


def deliverables_of(project: Project | None) -> list[tuple[Any, str]]:
    """What a milestone can be tied to: its own project's deliverables, read once for all its milestones."""
    held = Deliverable.objects.filter(project=project) if project else Deliverable.objects.none()
    return [("", "–"), *((row.pk, str(row)) for row in held)]


class MilestoneForm(PlanForm):
    own = OWN
    plan = (*PLAN, "quantity", "measure_zh", "measure_en")

    quantity = of_plan("quantity", help_text="")
    measure_zh = of_plan("measure_zh", widget=forms.TextInput(attrs={"size": 6}))
    measure_en = of_plan("measure_en", widget=forms.TextInput(attrs={"size": 8}))
    deliverable = forms.ModelChoiceField(Deliverable.objects.all(), label=_("Deliverable"), required=False)

    class Meta:
        model = Milestone
        fields = OWN

    deliverables: list[tuple[Any, str]] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.deliverables is not None:
            self.fields["deliverable"].choices = self.deliverables  # type: ignore[attr-defined]


class MilestonePageForm(PlanPageForm, MilestoneForm):
    pass


class MilestoneRowForm(MilestoneForm):
    """On the project's page, which has one reason for all its rows."""

    reason = None  # type: ignore[assignment]
