from django.contrib import admin

from newarea.admin.base import LedgerAdmin
from newarea.models.loaded import Loaded


@admin.register(Loaded)
class LoadedAdmin(LedgerAdmin):
    list_display = ("section", "key", "scope", "on", "at")
    list_filter = ("scope", "section")
    search_fields = ("key", "scope")
    date_hierarchy = "on"
