from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import Hand, VersionedAdmin
from targets.actions.areas import open_measure, revise_measure, withdraw_measure
from targets.admin.links import Link, LinksMixin, link
from targets.models import Commitment, Goal, Measure


@admin.register(Measure)
class MeasureAdmin(LinksMixin, VersionedAdmin):
    list_display = ("title", "area_told", "position", "commitment_count", "source_reference", "programme_slug")
    list_filter = ("area__programme", ("area", admin.RelatedOnlyFieldListFilter))
    ordering = ("area__programme", "area__number", "position", "pk")
    list_select_related = ("area__programme",)
    search_fields = ("key", "title_zh", "title_en", "area__title_zh", "area__title_en")
    autocomplete_fields = ("area",)
    fieldsets = ((None, {"fields": (("area", "key"), "position", ("title_zh", "title_en"), "source_reference")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        held = Count("commitments", distinct=True)
        rows: QuerySet[Any] = super().get_queryset(request).annotate(commitments_held=held)
        return rows

    def choice(self, row: Measure) -> str:
        return f"{row.area.programme.slug} · {row.area.number} {row.title}"

    @admin.display(description=_("title"), ordering="title_zh")
    def title(self, row: Measure) -> str:
        return row.title

    @admin.display(description=_("work area"), ordering="area__number")
    def area_told(self, row: Measure) -> str:
        return f"{row.area.number} {row.area.title}"

    @admin.display(description=_("commitments"), ordering="commitments_held")
    def commitment_count(self, row: Measure) -> int:
        return int(row.commitments_held)  # type: ignore[attr-defined]

    @admin.display(description=_("programme"), ordering="area__programme")
    def programme_slug(self, row: Measure) -> str:
        return row.area.programme.slug

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Imports find a measure by its area and key."""
        return ("key",) if obj else ()

    def links(self, row: Measure) -> Sequence[Link]:
        return [
            link(_("Its commitments"), Commitment, measure__id__exact=row.pk),
            link(_("Its goals"), Goal, measure__id__exact=row.pk),
            link(_("Add a commitment"), Commitment, "add", measure=row.pk),
        ]

    def open_row(self, row: Measure, hand: Hand) -> None:
        open_measure(row, by=hand.by)

    def revise_row(self, row: Measure, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_measure(row, seen=seen, by=hand.by, reason=hand.reason, **changes)

    def delete_row(self, row: Measure) -> None:
        withdraw_measure(row)

    def refusal_to_delete(self, row: Measure) -> str:
        holds = row.commitments.exists() or row.goals.exists()
        return t("Delete the measure's commitments and goals first.") if holds else ""
