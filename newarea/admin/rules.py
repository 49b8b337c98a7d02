from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import clock
from newarea.actions.rules import add_rules, remove_rules, revise_rules
from newarea.admin.base import Hand, VersionedAdmin
from newarea.models import StandingRules


@admin.register(StandingRules)
class StandingRulesAdmin(VersionedAdmin):
    """Rules that began before today are for reading: days gone by keep what they were judged by."""

    is_for_inspectors = True
    date_hierarchy = "in_force_from"
    list_display = (
        "in_force_from",
        "yellow_from",
        "red_above",
        "ahead_from",
        "days_left",
        "days_past",
        "reporting_day",
    )
    ordering = ("-in_force_from",)
    fieldsets = (
        (
            None,
            {
                "fields": ("in_force_from",),
                "description": _(
                    "There is no national standard for any of these; each page prints those in force on its day. "
                    "To change one, add a new row that begins today or later."
                ),
            },
        ),
        (_("Progress, in points"), {"fields": (("yellow_from", "red_above", "ahead_from"),)}),
        (_("Due dates, in working days"), {"fields": (("days_left", "days_past"),)}),
        (_("Cycle"), {"fields": ("reporting_day", ("verification_days", "decision_days", "return_days"))}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        begun = obj is not None and obj.pk is not None and obj.in_force_from < clock.today()
        return not begun and super().has_change_permission(request, obj)

    def open_row(self, row: StandingRules, hand: Hand) -> None:
        add_rules(row, by=hand.by, on=hand.on)

    def revise_row(self, row: StandingRules, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_rules(row, seen=seen, by=hand.by, on=hand.on, reason=hand.reason, **changes)

    def delete_row(self, row: StandingRules) -> None:
        remove_rules(row, on=clock.today())

    def refusal_to_delete(self, row: StandingRules) -> str:
        if row.in_force_from < clock.today():
            return t("Days gone by keep the rules they had. Let new rules begin today or later.")
        return ""
