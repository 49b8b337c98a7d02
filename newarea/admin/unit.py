from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newarea import clock
from newarea.actions.plan import replace_unit
from newarea.actions.tables.units import UnitTable
from newarea.actions.units import open_unit, revise_unit
from newarea.admin.base import Hand, VersionedAdmin
from newarea.admin.excel import ExcelMixin
from newarea.admin.steps import Step, StepForm, StepsMixin
from newarea.models import Unit


class EndUnitForm(StepForm):
    successor = forms.ModelChoiceField(
        Unit.objects.all(),
        label=_("succeeded by"),
        widget=AutocompleteSelect(Unit._meta.get_field("succeeded_by"), admin.site),
    )
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        widget=AdminTextInputWidget,
        help_text=_("Such as the decree and its number."),
    )

    def explanation(self) -> str:
        return t("The unit ends today. Its officers and its open undertakings pass to the successor; history keeps it.")

    def perform(self, hand: Hand) -> str:
        count = replace_unit(self.subject, self.cleaned_data["successor"], **hand._asdict())
        told = ngettext(
            "%(count)d undertaking passed to %(unit)s.", "%(count)d undertakings passed to %(unit)s.", count
        )
        return told % {"count": count, "unit": self.cleaned_data["successor"]}


@admin.register(Unit)
class UnitAdmin(ExcelMixin, StepsMixin, VersionedAdmin):
    excel = (UnitTable,)
    list_display = ("name", "code", "kind", "parent", "head", "leader_in_charge", "is_inspection_office", "ended_on")
    list_filter = ("kind", "is_inspection_office", ("ended_on", admin.EmptyFieldListFilter))
    list_select_related = ("parent", "head__unit", "leader_in_charge__unit")
    search_fields = ("code", "name_zh", "name_en")
    autocomplete_fields = ("parent", "head", "leader_in_charge")
    readonly_fields = ("ended_on", "succeeded_by")
    fieldsets = (
        (None, {"fields": (("name_zh", "name_en"), "code", "kind", "parent", "position")}),
        (
            _("Who answers for it"),
            {
                "fields": ("head", "leader_in_charge", "is_inspection_office"),
                "description": _("Copies of late reminders go to the head, then to the leader in charge."),
            },
        ),
        (
            _("End"),
            {
                "fields": (("ended_on", "succeeded_by"),),
                "description": _("A unit ends with “End this unit” above, so that its open duties pass on."),
            },
        ),
    )
    steps = (Step("end", _("End this unit"), EndUnitForm, lambda unit: unit.ended_on is None),)

    @admin.display(description=_("name"), ordering="name_zh")
    def name(self, unit: Unit) -> str:
        return unit.name

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Imports find a unit by its code."""
        return (*self.readonly_fields, "code") if obj else self.readonly_fields

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """To choose from: units that exist today."""
        rows: Any
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            rows = rows.standing_on(clock.today())
        return rows, may_repeat

    def open_row(self, row: Unit, hand: Hand) -> None:
        open_unit(row, by=hand.by)

    def revise_row(self, row: Unit, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_unit(row, seen=seen, by=hand.by, reason=hand.reason, **changes)
