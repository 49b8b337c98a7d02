"""The rows of a project's page. Saving them goes through actions, under the hand that saves the project."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t

from newarea.actions.plan import facts_of
from newarea.admin.base import Hand
from newarea.admin.forms import SeenForm, telling
from projects.actions.milestones import plan_milestone, revise_milestone, withdraw_milestone
from projects.actions.projects import add_deliverable, remove_deliverable, revise_deliverable
from projects.models import Deliverable, Milestone

if TYPE_CHECKING:
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    InlineFormSet = forms.BaseInlineFormSet


class DeliverableRowForm(SeenForm):
    reason = None  # type: ignore[assignment]


class RowFormSet(InlineFormSet):
    hand: Hand
    is_new_project = False

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        with telling(form):
            return self.revise(form, type(obj)._default_manager.get(pk=obj.pk))

    def revise(self, form: Any, row: Any) -> Any:
        raise NotImplementedError


class DeliverableFormSet(RowFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Deliverable:
        form.instance.project = self.instance
        hand = self.hand
        return add_deliverable(form.instance, by=hand.by, reason=hand.reason, with_project=self.is_new_project)

    def revise(self, form: Any, row: Deliverable) -> Deliverable:
        changes = {name: value for name, value in form.changes().items() if name != "project"}
        seen = form.cleaned_data["version"]
        return revise_deliverable(row, seen=seen, by=self.hand.by, reason=self.hand.reason, **changes)

    def delete_existing(self, obj: Deliverable, commit: bool = True) -> None:
        if commit:
            remove_deliverable(obj)


class MilestoneFormSet(RowFormSet):
    def clean(self) -> None:
        super().clean()
        if not self.data.get("reason", "").strip() and any(self._moves_plan(form) for form in self.initial_forms):
            raise ValidationError(t("Say at the foot of the page why the plan is changed."))
        for form in self.deleted_forms:
            self._refuse_facts(form.instance)

    def _moves_plan(self, form: Any) -> bool:
        return form.is_valid() and form not in self.deleted_forms and form.moves_plan()

    def _refuse_facts(self, milestone: Milestone) -> None:
        if milestone.pk is not None and (facts := facts_of(milestone.undertaking)):
            text = t("“%(title)s” cannot be deleted: there are recorded facts (%(facts)s).")
            raise ValidationError(text % {"title": milestone, "facts": facts})

    def save_new(self, form: Any, commit: bool = True) -> Milestone:
        return plan_milestone(self.instance, **self.hand._asdict(), **form.values())

    def revise(self, form: Any, row: Milestone) -> Milestone:
        return revise_milestone(row, seen=form.cleaned_data["version"], **self.hand._asdict(), **form.changes())

    def delete_existing(self, obj: Milestone, commit: bool = True) -> None:
        if commit:
            withdraw_milestone(obj)
