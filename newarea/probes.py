"""What each part of the site answers when it is asked right now, each within a second or two.

The words are a server's own and for whoever keeps the site; strangers get no more than whether it is well.
"""

import os
import shutil
import smtplib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

from newarea.celery import PATIENCE, app
from newarea.channels.smtp import PORTS

LONGEST = 3 * PATIENCE  # for all of them together, whatever a name server does
AWAY = (redis.RedisError, OperationalError, smtplib.SMTPException, OSError)


@dataclass(frozen=True)
class Answer:
    """`words` are what it said, or what went wrong; `took` in milliseconds."""

    is_well: bool
    words: str = ""
    took: float = 0


@dataclass(frozen=True)
class Answers:
    """`worker` is None where none can be asked: in the embedded default it lives in this process."""

    broker: Answer
    worker: Answer | None
    mail: Answer


def ask_all() -> Answers:
    """The network's side of it, side by side; the database is asked by the thread that holds its connection."""
    pool = ThreadPoolExecutor(max_workers=2)
    queue, letters = pool.submit(_ask_queue), pool.submit(ask_mail)
    pool.shutdown(wait=False)
    give_up_at = time.monotonic() + LONGEST
    try:
        broker, worker = queue.result(LONGEST)
    except TookTooLong:
        broker, worker = Answer(False, LATE), None
    try:
        mail = letters.result(max(0, give_up_at - time.monotonic()))
    except TookTooLong:
        mail = Answer(False, LATE)
    return Answers(broker, worker, mail)


LATE = f"no answer within {LONGEST} s"


def _ask_queue() -> tuple[Answer, Answer | None]:
    broker = ask_broker()
    if not settings.CELERY_WORKER_ENABLE_REMOTE_CONTROL or not broker.is_well:
        return broker, None
    return broker, ask_worker()


def ask_database() -> Answer:
    def version() -> str:
        is_sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()" if is_sqlite else "SHOW server_version")
            return f"{'SQLite' if is_sqlite else 'PostgreSQL'} {cursor.fetchone()[0]}"

    return _timed(version)


def ask_broker() -> Answer:
    return _timed(_redis_version) if settings.CELERY_BROKER_URL.startswith("redis") else Answer(True)


def _redis_version() -> str:
    with redis_client() as client:
        return f"Redis {client.info('server')['redis_version']}"


@contextmanager
def redis_client() -> Iterator[redis.Redis]:
    """For one question: no second try, and a second for each answer."""
    once = Retry(NoBackoff(), 0)
    client = redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=once
    )
    try:
        yield client
    finally:
        with suppress(redis.RedisError, OSError):
            client.close()


def ask_worker() -> Answer:
    """The first one that answers is enough."""

    def named() -> str:
        answers = app.control.ping(timeout=PATIENCE, limit=1)
        if not answers:
            raise TimeoutError("no worker answers")
        return next(iter(answers[0]))

    return _timed(named)


def ask_mail() -> Answer:
    return _timed(_folder if settings.MAILS == "files" else _greeting)


def _greeting() -> str:
    """Whether the server greets whoever knocks; nothing is sent, and nobody signs in."""
    url = urlsplit(settings.SMTP_URL)
    host, port = url.hostname or "localhost", url.port or PORTS[url.scheme]
    server = (smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP)(host, port, timeout=PATIENCE)
    server.close()
    return f"220 {host}:{port}"


def _folder() -> str:
    folder = existing(settings.MAIL_FOLDER)
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise PermissionError(f"{folder} cannot be written to")
    return str(settings.MAIL_FOLDER)


def existing(path: Path) -> Path:
    """The folder, or the nearest one above that there is."""
    return next(each for each in (path, *path.parents) if each.exists())


@dataclass(frozen=True)
class Disk:
    free: int
    total: int


def ask_disk() -> Disk:
    usage = shutil.disk_usage(existing(settings.FILES))
    return Disk(usage.free, usage.total)


def _timed(ask: Callable[[], str]) -> Answer:
    began = time.monotonic()
    try:
        is_well, words = True, ask()
    except AWAY as error:
        is_well, words = False, f"{type(error).__name__}: {error}"[:200]
    return Answer(is_well, words, (time.monotonic() - began) * 1000)
