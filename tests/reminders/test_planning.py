from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea.actions.extensions import ask_extension, grant_extension
from newarea.actions.plan import hand_over_post, reopen, revise_plan
from newarea.actions.programmes import close_programme
from newarea.actions.reminders import plan_reminders
from newarea.actions.reports import return_report
from newarea.models import Officer, Reminder, ReminderStep, Undertaking, reference
from tests.builders import NOON, a_close_out, a_programme, a_submitted, an_inspector
from tests.reminders.stage import a_day, a_duty, an_owner, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PENDING = ("pending", "")
SUPERSEDED = ("cancelled", "superseded")


def steps(undertaking: Undertaking) -> list[tuple[int, int]]:
    return [(generation, step) for generation, step, _, _ in ledger(undertaking)]


def move(undertaking: Undertaking, *, on: date, **changes) -> None:
    undertaking.refresh_from_db()
    revise_plan(undertaking, seen=undertaking.version, by=None, on=on, **changes)


def test_a_week_of_outage_is_one_step_not_five():
    duty = a_duty(due_on=date(2023, 9, 28))

    plan_reminders(on=date(2023, 9, 27))

    assert ledger(duty) == [(1, 1, *PENDING)]


def test_both_channels_are_owed():
    duty = a_duty(due_on=date(2023, 9, 28))

    plan_reminders(on=date(2023, 9, 27))

    assert sorted(duty.reminders.values_list("channel", flat=True)) == ["inbox", "mail"]


def test_a_person_without_an_address_has_the_inbox():
    duty = a_duty(an_owner(email=""), due_on=date(2023, 9, 28))

    plan_reminders(on=date(2023, 9, 27))

    assert list(duty.reminders.values_list("channel", flat=True)) == ["inbox"]


def test_an_address_that_comes_later_is_owed_the_same_step():
    duty = a_duty(an_owner(email=""), due_on=date(2023, 9, 28))
    plan_reminders(on=date(2023, 9, 26))
    Officer.objects.filter(pk=duty.owner_id).update(email="late@songbei.example")

    plan_reminders(on=date(2023, 9, 26))

    assert (ledger(duty), ledger(duty, "inbox")) == ([(1, 3, *PENDING)], [(1, 3, *PENDING)])


def test_day_by_day_the_table_is_followed():
    duty = a_duty(due_on=date(2023, 9, 28))

    for day in (13, 14, 15, 20, 21, 22, 25, 26, 27, 28):
        plan_reminders(on=date(2023, 9, day))
    for day in (7, 8, 9, 10, 16, 23):
        plan_reminders(on=date(2023, 10, day))

    assert steps(duty) == [(1, step) for step in (10, 5, 3, 1, 0, -1, -2, -3, -8, -13)]


def test_an_older_step_that_did_not_go_out_gives_way():
    duty = a_duty(due_on=date(2023, 9, 28))

    plan_reminders(on=date(2023, 9, 25))
    plan_reminders(on=date(2023, 9, 27))

    assert ledger(duty) == [(1, 3, *SUPERSEDED), (1, 1, *PENDING)]


def test_a_step_is_written_once():
    duty = a_duty(due_on=date(2023, 9, 28))

    written = [plan_reminders(on=date(2023, 9, 27)) for _ in range(3)]

    assert (written, ledger(duty)) == ([1, 0, 0], [(1, 1, *PENDING)])


def test_a_moved_date_begins_a_new_generation():
    duty = a_duty(due_on=date(2023, 9, 28))
    plan_reminders(on=date(2023, 9, 27))

    move(duty, on=date(2023, 9, 27), due_on=date(2023, 10, 11))
    plan_reminders(on=date(2023, 9, 27))

    assert steps(duty) == [(1, 1), (2, 10)]


def test_the_old_date_coming_back_is_a_third_generation():
    duty = a_duty(due_on=date(2023, 9, 28))
    plan_reminders(on=date(2023, 9, 27))

    move(duty, on=date(2023, 9, 27), due_on=date(2023, 12, 29))
    move(duty, on=date(2023, 9, 27), due_on=date(2023, 9, 28))
    plan_reminders(on=date(2023, 9, 27))

    assert steps(duty) == [(1, 1), (3, 1)]


def test_a_new_owner_is_told_and_a_returning_one_again():
    first = an_owner()
    second = an_owner(first.unit)
    duty = a_duty(first, due_on=date(2023, 9, 28))
    plan_reminders(on=date(2023, 9, 27))

    hand_over_post(first, second, by=None, on=date(2023, 9, 27))
    plan_reminders(on=date(2023, 9, 27))
    hand_over_post(second, first, by=None, on=date(2023, 9, 27))
    plan_reminders(on=date(2023, 9, 27))

    told = duty.reminders.filter(channel="mail").order_by("pk").values_list("generation", "person")
    assert list(told) == [(1, first.pk), (2, second.pk), (3, first.pk)]


def test_a_granted_extension_is_quiet_until_the_new_date_comes_near():
    duty = a_duty(due_on=date(2023, 9, 28))
    plan_reminders(on=date(2023, 9, 26))
    request = ask_extension(
        duty, new_due_on=date(2023, 11, 30), reason="雨季", present_percent=50, by=duty.owner, on=date(2023, 9, 26)
    )
    grant_extension(request, by=an_inspector(), on=date(2023, 9, 27), now=NOON, seen=1)

    for day in (date(2023, 9, 27), date(2023, 9, 28), date(2023, 11, 15), date(2023, 11, 16)):
        plan_reminders(on=day)

    assert steps(duty) == [(1, 3), (2, 10)]


def test_the_day_after_is_told():
    duty = a_duty(due_on=date(2023, 9, 14))

    plan_reminders(on=date(2023, 9, 15))

    assert ledger(duty) == [(1, -1, *PENDING)]


def test_what_is_reopened_is_told_anew():
    duty = a_duty(due_on=date(2023, 9, 14))
    plan_reminders(on=date(2023, 9, 15))
    a_close_out(duty, on=date(2023, 9, 15))
    duty.refresh_from_db()
    plan_reminders(on=date(2023, 9, 18))

    reopen(duty, seen=duty.version, by=an_inspector(), on=date(2023, 9, 19), reason="验收有误")
    plan_reminders(on=date(2023, 9, 19))

    assert steps(duty) == [(1, -1), (2, -3)]


def test_nothing_is_said_while_a_close_out_waits_and_again_once_it_is_returned():
    duty = a_duty(due_on=date(2023, 9, 14), start_on=date(2023, 2, 1))
    report = a_submitted(duty, 100, on=date(2023, 9, 13), closes=True)

    plan_reminders(on=date(2023, 9, 15))
    waiting = ledger(duty)
    return_report(report, by=an_inspector(), on=date(2023, 9, 15), now=NOON, seen=report.version, note="缺照片")
    plan_reminders(on=date(2023, 9, 15))

    assert (waiting, ledger(duty)) == ([], [(1, -1, *PENDING)])


def test_a_close_out_asked_for_between_planning_and_sending_silences_it(smtp):
    duty = a_duty(due_on=date(2023, 9, 14), start_on=date(2023, 9, 1))
    plan_reminders(on=date(2023, 9, 15))
    a_submitted(duty, 100, on=date(2023, 9, 15), closes=True)

    a_day(date(2023, 9, 15))

    assert ledger(duty) == [(1, -1, "cancelled", "settled")]


@pytest.mark.parametrize(
    "values", [{"due_on": None}, {"owner": None}, {"due_on": date(2023, 12, 29)}, {"closed_on": date(2023, 9, 1)}]
)
def test_nothing_is_owed_for(values):
    duty = a_duty(due_on=date(2023, 9, 28))
    Undertaking.objects.filter(pk=duty.pk).update(**values)

    assert plan_reminders(on=date(2023, 9, 27)) == 0


def test_nothing_is_owed_before_adoption_after_the_year_or_to_who_has_left():
    a_duty(due_on=date(2023, 9, 28), programme=a_programme(adopted_on=None))
    closed = a_programme()
    a_duty(due_on=date(2023, 9, 28), programme=closed)
    close_programme(closed, seen=closed.version, by=None)
    a_duty(an_owner(is_active=False), due_on=date(2023, 9, 28))

    assert plan_reminders(on=date(2023, 9, 27)) == 0


def test_the_table_is_for_editing():
    ReminderStep.objects.all().delete()
    ReminderStep.objects.create(days=20)
    duty = a_duty(due_on=date(2023, 9, 28))

    plan_reminders(on=date(2023, 9, 1))

    assert ledger(duty) == [(1, 20, *PENDING)]


def test_an_empty_table_owes_nothing():
    ReminderStep.objects.all().delete()
    a_duty(due_on=date(2023, 9, 28))

    assert plan_reminders(on=date(2023, 9, 27)) == 0


def test_queries_do_not_grow_with_what_is_owed():
    owner, programme = an_owner(), a_programme()
    a_duty(owner, programme=programme, due_on=date(2023, 9, 28))
    one = queries(on=date(2023, 9, 27))
    for _ in range(12):
        a_duty(owner, programme=programme, due_on=date(2023, 9, 28))

    assert queries(on=date(2023, 9, 27)) == one


def queries(*, on: date) -> int:
    reference()
    with CaptureQueriesContext(connection) as captured:
        plan_reminders(on=on)
    return len(captured)


def test_chunks_leave_nothing_out(monkeypatch):
    monkeypatch.setattr("newarea.actions.reminders.owed.CHUNK", 2)
    owner, programme = an_owner(), a_programme()
    for day in (20, 21, 21, 21, 22, 25, 25):
        a_duty(owner, programme=programme, due_on=date(2023, 9, day))

    plan_reminders(on=date(2023, 9, 15))

    assert Reminder.objects.filter(channel="mail").count() == 7
