"""Starts PostgreSQL and Redis before Django reads its settings, once for all of xdist's workers.

`--sqlite` runs on the embedded default's SQLite and in-process queue instead.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from tests.servers import postgres, valkey

held = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sqlite", action="store_true", help="on SQLite, as the embedded default is")


def settle(*, on_sqlite: bool) -> None:
    """Whatever the shell holds, the tests read these settings and no others."""
    for name in [name for name in os.environ if name.startswith("NEWAREA_")]:
        del os.environ[name]
    folder = held.enter_context(tempfile.TemporaryDirectory(prefix="newarea-tests-", ignore_cleanup_errors=True))
    os.environ |= {"NEWAREA_VAR": folder, "NEWAREA_LOG_LEVEL": "ERROR"}
    if not on_sqlite:
        database, queue = held.enter_context(postgres.server()), held.enter_context(valkey.server())
        os.environ |= {"NEWAREA_DATABASE_URL": database.url(), "NEWAREA_BROKER_URL": queue.url()}


def move_to_own_queue(worker: str) -> None:
    """xdist's workers inherit the controller's settings; each has a database of the one Redis to itself."""
    if url := os.environ.get("NEWAREA_BROKER_URL"):
        os.environ["NEWAREA_BROKER_URL"] = f"{url.rpartition('/')[0]}/{int(worker.removeprefix('gw')) + 1}"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        move_to_own_queue(worker)
    else:
        settle(on_sqlite=early_config.known_args_namespace.sqlite)
    return (yield)


def pytest_unconfigure() -> None:
    held.close()
