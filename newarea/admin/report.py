from django.contrib import admin

from newarea.admin.base import LedgerAdmin, LedgerInline
from newarea.models import Evidence, Report


class EvidenceInline(LedgerInline):
    model = Evidence
    fields = readonly_fields = ("name", "kind", "size", "caption", "taken_at", "by", "at")
    related = ("by__unit",)


@admin.register(Report)
class ReportAdmin(LedgerAdmin):
    is_for_inspectors = True
    unit_of = ("undertaking__lead_unit",)
    list_display = (
        "undertaking", "state", "closes", "speaks_for", "percent", "quantity", "reporter", "submitted_on",
        "decided_on", "decided_by",
    )  # fmt: skip
    list_filter = ("state", "closes", "undertaking__programme", "is_restored")
    list_select_related = ("undertaking", "reporter__unit", "decided_by__unit")
    search_fields = (
        "undertaking__title_zh",
        "undertaking__title_en",
        "undertaking__key",
        "summary",
        "reporter__username",
    )
    date_hierarchy = "submitted_on"
    inlines = (EvidenceInline,)
