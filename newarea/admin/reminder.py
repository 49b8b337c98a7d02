from django.contrib import admin

from newarea.admin.base import LedgerAdmin
from newarea.models import Reminder


@admin.register(Reminder)
class ReminderAdmin(LedgerAdmin):
    is_for_inspectors = True
    list_display = ("duty", "undertaking", "person", "channel", "step", "due_on", "planned_on", "state", "cause")
    list_filter = ("state", "channel", "undertaking__programme")
    list_select_related = ("undertaking", "person__unit", "digest__person__unit")
    search_fields = ("duty", "undertaking__title_zh", "undertaking__title_en", "person__username", "person__name")
    date_hierarchy = "planned_on"
