from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import LedgerAdmin, LedgerInline
from newarea.admin.bulk import BulkMixin
from newarea.admin.decision_bulk import DIGEST_BULKS
from newarea.models import Digest, Reminder
from newarea.models.kinds import kind_name


class ReminderInline(LedgerInline):
    model = Reminder
    fields = readonly_fields = ("what", "undertaking", "step", "due_on", "state", "cause")
    related = ("undertaking", "person__unit")

    @admin.display(description=_("kind of duty"))
    def what(self, row: Reminder) -> str:
        return kind_name(row.kind)


@admin.register(Digest)
class DigestAdmin(BulkMixin, LedgerAdmin):
    is_for_inspectors = True
    bulks = DIGEST_BULKS
    list_display = ("person", "channel", "day", "state", "subject", "attempts", "sent_at", "read_at", "cause")
    list_filter = ("state", "channel")
    list_select_related = ("person__unit",)
    search_fields = ("person__username", "person__name", "address", "subject", "message_id")
    date_hierarchy = "day"
    exclude = ("body_html",)
    inlines = (ReminderInline,)
