from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newarea.actions.tables.table import Hand, Table
from newarea.admin.base import LedgerAdmin
from newarea.admin.excel import ExcelMixin
from targets.actions.tables import FigureTable
from targets.admin.links import Link, LinksMixin, in_one_line, link
from targets.models import Indicator, Observation
from targets.wording import figure, period_text

CELL = ("indicator", "aspect", "year", "month")


def with_vintage(rows: QuerySet[Observation]) -> QuerySet[Observation]:
    """Each with whether it `counts_now`: verified, and of its period the one published last."""
    same = {name: OuterRef(name) for name in CELL}
    that_day = OuterRef("published_on")
    later = Q(published_on__gt=that_day) | Q(published_on=that_day, pk__gt=OuterRef("pk"))
    newer = Observation.objects.verified().filter(later, **same)
    return rows.annotate(counts_now=Q(state=Observation.State.VERIFIED) & ~Exists(newer))


class VintageFilter(admin.SimpleListFilter):
    title = _("vintage")
    parameter_name = "vintage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("counts now")), ("replaced", _("replaced by a revision"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "now":
                return queryset.filter(counts_now=True)
            case "replaced":
                return queryset.filter(counts_now=False, state=Observation.State.VERIFIED)
        return queryset


@admin.register(Observation)
class ObservationAdmin(ExcelMixin, LinksMixin, LedgerAdmin):
    """Figures are entered and decided on the site's own pages, by who may; here every vintage is read."""

    excel = (FigureTable,)
    list_display = (
        "indicator", "period_told", "figure", "aspect", "published_on", "state", "is_in_force", "entered_by",
        "decided_by",
    )  # fmt: skip
    list_filter = (
        "state", VintageFilter, "aspect", "year", ("indicator", admin.RelatedOnlyFieldListFilter),
        ("indicator__statistics_unit", admin.RelatedOnlyFieldListFilter), "is_example",
    )  # fmt: skip
    list_select_related = ("indicator", "entered_by__unit", "decided_by__unit")
    search_fields = (
        "indicator__key", "indicator__name_zh", "indicator__name_en", "indicator__short_zh", "source",
        "entered_by__username", "decision_note",
    )  # fmt: skip
    date_hierarchy = "published_on"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "indicator", ("aspect", "period_told"), "figure", ("published_on", "source"),
                    ("is_in_force", "is_example"),
                ),
                "description": _(
                    "Figures are entered and decided on the pages of the site. A revision is a row of its own; "
                    "“All vintages” above shows every row of this period."
                ),
            },
        ),
        (_("Who entered it"), {"fields": (("entered_by", "entered_on", "entered_at"),)}),
        (_("Who decided on it"), {"fields": ("state", ("decided_by", "decided_on", "decided_at"), "decision_note")}),
    )  # fmt: skip

    def excel_rows(self, table: Table, pks: list[Any], hand: Hand) -> QuerySet[Observation]:
        """All of them, returned ones too, which only their own statistics units can send back."""
        return Observation.objects.filter(pk__in=pks).select_related("indicator__district").order_by("pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_vintage(super().get_queryset(request))

    @admin.display(description=_("period"), ordering=F("year") * 100 + F("month"))
    def period_told(self, row: Observation) -> SafeString:
        indicator = row.indicator
        is_quarterly = indicator.frequency == Indicator.Frequency.QUARTERLY
        kind = {"is_cumulative": indicator.is_cumulative, "is_quarterly": is_quarterly}
        return in_one_line(period_text(row.period, with_year=True, **kind))

    @admin.display(description=_("value"), ordering="value")
    def figure(self, row: Observation) -> SafeString:
        return in_one_line(figure(row.value, row.indicator.unit_of(row.aspect)))

    @admin.display(description=_("counts now"), boolean=True)
    def is_in_force(self, row: Observation) -> bool:
        return bool(row.counts_now)  # type: ignore[attr-defined]

    def links(self, row: Observation) -> Sequence[Link]:
        period = {"indicator__id__exact": row.indicator_id, "aspect__exact": row.aspect, "year__exact": row.year}
        return [link(_("All vintages"), Observation, **period, month__exact=row.month)]
