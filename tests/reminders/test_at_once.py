"""Two of everything at the same time, on PostgreSQL's real locks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from newarea.actions.reminders import deliver, plan_reminders, tick
from newarea.actions.reminders.digesting import make_digests
from newarea.models import Digest, Reminder, reference
from tests.builders import a_programme
from tests.reminders.stage import a_duty, an_owner, at, stopped

FRIDAY = date(2023, 9, 15)
PEOPLE = 40

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_postgres():
    if connection.vendor != "postgresql":
        pytest.skip("locks of rows are PostgreSQL's")


@pytest.fixture
def duties():
    programme = a_programme()
    return [a_duty(an_owner(), programme=programme, due_on=date(2023, 9, 20)) for _ in range(PEOPLE)]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def test_two_plans_write_each_key_once(duties):
    at_once(*[lambda: plan_reminders(on=FRIDAY)] * 4)

    assert Reminder.objects.count() == 2 * PEOPLE


def test_two_ticks_make_one_message_a_person(duties):
    plan_reminders(on=FRIDAY)
    held = reference()

    at_once(*[lambda: make_digests(on=FRIDAY, now=at(FRIDAY), reference=held, at_any_hour=False)] * 4)

    assert Digest.objects.count() == 2 * PEOPLE


def test_two_senders_share_the_work(duties, smtp):
    tick(on=FRIDAY, now=at(FRIDAY))

    claimed = at_once(*[lambda: deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))] * 3)

    assert sum(claimed) == 2 * PEOPLE
    assert sorted(mail.recipients[0] for mail in smtp.delivered) == sorted(duty.owner.email for duty in duties)


def test_ticks_and_senders_all_at_once_send_each_person_one_mail(duties, smtp):
    def work() -> None:
        for _ in range(3):
            tick(on=FRIDAY, now=at(FRIDAY))
            deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))

    at_once(*[work] * 4)

    assert sorted(mail.recipients[0] for mail in smtp.delivered) == sorted(duty.owner.email for duty in duties)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}
