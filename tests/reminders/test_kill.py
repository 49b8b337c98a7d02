"""Kill -9 of the prefork worker in the middle of a send, twenty times. The mail server is the judge."""

import random
import time
from collections import Counter
from contextlib import ExitStack
from datetime import date, timedelta

import psutil
import pytest
from django.db import connection

from newarea import clock
from newarea.actions.reminders import LEASE, deliver, release_expired, tick
from newarea.models import Digest, Reminder
from newarea.tasks import wake_sender
from tests.builders import a_programme, an_inspector
from tests.reminders.stage import a_duty, an_owner
from tests.servers import site
from tests.servers.process import Process

FRIDAY = date(2023, 9, 15)
KILLS = 20
NEW_PEOPLE = 6  # before each kill, so that there is always something to send
DELAY = 0.15  # seconds that the server thinks between the final dot and its answer

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(280)]


@pytest.fixture(autouse=True)
def _held(settings):
    settings.DAY = FRIDAY


@pytest.fixture
def workers(site_environment):
    """Starts a worker, or another one when the last was killed; what a killed one leaves behind ends with the test."""
    with ExitStack() as running:
        yield Workers(site_environment, running)


class Workers:
    def __init__(self, environment: dict[str, str], running: ExitStack) -> None:
        self.environment, self.running = environment, running
        self.current: Process | None = None

    def awake(self) -> Process:
        if self.current is None or not self.current.is_running():
            self.current = self.running.enter_context(site.worker(self.environment, concurrency=2))
            self.running.callback(end, self.current.children())
        return self.current

    def kill(self, *, main: bool) -> None:
        """Of a killed main process the child goes on by itself: the hardest case."""
        worker = self.awake()
        if main:
            worker.kill()
        else:
            end(worker.children())


def end(pids: list[int]) -> None:
    for pid in pids:
        if psutil.pid_exists(pid):
            psutil.Process(pid).kill()


def wait_for(is_so, *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.01)


def time_passes() -> None:
    """As if every lease had run out, also that of a worker that is alive and slow."""
    release_expired(now=clock.now() + LEASE + timedelta(seconds=1))


def unsettled() -> bool:
    return Digest.objects.filter(state__in=["pending", "claimed", "sending"]).exists()


def send_the_rest() -> None:
    for _ in range(20):
        time_passes()
        tick(on=FRIDAY, now=clock.now(), at_any_hour=True)
        deliver(on=FRIDAY, tell_time=clock.now, at_any_hour=True)
        if not unsettled():
            return


def test_nothing_is_lost_and_nothing_comes_twice(workers, smtp, client):
    if connection.vendor != "postgresql":
        pytest.skip("a prefork worker needs PostgreSQL and Redis")
    chance, programme = random.Random(2023), a_programme()
    smtp.delay = DELAY
    for number in range(KILLS):
        for _ in range(NEW_PEOPLE):
            a_duty(an_owner(), programme=programme, due_on=date(2023, 9, 20))
        tick(on=FRIDAY, now=clock.now(), at_any_hour=True)
        workers.awake()
        before = len(smtp.received)
        wake_sender(2)
        wait_for(lambda seen=before: len(smtp.received) > seen)
        time.sleep(chance.uniform(0, 1.5 * DELAY))
        workers.kill(main=number % 4 == 3)
        time_passes()
    smtp.delay = 0
    workers.awake().stop()
    time.sleep(1)  # an orphan's last letter
    send_the_rest()

    judge(smtp)
    shown_to_staff(client)


def judge(smtp) -> None:
    received = Counter(mail.message_id for mail in smtp.received)
    delivered = {mail.message_id: mail.reply for mail in smtp.delivered}
    mails = {digest.message_id: digest for digest in Digest.objects.filter(channel="mail")}
    sent = {key: mail.server_reply for key, mail in mails.items() if mail.state == "sent"}
    unknown = [mail for mail in mails.values() if mail.state == "unknown"]
    print(f"{len(mails)} mails: {len(sent)} sent, {len(unknown)} unknown; received {len(smtp.received)}")

    assert set(received.values()) == {1}, "the server got a letter twice"
    assert sent == {key: delivered.get(key) for key in sent}, "sent means that the server said so"
    assert len(sent) + len(unknown) == KILLS * NEW_PEOPLE == len(mails), "nothing is nowhere"
    assert 5 <= len(unknown) <= 2 * KILLS, "the kills came in the middle of sends; each child lost one letter at most"
    assert {mail.cause for mail in unknown} == {"sender_died"}
    the_ledger_agrees()


def the_ledger_agrees() -> None:
    """Each key has the state of its message, and the inbox lost and doubled nothing at all."""
    states = Reminder.objects.values_list("channel", "state", "digest__state")
    assert {(channel, state == message) for channel, state, message in states} == {("inbox", True), ("mail", True)}
    assert set(Digest.objects.filter(channel="inbox").values_list("state", flat=True)) == {"sent"}
    assert Reminder.objects.count() == 2 * KILLS * NEW_PEOPLE


def shown_to_staff(client) -> None:
    client.force_login(an_inspector(language="en"))
    client.cookies["language"] = "en"
    shown = client.get("/mails/", {"state": "unknown"}).content.decode()

    unknown = Digest.objects.filter(state="unknown").select_related("person__unit")
    assert [str(mail.person) in shown for mail in unknown] == [True] * len(unknown)
    assert f"<strong>{len(unknown)} messages failed, or nobody knows" in shown
