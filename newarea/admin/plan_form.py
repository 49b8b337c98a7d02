"""One form over two rows: what a part adds to an undertaking, and the undertaking's plan."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.utils.translation import gettext as t

from newarea.actions.plan import is_moved
from newarea.admin.forms import SeenForm
from newarea.models import Undertaking

PLAN = ("title_zh", "title_en", "lead_unit", "owner", "start_on", "due_on", "weight")


class KnownSelect(AutocompleteSelect):
    """Names the chosen row without asking for it again: `known` is the row the form has at hand."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        if self.known is None or [str(one) for one in value] != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        nothing = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*nothing, self.create_option(name, self.known.pk, str(self.known), True, 1)], 0)]


def of_plan(name: str, **options: Any) -> Any:
    """The form field of an undertaking's column."""
    field: Any = Undertaking._meta.get_field(name)
    return field.formfield(**options)


def select(name: str) -> KnownSelect:
    return KnownSelect(Undertaking._meta.get_field(name), admin.site)


class PlanForm(SeenForm):
    """`own` are the columns of the part's row, `plan` those of its undertaking.

    The version is the undertaking's: whatever happens to it counts it up.
    """

    own: Sequence[str] = ()
    plan: Sequence[str] = PLAN

    title_zh = of_plan("title_zh", widget=AdminTextInputWidget)
    title_en = of_plan("title_en", widget=AdminTextInputWidget)
    lead_unit = of_plan("lead_unit", widget=select("lead_unit"))
    owner = of_plan("owner", widget=select("owner"))
    start_on = of_plan("start_on", widget=AdminDateWidget)
    due_on = of_plan("due_on", widget=AdminDateWidget)
    weight = of_plan("weight")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial = {**model_to_dict(self.instance.undertaking, self.plan), **self.initial}
            for name in ("lead_unit", "owner"):
                self.fields[name].widget.known = getattr(self.instance.undertaking, name)

    def _held(self) -> models.Model:
        undertaking: Undertaking = self.instance.undertaking
        return undertaking

    def version_now(self) -> int:
        undertaking: Undertaking = self.instance.undertaking
        return undertaking.version

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.touched() if name in (*self.own, *self.plan)}

    def values(self) -> dict[str, Any]:
        """Everything a new row needs."""
        return {name: self.cleaned_data[name] for name in (*self.own, *self.plan) if name in self.cleaned_data}

    def moves_plan(self) -> bool:
        """Whether what was touched moves an adopted plan, which needs a reason."""
        return self.instance.pk is not None and is_moved(self.instance.undertaking, self.changes())

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        candidate = Undertaking() if self.instance.pk is None else copy(self.instance.undertaking)
        for name in self.plan:
            if name in self.cleaned_data:
                setattr(candidate, name, self.cleaned_data[name])
        others = {field.name for field in Undertaking._meta.fields} - set(self.plan)
        try:
            candidate.full_clean(exclude=others | set(self.errors), validate_unique=False)
        except ValidationError as refusal:
            self._update_errors(refusal)  # type: ignore[attr-defined]


class PlanPageForm(PlanForm):
    """On the row's own page, where the reason stands beside it."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.moves_plan() and not cleaned.get("reason", "").strip():
            self.add_error("reason", t("Say why the plan is changed."))
        return cleaned
