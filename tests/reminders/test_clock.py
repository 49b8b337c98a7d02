"""A worker whose clock is wrong for a while. What is owed stands, and is right again when the clock is."""

from datetime import date, timedelta

import pytest

from newarea.actions.reminders import deliver, tick
from newarea.models import Digest
from tests.reminders.stage import a_day, a_duty, at, digests, ledger, minutes_later, stopped

THURSDAY, FRIDAY = date(2023, 9, 14), date(2023, 9, 15)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def _mails_as_files(settings, tmp_path):
    settings.MAILS, settings.MAIL_FOLDER = "files", tmp_path


@pytest.fixture
def duty():
    """Three working days before it on Thursday, two on Friday: one step."""
    return a_duty(due_on=date(2023, 9, 19))


def test_a_tick_a_day_ahead_costs_nobody_the_message_of_today(duty):
    tick(on=THURSDAY, now=at(THURSDAY))
    tick(on=FRIDAY, now=at(FRIDAY))

    a_day(THURSDAY, 12, 6)

    assert ledger(duty) == [(1, 3, "sent", "")]
    assert digests(duty.owner) == [(THURSDAY, "sent", ""), (FRIDAY, "cancelled", "day_passed")]


def test_nor_that_of_the_day_it_took_for_today(duty):
    tick(on=FRIDAY, now=at(FRIDAY))
    tick(on=THURSDAY, now=at(THURSDAY, 18))

    a_day(FRIDAY)

    assert ledger(duty) == [(1, 3, "sent", "")]
    assert digests(duty.owner) == [(FRIDAY, "sent", "")]


def test_a_next_try_that_a_clock_ahead_wrote_down_holds_nobody_up(duty):
    tick(on=THURSDAY, now=at(THURSDAY))
    Digest.objects.filter(channel="mail").update(next_try_at=at(THURSDAY, 14, 6), attempts=1, cause="deferred")

    a_day(THURSDAY, 13)

    assert ledger(duty) == [(1, 3, "sent", "")]


def test_the_longest_back_off_is_waited_for(duty):
    tick(on=THURSDAY, now=at(THURSDAY))
    Digest.objects.filter(channel="mail").update(next_try_at=at(THURSDAY, 13, 5), attempts=9, cause="deferred")

    minutes_later(1, day=THURSDAY)
    waiting = ledger(duty)
    minutes_later(60, day=THURSDAY)

    assert (waiting, ledger(duty)) == ([(1, 3, "pending", "")], [(1, 3, "sent", "")])


def test_a_clock_an_hour_back_finds_the_hours_closed_and_gives_up_nothing(duty):
    tick(on=THURSDAY, now=at(THURSDAY, 10, 5))

    deliver(on=THURSDAY, tell_time=stopped(at(THURSDAY, 8, 5)))
    waiting = ledger(duty)
    a_day(THURSDAY, 10, 6)

    assert (waiting, ledger(duty)) == ([(1, 3, "pending", "")], [(1, 3, "sent", "")])


def test_a_clock_that_jumps_while_sending_ends_the_batch_and_loses_nothing(duty):
    another = a_duty(due_on=date(2023, 9, 19))
    tick(on=THURSDAY, now=at(THURSDAY))
    times = iter([at(THURSDAY), at(THURSDAY)])

    deliver(on=THURSDAY, tell_time=lambda: next(times, at(THURSDAY) + timedelta(hours=2)))
    a_day(THURSDAY, 12, 6)

    assert [ledger(one)[0][2] for one in (duty, another)] == ["sent", "sent"]
