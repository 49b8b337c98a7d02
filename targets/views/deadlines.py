"""Figures that are due: to be entered by their usual day of publication, to be verified, to be mended once returned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as t
from django.utils.translation import ngettext

from newarea import formats
from newarea.domain.workdays import Calendar
from newarea.models import Officer, Programme, Reference, reference
from newarea.parts import Deadline
from targets.domain.periods import Period, due_on
from targets.models import Goal, Indicator, Observation
from targets.models.goals_on import periods_of
from targets.wording import period_text

Entered = Mapping[tuple[int, str], set[int]]


def figure_duties(programme: Programme, on: date) -> Iterator[Deadline]:
    """As known at the end of the day; a handful of queries, whatever there is."""
    held = reference()
    yield from figures_due(programme, on)
    yield from figures_to_mend(programme, on, held)
    yield from figures_to_verify(programme, on, held)


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
    """The months of what was entered by the end of the day; what was returned since is a duty of its own."""
    rows = Observation.objects.filter(indicator__in=indicators, year=year, entered_on__lte=on)
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
        page=_page(programme, indicator),
    )


def _page(programme: Programme, indicator: Indicator) -> str:
    return reverse("indicator", args=[programme.slug, indicator.key])


def figures_to_mend(programme: Programme, on: date, held: Reference) -> Iterator[Deadline]:
    """To whoever entered it, as long as nothing else was entered in its place."""
    same = {name: OuterRef(name) for name in ("indicator", "aspect", "year", "month")}
    later = Observation.objects.filter(pk__gt=OuterRef("pk"), entered_on__lte=on, **same)
    rows = Observation.objects.filter(
        ~Exists(later),
        indicator__district=programme.district_id,
        year=programme.year,
        state=Observation.State.RETURNED,
        decided_on__lte=on,
        entered_by__is_active=True,
    )
    days, url = held.rules_on(on).return_days, reverse("figures", args=[programme.slug])
    for row in rows.select_related("indicator").order_by("pk"):
        assert row.decided_on is not None
        words = period_text(row.period, is_cumulative=row.indicator.is_cumulative, with_year=True)
        facts = {"indicator": row.indicator.short_name, "period": words}
        yield Deadline(
            key=f"returned_figure:{row.pk}",
            title=t("Returned figure to mend: %(indicator)s, %(period)s") % facts,
            due_on=held.calendar.shift(row.decided_on, days),
            person_id=row.entered_by_id,
            url=f"{url}?period={row.period.key}",
            page=_page(programme, row.indicator),
        )


def figures_to_verify(programme: Programme, on: date, held: Reference) -> Iterator[Deadline]:
    """One line an inspector and day of entry; nobody is asked to verify what they entered themselves."""
    rows = Observation.objects.filter(indicator__district=programme.district_id, year=programme.year).waiting_on(on)
    waiting: dict[date, list[int]] = defaultdict(list)
    for entered_on, by in rows.order_by("entered_on", "pk").values_list("entered_on", "entered_by"):
        waiting[entered_on].append(by)
    if not waiting:
        return
    inspectors = Officer.objects.filter(role=Officer.Role.INSPECTOR, is_active=True).order_by("pk")
    for inspector in inspectors.values_list("pk", flat=True):
        yield from _to_verify(programme, inspector, waiting, held.rules_on(on).verification_days, held.calendar)


def _to_verify(
    programme: Programme, inspector: int, waiting: Mapping[date, Iterable[int]], days: int, calendar: Calendar
) -> Iterator[Deadline]:
    for entered_on, people in waiting.items():
        if count := sum(by != inspector for by in people):
            words = ngettext(
                "%(count)d figure to verify, entered on %(day)s",
                "%(count)d figures to verify, entered on %(day)s",
                count,
            )
            title = words % {"count": count, "day": formats.full_day(entered_on)}
            due_on, url = calendar.shift(entered_on, days), reverse("figures-waiting", args=[programme.slug])
            yield Deadline(f"figure:{programme.pk}:{entered_on}", title, due_on, inspector, url)
