"""The storm: a district's days go on while everything is taken away that can be, and at the end it is judged."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Exists, OuterRef, Q

from newarea import tasks
from newarea.models import Digest, Reminder
from tests.chaos import clocked, faults
from tests.chaos.cast import CONCURRENCY, Cast, cast
from tests.chaos.faults import Fault
from tests.chaos.judge import Judge, missed_after_silence, unwritten
from tests.chaos.life import Life
from tests.domain.decrees import nth_working_day
from tests.servers.postgres import Postgres
from tests.servers.smtp import Recorder
from tests.servers.valkey import Valkey

MONDAY = date(2023, 9, 4)
DELAY = 0.1  # seconds that the mail server thinks between the final dot and its answer
SLOW = 1.0  # before the last fault, which is to find much on its way
GOAL = float(os.environ.get("CHAOS_GOAL", "15"))  # seconds in which whatever is pending is looked at
LOOK = 20  # seconds for which it is watched; what has its next try later than that is left to the settling
PATIENCE = 240  # seconds for what is left once nothing is taken away any more
UNSETTLED = ("pending", "claimed", "sending")
Done = TypeVar("Done")


class Storm:
    def __init__(self, database: Postgres, queue: Valkey, mailbox: Recorder, running: Cast, *, seed: int) -> None:
        self.database, self.queue, self.mailbox, self.running, self.seed = database, queue, mailbox, running, seed
        self.life = Life(seed)
        self.day, self.begun = MONDAY, time.monotonic()
        self.silent: list[date] = []
        self.missed: list[str] = []
        self.happened: Counter[str] = Counter()
        self.unplanned: list[str] = []

    def run(self, sequence: list[Fault], *, people: int) -> float:
        """Returns the longest that anything pending had to wait after the last fault, in seconds."""
        self.running.begin_day(self.day)
        self.running.supervise()
        self.wait(self.running.is_ready, 120)
        self.tell("all are up")
        days = max(3, len(sequence) // 15)
        for number, fault in enumerate(sequence):
            today = number * days // len(sequence)
            if number and today != (number - 1) * days // len(sequence):
                self.next_day(silence=today == days // 2)
            self.mailbox.delay = SLOW if fault is sequence[-1] else DELAY
            self.wave(share(people, len(sequence), number))
            self.strike(fault)
            self.running.supervise()
        return self.look_again()

    def wave(self, count: int) -> None:
        """New people, something that happens, and a tick more than the two beats give; until the first letter goes."""
        for _ in range(count):
            again(lambda: self.life.an_item(on=self.day))
        self.happened[again(lambda: self.life.happens(on=self.day))] += 1
        before = len(self.mailbox.received)
        wake()
        self.wait(lambda: len(self.mailbox.received) > before, 2)

    def strike(self, fault: Fault) -> None:
        time.sleep(fault.after)
        STRIKES[fault.kind](self, fault)
        self.tell(f"{fault}; {len(self.mailbox.received)} letters so far")

    def tell(self, words: str) -> None:
        print(f"{time.monotonic() - self.begun:>5.0f} s {self.day:%m-%d}: {words}", flush=True)

    def next_day(self, *, silence: bool) -> None:
        """Whatever else, by the end of a day all that is owed on it stands in the ledger."""
        self.write_down()
        if silence:
            self.mailbox.clear_troubles()
            self.running.kill_all()
            self.silent = [nth_working_day(self.day, number) for number in (1, 2)]
            self.tell(f"silence over {', '.join(map(str, self.silent))}")
        self.begin(nth_working_day(self.day, 3 if silence else 1))
        if silence:
            self.running.supervise()
            self.settle()
            self.tell("settled after the silence")
            self.missed = list(missed_after_silence(self.life, self.mailbox.received, self.day))

    def write_down(self) -> None:
        self.wait(lambda: not again(lambda: unwritten(self.life, self.day)), 60, pause=1)
        self.unplanned += [f"{self.day}: {key}" for key in again(lambda: unwritten(self.life, self.day))]

    def begin(self, day: date) -> None:
        self.day = day
        self.running.begin_day(day)

    def wait(self, is_so: Callable[[], bool], seconds: float, *, pause: float = 0.1) -> bool:
        """Meanwhile the supervisor works. `pause` between two looks: a look at the database costs the site's time."""
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                return False
            self.running.supervise()
            time.sleep(pause)
        return True

    def look_again(self) -> float:
        """From when all is up again: how long until each thing that is pending, and may go, is touched."""
        ended = time.monotonic()
        self.mailbox.delay = 0
        self.mailbox.clear_troubles()
        self.wait(self.running.is_ready, 60)
        up = time.monotonic()
        self.tell(f"after the last fault the supervisor had everything up again in {up - ended:.1f} s")
        since: dict[tuple, float] = dict.fromkeys(again(self.waiting), up)
        longest, number = 0.0, len(since)
        while time.monotonic() - up < 3 * GOAL:
            found, now = again(self.waiting), time.monotonic()
            longest = max(
                [longest, *(now - begun for key, begun in since.items() if key not in found or now - begun > GOAL)]
            )
            number += len(found - set(since))
            since = {key: since.get(key, now) for key in found}
            if not since and (now - up > LOOK or not again(self.unsettled)):
                break
            time.sleep(0.2)
        self.tell(f"looked at again: {number} pending or in hand, the last after {longest:.1f} s (goal <= {GOAL} s)")
        return longest

    def waiting(self) -> set[tuple]:
        """What could go now and nobody has looked at, and what is in somebody's hands: each with what a look, or the
        end of its sending, would change."""
        now = self.running.now()
        due = Digest.objects.due(on=self.day, now=now, is_open=True)
        found = {("message", *row) for row in due.values_list("pk", "attempts", "next_try_at")}
        found |= {("claim", *row) for row in Digest.objects.in_hand().values_list("pk", "lease_until")}
        todays = Digest.objects.filter(
            kind="digest", day=self.day, person=OuterRef("person"), channel=OuterRef("channel")
        )
        loose = Reminder.objects.waiting().filter(~Exists(todays))
        return found | {("reminder", pk) for pk in loose.values_list("pk", flat=True)}

    def settle(self) -> None:
        """The site is left alone until nothing is on its way; only waiting times are cut short, by the clock."""
        deadline = time.monotonic() + PATIENCE
        while again(self.unsettled) and time.monotonic() < deadline:
            wake()
            self.wait(lambda: not again(self.unsettled), 2, pause=0.5)
            if again(lambda: Digest.objects.filter(state="pending", next_try_at__gt=self.running.now()).exists()):
                self.running.move_clock(30)

    def unsettled(self) -> bool:
        """What came after the day's message waits for the next day's."""
        todays = Digest.objects.filter(
            kind="digest", day=self.day, person=OuterRef("person"), channel=OuterRef("channel")
        )
        loose = Reminder.objects.waiting().filter(~Exists(todays.filter(~Q(state="pending"))))
        return loose.exists() or Digest.objects.filter(state__in=UNSETTLED).exists()

    def end(self) -> None:
        """Two quiet days, so that also what came after the last digest goes out."""
        self.settle()
        self.tell("settled")
        for _ in range(2):
            self.begin(nth_working_day(self.day, 1))
            wake()
            self.write_down()
            self.settle()
            self.tell("a quiet day")


def share(people: int, waves: int, number: int) -> int:
    """Who comes with which wave; the last one is large, so that much is on its way when the last fault comes."""
    last = people // 6
    rest = people - last
    return last if number == waves - 1 else rest * (number + 1) // (waves - 1) - rest * number // (waves - 1)


def wake() -> None:
    """One tick more, if the queue takes it."""
    with suppress(Exception):
        tasks.tick.delay()


def kill_worker(storm: Storm, fault: Fault) -> None:
    storm.running.workers[fault.which].kill()


def kill_workers(storm: Storm, fault: Fault) -> None:
    """With their children: nobody is left to finish anything."""
    for seat in storm.running.workers:
        seat.kill_all()


def kill_child(storm: Storm, fault: Fault) -> None:
    children = storm.running.workers[fault.which].children()
    with suppress(ProcessLookupError):
        if children:
            os.kill(sorted(children)[-1], signal.SIGKILL)


def kill_beat(storm: Storm, fault: Fault) -> None:
    storm.running.beats[fault.which].kill()


def kill_database(storm: Storm, fault: Fault) -> None:
    storm.database.process.kill()
    time.sleep(fault.lasts)
    storm.database.start_again()
    connection.close()


def kill_queue(storm: Storm, fault: Fault) -> None:
    storm.queue.process.kill()
    time.sleep(fault.lasts)
    if "forgotten" in fault.kind:
        storm.queue.forget()
    storm.queue.start_again()


def empty_queue(storm: Storm, fault: Fault) -> None:
    storm.queue.client().flushall()


def spoil_queue(storm: Storm, fault: Fault) -> None:
    storm.queue.client().lpush("celery", "garbage")


def stop_mail_server(storm: Storm, fault: Fault) -> None:
    storm.mailbox.close()
    time.sleep(fault.lasts)
    storm.mailbox.open()


def answer_badly(storm: Storm, fault: Fault) -> None:
    """The next few letters; then all is well."""
    where, answer = ANSWERS[fault.kind]
    getattr(storm.mailbox, where).extend([answer] * fault.count)
    storm.wait(lambda: not getattr(storm.mailbox, where), fault.lasts)


def shift_clock(storm: Storm, fault: Fault) -> None:
    clock = storm.running.workers[fault.which].clock
    clocked.write(clock, fault.shift)
    storm.wait(lambda: False, 2 * fault.lasts)
    clocked.write(clock, 0)


def third_beat(storm: Storm, fault: Fault) -> None:
    storm.running.third.fill()
    storm.wait(storm.running.third.is_ready, 20)
    storm.wait(lambda: False, fault.lasts)
    storm.running.third.kill()


ANSWERS = {
    "recipients to be tried later": ("at_recipient", "451 4.3.0 try later"),
    "recipients refused": ("at_recipient", "550 5.1.1 no such person"),
    "contents to be tried later": ("after_data", "452 4.3.1 full"),
    "contents refused": ("after_data", "554 5.6.0 not like this"),
    "hanging before the content": ("at_recipient", "hang"),
    "hanging after the content": ("after_data", "hang"),
    "dropping before the content": ("at_recipient", "drop"),
    "dropping after the content": ("after_data", "drop"),
}
STRIKES: dict[str, Callable[[Storm, Fault], None]] = dict.fromkeys(ANSWERS, answer_badly) | {
    "kill a worker": kill_worker,
    "kill both workers": kill_workers,
    "kill a child": kill_child,
    "kill a beat": kill_beat,
    "kill PostgreSQL": kill_database,
    "kill Redis": kill_queue,
    "kill Redis, all forgotten": kill_queue,
    "empty Redis": empty_queue,
    "garbage in the queue": spoil_queue,
    "mail server stopped": stop_mail_server,
    "clock of a worker": shift_clock,
    "a third beat": third_beat,
}


def again(step: Callable[[], Done]) -> Done:
    """The database may still be coming up, or this connection be one of its victims."""
    for _ in range(60):
        try:
            return step()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.5)
    raise RuntimeError("the database did not come back")


def run(
    database: Postgres,
    queue: Valkey,
    mailbox: Recorder,
    folder: Path,
    *,
    count: int,
    people: int,
    reminders: int,
    seed: int,
) -> int:
    """The exit status: 0 only if the judge finds nothing."""
    call_command("migrate", verbosity=0)
    sequence, begun = faults.plan(seed, count), time.monotonic()
    print(f"seed {seed}: {count} faults, {people} people", flush=True)
    mailbox.delay = DELAY
    with cast(folder) as running:
        storm = Storm(database, queue, mailbox, running, seed=seed)
        longest = storm.run(sequence, people=people)
        storm.end()
    status = judge(storm, sequence, longest, reminders)
    print(f"seed {seed}: {'NOT IN ORDER' if status else 'in order'}, {time.monotonic() - begun:.0f} s", flush=True)
    return status


def judge(storm: Storm, sequence: list[Fault], longest: float, reminders: int) -> int:
    senders = 2 * CONCURRENCY
    one = Judge(storm.life, storm.mailbox.received, storm.silent, last=storm.day, unknowns=senders * len(sequence))
    verdict = one.verdict() | {
        "owed and not written down on its day": storm.unplanned,
        "without the one digest after the silence": storm.missed,
    }
    if longest > GOAL:
        verdict["not looked at in time"] = [f"{longest:.1f} s"]
    keys = Reminder.objects.filter(channel="mail")
    went = keys.filter(state__in=["sent", "unknown", "failed"]).count()
    if went < reminders:
        verdict["fewer reminders than asked for"] = [f"{went} of {reminders}"]
    told(storm, sequence, keys.count(), went)
    for name, found in verdict.items():
        print(f"  {len(found):>3} {name}")
        for line in found[:10]:
            print(f"        {line}")
    return int(any(verdict.values()))


def told(storm: Storm, sequence: list[Fault], keys: int, went: int) -> None:
    mails = Counter(Digest.objects.filter(channel="mail").values_list("state", flat=True))
    states = Counter(Reminder.objects.values_list("channel", "state"))
    shares = Counter(Reminder.objects.filter(channel="mail").values_list("share", flat=True))
    causes = Counter(Digest.objects.exclude(cause="").values_list("state", "cause"))
    print(f"\nfaults: {dict(Counter(fault.kind for fault in sequence))}")
    print(f"meanwhile: {dict(storm.happened)}, {storm.life.people} people, {len(storm.life.items)} items")
    print(f"reminders by mail: {keys}, of which {went} went out; by share {dict(shares)}")
    print(f"keys: {dict(states)}")
    print(f"messages by mail: {dict(mails)}; causes {dict(causes)}")
