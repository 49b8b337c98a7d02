from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import LedgerAdmin
from newarea.models import MonthEnd
from newarea.templatetags.newarea import light


@admin.register(MonthEnd)
class MonthEndAdmin(LedgerAdmin):
    is_for_inspectors = True
    list_display = ("undertaking", "day", "kept_light", "planned", "verified", "measure_on")
    list_filter = ("light", "undertaking__programme")
    list_select_related = ("undertaking",)
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key")
    date_hierarchy = "day"

    @admin.display(description=_("light"), ordering="light")
    def kept_light(self, row: MonthEnd) -> SafeString:
        return light(row.light)
