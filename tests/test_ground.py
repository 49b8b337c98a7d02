"""The machines the site stands on, each of them real, and the settings that must not be got wrong."""

import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings
from django.db import connection

from newarea.celery import app
from newarea.models import StandingRules
from tests.servers import site

PRODUCTION = {
    "PRODUCTION": "true",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "plan.example",
    "SITE_URL": "https://plan.example",
}


def read_settings(**given: str) -> subprocess.CompletedProcess[str]:
    code = "from django.conf import settings as s; print(s.DAY, s.DEBUG, s.DATABASES['default']['ENGINE'])"
    env = site.environment(**given)
    return subprocess.run([sys.executable, "-c", code], env=env, cwd=site.ROOT, capture_output=True, text=True)


def refusal(**given: str) -> str:
    done = read_settings(**given)
    assert done.returncode == 1
    return done.stderr.partition("The environment is not in order:\n")[2]


def test_without_a_variable_the_site_is_complete(tmp_path: Path):
    assert read_settings(VAR=str(tmp_path)).stdout == "None False django.db.backends.sqlite3\n"


def test_the_generated_secret_is_kept_and_private(tmp_path: Path):
    read_settings(VAR=str(tmp_path))
    key = tmp_path / "secret-key"
    first = key.read_text()

    read_settings(VAR=str(tmp_path))

    assert (len(first) > 50, key.read_text() == first, key.stat().st_mode & 0o777) == (True, True, 0o600)


def test_a_misspelt_name_and_a_wrong_value_are_refused_together():
    assert refusal(DYA="2023-09-15", DEBUG="yess") == (
        "  NEWAREA_DEBUG: Not a valid boolean.\n  NEWAREA_DYA is not a setting; did you mean NEWAREA_DAY?\n"
    )


def test_a_day_that_is_none_is_refused():
    assert refusal(DAY="2023-02-30") == "  NEWAREA_DAY: Not a valid date.\n"


def test_production_refuses_what_is_not_its_own():
    assert [line.partition(":")[0].strip() for line in refusal(PRODUCTION="true").splitlines()] == [
        "NEWAREA_SECRET_KEY",
        "NEWAREA_ALLOWED_HOSTS",
        "NEWAREA_SITE_URL",
    ]


def test_production_lives_in_the_real_day():
    assert refusal(**PRODUCTION, DAY="2023-09-15") == "  NEWAREA_DAY: production lives in the real day\n"


def test_production_does_not_speak_to_itself():
    assert refusal(**PRODUCTION, CHATS_ON_THIS_MACHINE="true") == (
        "  NEWAREA_CHATS_ON_THIS_MACHINE: production speaks to robots out there only\n"
    )


def test_production_starts_with_its_own_settings(tmp_path: Path):
    assert read_settings(**PRODUCTION, VAR=str(tmp_path)).returncode == 0
    assert not (tmp_path / "secret-key").exists()


@pytest.mark.django_db
def test_the_database_is_postgresql_through_psycopg2(request):
    if request.config.getoption("sqlite"):
        pytest.skip("this run is on SQLite")

    assert (connection.vendor, connection.Database, find_spec("psycopg")) == ("postgresql", psycopg2, None)


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_what_the_migrations_put_in(time):
    assert list(StandingRules.objects.values_list("yellow_from", "red_above")) == [(10, 30)]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_embedded_database_writes_ahead_and_takes_its_lock_at_once(request):
    if not request.config.getoption("sqlite"):
        pytest.skip("this run is on PostgreSQL")
    options = settings.DATABASES["default"]["OPTIONS"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()

    assert (mode, options["transaction_mode"], options["timeout"]) == (("wal",), "IMMEDIATE", 20)


def test_redis_keeps_what_it_has_and_asks_for_a_password(redis_url):
    client = redis.Redis.from_url(redis_url)
    wanted = client.config_get("maxmemory-policy", "appendonly")

    assert wanted == {"maxmemory-policy": "noeviction", "appendonly": "yes"}
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url("redis://" + redis_url.partition("@")[2]).ping()


def a_mail(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "site@example.org", "officer@example.org", subject
    mail.set_content("距截止还有三个工作日")
    return mail


def send(recorder, subject: str, *, timeout: float = 5) -> None:
    with smtplib.SMTP("127.0.0.1", recorder.port, timeout=timeout) as client:
        client.send_message(a_mail(subject))


def test_the_mail_server_keeps_what_it_acknowledged(smtp):
    send(smtp, "提醒")

    assert [(mail.recipients, mail.message["Subject"], mail.text.strip()) for mail in smtp.delivered] == [
        (["officer@example.org"], "提醒", "距截止还有三个工作日")
    ]


def test_the_mail_server_refuses_as_told(smtp):
    smtp.after_data, smtp.at_recipient = ["451 later"], ["550 unknown"]

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp, "first")
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(smtp, "second")
    send(smtp, "third")

    assert [mail.message["Subject"] for mail in smtp.delivered] == ["third"]


@pytest.mark.parametrize("trouble", ["drop", "hang"])
def test_the_mail_server_goes_silent_after_the_final_dot(smtp, trouble):
    smtp.after_data = [trouble]

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp, "nobody knows", timeout=1)

    assert (len(smtp.received), smtp.delivered) == (1, [])


@pytest.mark.slow
def test_a_prefork_worker_runs_what_was_enqueued_here(celery_worker):
    sent = app.send_task("celery.accumulate", args=[1, 2])
    deadline = time.monotonic() + 20
    while f"{sent.id}] succeeded" not in celery_worker.output() and time.monotonic() < deadline:
        time.sleep(0.1)

    assert f"{sent.id}] succeeded" in celery_worker.output()
    assert len(celery_worker.children()) == 1


@pytest.mark.journey
def test_chromium_draws_a_page_and_chinese_type(page):
    page.set_content("<p lang=zh-Hans>民生实事项目</p>")

    assert page.locator("p").inner_text() == "民生实事项目"
