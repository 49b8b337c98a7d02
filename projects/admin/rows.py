"""The rows of a project's page."""

from typing import Any

from newarea.admin.rows import PlanFormSet, RowFormSet
from projects.actions.milestones import plan_milestone, revise_milestone, withdraw_milestone
from projects.actions.projects import add_deliverable, remove_deliverable, revise_deliverable
from projects.models import Deliverable, Milestone


class DeliverableFormSet(RowFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Deliverable:
        form.instance.project = self.instance
        hand = self.hand
        return add_deliverable(form.instance, by=hand.by, reason=hand.reason, with_project=self.is_new)

    def revise(self, form: Any, row: Deliverable) -> Deliverable:
        changes = {name: value for name, value in form.changes().items() if name != "project"}
        seen = form.cleaned_data["version"]
        return revise_deliverable(row, seen=seen, by=self.hand.by, reason=self.hand.reason, **changes)

    def withdraw(self, row: Deliverable) -> None:
        remove_deliverable(row)


class MilestoneFormSet(PlanFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Milestone:
        return plan_milestone(self.instance, **self.hand._asdict(), **form.values())

    def revise(self, form: Any, row: Milestone) -> Milestone:
        return revise_milestone(row, seen=form.cleaned_data["version"], **self.hand._asdict(), **form.changes())

    def withdraw(self, row: Milestone) -> None:
        withdraw_milestone(row)
