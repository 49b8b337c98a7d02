"""Fixtures over the real servers of tests/servers. Tests run on PostgreSQL and Redis unless --sqlite is given."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from newarea.broker import breaker
from newarea.models import Officer
from tests.builders import an_officer
from tests.servers import robot as robot_server
from tests.servers import site
from tests.servers import smtp as smtp_server
from tests.servers.chromium import CHROMIUM_FLAGS, find_chromium
from tests.servers.process import Process

hypothesis.settings.register_profile("sample", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("long", max_examples=2_000, deadline=None)
hypothesis.settings.load_profile("sample")  # make fuzz takes the long one


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, object, object]:
    """A test that commits empties the tables after it; the next that commits finds again what the migrations put in.

    The others would not, so these come last, also where pytest has put what shares a browser together.
    """
    for item in items:
        if commits(item):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
    result = yield
    items.sort(key=commits)
    return result


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool((marker and marker.kwargs.get("transaction")) or fixtures & {"transactional_db", "live_server"})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """What the migrations put in is kept on the class: once a browser runs, this thread gets other connection objects,
    and a test that commits would silently find the tables empty."""
    if contents := getattr(connection, "_test_serialized_contents", None):
        type(connections[DEFAULT_DB_ALIAS])._test_serialized_contents = contents  # `connection` itself is a proxy


@pytest.fixture(autouse=True)
def _nothing_left_over():
    """Throttles count in the cache, a request leaves its language in the thread, and a broker that was away is
    remembered: no test pays for its neighbour."""
    cache.clear()
    breaker.close()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def redis_url(settings) -> str:
    """The queue the site of this test process uses, emptied."""
    url: str = settings.CELERY_BROKER_URL
    redis.Redis.from_url(url).flushdb()
    return url


@pytest.fixture
def smtp(settings) -> Iterator[smtp_server.Recorder]:
    """A mail server of this test's own; the site sends to it."""
    with smtp_server.recorder() as recorder:
        settings.MAILS, settings.SMTP_URL = "smtp", recorder.url
        yield recorder


@pytest.fixture
def robot(settings) -> Iterator[robot_server.Robot]:
    """A group robot of this test's own, which answers as WeCom and DingTalk do; the site may speak to it."""
    settings.CHATS_ON_THIS_MACHINE = True
    with robot_server.recorder() as recorder:
        yield recorder


@pytest.fixture
def site_environment(transactional_db, redis_url, smtp, settings, tmp_path: Path) -> dict[str, str]:
    """For processes of the site on this test's database, queue and mail server. `| {"NEWAREA_…": …}` adds to it."""
    at = connection.settings_dict
    return site.environment(
        DATABASE_URL=f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        BROKER_URL=redis_url,
        MAILS="smtp",
        SMTP_URL=smtp.url,
        LOG_LEVEL="INFO",
        VAR=str(tmp_path / "var"),
        FILES=str(settings.FILES),
        SECRET_KEY=settings.SECRET_KEY,
        **({"DAY": settings.DAY.isoformat()} if settings.DAY else {}),
    )


@pytest.fixture
def celery_worker(site_environment: dict[str, str]) -> Iterator[Process]:
    """A prefork worker. What the test process enqueues with `.delay()` arrives there."""
    with site.worker(site_environment) as worker:
        yield worker


@pytest.fixture
def gunicorn_site(site_environment: dict[str, str]) -> Iterator[site.Site]:
    with site.gunicorn(site_environment) as running:
        yield running


@pytest.fixture
def administrator(db) -> Officer:
    return an_officer("administrator", name="管理员")


@pytest.fixture
def editor(client: Client, administrator: Officer) -> Client:
    """The administrator in the admin, in English."""
    client.force_login(administrator)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def live_site(live_server: LiveServer) -> str:
    """The address of the site, served over HTTP by this test process: `settings` of the test hold in it."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright keeps an event loop in this thread, which Django takes for async code; there is none."""
    if find_chromium() is None:
        pytest.skip("Chromium is missing: apt-get install chromium fonts-noto-cjk, or set CHROMIUM to its path")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": find_chromium(), "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server: LiveServer):
    wide = {"width": 1360, "height": 900}
    return browser_context_args | {"base_url": live_server.url, "locale": "zh-CN", "viewport": wide}


@pytest.fixture
def page(page: Page, live_site: str) -> Page:
    """A Chromium page whose addresses begin at the live site; ten seconds are enough for anything."""
    page.set_default_timeout(10_000)
    return page
