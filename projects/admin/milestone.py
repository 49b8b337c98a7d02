from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newarea.actions.plan import UNIT_MAY, refusal_to_withdraw
from newarea.admin.base import Hand, VersionedAdmin
from newarea.admin.bulk import BulkMixin
from newarea.admin.excel import ExcelMixin
from newarea.admin.plan_bulk import PLAN_BULKS
from newarea.admin.standing import StandingMixin
from newarea.models import Officer, Unit
from projects.actions.milestones import plan_milestone, revise_milestone, withdraw_milestone
from projects.actions.tables import MilestoneTable
from projects.admin.milestone_form import MilestonePageForm, deliverables_of
from projects.models import Milestone


@admin.register(Milestone)
class MilestoneAdmin(BulkMixin, ExcelMixin, StandingMixin, VersionedAdmin):
    unit_of = ("undertaking__lead_unit",)
    unit_may = UNIT_MAY
    is_of_plan = True
    excel = (MilestoneTable,)
    bulks = PLAN_BULKS
    form = MilestonePageForm
    list_display = ("title", "project", "position", "light", "lead_unit", "owner", "start_on", "due_on", "weight")
    list_filter = ("project__programme", "project", "undertaking__is_example")
    list_select_related = ("project", "undertaking__programme", "undertaking__lead_unit", "undertaking__owner__unit")
    search_fields = (
        "undertaking__key", "undertaking__title_zh", "undertaking__title_en", "project__name_zh", "project__name_en",
        "undertaking__lead_unit__name_zh", "undertaking__owner__username",
    )  # fmt: skip
    autocomplete_fields = ("project",)
    show_full_result_count = False
    date_hierarchy = "undertaking__due_on"
    fieldsets = (
        (None, {"fields": (("project", "position"), ("title_zh", "title_en"), "standing_today")}),
        (_("Plan"), {"fields": (("start_on", "due_on"), "weight", ("lead_unit", "owner"))}),
        (_("Reported as a quantity"), {"fields": ("deliverable", ("quantity", "measure_zh", "measure_en"))}),
    )

    @admin.display(description=_("title"), ordering="undertaking__title_zh")
    def title(self, row: Milestone) -> str:
        return row.undertaking.title

    @admin.display(description=_("lead unit"), ordering="undertaking__lead_unit__position")
    def lead_unit(self, row: Milestone) -> Unit | None:
        return row.undertaking.lead_unit

    @admin.display(description=_("owner"), ordering="undertaking__owner__username")
    def owner(self, row: Milestone) -> Officer | None:
        return row.undertaking.owner

    @admin.display(description=_("start"), ordering="undertaking__start_on")
    def start_on(self, row: Milestone) -> date | None:
        return row.undertaking.start_on

    @admin.display(description=_("due"), ordering="undertaking__due_on")
    def due_on(self, row: Milestone) -> date | None:
        return row.undertaking.due_on

    @admin.display(description=_("weight"), ordering="undertaking__weight")
    def weight(self, row: Milestone) -> Decimal | None:
        return row.undertaking.weight

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("standing_today", "project") if obj else ("standing_today",)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Reports, terms and the history of the plan are kept with the undertaking."""
        if row := context.get("original"):
            name = "admin:newarea_undertaking"
            context["steps"] = [
                {"label": _("The undertaking and its facts"), "url": reverse(f"{name}_change", args=[row.pk])},
                {"label": _("History of the plan"), "url": reverse(f"{name}_history", args=[row.pk])},
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.deliverables = deliverables_of(obj.project) if obj else None
        return form

    def save_model(self, request: HttpRequest, obj: Milestone, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            hand = self.hand(request, form)
            obj.undertaking = plan_milestone(obj.project, **hand._asdict(), **form.values()).undertaking

    def revise_row(self, row: Milestone, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_milestone(row, seen=seen, **hand._asdict(), **changes)

    def delete_row(self, row: Milestone) -> None:
        withdraw_milestone(row)

    def refusal_to_delete(self, row: Milestone) -> str:
        return refusal_to_withdraw(row.undertaking)
