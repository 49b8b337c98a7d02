"""Every vintage of an indicator's figures in a year, as known at the end of a day and as far as a reader may see it."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as t

from newarea.models import Reader
from targets.domain.periods import Period
from targets.models import Indicator, Observation
from targets.views.goal_rows import beside, difference_beside, period_words
from targets.views.path_of_goal import Vintages
from targets.wording import figure


def observations_of(indicator: Indicator, year: int, on: date, reader: Reader) -> list[Observation]:
    """Each with its state of that day, the one published last at the end."""
    rows = Observation.objects.visible_to(reader).filter(indicator=indicator, year=year, entered_on__lte=on)
    found = list(rows.select_related("entered_by__unit", "decided_by__unit").order_by("published_on", "pk"))
    for row in found:
        row.indicator = indicator
        _as_of(row, on)
    return [row for row in found if row.decided_on or _sees_waiting(reader)]


def _as_of(row: Observation, on: date) -> None:
    """Take back what was decided later."""
    if row.decided_on and row.decided_on > on:
        row.state, row.decided_on, row.decided_by, row.decision_note = Observation.State.SUBMITTED, None, None, ""


def _sees_waiting(reader: Reader) -> bool:
    return bool(reader.is_authenticated) and getattr(reader, "is_district_staff", False)


def by_period(observations: Iterable[Observation], aspect: str) -> Vintages:
    """The verified ones of one aspect."""
    held: dict[Period, list[Observation]] = {}
    for row in observations:
        if row.aspect == aspect and row.state == Observation.State.VERIFIED:
            held.setdefault(row.period, []).append(row)
    return held


def waiting_periods(observations: Iterable[Observation], aspect: str) -> frozenset[Period]:
    submitted = Observation.State.SUBMITTED
    return frozenset(row.period for row in observations if row.aspect == aspect and row.state == submitted)


def vintage_rows(observations: Sequence[Observation]) -> list[dict[str, Any]]:
    """Newest first, each with what it changed."""
    before: dict[tuple[Period, str], Decimal] = {}
    rows = []
    for row in observations:
        is_verified = row.state == Observation.State.VERIFIED
        rows.append(_vintage(row, before.get((row.period, row.aspect)) if is_verified else None))
        if is_verified:
            before[row.period, row.aspect] = row.value
    return rows[::-1]


def _vintage(row: Observation, before: Decimal | None) -> dict[str, Any]:
    unit = row.indicator.unit_of(row.aspect)
    return {
        "period": period_words(row.indicator, row.month, row.year),
        "aspect": row.get_aspect_display(),
        "value": figure(row.value, unit),
        "change": difference_beside(row.value - before, unit) if before is not None else "",
        "before": beside(before, unit) if before is not None else "",
        "state": row.state,
        "word": row.get_state_display(),
        "published_on": row.published_on,
        "entered_by": row.entered_by.unit or row.entered_by,
        "entered_on": row.entered_on,
        "decided_by": (row.decided_by.unit or row.decided_by) if row.decided_by else t("nobody yet"),
        "decided_on": row.decided_on,
        "note": row.decision_note,
        "source": row.source,
        "is_example": row.is_example,
    }
