"""What is killed, what starts again, and the judgement at the end."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta

import psutil
from django.core.management import call_command
from django.db import OperationalError, close_old_connections, connection

from newarea import clock
from newarea.actions.reminders import LEASE, release_expired
from newarea.models import Digest, Programme, Reminder
from tests.builders import a_programme, a_unit, an_officer, an_undertaking
from tests.servers import site
from tests.servers.postgres import Postgres
from tests.servers.process import Process
from tests.servers.smtp import Recorder
from tests.servers.valkey import Valkey

SOON = date(2023, 9, 20)  # three working days from the day that is held
VICTIMS = ("worker", "child", "beat", "postgres", "redis")
UNSETTLED = ("pending", "claimed", "sending")
PATIENCE = 240  # seconds for what is left once nothing is killed any more


class Site:
    """Two workers and two beats, each started again when it is gone, as a supervisor would."""

    def __init__(self, running: ExitStack) -> None:
        self.running = running
        self.workers = [self.start_worker() for _ in range(2)]
        self.beats = [self.start_beat() for _ in range(2)]

    def start_worker(self) -> Process:
        return self.running.enter_context(site.worker(dict(os.environ), concurrency=2))

    def start_beat(self) -> Process:
        return self.running.enter_context(site.beat(dict(os.environ)))

    def supervise(self) -> None:
        self.workers = [each if each.is_running() else self.start_worker() for each in self.workers]
        self.beats = [each if each.is_running() else self.start_beat() for each in self.beats]


def run(database: Postgres, queue: Valkey, mailbox: Recorder, *, kills: int, people: int, seed: int) -> int:
    chance = random.Random(seed)
    call_command("migrate", verbosity=0)
    mailbox.delay = 0.1
    with ExitStack() as running:
        site_, programme = Site(running), a_programme()
        died: Counter[str] = Counter()
        for number in range(kills):
            owe(programme, share(people, kills, number))
            time.sleep(chance.uniform(0.5, 4))
            victim = chance.choice(VICTIMS)
            kill(victim, site_, database, queue, chance)
            died[victim] += 1
            print(f"{number + 1:>3} killed {victim:<9} {len(mailbox.received)} letters so far", flush=True)
            site_.supervise()
            again(time_passes)
        mailbox.delay = 0
        again(settle)
    return judge(mailbox, people=people, died=died)


def share(people: int, kills: int, number: int) -> int:
    return people // kills + (number < people % kills)


def owe(programme: Programme, count: int) -> None:
    """Each to a person of its own, so that each is a letter of its own."""
    for _ in range(count):
        owner = an_officer(unit=a_unit())
        an_undertaking(programme, owner=owner, lead_unit=owner.unit, due_on=SOON)


def kill(victim: str, running: Site, database: Postgres, queue: Valkey, chance: random.Random) -> None:
    if victim == "worker":
        chance.choice(running.workers).kill()
    elif victim == "child":
        end(chance.choice(running.workers).children())
    elif victim == "beat":
        chance.choice(running.beats).kill()
    elif victim == "redis":
        queue.process.kill()
        time.sleep(chance.uniform(0, 3))
        queue.start_again()
    else:
        database.process.kill()
        time.sleep(chance.uniform(0, 3))
        database.start_again()
        connection.close()


def end(pids: list[int]) -> None:
    for pid in pids:
        if psutil.pid_exists(pid):
            psutil.Process(pid).kill()


def again(step: Callable[[], None]) -> None:
    """The database may still be coming up."""
    for _ in range(30):
        try:
            return step()
        except OperationalError:
            close_old_connections()
            time.sleep(1)
    raise RuntimeError("the database did not come back")


def time_passes() -> None:
    """As if every lease had run out, also that of a worker that is alive and slow."""
    release_expired(now=clock.now() + LEASE + timedelta(seconds=1))


def settle() -> None:
    """The site is left alone until nothing is on its way; only waiting times are cut short."""
    deadline = time.monotonic() + PATIENCE
    while unsettled() and time.monotonic() < deadline:
        time.sleep(5)
        time_passes()
        Digest.objects.filter(state="pending").update(next_try_at=None)


def unsettled() -> bool:
    planned = Reminder.objects.filter(state="pending").exists()
    return planned or Digest.objects.filter(state__in=UNSETTLED).exists()


def judge(mailbox: Recorder, *, people: int, died: Counter[str]) -> int:
    mails = {mail.message_id: mail for mail in Digest.objects.filter(channel="mail")}
    told = {mail.message_id: mail.reply for mail in mailbox.delivered}
    received = Counter(mail.message_id for mail in mailbox.received)
    states = Counter(mail.state for mail in mails.values())
    inbox = Counter(Digest.objects.filter(channel="inbox").values_list("state", flat=True))
    faults = {
        "letters twice": sum(count - 1 for count in received.values()),
        "letters of no message": len(set(received) - set(mails)),
        "said sent, but not acknowledged": sum(
            told.get(key) != mail.server_reply for key, mail in mails.items() if mail.state == "sent"
        ),
        "nowhere": people - states["sent"] - states["unknown"] + people - inbox["sent"],
        "keys that disagree": disagreeing(),
    }
    print(f"\nkilled: {dict(died)}\nmails: {dict(states)} of {people}, inbox: {dict(inbox)}\n{faults}")
    return int(any(faults.values()))


def disagreeing() -> int:
    """A key has the state of the message that carries it."""
    states = Reminder.objects.values_list("state", "digest__state")
    return sum(state != of_message for state, of_message in states)
