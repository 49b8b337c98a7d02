from django.contrib import admin

from newarea.admin.base import LedgerAdmin, PlainAdmin
from newarea.models import Reminder, ReminderStep


@admin.register(ReminderStep)
class ReminderStepAdmin(PlainAdmin):
    list_display = ("kind", "days", "repeats_every")
    list_filter = ("kind",)


@admin.register(Reminder)
class ReminderAdmin(LedgerAdmin):
    list_display = ("duty", "undertaking", "person", "channel", "step", "due_on", "planned_on", "state", "cause")
    list_filter = ("state", "channel", "undertaking__programme")
    list_select_related = ("undertaking", "person__unit", "digest__person__unit")
    search_fields = ("duty", "undertaking__title_zh", "undertaking__title_en", "person__username", "person__name")
    date_hierarchy = "planned_on"
