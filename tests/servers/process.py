"""One server process: started, waited for, stopped or killed by its own id, and gone when we are gone."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psutil


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


class Account(NamedTuple):
    """Whom a process runs as; None is ourselves."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        return None if self.gid is None else []


OURSELVES = Account()


@dataclass
class Process:
    popen: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def pid(self) -> int:
        return self.popen.pid

    def is_running(self) -> bool:
        return self.popen.poll() is None

    def children(self) -> list[int]:
        """The processes it has forked: a prefork worker's are what runs the tasks."""
        return [child.pid for child in psutil.Process(self.pid).children(recursive=True)]

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.popen.args!r} did not come up:\n{self.output()}")
            time.sleep(0.05)

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, *, seconds: float = 30) -> int:
        """The process's exit status after a polite request, or after a kill if it would not go."""
        if self.is_running():
            self.popen.send_signal(self.stop_signal)
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        if self.is_running():
            self.popen.kill()
        return self.popen.wait(30)


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: Account = OURSELVES,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Process:
    """Where setpriv is at hand the process also ends when we are killed without a word."""
    guard = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
    with log.open("ab") as output:
        popen = subprocess.Popen(
            [*guard, *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(os.environ if env is None else env),
            cwd=cwd,
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
        )
    return Process(popen, log, stop_signal)
