from django.contrib import admin

from newarea.admin.base import LedgerAdmin
from newarea.models import Terms


@admin.register(Terms)
class TermsAdmin(LedgerAdmin):
    is_for_inspectors = is_of_plan = True
    unit_of = ("undertaking__lead_unit",)
    list_display = (
        "undertaking", "kind", "known_on", "superseded_on", "start_on", "due_on", "weight", "is_even_pace",
        "lead_unit", "owner",        "reason", "by",
    )  # fmt: skip
    list_filter = ("kind", "undertaking__programme")
    list_select_related = ("undertaking", "lead_unit", "owner__unit", "by__unit")
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key", "reason")
    date_hierarchy = "known_on"
