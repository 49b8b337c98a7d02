"""Redis down, or up and silent: every page and every update works as ever, and what is owed goes out afterwards."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from newarea import tasks
from newarea.broker import breaker
from newarea.models import Digest, Extension, Pulse, Report
from tests import admin_page
from tests.broker import use_broker
from tests.builders import a_milestone, an_officer
from tests.reminders.stage import a_duty, an_owner
from tests.servers import site, valkey
from tests.servers.valkey import Valkey
from tests.test_access import ROWS, address, client_of
from tests.test_access import world as world  # the one with one thing of every kind
from tests.views.visits import a_photo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1200)]

TODAY = date(2023, 9, 15)
BOUND = 20  # seconds for one page or update, on a machine that does other things as well
TICK = 15
FAULTS = ("killed", "silent")


@pytest.fixture
def queue() -> Iterator[Valkey]:
    """A Redis of this test's own, to do with as it likes."""
    with valkey.server() as running:
        yield running
        carry_on(running)


def take_away(queue: Valkey, how: str) -> None:
    """`silent`: the machine still accepts connections, and nobody ever answers."""
    if how == "killed":
        queue.process.kill()
    else:
        os.kill(queue.process.pid, signal.SIGSTOP)


def carry_on(queue: Valkey) -> None:
    if queue.process.is_running():
        os.kill(queue.process.pid, signal.SIGCONT)


def bring_back(queue: Valkey, how: str) -> None:
    if how == "killed":
        queue.start_again()
    else:
        carry_on(queue)


@pytest.fixture
def on_queue(queue, settings, monkeypatch) -> Valkey:
    """The site of this process uses it."""
    settings.CELERY_BROKER_URL = queue.url()
    use_broker(monkeypatch, queue.url())
    return queue


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    began = time.monotonic()
    answer = act()
    return answer, time.monotonic() - began


def told(took: dict[str, float]) -> None:
    slowest = sorted(took.items(), key=lambda pair: -pair[1])[:5]
    print(f"{len(took)} requests, the slowest:", ", ".join(f"{name} {seconds:.2f} s" for name, seconds in slowest))


# Pages


@pytest.mark.parametrize("role", ["reporter", "inspector"])
@pytest.mark.parametrize("how", FAULTS)
def test_every_page_answers_as_ever(world, on_queue, how, role):
    client = client_of(role, world)
    take_away(on_queue, how)

    found = {str(row): timed(lambda row=row: client.get(address(row, world)).status_code) for row in ROWS}

    told({name: seconds for name, (_, seconds) in found.items()})
    assert {name: status for name, (status, _) in found.items()} == {str(row): row.expected[role] for row in ROWS}
    assert [name for name, (_, seconds) in found.items() if seconds > BOUND] == []


# Updates


def report(world) -> Any:
    item = a_milestone(world.project, lead_unit=world.unit, owner=world.officers["reporter"]).undertaking
    typed = {"percent": "60", "speaks_for": "2023-09-14", "summary": "主体施工至五层。", "action": "submit"}
    url = f"/undertakings/{item.pk}/report/"
    answer = client_of("reporter", world).post(url, typed | {"evidence": [a_photo()]})
    assert item.reports.get().state == "submitted"
    return answer


def verification(world) -> Any:
    sent = {"version": Report.objects.get(pk=world.submitted.pk).version, "action": "verify"}
    answer = client_of("inspector", world).post(f"/reports/{world.submitted.pk}/decision/", sent)
    assert Report.objects.get(pk=world.submitted.pk).state == "verified"
    return answer


def request_for_extension(world) -> Any:
    item = a_milestone(world.project, lead_unit=world.unit, owner=world.officers["reporter"]).undertaking
    typed = {"new_due_on": "2023-12-15", "reason": "雨季", "present_percent": "10"}
    answer = client_of("reporter", world).post(f"/undertakings/{item.pk}/extension/", typed)
    assert item.extensions.get().state == "submitted"
    return answer


def decision_on_extension(world) -> Any:
    sent = {"version": world.asked.version, "action": "grant"}
    answer = client_of("inspector", world).post(f"/extensions/{world.asked.pk}/decision/", sent)
    assert Extension.objects.get(pk=world.asked.pk).state == "granted"
    return answer


def change_of_plan(world) -> Any:
    client, undertaking = client_of("administrator", world), world.waiting
    answer = admin_page.send(client, admin_page.address(undertaking), due_on="2023-12-20", reason="录入错误")
    undertaking.refresh_from_db()
    assert undertaking.due_on == date(2023, 12, 20)
    return answer


def post_to_the_api(world) -> Any:
    item = a_milestone(world.project, lead_unit=world.unit, owner=world.officers["reporter"]).undertaking
    caller = APIClient()
    caller.force_authenticate(world.officers["reporter"])
    body = {"speaks_for": "2023-09-14", "percent": "72.5", "summary": "主体封顶。", "submit": True}
    answer = caller.post(f"/api/v1/undertakings/{item.pk}/reports/", body, format="json")
    assert item.reports.get().state == "submitted"
    return answer


def chase_up(world) -> Any:
    item = a_milestone(world.project, lead_unit=world.unit, owner=world.officers["reporter"]).undertaking
    answer = client_of("inspector", world).post(f"/undertakings/{item.pk}/chase/", {"note": "请速报"})
    assert item.chase_ups.count() == 1
    return answer


def message_sent_again(world) -> Any:
    Digest.objects.filter(pk=world.message.pk).update(state="failed", cause="refused")
    answer = client_of("inspector", world).post(f"/mails/{world.message.pk}/resend/")
    assert Digest.objects.get(pk=world.message.pk).state == "pending"
    return answer


def all_sent_again(world) -> Any:
    person = an_officer("reporter")
    lost = {"state": "failed", "cause": "refused", "day": TODAY, "not_before": "2023-09-15T00:00Z"}
    Digest.objects.create(person=person, channel="mail", **lost)
    answer = client_of("inspector", world).post("/mails/failed/", {"action": "resend"})
    assert Digest.objects.get(person=person).state == "pending"
    return answer


UPDATES = [
    report,
    verification,
    request_for_extension,
    decision_on_extension,
    change_of_plan,
    post_to_the_api,
    chase_up,
    message_sent_again,
    all_sent_again,
]


@pytest.mark.parametrize("how", FAULTS)
def test_every_update_is_done_as_ever(world, on_queue, how):
    take_away(on_queue, how)

    found = {update.__name__: timed(lambda update=update: update(world)) for update in UPDATES}

    told({name: seconds for name, (_, seconds) in found.items()})
    assert {
        name: answer.status_code for name, (answer, _) in found.items() if answer.status_code not in (201, 302)
    } == {}
    assert [name for name, (_, seconds) in found.items() if seconds > BOUND] == []


@pytest.mark.parametrize("how", FAULTS)
def test_the_first_to_wake_a_sender_waits_a_moment_and_the_others_not_at_all(on_queue, how):
    tasks.wake_sender()
    take_away(on_queue, how)

    waits = [timed(tasks.wake_sender)[1] for _ in range(20)]

    print(f"{how}: the first waited {waits[0]:.2f} s, the other nineteen {sum(waits[1:]):.4f} s")
    assert (waits[0] < 2.5, sum(waits[1:]) < 1) == (True, True)


def test_when_it_is_back_senders_are_woken_again(on_queue):
    take_away(on_queue, "killed")
    tasks.wake_sender()
    bring_back(on_queue, "killed")
    breaker.close()  # as after its rest

    tasks.wake_sender()

    assert (breaker.is_open(), on_queue.client().llen("celery")) == (False, 1)


# Everything that was owed meanwhile


@pytest.fixture
def running(queue, settings, transactional_db, request) -> Iterator[Valkey]:
    """A worker and a beat on it, after their first tick."""
    settings.DAY = TODAY
    environment = request.getfixturevalue("site_environment") | {"NEWAREA_BROKER_URL": queue.url()}
    with ExitStack() as held:
        held.enter_context(site.worker(environment, concurrency=2))
        held.enter_context(site.beat(environment))
        wait_until(Pulse.objects.exists, seconds=3 * TICK)
        yield queue
        carry_on(queue)


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> float:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, "it did not come about"
        time.sleep(0.1)
    return time.monotonic() - began


@pytest.mark.slow
@pytest.mark.parametrize("how", FAULTS)
def test_what_was_owed_meanwhile_is_sent_within_two_ticks(running, smtp, how):
    if connection.vendor != "postgresql":
        pytest.skip("a prefork worker needs PostgreSQL and Redis")
    take_away(running, how)
    owners = [a_duty(an_owner(), due_on=date(2023, 9, 20)).owner for _ in range(10)]
    time.sleep(1.5 * TICK)  # a tick that cannot be asked for
    assert smtp.received == []

    bring_back(running, how)
    took = wait_until(lambda: len(smtp.delivered) >= len(owners), seconds=8 * TICK)

    print(f"{how}: everything was sent {took:.1f} s after Redis was back")
    wait_until(lambda: not Digest.objects.exclude(state="sent").exists(), seconds=TICK)
    assert took < 4 * TICK
    assert Counter(mail.recipients[0] for mail in smtp.delivered) == {owner.email: 1 for owner in owners}
