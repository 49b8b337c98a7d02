"""What holds for every goal and every figure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from targets.domain.goals import Goal, Kind, Sense
from targets.domain.judging import Judged, Reading, Series, Verdict, judge, share_of_year
from targets.domain.periods import Period
from tests.targets.domain.wordings import goals

TOLERANT = (Kind.ABOUT, Kind.IN_STEP_WITH)
BETTER = {Verdict.MISSED: 0, Verdict.NEARLY: 1, Verdict.REACHED: 2}
ON = date(2023, 9, 15)
offsets = st.decimals(-3, 3, places=4)
steps = st.decimals("0.0001", 3, places=4)
tolerances = st.none() | st.decimals(0, 3, places=4)
months = st.integers(1, 12)
series_kinds = st.sampled_from([{}, {"is_pro_rata": True}, {"is_growing": True}])


def judged(
    goal: Goal,
    near: Decimal,
    tolerance: Decimal | None,
    *,
    month: int = 12,
    kind: dict[str, bool] | None = None,
    followed: Decimal = Decimal(6),
) -> Judged:
    """By a figure `near` what decides, which is where something can go wrong."""
    period = Period(2023, month)
    base = followed if goal.bottom is None else goal.bottom
    if kind and kind.get("is_pro_rata") and month < 12 and goal.bottom is not None:
        base = share_of_year(base, month)
    series = Series(readings=[Reading(period, base + near, ON)], **kind or {})
    more: dict[str, Any] = {}
    if goal.kind is Kind.IN_STEP_WITH:
        more["reference"] = [Reading(period, followed, ON)]
    return judge(goal, series, tolerance=tolerance, **more)


@given(goals(), offsets, steps, tolerances, months, series_kinds)
def test_more_is_never_worse_for_an_upward_goal_nor_less_for_a_downward_one(
    goal: Goal, near: Decimal, step: Decimal, tolerance: Decimal | None, month: int, kind: dict[str, bool]
) -> None:
    better = near + step if goal.sense is Sense.UP else near - step
    one, other = (judged(goal, at, tolerance, month=month, kind=kind).verdict for at in (near, better))
    assume(Verdict.UNDETERMINED not in (one, other))

    assert BETTER[one] <= BETTER[other]


@given(goals(), offsets, tolerances, st.decimals(0, 3, places=4))
def test_a_wider_tolerance_never_makes_it_worse(
    goal: Goal, near: Decimal, tolerance: Decimal | None, wider: Decimal
) -> None:
    now, then = judged(goal, near, tolerance), judged(goal, near, (tolerance or Decimal(0)) + wider)

    assert BETTER[now.verdict] <= BETTER[then.verdict]


@given(goals(), offsets, tolerances)
def test_only_about_and_in_step_know_a_tolerance(goal: Goal, near: Decimal, tolerance: Decimal | None) -> None:
    if goal.kind in TOLERANT:
        assert judged(goal, near, tolerance).reason.figures["tolerance"] == tolerance
    else:
        assert judged(goal, near, tolerance) == judged(goal, near, None)


@given(goals(), offsets)
def test_without_a_tolerance_nothing_is_nearly(goal: Goal, near: Decimal) -> None:
    assert judged(goal, near, None).verdict is not Verdict.NEARLY


@given(goals(), st.decimals("0.0001", 3, places=4))
def test_the_limit_itself_lies_within_the_tolerance_and_nothing_beyond_it(goal: Goal, tolerance: Decimal) -> None:
    assume(goal.kind in TOLERANT)
    short = -tolerance if goal.sense is Sense.UP else tolerance
    beyond = short * 2

    assert judged(goal, short, tolerance).verdict is Verdict.NEARLY
    assert judged(goal, short + short / tolerance * Decimal("0.0001"), tolerance).verdict is Verdict.MISSED
    assert judged(goal, beyond, tolerance).verdict is Verdict.MISSED


@given(goals(), tolerances)
def test_the_value_itself_is_enough_for_everything_but_more_than(goal: Goal, tolerance: Decimal | None) -> None:
    met = judged(goal, Decimal(0), tolerance).verdict is Verdict.REACHED

    assert met == (goal.kind is not Kind.MORE_THAN)


@given(goals(), offsets, tolerances, months)
def test_the_gap_is_the_raw_difference_whatever_the_direction(
    goal: Goal, near: Decimal, tolerance: Decimal | None, month: int
) -> None:
    assert judged(goal, near, tolerance, month=month).gap == near


@given(goals(), offsets, tolerances, months)
def test_growth_is_judged_in_every_month_as_in_the_last(
    goal: Goal, near: Decimal, tolerance: Decimal | None, month: int
) -> None:
    early, late = judged(goal, near, tolerance, month=month), judged(goal, near, tolerance)

    assert (early.verdict, early.needed) == (late.verdict, late.needed)


@given(goals(), offsets, tolerances, st.integers(1, 11), st.decimals(0, 500, places=2))
def test_a_verdict_given_before_the_year_is_over_holds_whatever_still_comes(
    goal: Goal, near: Decimal, tolerance: Decimal | None, month: int, more: Decimal
) -> None:
    """Of a level that only grows: away from zero, in the goal's own direction."""
    assume(goal.bottom is not None and goal.kind is not Kind.IN_STEP_WITH)
    early = judged(goal, near, tolerance, month=month, kind={"is_growing": True})
    assume(early.verdict is not Verdict.UNDETERMINED)
    grown = near + (more if goal.bottom is not None and goal.bottom >= 0 else -more)

    assert judged(goal, grown, tolerance, kind={"is_growing": True}).verdict is early.verdict


@given(goals(), st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True), tolerances)
def test_the_latest_figure_alone_decides(goal: Goal, at: list[int], tolerance: Decimal | None) -> None:
    assume(goal.kind is not Kind.IN_STEP_WITH)
    readings = [Reading(Period(2023, month), Decimal(month), ON) for month in sorted(at)]
    whole = judge(goal, Series(readings=readings), tolerance=tolerance)
    last = judge(goal, replace(Series(), readings=readings[-1:]), tolerance=tolerance)

    assert whole == last
