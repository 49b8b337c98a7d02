"""The site's processes under their supervisor, each with a clock that can be wrong."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import psutil

from tests.chaos import clocked
from tests.servers import site
from tests.servers.process import Process, start

COMMAND = (sys.executable, "-m", "tests.chaos.clocked")
SMTP_TIMEOUT = 3
CONCURRENCY = 2


@dataclass
class Seat:
    """A place in which a process runs, and another one when that has died."""

    name: str
    options: list[str]
    ready: str
    folder: Path
    process: Process | None = None
    log_from: int = 0
    started: int = 0
    kin: set[int] = field(default_factory=set)

    @property
    def clock(self) -> Path:
        return self.folder / f"{self.name}.clock"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def fill(self) -> None:
        """What is dead starts again; nobody waits for it here."""
        if self.process is None or not self.process.is_running():
            self.log_from = self.log.stat().st_size if self.log.exists() else 0
            clocks = os.pathsep.join(map(str, (self.folder / "site.clock", self.clock)))
            env = os.environ | {"CHAOS_CLOCK": clocks, "CHAOS_SMTP_TIMEOUT": str(SMTP_TIMEOUT)}
            options = site.worker_options(CONCURRENCY) if self.name.startswith("worker") else self.options
            self.process = start([*COMMAND, *options], env=env, cwd=site.ROOT, log=self.log)
            self.started += 1

    def is_ready(self) -> bool:
        with self.log.open("rb") as log:
            log.seek(self.log_from)
            is_up = self.process is not None and self.process.is_running()
            return is_up and self.ready.encode() in log.read()

    def children(self) -> list[int]:
        with suppress(psutil.NoSuchProcess):
            self.kin |= set(self.process.children()) if self.process else set()
        return [pid for pid in self.kin if psutil.pid_exists(pid)]

    def kill(self) -> None:
        """The children of a killed worker go on by themselves until they notice: the hardest case."""
        self.children()
        if self.process:
            self.process.kill()

    def kill_all(self) -> None:
        pids = self.children()
        self.kill()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


class Cast:
    """Two workers and two beats."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers = [Seat(f"worker-{number}", [], "ready.", folder) for number in range(2)]
        beat = ["beat", "--loglevel=INFO", "--pidfile="]
        self.beats = [Seat(f"beat-{number}", beat, "beat: Starting", folder) for number in range(2)]
        self.third = Seat("beat-third", beat, "beat: Starting", folder)

    def all(self) -> list[Seat]:
        return self.workers + self.beats

    def supervise(self) -> None:
        for seat in self.all():
            seat.fill()

    def is_ready(self) -> bool:
        return all(seat.is_ready() for seat in self.all())

    def kill_all(self) -> None:
        for seat in [*self.all(), self.third]:
            seat.kill_all()

    def begin_day(self, day: date) -> None:
        """It is a minute past ten on that day, for all."""
        ten = datetime.combine(day, time(10, 1), clocked.SHANGHAI)
        clocked.write(self.folder / "site.clock", (ten - datetime.now(UTC)).total_seconds())

    def move_clock(self, seconds: float) -> None:
        """For all, over the half hours in which nothing is sent."""
        path = self.folder / "site.clock"
        clocked.write(path, clocked.read(path) + seconds)
        if self.now().minute % 30 == 0:
            clocked.write(path, clocked.read(path) + 61)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=clocked.read(self.folder / "site.clock"))


@contextmanager
def cast(folder: Path) -> Iterator[Cast]:
    with ExitStack() as ending:
        running = Cast(folder)
        ending.callback(running.kill_all)
        yield running
