"""Figures that are due: of periods that are over and not entered, by their usual day of publication."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as t

from newarea.domain.workdays import Calendar
from newarea.models import Programme, reference
from newarea.parts import Deadline
from targets.domain.periods import Period, due_on
from targets.models import Goal, Indicator, Observation
from targets.models.goals_on import periods_of
from targets.wording import period_text

Entered = Mapping[tuple[int, str], set[int]]


def figures_due(programme: Programme, on: date) -> Iterator[Deadline]:
    """To the indicator's owner; two queries and one for the calendar, whatever there is."""
    wanted = _wanted(programme)
    entered = _entered([indicator.pk for indicator in wanted], programme.year, on)
    calendar = reference().calendar
    for indicator, aspects in wanted.items():
        months = [entered[indicator.pk, aspect] for aspect in aspects]
        for period in periods_of(indicator, programme.year):
            if period.end < on and _is_owed(period, months, is_cumulative=indicator.is_cumulative):
                yield _deadline(programme, indicator, period, calendar)


def _is_owed(period: Period, entered: list[set[int]], *, is_cumulative: bool) -> bool:
    """A gap before a later cumulative figure is not chased: the later one counts from January too."""
    if is_cumulative:
        return any(period.month > max(months, default=0) for months in entered)
    return any(period.month not in months for months in entered)


def _wanted(programme: Programme) -> dict[Indicator, set[str]]:
    """What the goals in force are judged by, of indicators that have an owner and a usual day."""
    found: dict[Indicator, set[str]] = defaultdict(set)
    goals = Goal.objects.in_force().filter(programme=programme.pk).select_related("indicator", "reference")
    for goal in goals.order_by("indicator__position", "pk"):
        for indicator in filter(None, (goal.indicator, goal.reference)):
            if indicator.owner_id is not None and indicator.lag_days is not None:
                found[indicator].add(goal.aspect)
    return found


def _entered(indicators: list[int], year: int, on: date) -> Entered:
    """The months of what was entered by the end of the day and not returned by then."""
    rows = Observation.objects.filter(indicator__in=indicators, year=year).entered_by_day(on)
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for pk, aspect, month in rows.values_list("indicator", "aspect", "month"):
        found[pk, aspect].add(month)
    return found


def _deadline(programme: Programme, indicator: Indicator, period: Period, calendar: Calendar) -> Deadline:
    words = period_text(period, is_cumulative=indicator.is_cumulative, with_year=True)
    assert indicator.owner_id is not None
    assert indicator.lag_days is not None
    return Deadline(
        key=f"observation:{indicator.pk}:{period.key}",
        title=t("Figure to enter: %(indicator)s, %(period)s") % {"indicator": indicator.short_name, "period": words},
        due_on=due_on(period, indicator.lag_days, calendar),
        person_id=indicator.owner_id,
        url=f"{reverse('figures', args=[programme.slug])}?period={period.key}",
    )
