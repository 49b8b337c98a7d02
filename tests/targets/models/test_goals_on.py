"""Goals as they were known at the end of a day."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea.models import Programme, reference
from targets.actions.goals import revise_goal
from targets.actions.observations import return_figure
from targets.actions.tolerances import add_tolerance
from targets.domain.goals import print_goal
from targets.domain.judging import Reading, Verdict
from targets.domain.periods import Period
from targets.domain.projecting import Method, YearEnd
from targets.models import Goal, Indicator, Observation, Tolerance
from targets.models.goals_on import GoalOn, goals_on
from tests.builders import (
    NOON,
    a_goal,
    a_known_observation,
    a_measure,
    a_programme,
    a_target,
    an_area,
    an_indicator,
    an_inspector,
    an_observation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JULY_20, AUGUST_20, SEPTEMBER_15 = date(2023, 7, 20), date(2023, 8, 20), date(2023, 9, 15)
JUNE, JULY = Period(2023, 6), Period(2023, 7)


def known(programme: Programme, on: date) -> list[GoalOn]:
    return goals_on(programme, on, reference())


def the_goal(goal: Goal, on: date) -> GoalOn:
    [found] = known(goal.programme, on)
    return found


def figures(goal: Goal, on: date) -> list[tuple[int, D]]:
    return [(one.period.month, one.value) for one in the_goal(goal, on).readings]


def test_the_day_before_a_verification_still_shows_the_old_figure_and_light():
    goal = a_goal(wording="6.5%左右")
    a_known_observation(goal.indicator, "6.6", month=6, on=JULY_20)
    a_known_observation(goal.indicator, "5.0", month=7, on=AUGUST_20, verified_on=date(2023, 8, 22))

    before, after = (the_goal(goal, day) for day in (date(2023, 8, 21), date(2023, 8, 22)))

    assert (before.judged.value, before.light, before.judged.period) == (D("6.6"), "green", JUNE)
    assert (after.judged.value, after.light, after.judged.period) == (D("5.0"), "red", JULY)


def test_what_waits_or_was_returned_is_not_known():
    goal = a_goal()
    a_known_observation(goal.indicator, "6.6", month=6, on=JULY_20)
    row = an_observation(goal.indicator, "9.9", month=7, on=AUGUST_20)
    assert figures(goal, SEPTEMBER_15) == [(6, D("6.6"))]

    return_figure(row, by=an_inspector(), on=AUGUST_20, now=NOON, seen=row.version, note="与公报不符")

    assert figures(goal, SEPTEMBER_15) == [(6, D("6.6"))]


def test_of_several_vintages_the_one_published_last_counts_and_every_one_stays():
    goal = a_goal()
    first = a_known_observation(goal.indicator, "6.6", month=6, on=JULY_20)
    revised = a_known_observation(goal.indicator, "6.2", month=6, on=AUGUST_20)

    days = (date(2023, 8, 19), AUGUST_20)
    assert [figures(goal, day) for day in days] == [[(6, D("6.6"))], [(6, D("6.2"))]]
    rows = Observation.objects.order_by("pk").values_list("pk", "value", "state")
    assert list(rows) == [(first.pk, D("6.6"), "verified"), (revised.pk, D("6.2"), "verified")]


def test_of_two_published_on_one_day_the_one_entered_last_counts():
    goal = a_goal()
    a_known_observation(goal.indicator, "6.6", month=6, on=JULY_20)
    a_known_observation(goal.indicator, "6.1", month=6, on=date(2023, 7, 25), published_on=JULY_20)

    assert figures(goal, SEPTEMBER_15) == [(6, D("6.1"))]


def test_figures_of_another_year_indicator_or_aspect_do_not_count():
    indicator = an_indicator(measured_as="both", unit_zh="亿元")
    goal = a_goal(a_programme(district=indicator.district), "30%以上", indicator=indicator)
    a_known_observation(indicator, "88", month=6, on=JULY_20, aspect="level")
    a_known_observation(indicator, "33", month=6, on=JULY_20, year=2022)
    a_known_observation(an_indicator(indicator.district), "34", month=6, on=JULY_20)

    assert the_goal(goal, SEPTEMBER_15).judged.reason.code == "not_published"


def test_readings_stand_in_the_order_of_their_periods_whenever_they_came():
    goal = a_goal()
    a_known_observation(goal.indicator, "6.2", month=7, on=AUGUST_20)
    a_known_observation(goal.indicator, "6.6", month=6, on=date(2023, 8, 25))

    assert the_goal(goal, SEPTEMBER_15).readings == [
        Reading(JUNE, D("6.6"), date(2023, 8, 25)),
        Reading(JULY, D("6.2"), AUGUST_20),
    ]


def test_a_goal_changed_after_adoption_reads_as_it_was_on_earlier_days():
    goal = a_goal(wording="6.5%左右")
    a_known_observation(goal.indicator, "6.2", month=6, on=JULY_20)
    revise_goal(goal, seen=1, by=None, on=AUGUST_20, reason="区人大常委会决定", wording="5%左右")

    days = (date(2023, 1, 10), date(2023, 8, 19), AUGUST_20)
    told = [(print_goal(the_goal(goal, day).worded), str(the_goal(goal, day).judged.verdict)) for day in days]

    assert told == [("6.5%左右", "undetermined"), ("6.5%左右", "nearly"), ("5%左右", "reached")]


def test_a_goal_set_after_adoption_is_not_there_before():
    programme = a_programme()
    a_goal(programme, on=AUGUST_20)

    assert [len(known(programme, day)) for day in (date(2023, 1, 10), date(2023, 8, 19), AUGUST_20)] == [0, 0, 1]


def test_the_goals_of_a_draft_are_shown_and_grey():
    goal = a_goal(a_programme(adopted_on=None))
    a_known_observation(goal.indicator, "1.0", month=6, on=JULY_20)

    found = the_goal(goal, SEPTEMBER_15)

    assert (found.light, found.judged.reason.code) == ("grey", "not_adopted")


def test_before_its_adoption_a_programme_is_grey():
    goal = a_goal()
    a_known_observation(goal.indicator, "7.0", month=11, on=date(2023, 1, 10), year=2022)

    lights = [the_goal(goal, day).judged.reason.code for day in (date(2023, 1, 17), date(2023, 1, 18))]

    assert lights == ["not_adopted", "not_published"]


def test_a_tolerance_counts_from_its_day_on():
    goal = a_goal(wording="6.5%左右")
    a_known_observation(goal.indicator, "6.2", month=6, on=JULY_20)
    add_tolerance(Tolerance(unit="%", in_force_from=AUGUST_20, value=D("0.2")), by=None, on=AUGUST_20)

    days = (date(2023, 8, 19), AUGUST_20)
    told = [(the_goal(goal, day).tolerance, the_goal(goal, day).judged.verdict) for day in days]

    assert told == [(D("0.5"), Verdict.NEARLY), (D("0.2"), Verdict.MISSED)]


def a_level(wording: str = "120亿元左右", **values: object) -> Goal:
    indicator = an_indicator(measured_as="level", unit_zh="亿元")
    return a_goal(a_programme(district=indicator.district), wording, indicator=indicator, aspect="level", **values)


def test_the_tolerance_of_a_level_is_that_of_its_own_unit():
    goal = a_level(is_even_pace=True)
    a_known_observation(goal.indicator, "59", month=6, on=JULY_20, aspect="level")
    assert (the_goal(goal, AUGUST_20).tolerance, the_goal(goal, AUGUST_20).light) == (None, "red")

    add_tolerance(Tolerance(unit="亿元", in_force_from=AUGUST_20, value=D(1)), by=None, on=AUGUST_20)

    assert (the_goal(goal, AUGUST_20).tolerance, the_goal(goal, AUGUST_20).light) == (D(1), "yellow")


def test_a_level_at_even_pace_is_held_against_the_year_s_share_and_projected_by_its_pace():
    goal = a_level("120亿元以上", is_even_pace=True)
    for month, value, on in [(3, "27", date(2023, 4, 20)), (6, "60", JULY_20)]:
        a_known_observation(goal.indicator, value, month=month, on=on, aspect="level")

    found = the_goal(goal, AUGUST_20)

    assert (found.judged.needed, found.light, found.unit) == (D(60), "green", "亿元")
    assert found.year_end == YearEnd(method=Method.PACE, value=D(120), low=D(114), high=D(126), figures=2)


def test_a_level_without_an_even_pace_waits_for_the_end_of_the_year():
    goal = a_level("120亿元以上")
    a_known_observation(goal.indicator, "60", month=6, on=JULY_20, aspect="level")

    assert the_goal(goal, AUGUST_20).judged.reason.code == "year_not_over"


def test_a_stock_is_judged_by_its_latest_figure():
    indicator = an_indicator(measured_as="level", unit_zh="家", is_cumulative=False)
    goal = a_goal(a_programme(district=indicator.district), "800家以上", indicator=indicator, aspect="level")
    a_known_observation(indicator, "790", month=6, on=JULY_20, aspect="level")

    assert the_goal(goal, AUGUST_20).light == "red"


def test_growth_is_projected_by_its_last_figure_over_the_figures_still_to_come():
    """Quarters: from the second on two are to come; the one step so far is 0.4."""
    indicator = an_indicator(frequency="quarterly")
    goal = a_goal(a_programme(district=indicator.district), indicator=indicator)
    a_known_observation(indicator, "6.0", month=3, on=date(2023, 4, 20))
    a_known_observation(indicator, "6.4", month=6, on=JULY_20)

    expected = YearEnd(method=Method.LAST, value=D("6.4"), low=D("5.8343"), high=D("6.9657"), figures=2)
    assert the_goal(goal, AUGUST_20).year_end == expected


@pytest.fixture
def gdp() -> Indicator:
    return an_indicator(frequency="quarterly", name_zh="地区生产总值")


def in_step(gdp: Indicator, gdp_goal: str = "6.5%左右") -> tuple[Goal, Indicator]:
    programme = a_programme(district=gdp.district)
    incomes = an_indicator(gdp.district, frequency="quarterly", name_zh="居民收入")
    follower = a_goal(programme, "与GDP增速同步", indicator=incomes, reference=gdp)
    a_goal(programme, gdp_goal, indicator=gdp)
    return follower, incomes


def of(goal: Goal, on: date) -> GoalOn:
    return next(one for one in known(goal.programme, on) if one.goal == goal)


def test_keeping_step_compares_the_same_period_as_known_that_day(gdp):
    goal, incomes = in_step(gdp)
    a_known_observation(gdp, "6.4", month=3, on=date(2023, 4, 20))
    a_known_observation(incomes, "6.5", month=3, on=date(2023, 4, 21))
    a_known_observation(incomes, "5.0", month=6, on=JULY_20)
    a_known_observation(gdp, "6.2", month=6, on=AUGUST_20)

    before, after = of(goal, date(2023, 8, 19)), of(goal, AUGUST_20)

    assert (before.light, before.judged.period, before.judged.needed) == ("green", Period(2023, 3), D("6.4"))
    assert (after.light, after.judged.period, after.judged.needed) == ("red", JUNE, D("6.2"))


def test_keeping_step_is_undetermined_with_one_side_alone(gdp):
    goal, incomes = in_step(gdp)
    a_known_observation(incomes, "6.5", month=3, on=date(2023, 4, 21))

    found = of(goal, AUGUST_20)

    assert (found.light, found.judged.reason.code) == ("grey", "nothing_common")


@pytest.mark.parametrize(("value", "is_flagged"), [("6.5", False), ("6.1", False), ("5.0", True)])
def test_keeping_step_says_when_the_other_misses_its_own_goal(gdp, value, is_flagged):
    goal, incomes = in_step(gdp)
    a_known_observation(gdp, value, month=6, on=JULY_20)
    a_known_observation(incomes, "7.0", month=6, on=JULY_20)

    found = of(goal, AUGUST_20)

    assert (found.light, found.judged.reason.figures["reference_missed"]) == ("green", is_flagged)


def test_goals_stand_in_the_order_of_the_main_targets_and_those_of_measures_behind():
    programme = a_programme()
    measure = a_measure(an_area(programme))
    third = a_goal(programme, measure=measure)
    second = a_goal(programme, target=a_target(programme, number=2))
    first = a_goal(programme, target=a_target(programme, number=1))

    assert [one.goal for one in known(programme, AUGUST_20)] == [first, second, third]


def missing_on(on: date, **values: object) -> tuple[Period, date] | None:
    indicator = an_indicator(lag_days=20, **values)
    goal = a_goal(a_programme(district=indicator.district), indicator=indicator)
    a_known_observation(indicator, "6.0", month=2, on=date(2023, 3, 20))
    return the_goal(goal, on).missing


@pytest.mark.parametrize(
    ("on", "missing"),
    [
        (date(2023, 4, 20), None),
        (date(2023, 4, 21), (Period(2023, 3), date(2023, 4, 20))),
        (SEPTEMBER_15, (Period(2023, 3), date(2023, 4, 20))),
    ],
)
def test_a_figure_is_missing_from_the_day_after_its_usual_one(on, missing):
    assert missing_on(on) == missing


def test_without_a_usual_lag_nothing_is_missing():
    goal = a_goal()

    assert the_goal(goal, date(2023, 12, 31)).missing is None


def many(count: int) -> Programme:
    programme = a_programme()
    gdp = an_indicator(programme.district)
    for number in range(count):
        indicator = an_indicator(programme.district, lag_days=20)
        values = {"reference": gdp} if number % 5 == 4 else {}
        a_goal(programme, "与GDP增速同步" if values else "6.5%左右", indicator=indicator, **values)
        a_known_observation(indicator, "6.2", month=6, on=JULY_20)
    return programme


@pytest.mark.parametrize("count", [1, 50])
def test_three_queries_whatever_the_number_of_goals(count):
    programme, edition = many(count), reference()

    with CaptureQueriesContext(connection) as asked:
        found = goals_on(programme, SEPTEMBER_15, edition)
        told = [(one.light, one.unit, one.goal.indicator.name_zh, one.year_end, one.missing) for one in found]

    assert (len(told), len(asked)) == (count, 3)


def test_a_figure_that_only_might_be_known_is_tried_beside_the_others():
    goal = a_goal(wording="6.5%左右")
    a_known_observation(goal.indicator, "6.6", month=6, on=JULY_20)
    tried = {(goal.indicator_id, "growth"): Reading(JULY, D("5.0"), AUGUST_20)}

    [would] = goals_on(goal.programme, AUGUST_20, reference(), if_known=tried)

    assert (would.light, the_goal(goal, AUGUST_20).light) == ("red", "green")


def test_a_chain_of_goals_in_step_is_judged_from_its_far_end():
    programme = a_programme()
    first, second, third = (an_indicator(programme.district, key=key, short_zh=key) for key in ("aa", "bb", "cc"))
    a_goal(programme, "与bb同步", indicator=first, reference=second)
    a_goal(programme, "与cc同步", indicator=second, reference=third)
    a_goal(programme, "5%以上", indicator=third)
    for indicator, value in ((first, 3), (second, 1), (third, 4)):
        a_known_observation(indicator, value, month=6, on=date(2023, 7, 20))

    found = {row.indicator.key: row.judged for row in goals_on(programme, date(2023, 9, 15), reference())}

    assert found["bb"].verdict == "missed"
    assert found["aa"].reason.figures["reference_missed"]
