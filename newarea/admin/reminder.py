from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import LedgerAdmin
from newarea.admin.kinds import KindFilter
from newarea.models import Reminder
from newarea.models.kinds import kind_name


@admin.register(Reminder)
class ReminderAdmin(LedgerAdmin):
    is_for_inspectors = True
    list_display = ("what", "undertaking", "person", "channel", "step", "due_on", "planned_on", "state", "cause")
    list_filter = ("state", "channel", KindFilter, "undertaking__programme")
    list_select_related = ("undertaking", "person__unit", "digest__person__unit")
    search_fields = ("duty", "undertaking__title_zh", "undertaking__title_en", "person__username", "person__name")
    date_hierarchy = "planned_on"
    readonly_fields = ("what", "key")

    def get_fields(self, request: HttpRequest, obj: Reminder | None = None) -> list[Any]:
        """The words for the kind and the key of the duty stand for their columns."""
        fields = [name for name in super().get_fields(request, obj) if name not in ("kind", "duty", "what", "key")]
        return ["what", "key", *fields]

    @admin.display(description=_("kind of duty"), ordering="kind")
    def what(self, row: Reminder) -> str:
        return kind_name(row.kind)

    @admin.display(description=_("duty"))
    def key(self, row: Reminder) -> SafeString:
        return format_html("<code>{}</code>", row.duty)
