"""The rules of `newarea.domain.standing` once more, in SQL: for lists that are filtered, sorted and paged by light.

Each stage adds columns to the one before it, so that every figure is worked out once and has a name. Figures are whole
numbers, as exact as Python's decimals: percent and weights in hundredths (`…100`), points in ten-thousandths (`…4`).
Days that are the same for all rows (the reporting days, the limits of the deadline column) come from Python's calendar.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connections
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DecimalField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least, Round
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan
from django_cte import CTE, with_cte

from newarea.domain.curve import FULL, STEPS_OF_FULL
from newarea.domain.standing import SEVERITY, Light, Rules, Word
from newarea.domain.workdays import ONE_DAY, Calendar, last_reporting_day, last_reporting_day_before
from newarea.models.reference import Reference
from newarea.models.undertaking import Undertaking
from newarea.models.undertaking_on import known_by
from newarea.models.workday import Workday

STANDING = ("light", "word", "severity", "planned4", "verified100", "gap4")
SEVERITIES = {**SEVERITY, Light.CLOSED: -1}
GREY, GREEN, YELLOW, RED = (SEVERITY[light] for light in (Light.GREY, Light.GREEN, Light.YELLOW, Light.RED))
ADOPTED, CLOSED, MEASURED = Q(adopted_on__isnull=False), Q(completed_on__isnull=False), Q(gap4__isnull=False)
FIRST_DAY = date(1, 1, 1)


def with_standing(undertakings: QuerySet[Undertaking], on: date, reference: Reference) -> QuerySet[Any]:
    """Those planned by the end of `on`, with what Python's `standing` says of them, in one query.

    `light` and `word` as there; `severity` to sort by, -1 for closed; `planned4`, `verified100` and `gap4` are NULL
    where Python says None.
    """
    stages = standing_stages(undertakings, on, reference)
    stands = stages[-1].col
    joined = with_cte(*stages, select=stages[-1].join(undertakings, pk=stands.pk))
    found: QuerySet[Any] = joined.annotate(**{name: getattr(stands, name) for name in STANDING})
    return found


def standing_stages(undertakings: QuerySet[Undertaking], on: date, reference: Reference) -> list[CTE]:
    """For `with_cte`. The last one has a row an undertaking: `pk`, `STANDING`, and the columns of `_facts`."""
    rules = reference.rules_on(on)
    decreed = stage("decreed", Workday.objects.exceptions().order_by().values("day", "is_working"))
    facts = stage("facts", _facts(undertakings, on, reporting_days(on, rules, reference)))
    steps = stages_after(
        facts,
        asked={"asked_on": Case(When(Q(ADOPTED, last_on__gte=F("since")), then=F("last_on")))},
        line={"line4": Case(When(is_even=True, then=planned4("starts_on", "ends_on", _measure_day(on))))},
        gap={"gap4": _gap4(rules)},
        columns={"by_gap": _by_line(rules), "by_date": _by_date(on, rules, reference.calendar, decreed)},
        standing=_standing(rules),
    )
    return [decreed, *steps]


def stages_after(first: CTE, **steps: dict[str, Any]) -> list[CTE]:
    """Each step's columns over the step before; within a step a column may use those written above it."""
    stages = [first]
    for name, columns in steps.items():
        stages.append(stage(name, stages[-1].queryset().order_by().annotate(**columns)))
    return stages


def stage(name: str, rows: QuerySet[Any, Any]) -> CTE:
    """A fence for PostgreSQL, which would else write each figure out wherever it is used, in the end thousands of
    times, and plan for minutes. SQLite does not, and knows the word only since 3.35."""
    return CTE(rows, name, materialized=connections[rows.db].vendor == "postgresql")


def reporting_days(on: date, rules: Rules, reference: Reference) -> list[date]:
    """Those on or before `on`, the last one first, back to the first adoption: earlier ones ask for nothing."""
    adopted = [programme.adopted_on for programme in reference.programmes if programme.adopted_on]
    days = [last_reporting_day(on, rules.reporting_day, reference.calendar)]
    while days[-1] > min(adopted, default=on):
        days.append(last_reporting_day_before(days[-1], rules.reporting_day, reference.calendar))
    return days


def _facts(undertakings: QuerySet[Undertaking], on: date, days: Sequence[date]) -> QuerySet[Any, Any]:
    """The columns of `Facts`. A report that waits holds the cycle where it was when it came in, and a close-out
    request the days past due. `last_on` asks for a report if it lies on or after `since`."""
    held_on = Coalesce("waiting__submitted_on", Value(on + ONE_DAY))
    starts_on = Coalesce("plan__start_on", "programme__adopted_on")
    return known_by(undertakings.order_by(), on).values(
        "pk",
        starts_on=F("plan__start_on"),
        ends_on=F("plan__due_on"),
        weight100=hundredths("plan__weight"),
        is_even=F("plan__is_even_pace"),
        adopted_on=Case(When(programme__adopted_on__lte=on, then=F("programme__adopted_on"))),
        figure_on=F("figure__speaks_for"),
        figure100=hundredths("figure__percent"),
        last_on=Case(*[When(GreaterThan(held_on, Value(day)), then=Value(day)) for day in days]),
        since=Greatest("programme__adopted_on", starts_on),
        counts_until=Case(When(waiting__closes=True, then=F("waiting__submitted_on")), default=Value(on)),
        completed_on=F("closing__speaks_for"),
    )


def _measure_day(on: date) -> Case:
    """The later of the two days; of closed ones the day itself."""
    is_figure_later = Q(asked_on=None) | Q(figure_on__gt=F("asked_on"))
    cases = [When(CLOSED, then=Value(on)), When(is_figure_later, then=F("figure_on"))]
    return Case(*cases, default=F("asked_on"))


def _gap4(rules: Rules) -> Case:
    """Before the first reporting day an early figure counts unless it would say behind."""
    short4 = F("line4") - Coalesce("figure100", 0) * 100
    counts = Q(asked_on__isnull=False) | Q(LessThan(short4, points4(rules.yellow_from)))
    return Case(When(ADOPTED & ~CLOSED & counts, then=short4))


def by_gap(gap4: str, rules: Rules) -> Case:
    return Case(
        When(**{f"{gap4}__gt": points4(rules.red_above)}, then=Value(RED)),
        When(**{f"{gap4}__gte": points4(rules.yellow_from)}, then=Value(YELLOW)),
        When(**{f"{gap4}__isnull": False}, then=Value(GREEN)),
        default=Value(GREY),
    )


def _by_line(rules: Rules) -> Case:
    """Where only the due date counts, nothing is behind as long as the date lies ahead."""
    is_ahead = ADOPTED & ~CLOSED & Q(is_even=False, ends_on__isnull=False, asked_on__isnull=False)
    return Case(When(is_ahead, then=Value(GREEN)), default=by_gap("gap4", rules))


def _by_date(on: date, rules: Rules, calendar: Calendar, decreed: CTE) -> Case:
    """At most `days_left` working days are left if it is due before the next one after them; more than `days_past`
    have passed if it was due before the last so many. Only where a close-out waits do the days have to be counted."""
    near_before = calendar.shift(on, rules.days_left + 1)
    long_before = calendar.shift(calendar.on_or_before(on), -rules.days_past)
    is_short = Q(gap4__gt=0) | (Q(is_even=False) & (Q(figure100=None) | Q(figure100__lt=points100(FULL))))
    is_near = is_short & Q(asked_on__isnull=False, ends_on__lt=near_before)
    is_past = Q(ends_on__lt=F("counts_until"))
    is_long_past = Q(GreaterThan(working_days("ends_on", "counts_until", decreed), Value(rules.days_past)))
    return Case(
        When(is_past & Q(counts_until=on, ends_on__lt=long_before), then=Value(RED)),
        When(is_past & Q(counts_until__lt=on) & is_long_past, then=Value(RED)),
        When(is_past | is_near, then=Value(YELLOW)),
        default=Value(GREY),
    )


def _standing(rules: Rules) -> dict[str, Any]:
    severity = Case(
        When(ADOPTED & CLOSED, then=Value(SEVERITIES[Light.CLOSED])),
        When(ADOPTED, then=Greatest("by_gap", "by_date")),
        default=Value(GREY),
    )
    return {
        "planned4": Case(When(ADOPTED & (CLOSED | MEASURED), then=F("line4"))),
        "verified100": Coalesce("figure100", Case(When(MEASURED, then=Value(0)))),
        "severity": severity,
        "light": light_of("severity"),
        "word": word_of("gap4", "severity", rules),
    }


def light_of(severity: str) -> Case:
    lights = [When(**{severity: number}, then=Value(light.value)) for light, number in SEVERITIES.items()]
    return Case(*lights, output_field=CharField())


def word_of(gap4: str, severity: str, rules: Rules) -> Case:
    limits = [
        (Q(**{severity: SEVERITIES[Light.CLOSED]}), Word.CLOSED),
        (Q(**{f"{gap4}__gt": points4(rules.red_above)}), Word.BEHIND),
        (Q(**{f"{gap4}__gte": points4(rules.yellow_from)}), Word.SLOW),
        (Q(**{f"{gap4}__lte": -points4(rules.ahead_from)}), Word.AHEAD),
        (Q(**{f"{gap4}__isnull": False}), Word.ON_SCHEDULE),
    ]
    words = [When(limit, then=Value(word.value)) for limit, word in limits]
    return Case(*words, default=Value(Word.NONE.value), output_field=CharField())


def points4(points: Decimal) -> int:
    return int(points * 10_000)


def points100(points: Decimal) -> int:
    return int(points * 100)


def hundredths(path: str) -> Cast:
    """A decimal column of two places as a whole number."""
    return Cast(Round(ExpressionWrapper(F(path) * 100, output_field=DecimalField())), BigIntegerField())


def planned4(start: str, due: str, on: Case) -> Case:
    """As `newarea.domain.curve.planned`, in the same order of cases; NULL where one of the days is."""
    part, whole = 2 * STEPS_OF_FULL * (DaysSince(on, start) + 1), DaysSince(due, start) + 1
    is_dated = Q(**{f"{start}__isnull": False, f"{due}__isnull": False})
    return Case(
        When(is_dated & Q(LessThan(on, F(start))), then=Value(0)),
        When(is_dated & Q(GreaterThanOrEqual(on, F(due))), then=Value(STEPS_OF_FULL)),
        When(is_dated, then=(part + whole) / (2 * whole)),
        output_field=BigIntegerField(),
    )


def working_days(after: str, until: str, decreed: CTE) -> Any:
    """As `Calendar.between`: Mondays to Fridays in (after, until], and what the decrees add to them or take away."""
    between = decreed.queryset().order_by().filter(day__gt=OuterRef(after), day__lte=OuterRef(until))
    sign = Case(When(is_working=True, then=Value(1)), default=Value(-1))
    balance = between.values(balance=Func(sign, function="SUM", output_field=IntegerField()))
    return weekdays(until) - weekdays(after) + Coalesce(Subquery(balance), 0)


def weekdays(until: str) -> Any:
    """Mondays to Fridays since 0001-01-01, a Monday, as in `Calendar.ordinal`."""
    days = DaysSince(until, Value(FIRST_DAY)) + 1
    return days / 7 * 5 + Least(days % 7, 5)


class DaysSince(Func):
    """Calendar days from the second day to the first."""

    arity = 2
    template = "CAST(%(expressions)s AS BIGINT)"
    arg_joiner = " - "
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        whole = self.copy()
        whole.set_source_expressions([Func(day, function="JULIANDAY") for day in self.get_source_expressions()])
        return whole.as_sql(compiler, connection, **context)
