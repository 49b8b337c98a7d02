from django.contrib import admin

from newarea.admin.base import LedgerAdmin
from newarea.admin.bulk import BulkMixin
from newarea.admin.decision_bulk import EXTENSION_BULKS
from newarea.models import Extension


@admin.register(Extension)
class ExtensionAdmin(BulkMixin, LedgerAdmin):
    is_for_inspectors = True
    unit_of = ("undertaking__lead_unit",)
    bulks = EXTENSION_BULKS
    list_display = (
        "undertaking", "state", "due_before", "new_due_on", "reason", "asked_by", "asked_on", "decided_by",
        "decided_on",
    )  # fmt: skip
    list_filter = ("state", "undertaking__programme")
    list_select_related = ("undertaking", "asked_by__unit", "decided_by__unit")
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key", "reason")
    date_hierarchy = "asked_on"
