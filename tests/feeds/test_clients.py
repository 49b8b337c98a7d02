"""A real command-line calendar over HTTP: vdirsyncer subscribes, khal shows. What moves moves, what is gone is gone."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from newarea.actions.feeds import revoke_feed
from newarea.actions.plan import revise_plan
from newarea.models import Terms
from tests.builders import NOON
from tests.feeds.reading import a_feed
from tests.reminders.stage import a_duty, an_owner

FRIDAY = date(2023, 9, 15)
BIN = Path(sys.executable).parent


@dataclass
class Subscriber:
    """Somebody's computer, with a home of its own."""

    home: Path
    url: str

    def __post_init__(self) -> None:
        (self.home / "calendar").mkdir(parents=True)
        (self.home / "vdirsyncer").write_text(SYNC.format(home=self.home, url=self.url))
        (self.home / "khal").write_text(SHOW.format(home=self.home))

    def run(self, *command: str, check: bool = True) -> str:
        own = {"HOME": str(self.home), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "XDG_CACHE_HOME": "", "TZ": "UTC"}
        env = {name: value for name, value in (os.environ | own | {"LC_ALL": "C.UTF-8"}).items() if value}
        done = subprocess.run([BIN / command[0], *command[1:]], env=env, capture_output=True, text=True, timeout=60)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def sync(self, *, check: bool = True) -> str:
        config = str(self.home / "vdirsyncer")
        return self.run("vdirsyncer", "-c", config, "sync", check=check)

    def shown(self) -> list[str]:
        form = "{start-date} {cancelled}{title}"
        options = ["--day-format", "", "--format", form, "2023-09-01", "2023-12-31"]
        told = self.run("khal", "-c", str(self.home / "khal"), "list", *options)
        return [line.strip() for line in told.splitlines() if line.strip()]


SYNC = """
[general]
status_path = "{home}/status/"
[pair due_dates]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{home}/calendar/"
fileext = ".ics"
[storage there]
type = "http"
url = "{url}"
"""
SHOW = """
[calendars]
[[due_dates]]
path = {home}/calendar
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Asia/Shanghai
local_timezone = Asia/Shanghai
[sqlite]
path = {home}/khal.db
"""


@pytest.fixture
def owner(transactional_db):
    return an_owner()


@pytest.fixture
def subscriber(gunicorn_site, owner, tmp_path):
    subscriber = Subscriber(tmp_path / "home", f"{gunicorn_site.url}{a_feed(owner).secret_path}")
    subscriber.run("vdirsyncer", "-c", str(subscriber.home / "vdirsyncer"), "discover")
    return subscriber


def test_a_real_calendar_program_follows_what_happens(subscriber, owner, gunicorn_site):
    moved = a_duty(owner, due_on=date(2023, 9, 28), title_en="教学楼封顶, 一期; 验收")
    passed_on = a_duty(owner, due_on=date(2023, 10, 9), title_en="Screens hung")
    subscriber.sync()
    first = subscriber.shown()

    revise_plan(moved, seen=moved.version, by=None, on=FRIDAY, kind=Terms.Kind.EXTENDED, due_on=date(2023, 11, 30))
    revise_plan(passed_on, seen=passed_on.version, by=None, on=FRIDAY, kind=Terms.Kind.HANDED_OVER, owner=an_owner())
    subscriber.sync()

    assert first == ["2023-09-28 教学楼封顶, 一期; 验收", "2023-10-09 Screens hung"]
    assert subscriber.shown() == [
        "2023-10-09 CANCELLED Handed over: Screens hung",
        "2023-11-30 教学楼封顶, 一期; 验收",
    ]


def test_a_stopped_address_gives_the_program_nothing_and_the_log_no_code(subscriber, owner, gunicorn_site):
    a_duty(owner, due_on=date(2023, 9, 28), title_en="Screens hung")
    feed = a_feed(owner)
    subscriber.sync()

    revoke_feed(feed, by=owner, now=NOON)

    assert "Not Found" in subscriber.sync(check=False)
    log = gunicorn_site.process.output()
    assert (f"GET /calendar/{feed.pk}-…" in log, feed.code in log) == (True, False)
