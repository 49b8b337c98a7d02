from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import clock
from newarea.actions.plan import (
    UNIT_MAY,
    is_moved,
    plan_undertaking,
    refusal_to_withdraw,
    revise_plan,
    withdraw_undertaking,
)
from newarea.admin.base import Hand, LedgerInline, VersionedAdmin
from newarea.admin.bulk import BulkMixin
from newarea.admin.forms import SeenForm
from newarea.admin.plan_bulk import PLAN_BULKS
from newarea.admin.standing import StandingMixin
from newarea.models import Extension, LightOverride, Report, Terms, Undertaking
from newarea.parts import pages_of


class UndertakingForm(SeenForm):
    """An adopted plan moves only with a reason."""

    class Meta:
        labels = {"predecessors": _("Predecessors")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and not cleaned.get("reason", "").strip() and self._moves():
            self.add_error("reason", t("Say why the plan is changed."))
        return cleaned

    def _moves(self) -> bool:
        return is_moved(self.instance, self.changes())


class TermsInline(LedgerInline):
    model = Terms
    fields = readonly_fields = (
        "kind", "known_on", "superseded_on", "start_on", "due_on", "weight", "is_even_pace", "lead_unit", "owner",
        "reason", "by",
    )  # fmt: skip
    related = ("lead_unit", "owner__unit", "by__unit")


class ReportInline(LedgerInline):
    model = Report
    fields = readonly_fields = (
        "state", "closes", "speaks_for", "percent", "quantity", "reporter", "submitted_on", "decided_on", "decided_by",
    )  # fmt: skip
    related = ("reporter__unit", "decided_by__unit")


class ExtensionInline(LedgerInline):
    model = Extension
    fields = readonly_fields = ("state", "due_before", "new_due_on", "reason", "asked_by", "asked_on", "decided_by")
    related = ("asked_by__unit", "decided_by__unit")


class OverrideInline(LedgerInline):
    model = LightOverride
    fields = readonly_fields = ("light", "reason", "by", "from_on", "ended_on", "ended_by")
    related = ("by__unit", "ended_by__unit")


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("open")),
            ("overdue", _("past due")),
            ("closed", _("closed out")),
            ("undated", _("without a due date")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self._narrowed(queryset, clock.today())

    def _narrowed(self, rows: Any, on: date) -> QuerySet[Any]:
        match self.value():
            case "open":
                return rows.open()  # type: ignore[no-any-return]
            case "overdue":
                return rows.overdue(on=on)  # type: ignore[no-any-return]
            case "closed":
                return rows.exclude(closed_on=None)  # type: ignore[no-any-return]
            case "undated":
                return rows.open().filter(due_on=None)  # type: ignore[no-any-return]
        return rows  # type: ignore[no-any-return]


@admin.register(Undertaking)
class UndertakingAdmin(BulkMixin, StandingMixin, VersionedAdmin):
    is_for_inspectors = True
    unit_of = ("lead_unit",)
    unit_may = UNIT_MAY
    bulks = PLAN_BULKS
    form = UndertakingForm
    list_display = (
        "title", "light", "lead_unit", "owner", "due_on", "start_on", "closed_on", "weight", "programme_slug",
    )  # fmt: skip
    list_filter = ("programme", StateFilter, ("lead_unit", admin.RelatedOnlyFieldListFilter), "is_example")
    list_select_related = ("programme", "lead_unit", "owner__unit")
    search_fields = (
        "key",
        "title_zh",
        "title_en",
        "lead_unit__name_zh",
        "lead_unit__name_en",
        "owner__username",
        "owner__name",
    )
    autocomplete_fields = ("programme", "lead_unit", "supporting_units", "owner", "predecessors")
    date_hierarchy = "due_on"
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": (("programme", "key"), "title_zh", "title_en", "belongs_to", "standing_today")}),
        (
            _("Plan"),
            {
                "fields": (
                    ("start_on", "due_on"),
                    ("original_due_on", "closed_on"),
                    ("weight", "is_even_pace"),
                    "lead_unit",
                    "owner",
                ),
                "description": _(
                    "Leave open what is not decided: it is shown as to be settled, in grey. A due date moves by an "
                    "extension request; correct it here only where it was entered wrongly."
                ),
            },
        ),
        (_("Together with"), {"fields": ("supporting_units", "predecessors")}),
        (_("Reported as a quantity"), {"fields": (("quantity", "must_exceed"), ("measure_zh", "measure_en"))}),
        (_("Marks"), {"fields": ("is_example",)}),
    )
    inlines = (TermsInline, ReportInline, ExtensionInline, OverrideInline)

    @admin.display(description=_("title"), ordering="title_zh")
    def title(self, row: Undertaking) -> str:
        return row.title

    @admin.display(description=_("programme"), ordering="programme")
    def programme_slug(self, row: Undertaking) -> str:
        return row.programme.slug

    @admin.display(description=_("belongs to"))
    def belongs_to(self, row: Undertaking) -> str:
        page = pages_of([row.pk]).get(row.pk) if row.pk else None
        return page.belongs_to if page else "–"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Imports find an undertaking by its programme and key."""
        fixed = ("programme", "key") if obj else ()
        return ("standing_today", "belongs_to", "original_due_on", "closed_on", *fixed)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def open_row(self, row: Undertaking, hand: Hand) -> None:
        plan_undertaking(row, **hand._asdict())

    def revise_row(self, row: Undertaking, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_plan(row, seen=seen, **hand._asdict(), **changes)

    def delete_row(self, row: Undertaking) -> None:
        withdraw_undertaking(row)

    def refusal_to_delete(self, row: Undertaking) -> str:
        return refusal_to_withdraw(row)
