from django.contrib import admin

from newarea.admin.base import LedgerAdmin
from projects.models import Reading


@admin.register(Reading)
class ReadingAdmin(LedgerAdmin):
    list_display = ("officer", "project", "is_following", "looked_at")
    list_filter = ("is_following", "project__programme")
    list_select_related = ("officer__unit", "project")
    date_hierarchy = "looked_at"
    search_fields = ("officer__username", "officer__name", "project__name_zh", "project__name_en")
