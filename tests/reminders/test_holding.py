"""Whose claim is whose, and how soon it is free again when its holder is gone."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection

from newarea.actions.reminders import LEASE, holding, release_expired, tick
from newarea.actions.reminders.batch import claim
from newarea.models import Digest, Reminder
from tests.reminders.stage import a_day, a_duty, at, ledger, stopped

FRIDAY = date(2023, 9, 15)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def duty(settings, smtp):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL tells when a process has died")
    duty = a_duty(due_on=date(2023, 9, 20))
    tick(on=FRIDAY, now=at(FRIDAY))
    return duty


@contextmanager
def another_worker():
    """A thread has a connection of its own, as another process has; leaving is its death."""
    with ThreadPoolExecutor(1) as thread:
        (pid,) = thread.submit(lambda: asked("SELECT pg_backend_pid()")[0]).result()
        yield lambda work: thread.submit(work).result()
        thread.submit(lambda: connection.close()).result()
        while asked(f"SELECT 1 FROM pg_stat_activity WHERE pid = {pid}"):
            time.sleep(0.01)


def asked(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def claimed_by(worker):
    return worker(lambda: claim(on=FRIDAY, tell_time=stopped(at(FRIDAY)), at_any_hour=False))


def begin(pk: int) -> None:
    """As if the mail's content were on its way."""
    Reminder.objects.filter(channel="mail").update(digest=pk)
    Digest.objects.filter(pk=pk).update(state="sending")


def test_a_claim_is_free_as_soon_as_its_holder_is_gone(duty, smtp):
    with another_worker() as worker:
        claimed_by(worker)

    assert release_expired(now=at(FRIDAY)) == (2, 0)
    a_day(FRIDAY)
    assert ledger(duty) == [(1, 3, "sent", "")]


def test_a_claim_whose_holder_lives_stays(duty, smtp):
    with another_worker() as worker:
        claimed_by(worker)
        a_day(FRIDAY)

        assert (smtp.received, set(Digest.objects.values_list("state", flat=True))) == ([], {"claimed"})


def test_a_holder_that_hangs_loses_its_claim_when_the_lease_has_run_out(duty):
    with another_worker() as worker:
        claimed_by(worker)

        assert release_expired(now=at(FRIDAY) + LEASE) == (0, 0)
        assert release_expired(now=at(FRIDAY) + LEASE + timedelta(seconds=1)) == (2, 0)


def test_what_a_dead_holder_was_sending_is_unknown_at_once(duty, smtp):
    with another_worker() as worker:
        begin(claimed_by(worker).mails[0])

    a_day(FRIDAY)

    assert (smtp.received, ledger(duty)) == ([], [(1, 3, "unknown", "sender_died")])


def test_a_claim_given_back_is_not_held_any_more(duty, smtp):
    a_day(FRIDAY)

    assert asked(holding.HELD) == []


def test_two_claims_of_one_instant_are_two(duty):
    lease = at(FRIDAY) + LEASE
    with another_worker() as one, another_worker() as two:
        assert [worker(lambda: holding.hold(lease)) for worker in (one, two)] == [
            lease,
            lease + timedelta(microseconds=1),
        ]


def test_behind_a_pooler_only_the_lease_counts(duty, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    claim(on=FRIDAY, tell_time=stopped(at(FRIDAY)), at_any_hour=False)

    assert release_expired(now=at(FRIDAY)) == (0, 0)
