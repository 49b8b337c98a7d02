from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newarea import formats
from newarea.admin.base import LedgerAdmin
from newarea.models import MonthEnd
from newarea.templatetags.newarea import light


class LightFilter(admin.SimpleListFilter):
    """The column has no list of choices, so Django's own filter would offer its raw words."""

    title = _("light")
    parameter_name = "light"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(light, str(word)) for light, word in formats.LIGHTS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MonthEnd]) -> QuerySet[MonthEnd]:
        return queryset.filter(light=self.value()) if self.value() else queryset


@admin.register(MonthEnd)
class MonthEndAdmin(LedgerAdmin):
    is_for_inspectors = True
    list_display = ("undertaking", "day", "kept_light", "planned", "verified", "measure_on")
    list_filter = (LightFilter, "undertaking__programme")
    list_select_related = ("undertaking",)
    search_fields = ("undertaking__title_zh", "undertaking__title_en", "undertaking__key")
    date_hierarchy = "day"

    @admin.display(description=_("light"), ordering="light")
    def kept_light(self, row: MonthEnd) -> SafeString:
        return light(row.light)
