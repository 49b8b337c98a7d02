"""A commitment's place and wording, with the plan of its undertaking."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newarea.admin.forms import repeat
from newarea.admin.plan_form import PLAN, PlanForm, PlanPageForm, of_plan
from newarea.admin.rows import PlanFormSet
from newarea.models import Undertaking, Unit
from targets.actions.commitments import (
    OWN,
    plan_commitment,
    read_quantity,
    revise_commitment,
    withdraw_commitment,
)
from targets.models import Commitment


class CommitmentForm(PlanForm):
    def clean(self) -> dict[str, Any]:
        """A wording that cannot be read is refused beside its field."""
        cleaned = super().clean()
        if "wording" in self.touched():
            try:
                read_quantity(cleaned["wording"])
            except ValidationError as refusal:
                repeat(self, refusal)
        return cleaned


class CommitmentPageForm(PlanPageForm, CommitmentForm):
    own = OWN
    plan = (*PLAN, "is_even_pace", "measure_en")

    is_even_pace = of_plan("is_even_pace", initial=False)
    measure_en = of_plan("measure_en", widget=forms.TextInput(attrs={"size": 8}))
    supporting_units = of_plan(
        "supporting_units",
        widget=AutocompleteSelectMultiple(Undertaking._meta.get_field("supporting_units"), admin.site),
    )

    class Meta:
        model = Commitment
        fields = OWN
        help_texts = {
            "wording": _(
                "As printed: 100家以上. Quantity and unit of measure are read from it; leave it empty for what is done "
                "or not done by its date."
            ),
            "parent": _("For a task that a commitment of the same measure is split into."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            units = Unit.objects.filter(supported_undertakings=self.instance.pk)
            self.initial.setdefault("supporting_units", list(units))

    def _save_m2m(self) -> None:
        if "supporting_units" in self.touched():
            self.instance.undertaking.supporting_units.set(self.cleaned_data["supporting_units"])


class TaskRowForm(CommitmentForm):
    """On the page of its commitment, which has one reason for all its tasks."""

    own = ("position", "wording")
    reason = None  # type: ignore[assignment]

    class Meta:
        model = Commitment
        fields = ("position", "wording")
        widgets = {"wording": forms.TextInput(attrs={"size": 14})}


class TaskFormSet(PlanFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Commitment:
        whole: Any = self.instance
        return plan_commitment(whole.measure, parent=whole, **self.hand._asdict(), **form.values())

    def revise(self, form: Any, row: Commitment) -> Commitment:
        return revise_commitment(row, seen=form.cleaned_data["version"], **self.hand._asdict(), **form.changes())

    def withdraw(self, row: Commitment) -> None:
        withdraw_commitment(row)
