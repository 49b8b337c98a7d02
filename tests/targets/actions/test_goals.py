"""A goal is told in the district's wording; what it means is read from that, and what was promised is not rewritten."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from newarea.models import Programme, Stale
from targets.actions.goals import revise_goal, set_goal, withdraw_goal, withdraw_target
from targets.models import Goal, Indicator
from tests.builders import a_commitment, a_goal, a_measure, a_programme, a_target, an_indicator, an_inspector

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

AUGUST_20 = date(2023, 8, 20)


@pytest.fixture
def programme() -> Programme:
    return a_programme()


@pytest.fixture
def draft() -> Programme:
    return a_programme(adopted_on=None)


def trade(programme: Programme, **values: Any) -> Indicator:
    return an_indicator(programme.district, **{"measured_as": "both", "unit_zh": "亿元", "unit_en": "bn"} | values)


def refused(programme: Programme, wording: str, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        a_goal(programme, wording, **values)
    return refusal.value.message_dict


@pytest.mark.parametrize(
    ("wording", "kind", "sense", "value", "upper"),
    [
        ("6.5%左右", "about", "up", "6.5", None),
        ("下降3%以上", "at_least", "down", "-3", None),
        ("控制在2%—3%", "range", "down", "2", "3"),
    ],
)
def test_the_columns_are_read_from_the_wording(programme, wording, kind, sense, value, upper):
    goal = a_goal(programme, wording)

    goal.refresh_from_db()
    assert (goal.wording, goal.kind, goal.sense) == (wording, kind, sense)
    assert (goal.value, goal.upper) == (D(value), D(upper) if upper else None)


def test_keeping_step_has_no_value_of_its_own(programme):
    goal = a_goal(programme, "与GDP增速同步", reference=an_indicator(programme.district))

    assert (goal.kind, goal.value, goal.upper) == ("in_step_with", None, None)


def test_one_indicator_carries_a_growth_and_a_level(programme):
    indicator = trade(programme)
    growth = a_goal(programme, "30%以上", indicator=indicator)
    level = a_goal(programme, "120亿元以上", indicator=indicator, aspect="level", hedge="strive")

    assert list(indicator.goals.order_by("pk")) == [growth, level]
    assert (growth.value, level.value, level.hedge) == (D(30), D(120), "strive")


def test_a_wrong_wording_names_the_part(programme):
    told = refused(programme, "6.5%左古")

    assert told == {
        "wording": ["“左古” was not understood. Known are 左右, 以上, 超, 以内, A—B, 与…同步 and a bare number."]
    }


def test_a_growth_is_told_in_percent(programme):
    assert refused(programme, "120亿元以上") == {"wording": ["“亿元” is not the unit here; % is."]}


@pytest.mark.parametrize(("wording", "unit"), [("30%以上", "%"), ("120万元", "万元"), ("120", "–")])
def test_a_level_is_told_in_its_own_unit(programme, wording, unit):
    told = refused(programme, wording, indicator=trade(programme), aspect="level")

    assert told == {"wording": [f"“{unit}” is not the unit here; 亿元 is."]}


def test_what_is_not_measured_so_has_no_such_goal(programme):
    told = refused(programme, "120亿元", aspect="level")

    assert told == {"aspect": ["This indicator is not measured as level."]}


def test_keeping_step_needs_what_it_keeps_step_with(programme):
    assert refused(programme, "与GDP增速同步") == {"reference": ["Say with which indicator the goal keeps step."]}


def test_a_value_keeps_step_with_nothing(programme):
    told = refused(programme, "6.5%左右", reference=an_indicator(programme.district))

    assert told == {"reference": ["This wording keeps step with nothing; leave this empty."]}


def test_an_indicator_does_not_keep_step_with_itself(programme):
    indicator = an_indicator(programme.district)

    told = refused(programme, "与GDP增速同步", indicator=indicator, reference=indicator)

    assert told == {"__all__": ["An indicator cannot keep step with itself."]}


def test_what_it_keeps_step_with_is_measured_in_the_same_way(programme):
    level = an_indicator(programme.district, name_en="Revenue", measured_as="level", unit_zh="亿元")

    assert refused(programme, "与GDP增速同步", reference=level) == {
        "reference": ["“Revenue” is not measured in the same way."]
    }


def test_what_it_keeps_step_with_belongs_to_the_same_district(programme):
    told = refused(programme, "与GDP增速同步", reference=an_indicator())

    assert told == {"reference": ["This indicator belongs to another district."]}


def test_an_indicator_of_another_district_is_refused(programme):
    assert refused(programme, "6.5%左右", indicator=an_indicator()) == {
        "indicator": ["This indicator belongs to another district."]
    }


def test_a_goal_stands_among_its_own_programme(programme):
    other = a_programme(district=programme.district, year=2024)
    measure = a_measure()
    places = {"target": a_target(other), "measure": measure, "commitment": a_commitment(measure)}

    assert set(refused(programme, "6.5%左右", **places)) == {"target", "measure", "commitment"}


@pytest.mark.parametrize(
    ("wording", "values"),
    [
        ("6.5%左右", {"aspect": "growth"}),
        ("120亿元", {"aspect": "level", "is_cumulative": False}),
    ],
)
def test_only_a_cumulative_level_has_an_even_pace(programme, wording, values):
    indicator = trade(programme, is_cumulative=values.pop("is_cumulative", True))

    told = refused(programme, wording, indicator=indicator, is_even_pace=True, **values)

    assert told == {"is_even_pace": ["Only a cumulative level is held against the year's share; growth never is."]}


def test_a_goal_of_a_draft_is_changed_in_place(draft):
    goal = a_goal(draft, "6.5%左右")

    same = revise_goal(goal, seen=1, by=None, on=AUGUST_20, wording="7%以上")

    same.refresh_from_db()
    assert (same.pk, same.wording, same.kind, same.value) == (goal.pk, "7%以上", "at_least", D(7))
    assert (same.superseded_on, Goal.objects.count()) == (None, 1)


def test_a_goal_of_an_adopted_programme_is_superseded_for_a_reason(programme):
    goal, by = a_goal(programme, "6.5%左右", source_reference="第3页"), an_inspector()

    new = revise_goal(goal, seen=1, by=by, on=AUGUST_20, reason="区人大常委会决定", wording="6%左右")

    old = Goal.objects.get(pk=goal.pk)
    assert (old.wording, old.value, old.superseded_on) == ("6.5%左右", D("6.5"), AUGUST_20)
    assert (new.pk != old.pk, new.wording, new.value, new.known_on) == (True, "6%左右", D(6), AUGUST_20)
    assert (new.key, new.target, new.source_reference) == (old.key, old.target, "第3页")
    assert (new.by, new.reason, new.superseded_on) == (by, "区人大常委会决定", None)


@pytest.mark.parametrize("reason", ["", "  "])
def test_what_an_adopted_programme_promised_does_not_change_without_a_reason(programme, reason):
    goal = a_goal(programme)

    with pytest.raises(ValidationError) as refusal:
        revise_goal(goal, seen=1, by=None, on=AUGUST_20, reason=reason, wording="6%左右")

    assert refusal.value.message_dict == {"reason": ["Say why what an adopted programme promised is changed."]}
    assert list(Goal.objects.values_list("wording", "superseded_on")) == [("6.5%左右", None)]


def test_what_is_no_promise_changes_in_place_without_a_reason(programme):
    goal = a_goal(programme)

    revise_goal(goal, seen=1, by=None, on=AUGUST_20, source_reference="第3页", wording="6.5%左右")

    assert list(Goal.objects.values_list("source_reference", "superseded_on")) == [("第3页", None)]


def test_a_superseded_goal_is_not_changed(programme):
    goal = a_goal(programme)
    revise_goal(goal, seen=1, by=None, on=AUGUST_20, reason="决定", wording="6%左右")
    old = Goal.objects.get(pk=goal.pk)

    with pytest.raises(ValidationError, match="This goal has been replaced; change the one that is in force"):
        revise_goal(old, seen=old.version, by=None, on=AUGUST_20, reason="决定", wording="5%左右")


def test_a_new_wording_has_to_be_understood_too(programme):
    goal = a_goal(programme)

    with pytest.raises(ValidationError):
        revise_goal(goal, seen=1, by=None, on=AUGUST_20, reason="决定", wording="6.5亿元")

    assert list(Goal.objects.values_list("wording", "superseded_on")) == [("6.5%左右", None)]


@pytest.mark.parametrize("adopted_on", [None, date(2023, 1, 18)])
def test_a_goal_is_changed_over_the_version_that_was_seen(adopted_on):
    goal = a_goal(a_programme(adopted_on=adopted_on))

    with pytest.raises(Stale):
        revise_goal(goal, seen=7, by=None, on=AUGUST_20, reason="决定", wording="6%左右")


def test_one_goal_of_a_key_is_in_force(programme):
    goal = a_goal(programme)
    double = Goal(programme=programme, indicator=goal.indicator, key=goal.key, wording="6%左右", target=goal.target)

    with pytest.raises(ValidationError, match="This programme has a goal with this key already"):
        set_goal(double, by=None, on=AUGUST_20)


def test_a_goal_or_target_of_a_draft_is_deleted_and_one_that_was_adopted_stays(draft, programme):
    goal, adopted = a_goal(draft), a_goal(programme)
    with pytest.raises(ValidationError):
        withdraw_target(goal.target)
    withdraw_goal(goal)
    withdraw_target(goal.target)

    for refused_one in (lambda: withdraw_goal(adopted), lambda: withdraw_target(adopted.target)):
        with pytest.raises(ValidationError, match="What an adopted programme promised stays"):
            refused_one()
    assert list(Goal.objects.all()) == [adopted]
