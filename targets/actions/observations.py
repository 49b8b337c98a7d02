"""Figures as published: entered by the statistics unit, counted once another officer has verified them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea import formats
from newarea.actions.saving import checked_save
from newarea.models import Officer, Stale
from targets.domain.periods import Period
from targets.models import Indicator, Observation
from targets.models.goals_on import periods_of
from targets.wording import period_text

Cell = tuple[int, str, Period]  # indicator, aspect and period
MOST_GROWTH, MOST_LEVEL = Decimal(1_000), Decimal(10) ** 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One cell: a value of an indicator for a period, as published on a day."""

    indicator: Indicator
    aspect: str
    period: Period
    value: Decimal
    published_on: date
    source: str = ""


@transaction.atomic
def enter_figures(
    figures: Sequence[Figure], *, by: Officer, on: date, now: datetime, key: str = "", is_example: bool = False
) -> list[Observation]:
    """Write the figures down as waiting for verification, all of them or none; a refusal names its figure's fault."""
    if fault := next(filter(None, faults_of(figures, by=by, on=on)), ""):
        raise ValidationError(fault)
    rows = []
    for figure in figures:
        row = Observation(
            indicator=figure.indicator, aspect=figure.aspect, year=figure.period.year, month=figure.period.month,
            value=figure.value, published_on=figure.published_on, source=figure.source.strip(), key=key,
            is_example=is_example, entered_by=by, entered_on=on, entered_at=now,
        )  # fmt: skip
        rows.append(checked_save(row))
    return rows


def fault_of(figure: Figure, *, by: Officer, on: date) -> str:
    """Why this figure cannot be entered today, in one sentence; empty where it can."""
    return faults_of([figure], by=by, on=on)[0]


def faults_of(figures: Sequence[Figure], *, by: Officer, on: date) -> list[str]:
    """The fault of each of them; one query, whatever their number."""
    vintages = _vintages(figures)
    return [
        _not_theirs(figure, by)
        or _wrong_period(figure, on)
        or _wrong_value(figure)
        or _known_already(figure, vintages.get(_cell(figure), []))
        for figure in figures
    ]


def _cell(figure: Figure) -> Cell:
    return (figure.indicator.pk, figure.aspect, figure.period)


def _vintages(figures: Sequence[Figure]) -> Mapping[Cell, list[Observation]]:
    """What has been entered for the same periods and was not returned, the one published last at the end."""
    rows = Observation.objects.exclude(state=Observation.State.RETURNED).filter(
        indicator__in={figure.indicator.pk for figure in figures},
        year__in={figure.period.year for figure in figures},
        month__in={figure.period.month for figure in figures},
    )
    found: dict[Cell, list[Observation]] = {}
    for row in rows.order_by("published_on", "pk"):
        found.setdefault((row.indicator_id, row.aspect, row.period), []).append(row)
    return found


def _not_theirs(figure: Figure, by: Officer) -> str:
    if not by.is_reporting or by.unit_id is None or by.unit_id != figure.indicator.statistics_unit_id:
        return t("Only the statistics unit of this indicator enters its figures.")
    if figure.aspect not in figure.indicator.aspects:
        return t("This indicator has no such figure.")
    return ""


def _wrong_period(figure: Figure, on: date) -> str:
    period = figure.period
    if period not in periods_of(figure.indicator, period.year):
        return t("Nothing is published for this period.")
    if period.end >= on:
        return t("The period is not over yet.")
    if figure.published_on <= period.end:
        return t("A figure cannot be published before its period is over.")
    return t("A day to come cannot be the day of publication.") if figure.published_on > on else ""


def _wrong_value(figure: Figure) -> str:
    most = MOST_GROWTH if figure.aspect == "growth" else MOST_LEVEL
    if abs(figure.value) > most:
        return t("At most %(most)s is plausible.") % {"most": formats.number(most)}
    exponent = figure.value.as_tuple().exponent
    return t("At most four decimal places.") if isinstance(exponent, int) and exponent < -4 else ""


def _known_already(figure: Figure, vintages: Sequence[Observation]) -> str:
    if any(row.state == Observation.State.SUBMITTED for row in vintages):
        return t("A figure for this period is waiting for verification already.")
    if not vintages:
        return ""
    latest = vintages[-1]
    if latest.value == figure.value:
        return t("This figure is known already.")
    if figure.published_on < latest.published_on:
        text = t("A figure published later is known already (%(day)s); this one would change nothing.")
        return text % {"day": formats.full_day(latest.published_on)}
    return ""


@transaction.atomic
def verify_figure(row: Observation, *, by: Officer, on: date, now: datetime, seen: int) -> Observation:
    """Let the figure count from `on`."""
    return _decide(row, Observation.State.VERIFIED, by=by, on=on, now=now, seen=seen, note="")


@transaction.atomic
def verify_figures(seen: Mapping[Observation, int], *, by: Officer, on: date, now: datetime) -> None:
    """Let several figures count at once, all of them or none, each in the version that was seen."""
    for row, version in sorted(seen.items(), key=lambda item: item[0].pk):  # in one order: nobody waits in a circle
        verify_figure(row, by=by, on=on, now=now, seen=version)


@transaction.atomic
def return_figure(row: Observation, *, by: Officer, on: date, now: datetime, seen: int, note: str) -> Observation:
    """Refuse the figure with a note; the statistics unit enters the right one anew."""
    if not note.strip():
        raise ValidationError({"note": t("Say what is wrong when you return a figure.")})
    return _decide(row, Observation.State.RETURNED, by=by, on=on, now=now, seen=seen, note=note)


def _decide(
    row: Observation, state: Observation.State, *, by: Officer, on: date, now: datetime, seen: int, note: str
) -> Observation:
    """One conditional update: of two who decide at once, one wins and the other is told."""
    if row.entered_by_id == by.pk:
        raise ValidationError(t("Nobody verifies their own figure."))
    if on < row.entered_on:
        raise ValidationError(t("A figure cannot be decided before it was entered."))
    waiting = Observation.objects.waiting().filter(pk=row.pk, version=seen)
    decision = {"state": state, "decided_by": by, "decided_on": on, "decided_at": now, "decision_note": note.strip()}
    if not waiting.update(version=seen + 1, **decision):
        raise Stale(Observation.objects.get(pk=row.pk))
    row.refresh_from_db()
    return row


def name_of(row: Observation) -> str:
    """GDP, Jan–Jun 2023: as messages name a figure."""
    words = period_text(row.period, is_cumulative=row.indicator.is_cumulative, with_year=True)
    return t("%(indicator)s, %(period)s") % {"indicator": row.indicator.short_name, "period": words}
