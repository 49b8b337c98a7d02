from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import Hand, VersionedAdmin
from projects.actions.projects import add_deliverable, lock_message, remove_deliverable, revise_deliverable
from projects.admin.project import locked_note
from projects.models import Deliverable


@admin.register(Deliverable)
class DeliverableAdmin(VersionedAdmin):
    list_display = ("name", "project", "planned", "measure", "is_about", "is_derived", "position")
    list_filter = ("project__programme", "is_about", "is_derived")
    list_select_related = ("project",)
    search_fields = ("key", "name_zh", "name_en", "project__name_zh", "project__name_en")
    autocomplete_fields = ("project",)
    fieldsets = (
        (None, {"fields": ("project", "key", ("name_zh", "name_en"), "position")}),
        (_("Quantity"), {"fields": ("planned", ("measure_zh", "measure_en"), ("is_about", "is_derived"))}),
    )

    @admin.display(description=_("deliverable"), ordering="name_zh")
    def name(self, row: Deliverable) -> str:
        return row.name

    @admin.display(description=_("unit of measure"))
    def measure(self, row: Deliverable) -> str:
        return row.measure

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first, *others = self.fieldsets
        if obj and obj.project.is_locked:
            first = (None, {**first[1], "description": locked_note(obj.project)})
        return [first, *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("project", "key", *(Deliverable.LOCKED if obj.project.is_locked else ()))

    def open_row(self, row: Deliverable, hand: Hand) -> None:
        add_deliverable(row, by=hand.by, reason=hand.reason)

    def revise_row(self, row: Deliverable, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_deliverable(row, seen=seen, by=hand.by, reason=hand.reason, **changes)

    def delete_row(self, row: Deliverable) -> None:
        remove_deliverable(row)

    def refusal_to_delete(self, row: Deliverable) -> str:
        return lock_message(row.project)
