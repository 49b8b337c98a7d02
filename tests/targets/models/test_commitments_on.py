"""Commitments and areas as they were known at the end of a day."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea.actions.plan import revise_plan
from newarea.domain.standing import Light, worst_of
from newarea.models import Programme, Undertaking, reference
from targets.models import Commitment
from targets.models.areas_on import areas_on
from targets.models.commitments_on import CommitmentOn, commitments_on
from tests.builders import (
    a_close_out,
    a_commitment,
    a_measure,
    a_programme,
    a_verified,
    an_area,
    an_inspector,
    an_undertaking,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

ON, AUGUST_24 = date(2023, 9, 15), date(2023, 8, 24)
GREEN, YELLOW, RED, GREY, CLOSED = Light.GREEN, Light.YELLOW, Light.RED, Light.GREY, Light.CLOSED


def known(programme: Programme, on: date = ON) -> list[CommitmentOn]:
    return commitments_on(Undertaking.objects.filter(programme=programme.pk), on, reference())


def the_commitment(commitment: Commitment, on: date = ON) -> CommitmentOn:
    found = known(commitment.measure.area.programme, on)
    return next(one for one in found if one.pk == commitment.pk)


def a_task(commitment: Commitment, *, due_on: date, weight: int = 50, done: int | None = None) -> Commitment:
    """A task at even pace from 1 February; `done` percent are verified on 24 August."""
    task = a_commitment(
        commitment.measure, parent=commitment, due_on=due_on, weight=D(weight), is_even_pace=True, title_zh="任务"
    )
    if done is not None:
        a_verified(task.undertaking, done, on=AUGUST_24)
    return task


SOON, FAR, PAST = date(2023, 9, 30), date(2023, 12, 31), date(2023, 8, 15)


def test_a_commitment_without_an_even_pace_is_held_against_its_date_alone():
    commitment = a_commitment(due_on=FAR)

    assert (the_commitment(commitment).light, the_commitment(commitment).standing.gap) == (GREEN, None)


def test_a_commitment_is_as_bad_as_its_worst_open_task_and_names_it():
    commitment = a_commitment(due_on=FAR)
    a_task(commitment, due_on=FAR, done=90)
    late = a_task(commitment, due_on=PAST)

    found = the_commitment(commitment)

    assert found.set_by is not None
    assert (found.light, found.set_by.pk) == (RED, late.pk)
    assert found.standing.reason.code == "past_due_red"


def test_a_commitment_s_own_light_stands_where_no_task_is_worse():
    commitment = a_commitment(due_on=PAST)
    a_task(commitment, due_on=FAR, done=90)

    found = the_commitment(commitment)

    assert (found.light, found.set_by) == (RED, None)


def test_a_closed_task_sets_no_light():
    commitment = a_commitment(due_on=FAR)
    task = a_task(commitment, due_on=PAST)
    a_close_out(task.undertaking, on=AUGUST_24)

    assert (the_commitment(commitment).light, the_commitment(commitment).set_by) == (GREEN, None)
    assert the_commitment(commitment, date(2023, 8, 23)).light is RED


def test_a_commitment_closed_out_while_a_task_is_open_still_shows_the_task():
    commitment = a_commitment(due_on=FAR)
    task = a_task(commitment, due_on=PAST)
    a_close_out(commitment.undertaking, on=AUGUST_24)

    found = the_commitment(commitment)

    assert (found.light, found.set_by and found.set_by.pk) == (RED, task.pk)


def test_a_commitment_is_closed_once_it_and_all_its_tasks_are():
    commitment = a_commitment(due_on=FAR)
    task = a_task(commitment, due_on=PAST)
    for undertaking in (commitment.undertaking, task.undertaking):
        a_close_out(undertaking, on=AUGUST_24)

    assert (the_commitment(commitment).light, the_commitment(commitment).set_by) == (CLOSED, None)


def test_tasks_together_are_their_weighted_mean():
    """(30 × 90 + 10 × 50) / 40 = 80."""
    commitment = a_commitment(due_on=FAR)
    a_task(commitment, due_on=FAR, weight=30, done=90)
    a_task(commitment, due_on=FAR, weight=10, done=50)

    together = the_commitment(commitment).together

    assert together is not None
    assert together.verified == D(80)


def test_without_tasks_nothing_is_added_up():
    found = the_commitment(a_commitment())

    assert (found.tasks, found.together) == ([], None)


def test_tasks_stand_below_their_commitment_and_not_beside_it():
    commitment = a_commitment()
    first, second = (a_task(commitment, due_on=FAR) for _ in range(2))

    [found] = known(commitment.measure.area.programme)

    assert (found.pk, [task.pk for task in found.tasks]) == (commitment.pk, [first.pk, second.pk])


def test_other_undertakings_of_the_programme_are_no_commitments():
    programme = a_programme()
    an_undertaking(programme)

    assert known(programme) == []


def test_commitments_stand_in_the_order_of_the_report():
    programme = a_programme()
    second_area, first_area = an_area(programme, number=2), an_area(programme, number=1)
    later, sooner = a_measure(first_area, position=2), a_measure(first_area, position=1)
    last = a_commitment(a_measure(second_area))
    third = a_commitment(later)
    second = a_commitment(sooner, position=2)
    first = a_commitment(sooner, position=1)

    assert [one.pk for one in known(programme)] == [one.pk for one in (first, second, third, last)]


def test_what_it_says_is_at_hand():
    commitment = a_commitment(wording="超百个", hedge="ensure")

    found, measure = the_commitment(commitment), commitment.measure

    assert (found.place.wording, found.place.hedge_word) == ("超百个", "确保")
    assert (found.place.measure, found.place.area) == (measure.title_zh, measure.area.title_zh)
    assert (found.row.quantity, found.row.measure) == (D(100), "个")


def test_a_date_moved_today_leaves_yesterday_as_it_was():
    commitment = a_commitment(due_on=PAST)
    revise_plan(commitment.undertaking, seen=1, by=an_inspector(), on=ON, reason="延期", due_on=FAR)

    assert [the_commitment(commitment, day).light for day in (date(2023, 9, 14), ON)] == [RED, GREEN]


def filled(count: int) -> Programme:
    programme = a_programme()
    measure = a_measure(an_area(programme))
    for number in range(count):
        commitment = a_commitment(measure, wording="100家以上", lead_unit=None)
        if number % 10 == 0:
            a_commitment(measure, parent=commitment, lead_unit=None)
    return programme


@pytest.mark.parametrize("count", [1, 100])
def test_commitments_are_one_query_whatever_their_number(count):
    programme, edition = filled(count), reference()

    with CaptureQueriesContext(connection) as asked:
        found = commitments_on(Undertaking.objects.filter(programme=programme.pk), ON, edition)
        told = [(one.light, one.row.title, one.row.lead_unit, len(one.tasks)) for one in found]

    assert (len(told), len(asked)) == (count, 1)


@pytest.mark.parametrize("count", [1, 100])
def test_areas_are_two_queries_whatever_the_number_of_commitments(count):
    programme, edition = filled(count), reference()

    with CaptureQueriesContext(connection) as asked:
        [area] = areas_on(programme, ON, edition, AnonymousUser())
        told = (area.area.title, area.measures, area.count, area.light)

    assert told == (area.area.title_zh, 1, count, GREEN)
    assert len(asked) == 2


def test_an_area_counts_its_commitments_by_light_and_takes_the_worst():
    programme = a_programme()
    area = an_area(programme, number=1)
    first, second = a_measure(area), a_measure(area)
    a_commitment(first, due_on=FAR)
    a_commitment(second, due_on=PAST)
    done = a_commitment(second, due_on=FAR)
    a_close_out(done.undertaking, on=AUGUST_24)
    an_area(programme, number=2)

    one, other = areas_on(programme, ON, reference(), AnonymousUser())

    assert (one.light, dict(one.counts), one.measures) == (RED, {"green": 1, "red": 1, "closed": 1}, 2)
    assert (other.light, dict(other.counts), other.count) == (GREY, {}, 0)


def test_the_areas_of_a_draft_are_for_the_government_s_staff_alone():
    programme = a_programme(adopted_on=None)
    an_area(programme)

    told = [len(areas_on(programme, ON, reference(), reader)) for reader in (AnonymousUser(), an_inspector())]

    assert told == [0, 1]


@pytest.mark.parametrize(
    ("lights", "worst"),
    [
        ([], GREY),
        ([CLOSED], CLOSED),
        ([CLOSED, GREEN], GREEN),
        ([GREY, CLOSED], GREY),
        ([GREEN, GREY], GREEN),
        ([YELLOW, GREEN], YELLOW),
        ([RED, YELLOW], RED),
    ],
)
def test_the_worst_of_what_is_open_decides(lights, worst):
    assert worst_of(lights) is worst
