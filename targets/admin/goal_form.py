"""Goals as they are typed: a wording that cannot be read comes back beside its field, with the part not understood."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newarea.admin.forms import Reason, SeenForm, repeat
from newarea.admin.rows import RowForm, RowFormSet
from newarea.models import Programme
from targets.actions.goals import read_wording, revise_goal, set_goal, withdraw_goal
from targets.models import Goal, Indicator

Choices = Sequence[tuple[Any, str]]


def indicators_of(programme: Programme | None) -> Choices:
    """The district's, read once for all goals of a page."""
    held = Indicator.objects.filter(district=programme.district_id) if programme else Indicator.objects.none()
    return [("", "–"), *((row.pk, row.short_name) for row in held)]


class PromiseForm(SeenForm):
    reason = Reason(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        help_text=_("Stands in the history. Needed when what an adopted programme promised is changed."),
    )


class GoalForm(PromiseForm):
    class Meta:
        help_texts = {
            "wording": _("As the report prints it: 6.5%左右, 30%以上, 与GDP增速同步. Its meaning is read from it.")
        }

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors or self.instance.programme_id is None:
            return
        try:
            read_wording(self.instance)
        except ValidationError as refusal:
            repeat(self, refusal)


class GoalRowForm(RowForm, GoalForm):  # type: ignore[misc]
    """On the page of its main target."""

    indicators: Choices | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wording"].widget = forms.TextInput(attrs={"size": 16})
        self.fields["key"].widget = forms.TextInput(attrs={"size": 14})
        for name in ("indicator", "reference"):
            self.fields[name].widget = forms.Select()
            self.fields[name].choices = self.indicators or []  # type: ignore[attr-defined]


class GoalFormSet(RowFormSet):
    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.programme = self.instance.programme
        return form

    def save_new(self, form: Any, commit: bool = True) -> Goal:
        form.instance.target, form.instance.programme = self.instance, self.instance.programme
        return set_goal(form.instance, **self.hand._asdict())

    def revise(self, form: Any, row: Goal) -> Goal:
        return revise_goal(row, seen=form.cleaned_data["version"], **self.hand._asdict(), **form.changes())

    def withdraw(self, row: Goal) -> None:
        withdraw_goal(row)
