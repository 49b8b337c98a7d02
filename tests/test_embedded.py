"""The embedded default as a person starts it: one process on SQLite, in a folder of its own."""

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from tests.servers import site
from tests.servers.process import Process, answers, free_port, start

pytestmark = pytest.mark.slow


@contextmanager
def served(folder: Path, *options: str, **settings: str) -> Iterator[Process]:
    env = site.environment(VAR=str(folder / "var"), DAY="2023-09-15", **settings)
    command = [sys.executable, "manage.py", "serve", *options]
    process = start(command, env=env, cwd=site.ROOT, log=folder / f"serve-{free_port()}.log")
    process.wait_until(lambda: "Ctrl-C stops" in process.output(), seconds=180)
    try:
        yield process
    finally:
        process.stop()


def address(process: Process) -> str:
    found = re.search(r"The site +(http://\S+)/\n", process.output())
    assert found, process.output()
    return found[1]


def ask(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "var" / "newarea.sqlite3")) as database, database:
        return database.execute(sql).fetchall()


def counts(folder: Path) -> list[int]:
    tables = ("newarea_officer", "newarea_report", "projects_project", "projects_milestone")
    return [int(str(ask(folder, f"SELECT count(*) FROM {table}")[0][0])) for table in tables]


def test_one_process_serves_pages_and_stops_when_told(tmp_path):
    with served(tmp_path, "--port", str(free_port())) as process:
        status = urlopen(f"{address(process)}/accounts/sign-in/").status
        threads = process.children()
        code = process.stop(seconds=10)

    assert (status, threads, code) == (200, [], 0)
    assert "Stopped." in process.output()
    assert "Traceback" not in process.output()


def test_a_taken_port_is_said_and_the_next_one_used(tmp_path):
    port = free_port()
    with served(tmp_path, "--port", str(port)) as first, served(tmp_path, "--port", str(port)) as second:
        assert address(first).endswith(f":{port}")
        assert f"Port {port} is taken" in second.output()
        assert answers(int(address(second).rpartition(":")[2]))


def test_a_second_run_keeps_what_was_entered(tmp_path):
    files = ("data/songbei-2023.yaml", "data/songbei-2023-example.yaml")
    with served(tmp_path, "--port", str(free_port()), "--load", *files) as process:
        page = urlopen(address(process)).read().decode()
    ask(tmp_path, "UPDATE newarea_officer SET phone = '8411' WHERE username = 'inspector-1'")
    before = counts(tmp_path)

    with served(tmp_path, "--port", str(free_port()), "--load", *files) as process:
        said = process.output()

    assert "燃气" in page
    assert "inspector-1" in said
    assert counts(tmp_path) == before
    assert ask(tmp_path, "SELECT phone FROM newarea_officer WHERE username = 'inspector-1'") == [("8411",)]


@pytest.mark.parametrize(
    "settings",
    [
        {"BROKER_URL": "redis://127.0.0.1:1/0"},
        {"PRODUCTION": "true", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "a.example", "SITE_URL": "https://a.example"},
    ],
)
def test_production_is_not_served_this_way(tmp_path, settings):
    env = site.environment(VAR=str(tmp_path), **settings)
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"], env=env, cwd=site.ROOT, capture_output=True, text=True
    )

    assert (done.returncode, "docs/operations.md" in done.stderr) == (1, True)


@pytest.mark.timeout(900)
def test_what_is_marked_sqlite_passes_on_sqlite(request):
    if request.config.getoption("sqlite"):
        pytest.skip("this is that run")
    command = [sys.executable, "-m", "pytest", "--ds=tests.settings", "--sqlite", "-m", "sqlite", "-n0"]
    done = subprocess.run(command, env=site.environment(), cwd=site.ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_lose_nothing():
    failures: list[Exception] = []

    def write(writer: int) -> None:
        try:
            for number in range(20):
                with transaction.atomic():
                    before = Session.objects.filter(session_key__startswith=f"{writer}-").count()
                    Session.objects.create(session_key=f"{writer}-{before}-{number}", expire_date=timezone.now())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert (failures, Session.objects.count()) == ([], 160)
