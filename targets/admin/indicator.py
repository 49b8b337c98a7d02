from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import Hand, VersionedAdmin
from targets.actions.indicators import MEASURED, open_indicator, revise_indicator, withdraw_indicator
from targets.admin.links import Link, LinksMixin, link
from targets.models import Goal, Indicator, Observation


@admin.register(Indicator)
class IndicatorAdmin(LinksMixin, VersionedAdmin):
    list_display = (
        "name", "measured_as", "basis", "frequency", "unit_told", "statistics_unit", "owner", "lag_days", "position",
    )  # fmt: skip
    list_filter = (
        ("district", admin.RelatedOnlyFieldListFilter), ("statistics_unit", admin.RelatedOnlyFieldListFilter),
        "measured_as", "frequency", "basis",
    )  # fmt: skip
    list_select_related = ("district", "statistics_unit", "owner__unit")
    search_fields = ("key", "name_zh", "name_en", "short_zh", "short_en", "statistics_unit__name_zh")
    autocomplete_fields = ("district", "statistics_unit", "owner")
    fieldsets = (
        (
            None,
            {"fields": (("district", "key"), ("name_zh", "name_en"), ("short_zh", "short_en"), "position")},
        ),
        (
            _("What it measures"),
            {
                "fields": (
                    ("measured_as", "basis"), ("unit_zh", "unit_en"), ("frequency", "is_cumulative", "joins_january"),
                )
            },
        ),
        (_("Who publishes it"), {"fields": (("statistics_unit", "owner"), "lag_days", "source_reference")}),
    )  # fmt: skip

    @admin.display(description=_("name"), ordering="name_zh")
    def name(self, row: Indicator) -> str:
        return row.name

    @admin.display(description=_("unit of the level"))
    def unit_told(self, row: Indicator) -> str:
        return row.unit

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first, measured, *others = self.fieldsets
        if obj and obj.observations.exists():
            note = t("There are figures already; what they mean cannot change. Open another indicator instead.")
            measured = (measured[0], {**measured[1], "description": note})
        return [first, measured, *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Imports find an indicator by its district and key; what its figures mean stays once there are any."""
        if obj is None:
            return ()
        return ("district", "key", *(MEASURED if obj.observations.exists() else ()))

    def links(self, row: Indicator) -> Sequence[Link]:
        own = {"indicator__id__exact": row.pk}
        return [link(_("Its goals"), Goal, **own), link(_("Its figures"), Observation, **own)]

    def open_row(self, row: Indicator, hand: Hand) -> None:
        open_indicator(row, by=hand.by)

    def revise_row(self, row: Indicator, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_indicator(row, seen=seen, by=hand.by, reason=hand.reason, **changes)

    def delete_row(self, row: Indicator) -> None:
        withdraw_indicator(row)

    def refusal_to_delete(self, row: Indicator) -> str:
        holds = row.goals.exists() or row.followed_by_goals.exists() or row.observations.exists()
        return t("It cannot be deleted: there are goals or figures.") if holds else ""
