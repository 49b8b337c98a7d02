"""DRF's own page of API tokens: its list of all officers asks once for each of them, and grows with the district."""

from django.contrib import admin
from rest_framework.authtoken.admin import TokenAdmin
from rest_framework.authtoken.models import TokenProxy

from newarea.admin.base import ListAdmin

admin.site.unregister(TokenProxy)


@admin.register(TokenProxy)
class OwnTokenAdmin(ListAdmin, TokenAdmin):
    autocomplete_fields = ("user",)
    list_select_related = ("user__unit",)
