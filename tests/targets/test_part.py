"""What the targets answer to the base: deadlines of figures, faults before adoption, heirs of posts and units."""

from datetime import date

import pytest

from newarea.actions.plan import hand_over_post, replace_unit
from newarea.actions.programmes import plan_faults
from newarea.actions.reminders.planning import plan_reminders
from newarea.models import Reminder
from targets.actions.observations import return_figure, verify_figure
from targets.views.deadlines import figure_duties, figures_due
from tests.builders import (
    NOON,
    a_commitment,
    a_goal,
    a_measure,
    a_programme,
    a_target,
    a_unit,
    an_area,
    an_indicator,
    an_inspector,
    an_observation,
    an_officer,
)

pytestmark = pytest.mark.django_db


def due(programme, on: date) -> list[tuple[str, date]]:
    return [(deadline.key.rpartition(":")[2], deadline.due_on) for deadline in figures_due(programme, on)]


def test_a_figure_is_due_to_the_owner_from_the_end_of_its_period_by_its_usual_working_day():
    programme = a_programme()
    gdp = an_indicator(programme.district, frequency="quarterly", lag_days=20)  # 20 April is a Thursday
    a_goal(programme, indicator=gdp)

    (deadline,) = figures_due(programme, date(2023, 4, 1))

    assert (deadline.due_on, deadline.person_id) == (date(2023, 4, 20), gdp.owner_id)
    assert deadline.url == f"/{programme.slug}/figures/?period=2023-03"
    assert due(programme, date(2023, 3, 31)) == []


def test_an_entered_figure_is_not_due_and_a_returned_one_is_mended_within_three_working_days():
    programme = a_programme()
    gdp = an_indicator(programme.district, frequency="quarterly", lag_days=20)
    a_goal(programme, indicator=gdp)
    row = an_observation(gdp, "6.1", month=3, on=date(2023, 4, 18))

    entered = due(programme, date(2023, 4, 18))
    return_figure(row, by=an_inspector(), on=date(2023, 4, 19), now=NOON, seen=row.version, note="与公报不符")

    assert (entered, due(programme, date(2023, 4, 19))) == ([], [])
    (deadline,) = figure_duties(programme, date(2023, 4, 19))
    assert (deadline.key, deadline.due_on, deadline.person_id) == (
        f"returned_figure:{row.pk}",
        date(2023, 4, 23),  # a Sunday that is worked
        row.entered_by_id,
    )
    assert deadline.url == f"/{programme.slug}/figures/?period=2023-03"


def test_a_returned_figure_is_mended_by_another_one():
    programme = a_programme()
    gdp = an_indicator(programme.district, frequency="quarterly", lag_days=20)
    a_goal(programme, indicator=gdp)
    row = an_observation(gdp, "6.1", month=3, on=date(2023, 4, 18))
    return_figure(row, by=an_inspector(), on=date(2023, 4, 19), now=NOON, seen=row.version, note="与公报不符")
    an_observation(gdp, "6.2", month=3, on=date(2023, 4, 20))

    keys = [deadline.kind for deadline in figure_duties(programme, date(2023, 4, 20))]

    assert keys == ["figure"]


def test_figures_are_verified_within_five_working_days_by_every_inspector():
    programme = a_programme()
    gdp = an_indicator(programme.district, frequency="quarterly", lag_days=20)
    a_goal(programme, indicator=gdp)
    inspector = an_inspector()
    row = an_observation(gdp, "6.1", month=3, on=date(2023, 4, 18))

    (deadline,) = figure_duties(programme, date(2023, 4, 18))
    verify_figure(row, by=inspector, on=date(2023, 4, 20), now=NOON, seen=row.version)

    assert (deadline.key, deadline.due_on, deadline.person_id) == (
        f"figure:{programme.pk}:2023-04-18",
        date(2023, 4, 24),  # Sunday the 23rd is worked
        inspector.pk,
    )
    assert list(figure_duties(programme, date(2023, 4, 20))) == []


def test_a_gap_before_a_later_cumulative_figure_is_not_chased():
    programme = a_programme()
    retail = an_indicator(programme.district, lag_days=20)
    a_goal(programme, indicator=retail)
    an_observation(retail, "7.1", month=4, on=date(2023, 5, 20))

    assert [key for key, _ in due(programme, date(2023, 6, 5))] == ["2023-05"]


def test_every_month_counts_for_itself_where_figures_are_not_cumulative():
    programme = a_programme()
    stock = an_indicator(programme.district, lag_days=20, is_cumulative=False)
    a_goal(programme, indicator=stock)
    an_observation(stock, "7.1", month=4, on=date(2023, 5, 20))

    assert [key for key, _ in due(programme, date(2023, 6, 5))] == ["2023-02", "2023-03", "2023-05"]


def test_growth_and_level_of_one_indicator_are_one_deadline_until_both_are_in():
    programme = a_programme()
    trade = an_indicator(programme.district, measured_as="both", unit_zh="亿元", frequency="quarterly", lag_days=20)
    a_goal(programme, "30%以上", indicator=trade)
    a_goal(programme, "120亿元以上", indicator=trade, aspect="level")
    an_observation(trade, "31", month=3, on=date(2023, 4, 18))

    half = due(programme, date(2023, 4, 18))
    an_observation(trade, "30.5", month=3, aspect="level", on=date(2023, 4, 18))

    assert (half, due(programme, date(2023, 4, 18))) == ([("2023-03", date(2023, 4, 20))], [])


def test_nothing_is_due_of_an_indicator_without_owner_or_usual_day():
    programme = a_programme()
    a_goal(programme, indicator=an_indicator(programme.district, lag_days=20, owner=None))
    a_goal(programme, indicator=an_indicator(programme.district))

    assert due(programme, date(2023, 9, 15)) == []


def test_the_deadlines_ask_as_often_for_one_as_for_many(django_assert_num_queries):
    programme = a_programme()
    for _ in range(9):
        a_goal(programme, indicator=an_indicator(programme.district, lag_days=20))
    due(programme, date(2023, 9, 15))

    with django_assert_num_queries(3):
        assert len(due(programme, date(2023, 9, 15))) == 9 * 7


def test_a_due_figure_is_reminded_of_once_under_its_own_key():
    programme = a_programme()
    gdp = an_indicator(programme.district, frequency="quarterly", lag_days=20, short_zh="地区生产总值")
    a_goal(programme, indicator=gdp)

    for _ in range(2):
        plan_reminders(on=date(2023, 4, 17))

    rows = Reminder.objects.filter(channel="inbox").values_list("duty", "step", "person", "title")
    assert list(rows) == [
        (f"targets:observation:{gdp.pk}:2023-03", 3, gdp.owner_id, "待填报数据：地区生产总值（2023年1—3月）")
    ]


def test_adoption_names_what_the_targets_lack():
    programme = a_programme(adopted_on=None)
    a_target(programme, number=1)
    a_goal(programme, indicator=an_indicator(programme.district, name_zh="地区生产总值", statistics_unit=None))
    a_goal(programme, indicator=an_indicator(programme.district, name_zh="零售额", owner=None, lag_days=18))
    an_area(programme, number=2)
    measure = a_measure(an_area(programme, number=3))
    split = a_commitment(measure, title_zh="建成平台")
    a_commitment(measure, parent=split, weight=2)
    a_commitment(measure, parent=split)

    told = [fault.text for fault in plan_faults(programme)]

    assert told == [
        "第 1 项主要目标没有目标值。",
        "“地区生产总值”未明确统计责任单位。",
        "“地区生产总值”未明确通常公布时间。",
        "“零售额”未明确数据录入责任人。",
        "重点工作 2 没有措施。",
        "“建成平台”：部分分解任务有权重，部分没有。",
    ]


def test_a_successor_inherits_the_figures_and_the_areas_of_a_post():
    programme = a_programme()
    gdp = an_indicator(programme.district)
    leader, new_leader = an_officer("leader"), an_officer("leader")
    area = an_area(programme, leader_in_charge=leader)
    heir = an_officer(unit=gdp.statistics_unit)

    hand_over_post(gdp.owner, heir, by=None, on=date(2023, 9, 15))
    hand_over_post(leader, new_leader, by=None, on=date(2023, 9, 15))

    gdp.refresh_from_db()
    area.refresh_from_db()
    assert (gdp.owner, area.leader_in_charge) == (heir, new_leader)


def test_a_successor_in_another_unit_keeps_no_figures():
    gdp = an_indicator()

    hand_over_post(gdp.owner, an_officer(unit=a_unit()), by=None, on=date(2023, 9, 15))

    gdp.refresh_from_db()
    assert gdp.owner is None


def test_a_new_unit_keeps_the_figures_with_their_owner():
    gdp = an_indicator()
    owner, heir = gdp.owner, a_unit()

    replace_unit(gdp.statistics_unit, heir, by=None, on=date(2023, 9, 15))

    gdp.refresh_from_db()
    owner.refresh_from_db()
    assert (gdp.statistics_unit, gdp.owner, owner.unit) == (heir, owner, heir)
