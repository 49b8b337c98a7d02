from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import Hand, VersionedAdmin
from newarea.admin.rows import RowForm, RowFormSet, RowInline, save_rows
from targets.actions.areas import (
    open_area,
    open_measure,
    revise_area,
    revise_measure,
    withdraw_area,
    withdraw_measure,
)
from targets.admin.links import Link, LinksMixin, link
from targets.models import Commitment, Measure, WorkArea


class MeasureFormSet(RowFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Measure:
        form.instance.area = self.instance
        return open_measure(form.instance, by=self.hand.by)

    def revise(self, form: Any, row: Measure) -> Measure:
        seen = form.cleaned_data["version"]
        return revise_measure(row, seen=seen, by=self.hand.by, reason=self.hand.reason, **form.changes())

    def withdraw(self, row: Measure) -> None:
        withdraw_measure(row)


class MeasureInline(RowInline):
    model = Measure
    form = RowForm
    formset = MeasureFormSet
    template = "admin/rows_in_columns.html"
    fieldsets = ((None, {"fields": (("position", "version"), ("title_zh", "title_en"), ("source_reference", "key"))}),)


@admin.register(WorkArea)
class WorkAreaAdmin(LinksMixin, VersionedAdmin):
    list_display = ("number", "title", "measure_count", "leader_in_charge", "source_reference", "programme_slug")
    list_display_links = ("number", "title")
    list_filter = ("programme",)
    ordering = ("programme", "number")
    list_select_related = ("programme", "leader_in_charge__unit")
    search_fields = ("=number", "key", "title_zh", "title_en", "measures__title_zh", "measures__title_en")
    autocomplete_fields = ("programme", "leader_in_charge")
    inlines = (MeasureInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("programme", "key"), ("number", "is_number_derived"), ("title_zh", "title_en"),
                    "leader_in_charge", "source_reference",
                )
            },
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(measures_held=Count("measures", distinct=True))
        return rows

    def choice(self, row: WorkArea) -> str:
        return f"{row.programme.slug} · {row.number} {row.title}"

    @admin.display(description=_("title"), ordering="title_zh")
    def title(self, row: WorkArea) -> str:
        return row.title

    @admin.display(description=_("measures"), ordering="measures_held")
    def measure_count(self, row: WorkArea) -> int:
        return int(row.measures_held)  # type: ignore[attr-defined]

    @admin.display(description=_("programme"), ordering="programme")
    def programme_slug(self, row: WorkArea) -> str:
        return row.programme.slug

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Imports find an area by its programme and key."""
        return ("programme", "key") if obj else ()

    def links(self, row: WorkArea) -> Sequence[Link]:
        return [link(_("Its commitments"), Commitment, measure__area__id__exact=row.pk)]

    def open_row(self, row: WorkArea, hand: Hand) -> None:
        open_area(row, by=hand.by)

    def revise_row(self, row: WorkArea, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_area(row, seen=seen, by=hand.by, reason=hand.reason, **changes)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        save_rows(formset, self.hand(request, form), is_new=not change)

    def delete_row(self, row: WorkArea) -> None:
        withdraw_area(row)

    def refusal_to_delete(self, row: WorkArea) -> str:
        holds = row.measures.exists()
        return t("Delete the area's measures first.") if holds else ""
