from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import clock
from newarea.actions.programmes import (
    adopt_programme,
    close_programme,
    is_empty,
    open_programme,
    plan_faults,
    revise_programme,
    withdraw_programme,
)
from newarea.admin.base import Hand, VersionedAdmin
from newarea.admin.steps import Step, StepForm, StepsMixin
from newarea.models import Programme
from newarea.parts import Fault


class AdoptForm(StepForm):
    adopted_on = forms.DateField(label=_("adopted on"), initial=clock.today, widget=AdminDateWidget)
    despite_faults = forms.BooleanField(
        label=_("adopt in spite of the faults"),
        required=False,
        help_text=_("What is missing is shown as to be settled, and its light stays grey."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = plan_faults(self.subject)
        if not self.found or is_empty(self.subject):
            del self.fields["despite_faults"]

    def explanation(self) -> str:
        return t("From then on the plan is in force: it is public, is reported on, and its lights count.")

    def faults(self) -> Sequence[Fault]:
        return self.found

    def clean_adopted_on(self) -> date:
        day: date = self.cleaned_data["adopted_on"]
        if day > clock.today():
            raise ValidationError(t("An adoption is entered once it has happened."))
        return day

    def clean(self) -> dict[str, Any]:
        if "despite_faults" in self.fields and not self.cleaned_data.get("despite_faults"):
            self.add_error("despite_faults", t("Mend the faults first, or say that you adopt in spite of them."))
        return self.cleaned_data

    def perform(self, hand: Hand) -> str:
        day = self.cleaned_data["adopted_on"]
        adopt_programme(self.subject, seen=self.seen, by=hand.by, on=day, despite_faults=True)
        return t("%(programme)s is adopted.") % {"programme": self.subject}


class CloseForm(StepForm):
    def explanation(self) -> str:
        return t("The year is over: nothing is reported or reminded of any more, everything stays readable.")

    def perform(self, hand: Hand) -> str:
        close_programme(self.subject, seen=self.seen, by=hand.by)
        return t("%(programme)s is closed.") % {"programme": self.subject}


@admin.register(Programme)
class ProgrammeAdmin(StepsMixin, VersionedAdmin):
    list_display = ("title", "year", "district", "state", "reported_on", "adopted_on", "has_example")
    list_filter = ("state", "year", "has_example")
    list_select_related = ("district",)
    search_fields = ("slug", "area_zh", "area_en", "district__name_zh", "district__name_en", "year")
    autocomplete_fields = ("district",)
    date_hierarchy = "adopted_on"
    fieldsets = (
        (None, {"fields": (("district", "year"), "slug", ("area_zh", "area_en"), "reported_on", "has_example")}),
        (
            _("State"),
            {
                "fields": (("state", "adopted_on"),),
                "description": _("A programme is adopted and closed with the buttons above, never by hand."),
            },
        ),
    )
    steps = (
        Step("adopt", _("Adopt"), AdoptForm, lambda programme: programme.is_draft),
        Step("close", _("Close the year"), CloseForm, lambda programme: programme.state == Programme.State.ADOPTED),
    )

    @admin.display(description=_("programme"), ordering="-year")
    def title(self, programme: Programme) -> str:
        return programme.title

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Once adopted, its address, year and district are what everything else refers to."""
        fixed = ("slug", "year", "district") if obj and not obj.is_draft else ()
        return ("state", "adopted_on", *fixed)

    def open_row(self, row: Programme, hand: Hand) -> None:
        open_programme(row)

    def revise_row(self, row: Programme, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_programme(row, seen=seen, by=hand.by, **changes)

    def delete_row(self, row: Programme) -> None:
        withdraw_programme(row)

    def refusal_to_delete(self, row: Programme) -> str:
        return "" if row.is_draft else t("An adopted programme cannot be deleted.")
