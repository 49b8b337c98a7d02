"""What a mail costs: against a raw loop over one re-used TLS connection, by the transport alone and by the whole path
from the claim to the mark with its commits. PostgreSQL is durable, and the mail server a process of its own."""

import os
import smtplib
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.postbox import Postbox, postbox
from newarea import clock
from newarea.actions.programmes import open_programme, revise_programme
from newarea.actions.reminders import deliver, plan_reminders, tick
from newarea.actions.reminders.batch import BATCH
from newarea.actions.reminders.delivering import letter
from newarea.channels import smtp
from newarea.channels.letter import Letter
from newarea.models import Digest, Officer, Programme, Reminder, Undertaking, Unit

ON, DUE_ON = date(2023, 9, 15), date(2023, 9, 20)
PEOPLE, ROUNDS, SAMPLE = 600, 5, 300
TRANSPORT_GOAL, PATH_GOAL = 0.9, 0.5


def run(database_url: str) -> None:
    """Interleaved rounds, the median of each."""
    with (
        tempfile.TemporaryDirectory(prefix="newarea-postbox-") as folder,
        postbox(Path(folder)) as box,
        sending_to(box),
    ):
        prepare()
        scan()
        raw, transport, path, inbox = [], [], [], []
        for number in range(ROUNDS):
            owe_again()
            tasks = tick(on=ON, now=clock.now(), at_any_hour=True)
            seconds, sessions = whole_path(box)
            letters = sample()
            path.append(PEOPLE / seconds)
            inbox.append(PEOPLE / by_inbox())
            raw.append(SAMPLE / send_raw(box, letters))
            transport.append(SAMPLE / send_all(box, letters))
            if not number:
                told_once(tasks, sessions)
    yardstick = median(raw)
    print(
        f"sending: {yardstick:.0f} mails/s raw over one TLS connection; transport alone {median(transport):.0f}/s, "
        f"{median(transport) / yardstick:.2f} x (goal >= {TRANSPORT_GOAL}); whole path with its commits "
        f"{median(path):.0f}/s, {median(path) / yardstick:.2f} x (goal >= {PATH_GOAL}); inbox {median(inbox):.0f}/s"
    )


def told_once(tasks: int, sessions: int) -> None:
    due = 2 * PEOPLE  # a mail and an entry in the inbox each
    print(f"sending: {sessions} SMTP sessions for {PEOPLE} mails (goal <= {1 + ceil(PEOPLE / BATCH)})")
    goal = 1 + ceil(due / BATCH)
    print(f"sending: {1 + tasks} tasks a scan with {due} messages due, itself among them (goal <= {goal})")


@contextmanager
def sending_to(box: Postbox) -> Iterator[None]:
    """The site trusts the box's certificate as it would trust a public one."""
    os.environ["SSL_CERT_FILE"] = str(box.certificate)
    held = settings.MAILS, settings.SMTP_URL
    settings.MAILS, settings.SMTP_URL = "smtp", box.url
    try:
        yield
    finally:
        settings.MAILS, settings.SMTP_URL = held
        del os.environ["SSL_CERT_FILE"]


def prepare() -> Programme:
    """Each person answers for one item that is due in three working days."""
    district = Unit.objects.create(code="bench-sending", name_zh="区", kind="district")
    programme = Programme(slug="bench-sending", district=district, year=2023, area_zh="新区")
    open_programme(programme)
    adopted = {"state": Programme.State.ADOPTED, "adopted_on": date(2023, 1, 18)}
    revise_programme(programme, seen=programme.version, by=None, **adopted)
    people = Officer.objects.bulk_create(
        Officer(username=f"bench-sender-{number}", email=f"{number}@bench.example", unit=district, role="reporter")
        for number in range(PEOPLE)
    )
    Undertaking.objects.bulk_create(
        Undertaking(
            programme=programme, key=f"s-{person.pk}", title_zh="主体完工", lead_unit=district, owner=person,
            start_on=DUE_ON, due_on=DUE_ON,
        )
        for person in people
    )  # fmt: skip
    connection.cursor().execute("ANALYZE")
    return programme


def scan() -> None:
    plan_reminders(on=ON)
    costs = []
    for _ in range(ROUNDS):
        Reminder.objects.all().delete()
        costs.append(seconds_of(lambda: plan_reminders(on=ON)))
    Reminder.objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        plan_reminders(on=ON)
    print(f"sending: a scan is {min(costs) / PEOPLE * 1e6:.0f} us and {len(captured) / PEOPLE:.3f} SQL an item due")


def owe_again() -> None:
    Reminder.objects.all().delete()
    Digest.objects.all().delete()
    plan_reminders(on=ON)


def sample() -> list[Letter]:
    """The letters of this round, as they went out."""
    sent = Digest.objects.filter(channel="mail", state="sent").select_related("person")[:SAMPLE]
    return [letter(digest, clock.now()) for digest in sent]


def whole_path(box: Postbox) -> tuple[float, int]:
    """Seconds and SMTP sessions for everybody's mail; what the inbox gets waits."""
    Digest.objects.filter(channel="inbox").update(not_before=clock.now() + timedelta(hours=1))
    box.count()
    seconds = seconds_of(deliver_all)
    sessions, letters = box.count()
    assert letters == Digest.objects.filter(channel="mail", state="sent").count() == PEOPLE
    return seconds, sessions


def deliver_all() -> None:
    while deliver(on=ON, tell_time=clock.now, at_any_hour=True):
        pass


def by_inbox() -> float:
    Digest.objects.filter(channel="inbox").update(not_before=clock.now())
    return seconds_of(deliver_all)


def send_raw(box: Postbox, letters: list[Letter]) -> float:
    """The yardstick: written down beforehand, then MAIL, RCPT and DATA one after the other, without connecting."""
    ready = [(one.address, one.as_bytes()) for one in letters]
    with smtplib.SMTP_SSL("127.0.0.1", box.port, context=ssl.create_default_context()) as server:
        server.ehlo()
        return seconds_of(lambda: [server.sendmail(settings.MAIL_FROM, [to], content) for to, content in ready])


@dataclass(frozen=True)
class Written(Letter):
    """Written down beforehand, as those of the yardstick are."""

    content: bytes = b""

    def as_bytes(self, *, readable: bool = False) -> bytes:
        return self.content


def send_all(box: Postbox, letters: list[Letter]) -> float:
    ready = [Written(**vars(one), content=one.as_bytes()) for one in letters]
    with smtp.connect(box.url) as carrier:
        return seconds_of(lambda: [carrier.send(one) for one in ready])


def seconds_of(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
