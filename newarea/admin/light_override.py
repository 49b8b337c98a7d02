from django.contrib import admin

from newarea.admin.base import LedgerAdmin
from newarea.models import LightOverride


@admin.register(LightOverride)
class LightOverrideAdmin(LedgerAdmin):
    is_for_inspectors = True
    unit_of = ("undertaking__lead_unit",)
    list_display = ("undertaking", "light", "reason", "by", "from_on", "ended_on", "ended_by")
    list_filter = ("light", "undertaking__programme", ("ended_on", admin.EmptyFieldListFilter))
    list_select_related = ("undertaking", "by__unit", "ended_by__unit")
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key", "reason")
    date_hierarchy = "from_on"
