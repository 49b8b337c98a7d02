"""What must hold for every plan and every history of it, not only for the cases somebody thought of."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from newarea.domain.curve import planned
from newarea.domain.standing import Facts, Light, Part, Rules, Standing, Word, light_of, roll_up, standing, word_of
from tests.domain.calendar_2023 import CALENDAR

RULES = Rules()
BADNESS = {Light.CLOSED: 0, Light.GREY: 0, Light.GREEN: 0, Light.YELLOW: 1, Light.RED: 2}
WORDS = [Word.AHEAD, Word.ON_SCHEDULE, Word.SLOW, Word.BEHIND]

days = st.dates(date(2023, 1, 1), date(2023, 12, 31))
percents = st.decimals(0, 130, places=2)


NEW_YEAR = date(2023, 1, 1)


@st.composite
def plans(draw: st.DrawFn) -> Facts:
    start, due = sorted((draw(days), draw(days)))
    return Facts(
        start_on=start,
        due_on=due,
        original_due_on=due,
        adopted_on=draw(st.dates(NEW_YEAR, date(2023, 3, 31))),
        is_even_pace=draw(st.integers(0, 3)) > 0,
    )


@st.composite
def histories(draw: st.DrawFn, *, may_wait: bool = True, may_be_silent: bool = True) -> tuple[Facts, date]:
    """A plan with what was known of it on a day, in an order in which it can have happened."""
    facts, on = draw(plans()), draw(days)
    submitted = NEW_YEAR
    if not may_be_silent or draw(st.booleans()):
        submitted = draw(st.dates(NEW_YEAR, on))
        spoken = draw(st.dates(NEW_YEAR, submitted))
        facts = replace(facts, verified=draw(percents), verified_for=spoken, verified_submitted_on=submitted)
    if may_wait and draw(st.booleans()):
        facts = replace(facts, waiting_since=draw(st.dates(submitted, on)), waiting_closes=draw(st.booleans()))
    return facts, on


def stands(facts: Facts, on: date) -> Standing:
    return standing(facts, on=on, rules=RULES, calendar=CALENDAR)


def badness(facts: Facts, on: date) -> int:
    return BADNESS[stands(facts, on).light]


@given(start=days, length=st.integers(1, 800), on=days)
def test_the_line_is_the_exact_fraction_of_calendar_days_to_the_nearest_ten_thousandth(
    start: date, length: int, on: date
) -> None:
    due = start + timedelta(days=length - 1)
    exact = min(max(Fraction((on - start).days + 1, length), Fraction(0)), Fraction(1)) * 100
    line = planned(start, due, on)

    assert line is not None
    assert -Fraction(1, 20000) < Fraction(line) - exact <= Fraction(1, 20000)
    assert line.as_tuple().exponent == -4


@given(plan=plans(), on=days)
def test_the_line_never_falls(plan: Facts, on: date) -> None:
    today, tomorrow = (planned(plan.start_on, plan.due_on, day) for day in (on, on + timedelta(days=1)))

    assert today is not None
    assert tomorrow is not None
    assert today <= tomorrow


@given(history=histories(may_be_silent=False), more=st.decimals("0.01", 130, places=2))
def test_more_verified_progress_is_never_worse(history: tuple[Facts, date], more: Decimal) -> None:
    facts, on = history
    assert facts.verified is not None

    assert badness(replace(facts, verified=facts.verified + more), on) <= badness(facts, on)


@given(history=histories())
def test_days_passing_without_news_never_make_it_better(history: tuple[Facts, date]) -> None:
    facts, on = history

    assert badness(facts, on + timedelta(days=1)) >= badness(facts, on)


@given(history=histories(may_wait=False))
def test_handing_a_report_in_is_never_worse_than_not(history: tuple[Facts, date]) -> None:
    facts, on = history

    assert badness(replace(facts, waiting_since=on, waiting_closes=True), on) <= badness(facts, on)


@given(history=histories(), later=st.integers(1, 60))
def test_a_later_due_date_is_never_worse(history: tuple[Facts, date], later: int) -> None:
    facts, on = history
    facts = replace(facts, waiting_closes=False)
    assert facts.due_on is not None

    assert badness(replace(facts, due_on=facts.due_on + timedelta(days=later)), on) <= badness(facts, on)


@given(history=histories())
def test_the_worse_column_decides_and_speaks(history: tuple[Facts, date]) -> None:
    now = stands(*history)
    by_date = Light.GREY
    codes = {now.reason.code, now.other.code if now.other is not None else ""}
    if codes & {"deadline_near", "date_near"}:
        by_date = Light.YELLOW
    elif now.past_due is not None:
        by_date = Light.RED if now.past_due > 10 else Light.YELLOW
    unmeasured = Light.GREEN if "date_ahead" in codes else Light.GREY
    by_gap = unmeasured if now.gap is None else light_of(now.gap, RULES)

    order = [Light.GREY, Light.GREEN, Light.YELLOW, Light.RED]
    assert now.light == max(by_date, by_gap, key=order.index)
    speaks_of_gap = now.reason.code.startswith(("gap_", "date_ahead"))
    assert speaks_of_gap == (order.index(by_gap) > order.index(by_date))


@given(history=histories())
def test_the_gap_is_exactly_planned_minus_verified_and_the_word_is_the_gap_s(history: tuple[Facts, date]) -> None:
    now = stands(*history)
    if now.gap is None:
        assert (now.word, now.planned, now.measure_on) == (Word.NONE, None, None)
    else:
        assert now.planned is not None
        assert now.verified is not None
        assert Fraction(now.gap) == Fraction(now.planned) - Fraction(now.verified)
        assert now.word == word_of(now.gap, RULES)


@given(history=histories())
def test_no_one_is_measured_after_the_day_or_called_late_before_the_date(history: tuple[Facts, date]) -> None:
    facts, on = history
    now = stands(facts, on)

    assert now.measure_on is None or now.measure_on <= on
    assert (now.past_due is None) or (facts.due_on is not None and on > facts.due_on)


@given(history=histories(), completed_on=days, percent=percents)
def test_a_closed_one_is_closed_whatever_its_gap(
    history: tuple[Facts, date], completed_on: date, percent: Decimal
) -> None:
    facts, on = history
    facts = replace(facts, adopted_on=NEW_YEAR, completed_on=completed_on)
    closed = stands(facts, on)

    assert (closed.light, closed.word, closed.gap, closed.other) == (Light.CLOSED, Word.CLOSED, None, None)
    other_figure = stands(replace(facts, verified=percent), on)
    assert replace(other_figure, verified=None) == replace(closed, verified=None)


@given(one=percents, other=percents)
def test_a_larger_gap_is_never_a_better_light_or_word(one: Decimal, other: Decimal) -> None:
    smaller, larger = sorted((one - 50, other - 50))

    assert BADNESS[light_of(smaller, RULES)] <= BADNESS[light_of(larger, RULES)]
    assert WORDS.index(word_of(smaller, RULES)) <= WORDS.index(word_of(larger, RULES))


@given(
    histories=st.lists(st.tuples(plans(), st.none() | percents, st.none() | days), min_size=1, max_size=6),
    weights=st.lists(st.decimals("0.01", 50, places=2), min_size=6, max_size=6),
    on=days,
)
def test_a_project_is_as_bad_as_its_worst_open_milestone_and_no_worse(
    histories: list[tuple[Facts, Decimal | None, date | None]], weights: list[Decimal], on: date
) -> None:
    parts = []
    for key, (plan, percent, completed_on) in enumerate(histories):
        report: dict[str, Any] = (
            {} if percent is None else {"verified": percent, "verified_for": on, "verified_submitted_on": on}
        )
        facts = replace(plan, adopted_on=NEW_YEAR, completed_on=completed_on, **report)
        parts.append(Part(key, weights[key], stands(facts, on)))
    project = roll_up(parts, rules=RULES)

    lights = [part.standing.light for part in parts if part.standing.light is not Light.CLOSED]
    assert BADNESS[project.light] == max((BADNESS[light] for light in lights), default=0)
    assert (project.light is Light.CLOSED) == (not lights)
    named = [part.standing.reason for part in parts if part.key == project.set_by]
    assert BADNESS[project.light] == 0 or named == [project.reason]
