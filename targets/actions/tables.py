"""Commitments and figures as tables of a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea.actions.tables.columns import Column, column
from newarea.actions.tables.plan import DUTY, KEY, PROGRAMME, SCOPE, TITLES, PlanTable, taken_keys
from newarea.actions.tables.table import Entry, Hand, Held, Key, Lookups, Table, Values, key_text
from newarea.models import Officer, Undertaking
from targets.actions.commitments import (
    plan_commitment,
    read_quantity,
    refuse_foreign,
    refuse_revision,
    revise_commitment,
)
from targets.actions.observations import Figure, enter_figures, faults_of
from targets.domain.periods import Period, period_of
from targets.models import Commitment, Indicator, Measure, Observation, WorkArea


def _areas(lookups: Lookups) -> dict[Key, Any]:
    rows = WorkArea.objects.visible_to(lookups.hand.by).select_related("programme")
    return {(row.programme.slug, row.key): row for row in rows}


def _measures(lookups: Lookups) -> dict[Key, Any]:
    rows = Measure.objects.select_related("area__programme")
    return {(row.area.programme.slug, row.area.key, row.key): row for row in rows}


def _commitments(lookups: Lookups) -> dict[Key, Any]:
    rows = Commitment.objects.visible_to(lookups.hand.by).select_related("undertaking__programme")
    return {(row.undertaking.programme.slug, row.undertaking.key): row for row in rows}


AREA = Column(
    "area", _("work area"), "reference", of="area", scope=SCOPE, is_required=True, help=_("Key of the work area.")
)


class CommitmentTable(PlanTable):
    name, title = "commitment", _("commitments")
    own = ("measure", "parent", "position", "wording", "hedge", "is_counted", "source_reference", "source_sentence")
    readers = {"area": _areas, "measure": _measures, "commitment": _commitments, "undertaking": taken_keys}
    columns = (
        PROGRAMME,
        KEY,
        AREA,
        column(Commitment, "measure", of="measure", scope=(*SCOPE, "area"), help=_("Key of the measure.")),
        column(Commitment, "parent", of="commitment", scope=SCOPE, help=_("Key of the commitment it is a task of.")),
        column(Commitment, "position"),
        *TITLES,
        column(Commitment, "wording"),
        column(Commitment, "hedge"),
        column(Commitment, "is_counted"),
        *DUTY,
        column(Undertaking, "is_even_pace"),
        column(Undertaking, "measure_en"),
        column(Commitment, "source_reference"),
        column(Commitment, "source_sentence", width=34),
    )

    def rows(self, by: Officer) -> QuerySet[Commitment]:
        related = ("undertaking__programme", "undertaking__lead_unit", "undertaking__owner", "measure__area__programme")
        rows = Commitment.objects.visible_to(by).select_related(*related, "parent__undertaking")
        return rows.order_by("measure__area", "measure__position", "position", "pk")

    def all(self, lookups: Lookups) -> Iterator[tuple[Any, Values]]:
        """With what the rules ask of each."""
        for row in self.rows(lookups.hand.by).prefetch_related("tasks", "undertaking__reports"):
            yield row, self.values(row)

    def value(self, row: Any, column: Column) -> Any:
        if column.name == "area":
            return row.measure.area.key
        if column.name == "parent":
            return row.parent.undertaking.key if row.parent else ""
        return super().value(row, column)

    def check(self, entry: Entry, lookups: Lookups) -> None:
        super().check(entry, lookups)
        if entry.held is not None:
            refuse_revision(entry.held.row, self.with_rows(entry, entry.changed(), lookups))
        else:
            own = self.with_rows(entry, entry.values, lookups)
            refuse_foreign(own.get("parent"), own["measure"])
            read_quantity(own.get("wording", ""))

    def with_rows(self, entry: Entry, values: Mapping[str, Any], lookups: Lookups) -> Values:
        """A measure is named by two columns, and moves with either."""
        if "area" in values:
            values = {**values, "measure": entry.values["measure"]}
        return {name: row for name, row in super().with_rows(entry, values, lookups).items() if name != "area"}

    def expect(self, entry: Entry, lookups: Lookups) -> None:
        if entry.held is None:
            own = self.with_rows(entry, entry.values, lookups)
            lookups.of("undertaking")[entry.key] = True
            lookups.of("commitment")[entry.key] = Commitment(measure=own["measure"], parent=own.get("parent"))

    def open(self, values: Values, hand: Hand) -> Commitment:
        del values["programme"]
        return plan_commitment(values.pop("measure"), **hand.plan(), **values)

    def revise(self, held: Held, changes: Values, hand: Hand) -> None:
        revise_commitment(held.row, seen=held.version, **hand.plan(), **changes)


def _indicators(lookups: Lookups) -> dict[Key, Any]:
    rows = Indicator.objects.enterable_by(lookups.hand.by).select_related("district")
    return {(row.district.code, row.key): row for row in rows}


class FigureTable(Table):
    """Every vintage is a row of its own: another value or day of publication is entered as a revision, and waits for
    verification like any other. Only figures of the own statistics unit are known here."""

    name, title, model = "figure", _("figures"), Observation
    readers = {"indicator": _indicators}
    columns = (
        column(Indicator, "district", of="unit", is_key=True, help=_("Code of the district.")),
        column(
            Observation, "indicator", of="indicator", scope=("district",), is_key=True, help=_("Key of the indicator.")
        ),
        column(Observation, "aspect", is_key=True),
        Column("period", _("period"), is_key=True, help=_("Year and last month of the period: 2023-08.")),
        column(Observation, "published_on", is_key=True),
        column(Observation, "value", help=_("In the unit of the indicator; growth in percent, as 6.5.")),
        column(Observation, "source"),
    )

    def rows(self, by: Officer) -> QuerySet[Observation]:
        known = Observation.objects.exclude(state=Observation.State.RETURNED)
        rows = known.filter(indicator__in=Indicator.objects.enterable_by(by)).order_by(
            "indicator", "aspect", "year", "month", "published_on", "pk"
        )
        return rows.select_related("indicator__district")

    def value(self, row: Any, column: Column) -> Any:
        match column.name:
            case "district":
                return row.indicator.district.code
            case "indicator":
                return key_text(row.indicator)
            case "period":
                return row.period.key
        return getattr(row, column.name)

    def match(self, entry: Entry, held: Mapping[Key, Held]) -> Held | None:
        """Of two vintages published on one day the one with this value, if there is one."""
        found = held.get(entry.key)
        if found is None:
            return None
        same = [one for one in found.row.same_day if one.values["value"] == entry.values.get("value")]
        return next(iter(same), found)

    def held(self, lookups: Lookups) -> dict[Key, Held]:
        found: dict[Key, Held] = {}
        for row, values in self.all(lookups):
            key = self.key_of(values)
            row.same_day = found[key].row.same_day if key in found else []
            found[key] = Held(row, self.version(row), values)
            row.same_day.append(found[key])
        return found

    def check(self, entry: Entry, lookups: Lookups) -> None:
        if period_of(entry.values["period"]) is None:
            raise ValidationError({"period": t("Write the period as year and month: 2023-08.")})
        if [change.column.name for change in entry.changes] == ["source"]:
            raise ValidationError({"source": t("A figure that was entered keeps its source.")})

    def check_all(self, entries: Sequence[Entry], lookups: Lookups) -> None:
        figures = [self.figure(entry, lookups) for entry in entries]
        for entry, fault in zip(entries, faults_of(figures, by=lookups.hand.by, on=lookups.hand.on), strict=True):
            if fault:
                entry.refuse(ValidationError(fault))

    def figure(self, entry: Entry, lookups: Lookups) -> Figure:
        values = self.with_rows(entry, {"indicator": entry.values["indicator"]}, lookups)
        told = {name: entry.values[name] for name in ("aspect", "value", "published_on")}
        period = period_of(entry.values["period"])
        return Figure(period=period or Period(0, 0), source=entry.values.get("source", ""), **values, **told)

    def violations(self, entry: Entry) -> Iterator[str]:
        """Those of the database are about states, which only actions write."""
        yield from ()

    def expect(self, entry: Entry, lookups: Lookups) -> None:
        """Nothing names a figure."""

    def write(self, entry: Entry, lookups: Lookups, hand: Hand) -> None:
        enter_figures([self.figure(entry, lookups)], by=hand.by, on=hand.on, now=hand.now)
