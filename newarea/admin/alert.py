from django.contrib import admin

from newarea.admin.base import LedgerAdmin
from newarea.models import Alert


@admin.register(Alert)
class AlertAdmin(LedgerAdmin):
    list_display = ("kind", "began_at", "ended_at", "told_at", "count", "detail")
    list_filter = ("kind",)
    date_hierarchy = "began_at"
