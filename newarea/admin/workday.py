from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newarea import clock, formats
from newarea.actions.working_calendar import declare_year, seed_calendar, set_workday
from newarea.admin.base import Hand, PlainAdmin
from newarea.admin.steps import Step, StepForm, StepsMixin
from newarea.models import Workday


def next_year() -> int:
    return clock.today().year + 1


class SeedForm(StepForm):
    first = forms.IntegerField(label=_("first year"), min_value=2000, max_value=2100, initial=next_year)
    last = forms.IntegerField(label=_("last year"), min_value=2000, max_value=2100, initial=next_year)

    def explanation(self) -> str:
        return t(
            "Writes the days that have no row yet; what was edited stays. A year whose holidays are not decreed yet is "
            "kept as Monday to Friday, with a warning on every page that counts its days."
        )

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not first <= last <= first + 10:
            self.add_error("last", t("At most ten years at a time, in their order."))
        return self.cleaned_data

    def perform(self, hand: Hand) -> str:
        count = seed_calendar(self.cleaned_data["first"], self.cleaned_data["last"])
        return ngettext("%(count)d day was written.", "%(count)d days were written.", count) % {"count": count}


class DeclareForm(StepForm):
    year = forms.TypedChoiceField(label=_("year"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guessed = Workday.objects.filter(is_official=False).dates("day", "year")
        self.fields["year"].choices = [(day.year, day.year) for day in guessed]  # type: ignore[attr-defined]

    def explanation(self) -> str:
        return t("Says that the calendar of this year is what the State Council decreed; the warning about it ends.")

    def perform(self, hand: Hand) -> str:
        year = self.cleaned_data["year"]
        declare_year(year)
        return t("The calendar of %(year)s is taken as decreed.") % {"year": year}


@admin.register(Workday)
class WorkdayAdmin(StepsMixin, PlainAdmin):
    list_display = ("day", "weekday", "is_working", "is_exception", "is_official", "note", "ordinal")
    list_filter = ("is_exception", "is_working", "is_official")
    search_fields = ("day", "note")
    date_hierarchy = "day"
    list_per_page = 100
    fields = ("day", "weekday", "is_working", "note", "is_exception", "is_official", "ordinal")
    readonly_fields = ("day", "weekday", "is_exception", "is_official", "ordinal")
    list_steps = (
        Step("seed", _("Write years"), SeedForm),
        Step("declare", _("Take a year as decreed"), DeclareForm),
    )

    @admin.display(description=_("weekday"))
    def weekday(self, row: Workday) -> str:
        return formats.weekday(row.day)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        set_workday(obj.day, is_working=form.cleaned_data["is_working"], note=form.cleaned_data["note"])
