from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import clock
from newarea.admin.base import Hand, VersionedAdmin
from targets.actions.tolerances import add_tolerance, remove_tolerance, revise_tolerance
from targets.models import Tolerance


@admin.register(Tolerance)
class ToleranceAdmin(VersionedAdmin):
    """A tolerance that began before today is for reading: days gone by keep what they were judged by."""

    list_display = ("unit", "in_force_from", "value")
    list_filter = ("unit",)
    search_fields = ("unit",)
    date_hierarchy = "in_force_from"
    ordering = ("unit", "-in_force_from")
    fieldsets = (
        (
            None,
            {
                "fields": ("unit", "in_force_from", "value"),
                "description": _(
                    "A house rule for “about” and “in step”; each page prints the one in force on its day. To change "
                    "one, add a new row that begins today or later."
                ),
            },
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        begun = obj is not None and obj.pk is not None and obj.in_force_from < clock.today()
        return not begun and super().has_change_permission(request, obj)

    def open_row(self, row: Tolerance, hand: Hand) -> None:
        add_tolerance(row, by=hand.by, on=hand.on)

    def revise_row(self, row: Tolerance, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_tolerance(row, seen=seen, by=hand.by, on=hand.on, reason=hand.reason, **changes)

    def delete_row(self, row: Tolerance) -> None:
        remove_tolerance(row, on=clock.today())

    def refusal_to_delete(self, row: Tolerance) -> str:
        if row.in_force_from < clock.today():
            return t("Days gone by keep the tolerance they had. Let a new one begin today or later.")
        return ""
