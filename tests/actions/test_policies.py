"""The tables that decide who is reminded of what: written through actions, held by constraints, at work at once."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from newarea.actions.policies import (
    missing_kinds,
    open_policy,
    remove_policy,
    remove_steps,
    revise_policy,
    revise_sending,
    save_step,
)
from newarea.actions.reminders import tick
from newarea.models import DutyPolicy, Policy, ReminderStep, SendingPolicy, Stale, reference
from tests.builders import an_officer
from tests.reminders.stage import FRIDAY, a_duty, at, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def a_policy(kind: str = "undertaking") -> DutyPolicy:
    return DutyPolicy.objects.get(kind=kind)


def sending() -> SendingPolicy:
    return SendingPolicy.objects.get()


def test_a_changed_policy_holds_at_once_and_stands_in_the_history():
    editor, row = an_officer("administrator"), a_policy("report")

    revise_policy(row, seen=1, by=editor, reason="会议决定", head_after=2, leader_after=None, inspection_after=5)

    assert reference().policy_of("report") == Policy(is_obligatory=False, copies=(("head", 2), ("inspection", 5)))
    line = row.history.first()
    assert (line.history_user, line.history_change_reason, line.head_after) == (editor, "会议决定", 2)


def test_a_policy_changed_meanwhile_is_not_overwritten():
    revise_policy(a_policy(), seen=1, by=None, head_after=2)

    with pytest.raises(Stale):
        revise_policy(a_policy(), seen=1, by=None, head_after=4)

    assert a_policy().head_after == 2


def test_a_policy_keeps_its_kind():
    revise_policy(a_policy("report"), seen=1, by=None, kind="slip", is_obligatory=True)

    assert (a_policy("report").is_obligatory, a_policy("slip").head_after) == (True, 3)


def test_a_copy_goes_out_after_the_date():
    with pytest.raises(ValidationError, match="A copy goes out after at least one working day overdue"):
        revise_policy(a_policy(), seen=1, by=None, head_after=0)


def test_a_kind_without_a_row_is_missing_and_gets_one():
    DutyPolicy.objects.filter(kind="slip").delete()

    assert list(missing_kinds()) == ["slip"]
    open_policy(DutyPolicy(kind="slip", is_obligatory=False, head_after=1), by=None)

    assert (list(missing_kinds()), reference().policy_of("slip").copies) == ([], (("head", 1),))


def test_a_kind_that_nobody_lists_gets_no_row():
    with pytest.raises(ValidationError, match="There is no such kind of duty"):
        open_policy(DutyPolicy(kind="holiday"), by=None)


def test_the_row_of_a_kind_there_is_stays():
    with pytest.raises(ValidationError, match="This kind of duty exists"):
        remove_policy(a_policy())

    remove_policy(DutyPolicy.objects.create(kind="of-old"))
    assert "of-old" not in reference().policies


def test_the_hours_of_sending_hold_at_once():
    revise_sending(sending(), seen=1, by=None, opens=time(14, 0), closes=time(16, 0), spread_minutes=10)

    assert (reference().hours.opens, reference().hours.closes, reference().hours.spread) == (time(14), time(16), 10)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"opens": time(9), "closes": time(9, 59)}, "closes", "Leave at least an hour for sending."),
        ({"spread_minutes": 4}, "__all__", "The day's messages are spread over 5 to 600 minutes."),
        ({"slip_reply_days": 0}, "__all__", "A slip can be answered within 1 to 60 working days."),
        ({"chase_interval": 61}, "__all__", "An interval is at most 60 working days."),
    ],
)
def test_hours_and_intervals_are_refused_in_words(changes, field, words):
    with pytest.raises(ValidationError) as refused:
        revise_sending(sending(), seen=1, by=None, **changes)

    assert refused.value.message_dict == {field: [words]}
    assert sending().version == 1


def test_an_hour_is_enough():
    revise_sending(sending(), seen=1, by=None, opens=time(9), closes=time(10))

    assert sending().closes == time(10)


def test_a_new_step_starts_a_complete_plan_within_the_quarter_of_an_hour():
    duty = a_duty(due_on=date(2023, 9, 22))
    ReminderStep.objects.filter(kind="undertaking", days__in=[10, 5]).delete()
    tick(on=FRIDAY, now=at(FRIDAY, 10, 1))
    assert ledger(duty) == []

    save_step(ReminderStep(kind="undertaking", days=7))
    tick(on=FRIDAY, now=at(FRIDAY, 10, 2))

    assert [step for _, step, _, _ in ledger(duty)] == [7]


def test_a_removed_step_starts_a_complete_plan_too():
    duty = a_duty(due_on=date(2023, 9, 22))
    remove_steps(list(ReminderStep.objects.filter(kind="undertaking", days__in=[10, 5])))
    tick(on=FRIDAY, now=at(FRIDAY, 10, 1))

    assert ledger(duty) == []


@pytest.mark.parametrize(
    ("step", "field", "words"),
    [
        ({"days": 10}, "__all__", "This step is in the table already."),
        ({"days": 4, "repeats_every": 5}, "__all__", "Only a step after the due date can repeat"),
        ({"days": -1, "repeats_every": 2}, "__all__", "This step is in the table already."),
        ({"days": -5}, "repeats_every", "Only the last step of a kind repeats"),
        ({"days": 251}, "days", "A step is at most 250 working days before the date and 60 after it."),
        ({"days": -61}, "days", "A step is at most 250 working days before the date and 60 after it."),
        ({"kind": "holiday", "days": 1}, "kind", "There is no such kind of duty."),
    ],
)
def test_a_step_is_refused_in_words(step, field, words):
    before = set(ReminderStep.objects.values_list("kind", "days"))

    with pytest.raises(ValidationError) as refused:
        save_step(ReminderStep(**{"kind": "undertaking"} | step))

    assert refused.value.message_dict[field][0].startswith(words)
    assert set(ReminderStep.objects.values_list("kind", "days")) == before


def test_items_to_finish_keep_a_step():
    with pytest.raises(ValidationError, match="need at least one step"):
        remove_steps(list(ReminderStep.objects.all()))

    assert ReminderStep.objects.filter(kind="undertaking").count() == 8


def test_the_last_step_of_items_to_finish_does_not_leave_for_another_kind():
    remove_steps(list(ReminderStep.objects.filter(kind="undertaking").exclude(days=0)))
    step = ReminderStep.objects.get(kind="undertaking")
    step.kind, step.days = "report", 9

    with pytest.raises(ValidationError, match="need at least one step"):
        save_step(step)


def test_a_kind_without_steps_is_reminded_of_like_an_item():
    remove_steps(list(ReminderStep.objects.filter(kind="slip")))

    assert not ReminderStep.objects.filter(kind="slip").exists()
