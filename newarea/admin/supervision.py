from django.contrib import admin

from newarea.admin.base import LedgerAdmin, LedgerInline
from newarea.models import ChaseUp, SlipAnswer, SupervisionSlip


@admin.register(ChaseUp)
class ChaseUpAdmin(LedgerAdmin):
    list_display = ("undertaking", "on", "by", "note")
    list_filter = ("undertaking__programme",)
    list_select_related = ("undertaking", "by__unit")
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key", "note")
    date_hierarchy = "on"


class SlipAnswerInline(LedgerInline):
    model = SlipAnswer
    fields = readonly_fields = ("text", "by", "on", "decision", "decided_by", "decided_on", "note")
    related = ("by__unit", "decided_by__unit")
    show_change_link = False


@admin.register(SupervisionSlip)
class SupervisionSlipAdmin(LedgerAdmin):
    list_display = ("mark", "colour", "undertaking", "unit", "issued_on", "reply_by", "state", "closed_on")
    list_filter = ("state", "colour", "programme")
    list_select_related = ("programme", "undertaking", "unit", "issued_by__unit", "closed_by__unit")
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key", "number")
    date_hierarchy = "issued_on"
    inlines = (SlipAnswerInline,)

    @admin.display(description=SupervisionSlip._meta.get_field("number").verbose_name, ordering="number")
    def mark(self, row: SupervisionSlip) -> str:
        return row.mark
