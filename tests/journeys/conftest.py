from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.journeys.visitors import Visitors

DATA = Path(__file__).resolve().parent.parent.parent / "data"
OPENING = date(2023, 9, 15)  # a Friday


def load_the_year() -> None:
    call_command("load_programme", DATA / "songbei-2023.yaml", DATA / "songbei-2023-example.yaml", verbosity=0)


@pytest.fixture
def the_year(transactional_db, settings) -> date:
    """The programme of 2023 with its example plan, as the demo opens."""
    settings.DAY = OPENING
    load_the_year()
    return OPENING


@pytest.fixture
def visitors(browser: Browser, browser_context_args: dict[str, Any], live_site: str) -> Iterator[Visitors]:
    """Each visitor has a browser of its own; none of these may find fault with a page."""
    with Visitors(browser, browser_context_args | {"base_url": live_site}) as visitors:
        yield visitors
    assert visitors.complaints == []


@pytest.fixture(scope="module")
def shared_site(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A site with the example year, loaded once for tests that do not disturb each other."""
    with django_db_blocker.unblock(), override_settings(DAY=OPENING):
        found = connection.creation.serialize_db_to_string()
        load_the_year()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        leave_as(found)


def leave_as(found: str) -> None:
    """Empty but for what the migrations had put in. Kept by us: a running browser gives this thread another
    connection object, and the contents pytest-django serialised hang on the first one. Sequences run on: what comes
    back has the first keys."""
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=False)
    connection.creation.deserialize_db_from_string(found)


@pytest.fixture
def guests(browser: Browser, shared_site: str) -> Iterator[Visitors]:
    """Visitors of the shared site."""
    options = {"base_url": shared_site, "locale": "zh-CN", "viewport": {"width": 1360, "height": 900}}
    with Visitors(browser, options) as visitors:
        yield visitors
    assert visitors.complaints == []
