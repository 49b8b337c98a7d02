"""What can be done to many undertakings at once, on the lists of undertakings, milestones and commitments alike."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import clock, formats
from newarea.actions.plan import revise_plan
from newarea.admin.base import Hand, KnownKeys
from newarea.admin.bulk import Bulk, BulkForm
from newarea.models import Officer, Terms, Undertaking, Unit

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class PlanBulkForm(BulkForm):
    """A milestone or a commitment is written as the undertaking that it is."""

    kind = Terms.Kind.HANDED_OVER

    def subject(self, row: Any) -> Any:
        return getattr(row, "undertaking", row)

    def changes(self, undertaking: Undertaking) -> dict[str, Any]:
        raise NotImplementedError

    def write(self, subject: Any, hand: Hand) -> None:
        if subject.closed_on:
            raise ValidationError(t("It is closed."))
        changes = self.changes(subject)
        if any(getattr(subject, name) != value for name, value in changes.items()):
            revise_plan(subject, seen=subject.version, kind=self.kind, **hand._asdict(), **changes)


class OwnerForm(PlanBulkForm):
    owner = forms.ModelChoiceField(
        Officer.objects.filter(is_active=True),
        label=_("new owner"),
        widget=KnownKeys(Undertaking._meta.get_field("owner"), admin.site),
    )
    field_order = ("owner", "reason")

    def explanation(self) -> str:
        return t("The chosen items pass to the new owner from today on; history keeps the old name.")

    def narrow(self, by: Officer) -> None:
        if by.is_editor_of_unit:
            owner: Any = self.fields["owner"]
            owner.queryset = owner.queryset.filter(unit=by.unit_id)

    def told(self, subject: Any) -> str:
        return str(subject.owner or "–")

    def changes(self, undertaking: Undertaking) -> dict[str, Any]:
        return {"owner": self.cleaned_data["owner"]}


class LeadUnitForm(PlanBulkForm):
    lead_unit = forms.ModelChoiceField(
        Unit.objects.all(),
        label=_("new lead unit"),
        widget=KnownKeys(Undertaking._meta.get_field("lead_unit"), admin.site),
    )
    owner = forms.ModelChoiceField(
        Officer.objects.filter(is_active=True),
        label=_("new owner"),
        required=False,
        help_text=_("Empty: the owner stays."),
        widget=KnownKeys(Undertaking._meta.get_field("owner"), admin.site),
    )
    field_order = ("lead_unit", "owner", "reason")

    def explanation(self) -> str:
        return t("The chosen items pass to the new lead unit from today on; slips in hand are answered by it.")

    def clean_lead_unit(self) -> Unit:
        unit: Unit = self.cleaned_data["lead_unit"]
        if unit.ended_on and unit.ended_on <= clock.today():
            raise ValidationError(t("This unit has ended."))
        return unit

    def told(self, subject: Any) -> str:
        return f"{subject.lead_unit or '–'} · {subject.owner or '–'}"

    def changes(self, undertaking: Undertaking) -> dict[str, Any]:
        owner = self.cleaned_data["owner"]
        return {"lead_unit": self.cleaned_data["lead_unit"]} | ({"owner": owner} if owner else {})


class DueForm(PlanBulkForm):
    kind = Terms.Kind.CORRECTED
    due_on = forms.DateField(
        label=_("new due date"), required=False, widget=AdminDateWidget, help_text=_("The same for all, or:")
    )
    days = forms.IntegerField(
        label=_("days later"), required=False, min_value=-3660, max_value=3660,
        help_text=_("Calendar days each date moves by; with a minus sign, earlier."),
    )  # fmt: skip
    field_order = ("due_on", "days", "reason")

    def explanation(self) -> str:
        return t("For dates that were entered wrongly. What cannot be kept is moved by an extension request.")

    def clean(self) -> dict[str, Any]:
        due_on, days = self.cleaned_data.get("due_on"), self.cleaned_data.get("days")
        if not self.errors and (due_on is None) == (not days):
            raise ValidationError(t("Give either a date or a number of days."))
        if due_on and not FIRST_DAY <= due_on <= LAST_DAY:
            self.add_error("due_on", t("The year must lie between 2000 and 2100."))
        return self.cleaned_data

    def told(self, subject: Any) -> str:
        return formats.full_day(subject.due_on) if subject.due_on else "–"

    def changes(self, undertaking: Undertaking) -> dict[str, Any]:
        if due_on := self.cleaned_data["due_on"]:
            return {"due_on": due_on}
        if undertaking.due_on is None:
            raise ValidationError(t("It has no due date that could be moved."))
        return {"due_on": undertaking.due_on + timedelta(days=self.cleaned_data["days"])}


PLAN_BULKS = (
    Bulk("owner", _("Hand over to another owner"), OwnerForm, lambda by: by.is_administrator or by.is_editor_of_unit),
    Bulk("lead-unit", _("Hand over to another lead unit"), LeadUnitForm),
    Bulk("due", _("Correct due dates"), DueForm),
)
