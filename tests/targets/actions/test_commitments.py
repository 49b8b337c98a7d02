"""A commitment is an undertaking of a measure; its wording decides its quantity until progress has been reported."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from newarea.models import Stale, Undertaking
from targets.actions.commitments import next_key, plan_commitment, revise_commitment, withdraw_commitment
from targets.models import Commitment
from tests.builders import (
    a_close_out,
    a_commitment,
    a_measure,
    a_programme,
    a_submitted,
    a_verified,
    an_area,
    an_inspector,
    an_undertaking,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

AUGUST_24, ON = date(2023, 8, 24), date(2023, 9, 15)


def quantity(commitment: Commitment) -> tuple[D | None, bool, str]:
    row = Undertaking.objects.get(pk=commitment.pk)
    return (row.quantity, row.must_exceed, row.measure_zh)


def revised(commitment: Commitment, **changes: Any) -> Commitment:
    seen = Undertaking.objects.get(pk=commitment.pk).version
    return revise_commitment(commitment, seen=seen, by=None, on=ON, **changes)


def refused(commitment: Commitment, **changes: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        revised(commitment, **changes)
    return refusal.value.message_dict


@pytest.mark.parametrize(
    ("wording", "promised"),
    [
        ("20项", (D(20), False, "项")),
        ("100家以上", (D(100), False, "家")),
        ("超百个", (D(100), True, "个")),
        ("约5公顷", (D(5), False, "公顷")),
        ("5—7家", (D(5), False, "家")),
        ("300万平方米", (D(300), False, "万平方米")),
        ("力争120亿元以上", (D(120), False, "亿元")),
        ("", (None, False, "")),
    ],
)
def test_quantity_and_unit_are_read_from_the_wording(wording, promised):
    assert quantity(a_commitment(wording=wording)) == promised


@pytest.mark.parametrize(
    "wording",
    ["与GDP增速同步", "下降3%以上", "下降3%以内", "3起以内", "控制在3起", "控制在100起左右", "控制在2—3起", "0家"],
)
def test_what_is_no_quantity_to_be_reached_is_a_goal(wording):
    with pytest.raises(ValidationError) as refusal:
        a_commitment(wording=wording)

    assert refusal.value.message_dict == {
        "wording": ["A commitment is a quantity to be reached; what keeps step, declines or stays below is a goal."]
    }


def test_a_wrong_wording_names_the_part():
    with pytest.raises(ValidationError, match="“以山” was not understood"):
        a_commitment(wording="100家以山")


def test_only_its_due_date_counts_unless_an_even_pace_was_promised():
    measure = a_measure()
    plain, even = a_commitment(measure), a_commitment(measure, is_even_pace=True)

    assert (plain.undertaking.is_even_pace, even.undertaking.is_even_pace) == (False, True)


def test_a_key_is_made_where_none_is_given():
    measure = a_measure(key="shenha")
    an_undertaking(measure.area.programme, key="shenha-c2")
    first = plan_commitment(measure, by=None, on=ON, title_zh="复制推广深圳经验")
    second = plan_commitment(measure, by=None, on=ON, title_zh="新增注册企业")

    assert (first.undertaking.key, second.undertaking.key, next_key(measure)) == (
        "shenha-c1", "shenha-c3", "shenha-c4",
    )  # fmt: skip


def test_it_belongs_to_the_programme_of_its_measure():
    measure = a_measure()

    assert a_commitment(measure).undertaking.programme == measure.area.programme


def test_a_new_wording_changes_the_quantity():
    commitment = a_commitment(wording="20项")

    revised(commitment, wording="超百个")

    assert (quantity(commitment), Commitment.objects.get().wording) == ((D(100), True, "个"), "超百个")


def test_without_a_wording_it_is_done_by_a_date_again():
    commitment = a_commitment(wording="超百个")

    revised(commitment, wording="")

    assert quantity(commitment) == (None, False, "")


def test_a_form_that_has_filled_in_the_new_wording_already_changes_the_quantity_too():
    commitment = a_commitment(wording="20项")
    commitment.wording = "30项"

    revised(commitment, wording="30项")

    assert quantity(commitment) == (D(30), False, "项")


def test_the_wording_is_frozen_once_progress_has_been_reported():
    commitment = a_commitment(wording="20项")
    a_submitted(commitment.undertaking, 5, on=AUGUST_24)

    assert refused(commitment, wording="10项") == {
        "wording": ["Progress has been reported against this wording; it cannot change any more."]
    }
    assert quantity(commitment) == (D(20), False, "项")


def test_all_else_may_change_after_a_report():
    commitment = a_commitment(wording="20项")
    a_submitted(commitment.undertaking, 5, on=AUGUST_24)

    revised(commitment, wording="20项", hedge="ensure", title_zh="复制推广深圳经验")

    row = Commitment.objects.select_related("undertaking").get()
    assert (row.hedge, row.undertaking.title_zh) == ("ensure", "复制推广深圳经验")


def test_it_is_changed_over_the_version_of_its_undertaking():
    with pytest.raises(Stale):
        revise_commitment(a_commitment(), seen=5, by=None, on=ON, hedge="ensure")


def test_more_than_a_hundred_is_closed_out_with_a_hundred_and_one():
    commitment = a_commitment(wording="超百个")
    with pytest.raises(ValidationError) as refusal:
        a_verified(commitment.undertaking, 100, on=AUGUST_24, closes=True)
    assert refusal.value.message_dict == {
        "quantity": ["More than 100 个 was promised: exactly that much is not enough."]
    }

    other = a_commitment(wording="超百个")
    report = a_verified(other.undertaking, 101, on=AUGUST_24, closes=True)

    assert (report.quantity, Undertaking.objects.get(pk=other.pk).closed_on) == (D(101), AUGUST_24)


def test_a_hundred_or_more_is_closed_out_with_a_hundred():
    commitment = a_commitment(wording="100家以上")
    a_close_out(commitment.undertaking, on=AUGUST_24)

    assert Undertaking.objects.get(pk=commitment.pk).closed_on == AUGUST_24


def test_a_first_due_date_given_later_is_the_original_one():
    commitment = a_commitment(due_on=None)
    revised(commitment, due_on=date(2023, 11, 30))
    revised(commitment, due_on=date(2023, 12, 31))

    row = Undertaking.objects.get(pk=commitment.pk)
    assert (row.original_due_on, row.due_on) == (date(2023, 11, 30), date(2023, 12, 31))


def test_a_task_stands_one_floor_below_a_commitment_of_the_same_measure():
    commitment = a_commitment()
    task = a_commitment(commitment.measure, parent=commitment)

    assert list(commitment.tasks.all()) == [task]
    assert list(Commitment.objects.whole()) == [commitment]


def test_a_task_of_another_measure_is_refused():
    commitment = a_commitment()

    with pytest.raises(ValidationError, match="A task belongs to the measure of its commitment"):
        a_commitment(parent=commitment)


def test_a_task_is_not_split_again():
    commitment = a_commitment()
    task = a_commitment(commitment.measure, parent=commitment)

    with pytest.raises(ValidationError, match="A task cannot be split again"):
        a_commitment(commitment.measure, parent=task)


def test_what_has_tasks_becomes_none_and_nothing_is_a_task_of_itself():
    commitment = a_commitment()
    a_commitment(commitment.measure, parent=commitment)
    other = a_commitment(commitment.measure)
    told = {"parent": ["A commitment that has tasks cannot become one."]}

    assert refused(commitment, parent=other) == told
    assert refused(other, parent=other) == told


def test_a_commitment_moves_to_another_measure_with_its_tasks():
    area = an_area()
    commitment, measure = a_commitment(a_measure(area)), a_measure(area)
    task = a_commitment(commitment.measure, parent=commitment)

    revised(commitment, measure=measure)

    assert {row.measure for row in Commitment.objects.filter(pk__in=[commitment.pk, task.pk])} == {measure}


def test_it_does_not_move_to_another_programme_nor_a_task_away_from_its_commitment():
    commitment = a_commitment()
    task = a_commitment(commitment.measure, parent=commitment)

    assert refused(commitment, measure=a_measure()) == {"measure": ["This measure belongs to another programme."]}
    assert set(refused(task, measure=a_measure(commitment.measure.area))) == {"parent"}


def test_what_has_tasks_or_facts_is_not_deleted():
    commitment = a_commitment()
    task = a_commitment(commitment.measure, parent=commitment)
    with pytest.raises(ValidationError, match="Delete the commitment's tasks first"):
        withdraw_commitment(commitment)

    withdraw_commitment(task)
    a_submitted(commitment.undertaking, 5, on=AUGUST_24)
    with pytest.raises(ValidationError, match="It cannot be deleted: there are recorded facts"):
        withdraw_commitment(commitment)

    assert list(Undertaking.objects.values_list("pk", flat=True)) == [commitment.pk]


def test_its_history_says_who_changed_the_wording_and_why():
    commitment, by = a_commitment(a_measure(an_area(a_programme())), wording="20项"), an_inspector()

    revise_commitment(commitment, seen=1, by=by, on=ON, reason="按报告更正", wording="21项")

    line = commitment.history.latest()
    assert (line.wording, line.history_user, line.history_change_reason) == ("21项", by, "按报告更正")


def test_what_was_adopted_is_not_put_under_another_commitment_nor_taken_from_it():
    whole = a_commitment()
    task, other = a_commitment(whole.measure, parent=whole), a_commitment(whole.measure)
    told = {"parent": ["In an adopted programme that would repaint days gone by. Split off a new task instead."]}

    assert refused(other, parent=whole) == told
    assert refused(task, parent=None) == told


def test_a_draft_can_be_rearranged():
    whole = a_commitment(a_measure(an_area(a_programme(adopted_on=None))))
    other = a_commitment(whole.measure)

    revise_commitment(other, seen=other.undertaking.version, by=None, on=ON, parent=whole)

    other.refresh_from_db()
    assert other.parent == whole
