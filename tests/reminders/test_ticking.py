from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea.actions.plan import hand_over_post, revise_plan
from newarea.actions.programmes import adopt_programme
from newarea.actions.reminders import tick
from newarea.actions.reminders.hours import earliest, may_send
from newarea.actions.working_calendar import set_workday
from newarea.models import Digest, Pulse, Reminder, ReminderStep, Terms, Undertaking, reference
from tests.builders import a_programme
from tests.reminders.stage import a_day, a_duty, an_owner, at, digests, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FRIDAY, SATURDAY, MONDAY = date(2023, 9, 15), date(2023, 9, 16), date(2023, 9, 18)
MID_AUTUMN, MAKE_UP_SATURDAY = date(2023, 9, 29), date(2023, 10, 7)


@pytest.fixture(autouse=True)
def _mails_as_files(settings, tmp_path):
    settings.MAILS, settings.MAIL_FOLDER = "files", tmp_path


def sent(person) -> list[date]:
    return [day for day, state, _ in digests(person) if state == "sent"]


# The window


@pytest.mark.parametrize(
    ("day", "hour", "minute", "is_open"),
    [
        (FRIDAY, 8, 59, False),
        (FRIDAY, 9, 0, False),
        (FRIDAY, 9, 1, True),
        (FRIDAY, 12, 30, False),
        (FRIDAY, 12, 31, True),
        (FRIDAY, 17, 29, True),
        (FRIDAY, 17, 30, False),
        (FRIDAY, 17, 31, False),
        (SATURDAY, 10, 5, False),
        (MID_AUTUMN, 10, 5, False),
        (MAKE_UP_SATURDAY, 10, 5, True),
    ],
)
def test_sending_is_open(day, hour, minute, is_open):
    a_programme()

    now = at(day, hour, minute)

    assert may_send(on=day, now=now, reference=reference(), at_any_hour=False) is is_open


@pytest.mark.parametrize(("day", "is_open"), [(FRIDAY, True), (SATURDAY, False), (MAKE_UP_SATURDAY, True)])
def test_where_the_day_is_held_only_days_off_count(day, is_open):
    a_programme()

    assert may_send(on=day, now=at(MONDAY, 3), reference=reference(), at_any_hour=True) is is_open


def test_each_person_has_a_minute_of_the_first_hour():
    a_programme()
    held = reference()

    starts = {earliest(pk, on=FRIDAY, now=at(FRIDAY), reference=held, at_any_hour=False) for pk in range(2000)}

    assert (min(starts), max(starts), len(starts)) == (at(FRIDAY, 9, 1), at(FRIDAY, 9, 59), 58)


def test_before_ones_own_minute_nothing_goes_out():
    duty = a_duty(due_on=date(2023, 9, 20))
    starts = earliest(duty.owner_id, on=FRIDAY, now=at(FRIDAY), reference=reference(), at_any_hour=False)

    early = tick(on=FRIDAY, now=max(starts - timedelta(minutes=1), at(FRIDAY, 9, 1)))
    ready = tick(on=FRIDAY, now=starts)

    assert (early, ready) == (0, 1)


def test_what_is_owed_at_night_is_written_down_and_waits_for_the_morning():
    duty = a_duty(due_on=date(2023, 9, 20))

    a_day(FRIDAY, 3)
    assert (ledger(duty), digests(duty.owner)) == ([(1, 3, "pending", "")], [])
    a_day(FRIDAY, 10)

    assert sent(duty.owner) == [FRIDAY]


def test_over_the_weekend_nothing_goes_out_and_monday_is_right():
    duty = a_duty(due_on=date(2023, 9, 19))

    for day in (SATURDAY, date(2023, 9, 17), MONDAY):
        a_day(day)

    assert (sent(duty.owner), ledger(duty)) == (
        [MONDAY],
        [(1, 3, "cancelled", "superseded"), (1, 1, "sent", "")],
    )


def test_a_decree_of_today_counts_today():
    duty = a_duty(due_on=date(2023, 9, 19))
    a_day(SATURDAY, 9, 5)
    set_workday(SATURDAY, is_working=True)

    a_day(SATURDAY, 10)

    assert sent(duty.owner) == [SATURDAY]


# What the tick looks at


def test_a_date_moved_near_is_found_by_the_next_tick():
    duty = a_duty(due_on=date(2023, 12, 29), start_on=date(2023, 9, 20))
    tick(on=FRIDAY, now=at(FRIDAY, 12, 5))

    revise_plan(duty, seen=duty.version, by=None, on=FRIDAY, due_on=date(2023, 9, 20))
    tick(on=FRIDAY, now=at(FRIDAY, 12, 6))

    assert ledger(duty) == [(2, 3, "pending", "")]


def test_a_new_owner_is_found_by_the_next_tick():
    duty = a_duty(due_on=date(2023, 9, 20))
    tick(on=FRIDAY, now=at(FRIDAY, 12, 5))

    hand_over_post(duty.owner, an_owner(duty.lead_unit), by=None, on=FRIDAY)
    tick(on=FRIDAY, now=at(FRIDAY, 12, 6))

    assert ledger(duty) == [(1, 3, "pending", ""), (2, 3, "pending", "")]


def forget_changes() -> None:
    """As if they lay far back, so that only a complete plan can find anything."""
    Terms.objects.all().delete()


def test_an_adoption_is_found_by_the_next_tick():
    draft = a_programme(adopted_on=None)
    duty = a_duty(due_on=date(2023, 9, 20), programme=draft)
    tick(on=FRIDAY, now=at(FRIDAY, 12, 5))
    forget_changes()

    adopt_programme(draft, seen=draft.version, by=None, on=FRIDAY, despite_faults=True)
    tick(on=FRIDAY, now=at(FRIDAY, 12, 6))

    assert ledger(duty) == [(1, 3, "pending", "")]


def test_a_changed_table_is_found_by_the_next_tick():
    duty = a_duty(due_on=date(2023, 10, 20))
    tick(on=FRIDAY, now=at(FRIDAY, 12, 5))
    forget_changes()

    ReminderStep.objects.create(days=30)
    tick(on=FRIDAY, now=at(FRIDAY, 12, 6))

    assert ledger(duty) == [(1, 30, "pending", "")]


def test_a_change_that_left_no_terms_is_found_within_a_quarter_of_an_hour():
    duty = a_duty(due_on=date(2023, 12, 29), start_on=date(2023, 9, 20))
    tick(on=FRIDAY, now=at(FRIDAY, 12, 5))
    forget_changes()
    Undertaking.objects.update(due_on=date(2023, 9, 20))

    tick(on=FRIDAY, now=at(FRIDAY, 12, 19))
    early = ledger(duty)
    tick(on=FRIDAY, now=at(FRIDAY, 12, 20))

    assert (early, ledger(duty)) == ([], [(1, 3, "pending", "")])


def test_the_next_day_is_planned_by_its_first_tick():
    duty = a_duty(due_on=date(2023, 9, 19))
    tick(on=FRIDAY, now=at(FRIDAY, 23, 59))

    tick(on=MONDAY, now=at(MONDAY, 0, 0))

    assert [step for _, step, _, _ in ledger(duty)] == [3, 1]


def test_an_idle_tick_is_a_handful_of_queries_whatever_is_owed():
    owner, programme = an_owner(), a_programme()
    for _ in range(30):
        a_duty(owner, programme=programme, due_on=date(2023, 9, 20))
    a_day(FRIDAY)

    with CaptureQueriesContext(connection) as captured:
        tick(on=FRIDAY, now=at(FRIDAY, 12, 6))

    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) <= 18


def test_a_plan_that_fails_does_not_hold_up_what_was_planned(monkeypatch):
    duty = a_duty(due_on=date(2023, 9, 20))
    tick(on=FRIDAY, now=at(FRIDAY, 3))
    monkeypatch.setattr("newarea.actions.reminders.ticking.plan_if_needed", fails)

    with pytest.raises(ZeroDivisionError):
        tick(on=FRIDAY, now=at(FRIDAY))

    assert digests(duty.owner) == [(FRIDAY, "pending", "")]


def fails(*args, **values):
    raise ZeroDivisionError


def test_the_tick_leaves_its_pulse():
    tick(on=FRIDAY, now=at(FRIDAY, 12, 5))
    tick(on=FRIDAY, now=at(FRIDAY, 12, 6))

    pulse = Pulse.objects.get()
    assert (pulse.beat_at, pulse.planned_at) == (at(FRIDAY, 12, 6), at(FRIDAY, 12, 5))


def test_on_a_held_day_everything_goes_at_once(settings):
    a_duty(due_on=date(2023, 9, 20))

    batches = tick(on=FRIDAY, now=at(MONDAY, 3), at_any_hour=True)

    assert (batches, Digest.objects.count(), Reminder.objects.count()) == (1, 2, 2)
