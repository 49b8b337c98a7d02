from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import LedgerAdmin
from newarea.models import Evidence


@admin.register(Evidence)
class EvidenceAdmin(LedgerAdmin):
    is_for_inspectors = True
    unit_of = ("report__undertaking__lead_unit",)
    list_display = ("name", "undertaking", "report", "kind", "size", "caption", "by", "at")
    list_filter = ("kind", "report__state", "report__undertaking__programme")
    list_select_related = ("report__undertaking", "by__unit")
    search_fields = ("name", "caption", "sha256", "report__undertaking__title_zh", "report__undertaking__title_en")
    date_hierarchy = "at"

    @admin.display(description=_("undertaking"))
    def undertaking(self, row: Evidence) -> str:
        return str(row.report.undertaking)
