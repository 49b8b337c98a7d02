"""The whole site in one process: web, worker and beat, for a demo or a small office. `manage.py serve` runs it.

The queue lives in this process's memory and dies with it, which loses nothing: what is owed stands in the database.
"""

import errno
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from celery.beat import Scheduler, Service
from celery.worker import WorkController, state
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from waitress.server import BaseWSGIServer, create_server

from newarea.celery import app

TRIES = 50


def listen(host: str, port: int) -> BaseWSGIServer:
    """On the port asked for, or on the next one that is free."""
    application = get_wsgi_application()
    for number in range(port, port + TRIES):
        try:
            return create_server(
                application, host=host, port=number, threads=8, ident=None, max_request_body_size=2**27
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"ports {port} to {port + TRIES - 1} are all taken")


@contextmanager
def worker() -> Iterator[None]:
    controller = WorkController(
        app=app, pool="threads", concurrency=2, without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    thread = threading.Thread(target=controller.start, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        state.should_stop = os.EX_OK  # type: ignore[assignment]  # the stubs know only None
        thread.join(timeout=settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT)


@contextmanager
def beat() -> Iterator[None]:
    scheduler = Service(app, scheduler_cls=Scheduler)
    threading.Thread(target=scheduler.start, name="beat", daemon=True).start()
    try:
        yield
    finally:
        scheduler.stop()  # it sleeps until its next tick; nobody waits for that


def leave(signum: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def run(server: BaseWSGIServer) -> None:
    """Until Ctrl-C or TERM, then down in order: no more requests, no more ticks, the task at hand finished."""
    signal.signal(signal.SIGTERM, leave)
    with worker(), beat():
        server.run()
