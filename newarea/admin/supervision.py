from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import LedgerAdmin, LedgerInline, ReadOnly, VersionedAdmin
from newarea.admin.bulk import BulkMixin
from newarea.admin.decision_bulk import SLIP_BULKS
from newarea.models import ChaseUp, Officer, SlipAnswer, SupervisionSlip


@admin.register(ChaseUp)
class ChaseUpAdmin(LedgerAdmin):
    is_for_inspectors = True
    unit_of = ("undertaking__lead_unit",)
    list_display = ("undertaking", "on", "by", "note")
    list_filter = ("undertaking__programme",)
    list_select_related = ("undertaking", "by__unit")
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key", "note")
    date_hierarchy = "on"


class SlipAnswerInline(LedgerInline):
    model = SlipAnswer
    fields = readonly_fields = ("text", "by", "on", "decision", "decided_by", "decided_on", "note")
    related = ("slip__programme", "by__unit", "decided_by__unit")


@admin.register(SupervisionSlip)
class SupervisionSlipAdmin(ReadOnly, BulkMixin, VersionedAdmin):
    """A ledger that keeps its history; its people are looked up with their units, also on an old version."""

    is_for_inspectors = True
    unit_of = (
        "unit",
        "unit__succeeded_by",
    )
    actions = None
    bulks = SLIP_BULKS
    show_full_result_count = False
    list_display = ("mark", "colour", "undertaking", "unit", "issued_on", "reply_by", "state", "closed_on")
    list_filter = ("state", "colour", "programme")
    list_select_related = ("programme", "undertaking", "unit", "issued_by__unit", "closed_by__unit")
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key", "number")
    date_hierarchy = "issued_on"
    inlines = (SlipAnswerInline,)
    fields = readonly_fields = (
        "mark", "colour", "undertaking", "unit", "generation", "ground_zh", "ground_en", "demand", "issued_on",
        "issuer", "reply_by", "state", "closed_on", "closer", "closing_note",
    )  # fmt: skip

    def get_history_queryset(self, request: HttpRequest, *args: Any) -> QuerySet[Any]:
        return super().get_history_queryset(request, *args).select_related("closed_by__unit", "issued_by__unit")

    @admin.display(description=_("number"), ordering="number")
    def mark(self, row: SupervisionSlip) -> str:
        return row.mark

    @admin.display(description=_("issued by"))
    def issuer(self, row: SupervisionSlip) -> Officer | None:
        return _with_unit(row.issued_by_id)

    @admin.display(description=_("closed by"))
    def closer(self, row: SupervisionSlip) -> Officer | None:
        return _with_unit(row.closed_by_id)


def _with_unit(officer: int | None) -> Officer | None:
    return Officer.objects.select_related("unit").filter(pk=officer).first() if officer else None


@admin.register(SlipAnswer)
class SlipAnswerAdmin(LedgerAdmin):
    is_for_inspectors = True
    unit_of = (
        "slip__unit",
        "slip__unit__succeeded_by",
    )
    list_display = ("slip", "text", "by", "on", "decision", "decided_by", "decided_on")
    list_filter = ("decision", "slip__programme")
    list_select_related = ("slip__programme", "by__unit", "decided_by__unit")
    search_fields = ("text", "note", "slip__undertaking__title_zh", "slip__undertaking__title_en")
    date_hierarchy = "on"
