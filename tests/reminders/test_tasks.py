"""The wake-ups: thin, and of no importance to whoever sends one."""

from datetime import date

import pytest
from kombu.exceptions import OperationalError

from newarea import tasks
from newarea.models import Pulse
from tests.builders import an_inspector
from tests.reminders.stage import a_day, a_duty, ledger

FRIDAY = date(2023, 9, 15)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def _held(settings, tmp_path):
    settings.DAY, settings.MAILS, settings.MAIL_FOLDER = FRIDAY, "files", tmp_path


@pytest.fixture
def woken(monkeypatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(tasks.deliver, "delay", lambda: found.append("deliver"))
    return found


def test_a_tick_wakes_a_sender_only_when_something_is_due(woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.tick()
    idle = list(woken)
    a_duty(due_on=date(2023, 9, 20))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.tick()

    assert (idle, woken) == ([], ["deliver"])


def test_the_sender_sends_and_may_run_twice(woken):
    duty = a_duty(due_on=date(2023, 9, 20))
    tasks.tick()

    tasks.deliver()
    tasks.deliver()

    assert ledger(duty) == [(1, 3, "sent", "")]


def test_a_broker_that_is_away_costs_a_tick_nothing(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks.deliver, "delay", away)
    a_duty(due_on=date(2023, 9, 20))

    with django_capture_on_commit_callbacks(execute=True):
        tasks.tick()

    assert Pulse.objects.count() == 1


def test_a_broker_that_is_away_costs_a_person_nothing(client, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks.deliver, "delay", away)
    duty = a_duty(due_on=date(2023, 9, 20))
    a_day(FRIDAY)
    mail = duty.reminders.get(channel="mail").digest
    type(mail).objects.filter(pk=mail.pk).update(state="failed", cause="refused")
    client.force_login(an_inspector())

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/mails/{mail.pk}/resend/")

    mail.refresh_from_db()
    assert (answer.status_code, mail.state) == (302, "pending")


def away():
    raise OperationalError("connection refused")
