"""The section `observations`: figures as they were published, entered and decided, each on its day."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t

from newarea.actions.loading.ledger import Kept, plain
from newarea.actions.loading.loading import Loading
from newarea.schema.records import Record
from targets.actions.loading.indicators import indicator_of
from targets.actions.loading.tables import OBSERVATIONS
from targets.actions.observations import Figure, enter_figures, return_figure, verify_figure
from targets.domain.periods import period_of
from targets.models import Aspect, Observation

SECTION = OBSERVATIONS.name
ACTIONS: Mapping[str, Any] = {"verified": verify_figure, "returned": return_figure}


class Observations:
    table = OBSERVATIONS

    def known(self, slug: str) -> Mapping[str, set[str]]:
        rows = Observation.objects.exclude(key="").filter(indicator__district__programmes__slug=slug)
        return {SECTION: set(rows.values_list("key", flat=True))}

    def check(self, records: Sequence[Record], loading: Loading) -> None:
        for record in records:
            decisions = decisions_of(record)
            if len(decisions) > 1:
                loading.faults.say(record.place, t("“%(key)s” is decided twice."), key=record.key)
            on = record.data("on")
            for decision in decisions:
                if on and decision.data("on") and decision.data("on") < on:
                    loading.faults.say(decision.place_of("on"), t("A decision before the day it is about."))

    def load(self, records: Sequence[Record], loading: Loading) -> None:
        """In the order of their days: a revision comes after what it revises, and may wait for its decision."""
        for on, record, decision in sorted(_steps(records), key=lambda step: (step[0], step[2] is not None)):
            key = record.key if decision is None else f"{record.key}/{decision.table.name}"
            if loading.ledger.said(SECTION, key) is not None:
                if decision is None:
                    _compare(record, loading)
            elif on > loading.until:
                loading.outcome.later += 1
            else:
                _happen(record, decision, key, loading)


def decisions_of(record: Record) -> list[Record]:
    return [inner for name in ACTIONS for inner in record.all_inside(name)]


def _steps(records: Sequence[Record]) -> list[tuple[date, Record, Record | None]]:
    entered: list[tuple[date, Record, Record | None]] = [(record.data("on"), record, None) for record in records]
    return entered + [(one.data("on"), record, one) for record in records for one in decisions_of(record)]


def _happen(record: Record, decision: Record | None, key: str, loading: Loading) -> None:
    with loading.trying(record):
        told = (_enter if decision is None else _decide)(record, decision, loading)
        if not told:
            loading.outcome.left += 1
            return
        said = {name: value.data for name, value in (decision or record).values.items()}
        loading.ledger.note(SECTION, key, said, on=(decision or record).data("on"))
        loading.outcome.facts += 1


def _enter(record: Record, decision: Record | None, loading: Loading) -> bool:
    """False where people have entered a figure of their own for the period meanwhile."""
    indicator, period = indicator_of(loading, record.data("indicator")), period_of(record.data("period"))
    aspect = record.data("aspect", Aspect.GROWTH)
    assert period is not None
    own = Observation.objects.filter(indicator=indicator, aspect=aspect, year=period.year, month=period.month)
    if own.filter(key="").exists():
        return False
    figure = Figure(
        indicator=indicator,
        aspect=aspect,
        period=period,
        value=Decimal(record.data("value")),
        published_on=record.data("published_on"),
        source=record.data("source", ""),
    )
    by = loading.officer(record.data("by"))
    on, is_example = record.data("on"), record.is_example
    enter_figures([figure], by=by, on=on, now=loading.now, key=record.key, is_example=is_example)
    return True


def _decide(record: Record, decision: Record | None, loading: Loading) -> bool:
    """False where people have decided it meanwhile, or it was never entered."""
    assert decision is not None
    row = Observation.objects.waiting().filter(indicator__district=loading.year.district_id, key=record.key).first()
    if row is None:
        return False
    by = loading.officer(decision.data("by"))
    if row.entered_by_id != by.pk and not Observation.objects.verifiable_by(by).filter(pk=row.pk).exists():
        raise ValidationError(t("Figures are decided by an inspector or by another officer of the statistics unit."))
    note = {"note": decision.data("note")} if decision.table.name == "returned" else {}
    action = ACTIONS[decision.table.name]
    action(row, by=by, on=decision.data("on"), now=loading.now, seen=row.version, **note)
    return True


def _compare(record: Record, loading: Loading) -> None:
    """A figure is never overwritten; one that the file tells otherwise by now is reported."""
    said = loading.ledger.said(SECTION, record.key) or {}
    for name, value in record.values.items():
        if plain(value.data) != said.get(name):
            loading.outcome.kept.append(Kept(value.place, name, plain(value.data), said.get(name)))
