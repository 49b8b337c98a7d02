"""The site's own processes as production runs them: gunicorn, a prefork worker, beat."""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import Process, answers, free_port, start

ROOT = Path(__file__).resolve().parent.parent.parent
CELERY = (sys.executable, "-m", "celery", "-A", "newarea")


def environment(**settings: str) -> dict[str, str]:
    """A clean environment with these NEWAREA_* settings (given without the prefix) and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEWAREA_", "DJANGO_"))}
    own = {f"NEWAREA_{name}": value for name, value in settings.items()}
    return kept | own | {"DJANGO_SETTINGS_MODULE": "newarea.settings", "PYTHONUNBUFFERED": "1"}


def worker_options(concurrency: int) -> list[str]:
    name = f"--hostname=worker-{free_port()}@%h"
    options = ["worker", "--pool=prefork", f"--concurrency={concurrency}", "--loglevel=INFO", "--without-mingle"]
    return [*options, name]


@contextmanager
def worker(env: Mapping[str, str], *, concurrency: int = 1) -> Iterator[Process]:
    """A prefork worker that has said it is ready."""
    with tempfile.TemporaryDirectory(prefix="newarea-worker-") as folder:
        command = [*CELERY, *worker_options(concurrency)]
        process = start(command, env=env, cwd=ROOT, log=Path(folder, "worker.log"))
        process.wait_until(lambda: "ready." in process.output(), seconds=60)
        try:
            yield process
        finally:
            process.stop()


@contextmanager
def beat(env: Mapping[str, str]) -> Iterator[Process]:
    with tempfile.TemporaryDirectory(prefix="newarea-beat-") as folder:
        options = ["beat", "--loglevel=INFO", "--pidfile="]
        process = start([*CELERY, *options], env=env, cwd=ROOT, log=Path(folder, "beat.log"))
        process.wait_until(lambda: "beat: Starting" in process.output(), seconds=60)
        try:
            yield process
        finally:
            process.stop()


@dataclass
class Site:
    process: Process
    url: str


@contextmanager
def gunicorn(env: Mapping[str, str], *, workers: int = 1, threads: int = 4) -> Iterator[Site]:
    port = free_port()
    options = [f"--bind=127.0.0.1:{port}", f"--workers={workers}", f"--threads={threads}", "--worker-class=gthread"]
    with tempfile.TemporaryDirectory(prefix="newarea-web-") as folder:
        command = [sys.executable, "-m", "gunicorn", *options, "newarea.wsgi:application"]
        process = start(command, env=env, cwd=ROOT, log=Path(folder, "gunicorn.log"))
        process.wait_until(lambda: answers(port))
        try:
            yield Site(process, f"http://127.0.0.1:{port}")
        finally:
            process.stop()
