"""Whether each part lives, for people and for machines, and never at length."""

import html
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea import clock, probes
from newarea.broker import Breaker, breaker
from newarea.models import Alert, Digest, GroupChat, Officer, Pulse
from newarea.probes import Disk
from newarea.views import health_rows
from tests.builders import a_unit, an_inspector, an_officer
from tests.servers.process import free_port

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MAILS, settings.MAIL_FOLDER, settings.FILES = "files", tmp_path, tmp_path
    settings.DAY = None


@pytest.fixture
def inspector() -> Officer:
    return an_inspector(language="en")


@pytest.fixture
def ticking() -> None:
    Pulse.objects.create(pk=1, beat_at=clock.now(), planned_at=clock.now())


@pytest.fixture
def embedded(settings) -> None:
    settings.CELERY_BROKER_URL, settings.CELERY_WORKER_ENABLE_REMOTE_CONTROL = "memory://", False


def page(client, officer: Officer, url: str = "/health/", language: str = "en") -> str:
    client.force_login(officer)
    client.cookies["language"] = language
    return client.get(url).content.decode()


def lights(shown: str) -> dict[str, str]:
    """Each part's name and its light's word, as the page has them."""
    rows = re.findall(
        r'<th scope="row" class="nowrap">([^<]+)</th>\s*<td><span class="light [^"]*"><svg.*?</svg>([^<]+)<', shown
    )
    return dict(rows)


def row(shown: str, name: str) -> str:
    found = next(part for part in shown.split("<tr>") if f">{name}</th>" in part)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


WELL = ("Web", "Database", "Broker", "Worker", "Beat", "Plan of reminders", "Mail")


@contextmanager
def a_server_that_says_nothing() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


# The page


def test_all_is_well_in_the_embedded_default(client, inspector, embedded, ticking):
    shown = lights(page(client, inspector))

    assert {name: shown[name] for name in WELL} == dict.fromkeys(WELL, "Well")
    assert list(shown) == [*WELL, "Disk for files"]


def test_that_no_chat_is_in_use_is_neither_well_nor_ill(client, inspector, embedded, ticking):
    assert row(page(client, inspector), "Group chats") == "Group chats – None is in use."


def test_a_held_day_is_told_with_what_it_does_to_messages(client, inspector, embedded, settings):
    assert "The site's day" not in html.unescape(page(client, inspector))

    settings.DAY = date(2023, 9, 15)
    shown = row(html.unescape(page(client, inspector)), "The site's day")
    assert shown == (
        "The site's day – Held at 15 Sep 2023, for a demonstration. Messages go out at any hour and their "
        "headers bear the real date. Without NEWAREA_DAY it is today."
    )


def test_on_redis_the_version_and_the_round_trip_are_said(client, inspector, ticking, redis_url):
    shown = page(client, inspector)

    assert re.search(r"Redis [\d.]+, answered in \d+ ms", row(shown, "Broker"))
    assert re.search(r"PostgreSQL [\d.]+.*, answered in \d+ ms", row(shown, "Database"))


def test_in_chinese(client, inspector, embedded, ticking):
    shown = lights(page(client, inspector, language="zh-hans"))

    assert (shown["数据库"], shown["定时任务"]) == ("正常", "正常")


def test_a_broker_that_is_away_is_red_and_the_worker_unknown(client, inspector, settings):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"

    shown = page(client, inspector)

    assert (lights(shown)["Broker"], lights(shown)["Worker"]) == ("Out of order", "Not known")
    assert "Start Redis, empty if need be." in row(shown, "Broker")


def test_a_broker_that_accepts_and_says_nothing_costs_two_seconds_at_most(settings):
    with a_server_that_says_nothing() as port:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
        began = time.monotonic()
        answer = probes.ask_broker()

    assert (answer.is_well, time.monotonic() - began < 2) == (False, True)


def test_a_mail_server_that_says_nothing_costs_three_seconds_at_most(client, inspector, embedded, settings):
    with a_server_that_says_nothing() as port:
        settings.MAILS, settings.SMTP_URL = "smtp", f"smtp://127.0.0.1:{port}"
        began = time.monotonic()
        shown = page(client, inspector)

    assert (lights(shown)["Mail"], time.monotonic() - began < 5) == ("Out of order", True)


def test_a_mail_server_is_greeted_and_nothing_is_sent(client, inspector, embedded, smtp):
    shown = page(client, inspector)

    assert (lights(shown)["Mail"], smtp.received) == ("Well", [])
    assert f"220 127.0.0.1:{smtp.port}" in row(shown, "Mail")


def test_a_mail_folder_that_cannot_be_written_to_is_red(client, inspector, embedded, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.MAIL_FOLDER = tmp_path / "file" / "mails"

    assert lights(page(client, inspector))["Mail"] == "Out of order"


def test_mails_that_wait_to_be_tried_again_are_yellow(client, inspector, embedded):
    now = clock.now()
    Digest.objects.create(person=inspector, channel="mail", day=now.date(), not_before=now, attempts=2)

    shown = page(client, inspector)

    assert lights(shown)["Mail"] == "Look at it"
    assert "1 mail waits to be tried again." in row(shown, "Mail")


def test_before_the_first_tick(client, inspector, embedded):
    shown = page(client, inspector)

    assert {name: lights(shown)[name] for name in ("Worker", "Beat", "Plan of reminders")} == {
        "Worker": "Out of order",
        "Beat": "Out of order",
        "Plan of reminders": "Out of order",
    }
    assert "It has never ticked." in row(shown, "Beat")


def test_a_silent_tick_says_since_when_and_what_to_do(client, inspector, embedded):
    Pulse.objects.create(pk=1, beat_at=clock.now() - timedelta(minutes=5), planned_at=clock.now())

    told = row(page(client, inspector), "Beat")

    assert ("Out of order" in told, "5 minutes ago" in told, "Start beat and a worker" in told) == (True, True, True)


def test_a_pulse_of_the_future_is_a_clock_put_back(client, inspector, embedded):
    Pulse.objects.create(pk=1, beat_at=clock.now() + timedelta(hours=1), planned_at=clock.now())

    told = row(page(client, inspector), "Beat")

    assert ("Look at it" in told, "the clock was put back" in told, "in the future" in told) == (True, True, True)


@pytest.mark.parametrize(("minutes", "word"), [(5, "Look at it"), (11, "Out of order")])
def test_a_group_chat_that_takes_nothing(client, inspector, embedded, minutes, word):
    since = clock.now() - timedelta(minutes=minutes)
    unit = a_unit(name_en="Housing Bureau")
    GroupChat.objects.create(unit=unit, service="wecom", url="https://chat.example/", failing_since=since)

    shown = page(client, inspector)

    assert lights(shown)["Group chats"] == word
    assert "Housing Bureau · WeCom" in row(shown, "Group chats")


@pytest.mark.parametrize(
    ("free", "total", "light"),
    [(2**30 - 1, 2**35, "red"), (2**35, 2**41, "red"), (2**32, 2**35, "yellow"), (2**34, 2**35, "green")],
)
def test_room_for_files(free, total, light):
    assert health_rows._disk(Disk(free, total), clock.now()).light == light


def test_the_alerts_are_listed_and_the_open_one_stands_out(client, inspector, embedded):
    began = clock.now() - timedelta(hours=1)
    Alert.objects.create(kind="silent", began_at=began, ended_at=began)
    Alert.objects.create(kind="troubled", began_at=began, count=3)

    shown = page(client, inspector)

    assert (shown.count("still so"), "the tick was silent" in shown, "3 messages" in shown) == (1, True, True)


def test_the_page_loads_itself_again_only_when_asked(client, inspector, embedded):
    assert 'http-equiv="refresh"' not in page(client, inspector)
    assert '<meta http-equiv="refresh" content="30">' in page(client, inspector, "/health/?every=1")


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("reporter", 404), ("head", 404), ("leader", 404), ("delegate", 404)],
)
def test_the_page_is_for_whoever_keeps_the_site(client, embedded, role, status):
    client.force_login(an_officer(role, unit=a_unit()))

    assert client.get("/health/").status_code == status


def test_its_queries_do_not_grow(client, inspector, embedded, ticking):
    page(client, inspector)
    once = queries(client)
    for number in range(5):
        unit = a_unit()
        GroupChat.objects.create(unit=unit, service="wecom", url="https://chat.example/", failing_since=clock.now())
        Alert.objects.create(kind="silent", began_at=clock.now(), ended_at=clock.now(), count=number)

    assert queries(client) == once


def queries(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get("/health/")
    return len(captured)


# A worker that can be asked


@pytest.mark.slow
def test_a_worker_answers_by_name(client, inspector, celery_worker):
    told = row(page(client, inspector), "Worker")

    assert ("Well" in told, re.search(r"worker-\d+@\S+ answers\.", told) is not None) == (True, True)


# For machines


def test_a_stranger_gets_words_only(client, ticking):
    answer = client.get("/healthz?of=web,database,beat,reminders,broker,worker,mail")

    words = dict.fromkeys(("web", "database", "beat", "reminders", "broker", "worker", "mail"), "ok")
    assert (answer.status_code, answer.json()) == (200, words)


def test_what_has_no_such_name_is_no_question(client, ticking):
    assert set(client.get("/healthz?of=secrets").json()) == {"web", "database", "beat", "reminders"}


def test_a_broker_that_hangs_costs_the_first_stranger_a_second_and_the_next_ones_nothing(client, settings):
    with a_server_that_says_nothing() as port:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
        took = [timed(client) for _ in range(5)]

    assert (took[0] < 2, sum(took[1:]) < 1, breaker.is_open()) == (True, True, True)


def timed(client) -> float:
    began = time.monotonic()
    assert client.get("/healthz?of=broker").json() == {"broker": "away"}
    return time.monotonic() - began


def test_a_mail_server_that_was_away_is_told_without_knocking_there(client, inspector, smtp):
    now = clock.now()
    waits = {"channel": "mail", "day": now.date(), "not_before": now, "attempts": 1, "cause": "unreachable"}
    Digest.objects.create(person=inspector, **waits)

    assert client.get("/healthz?of=mail").json() == {"mail": "away"}


def test_without_a_tick_nobody_knows_of_the_worker(client):
    answer = client.get("/healthz?of=worker")

    assert (answer.status_code, answer.json()) == (503, {"worker": "unknown"})


@pytest.mark.parametrize(("minutes", "word"), [(0, "ok"), (2, "late"), (-2, "late")])
def test_a_tick_of_the_past_or_of_the_future_is_late(client, minutes, word):
    Pulse.objects.create(pk=1, beat_at=clock.now() - timedelta(minutes=minutes), planned_at=clock.now())

    assert client.get("/healthz?of=beat").json() == {"beat": word}


# The breaker


def test_it_is_open_for_a_while_after_a_failure():
    now = [0.0]
    found = Breaker(rest=10, tell_time=lambda: now[0])
    states = [found.is_open()]
    found.trip()

    for now[0] in (0.0, 9.9, 10.0):
        states.append(found.is_open())

    assert states == [False, True, True, False]
