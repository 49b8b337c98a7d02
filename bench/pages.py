"""CPU a request of the web process: the overview and the project page as a multiple of a constant view."""

from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import requests
from django.conf import settings
from django.test import Client

from bench.year import a_year
from newarea.models import Officer
from tests.servers import site

WARM, ROUNDS, REQUESTS = 30, 5, 60
GOAL = 22


def run(database_url: str) -> None:
    """Signed in, 25 projects of 12 milestones on PostgreSQL behind gunicorn gthread; interleaved rounds, the median."""
    programme = a_year("bench", projects=25, milestones=12)
    reader = Officer.objects.create(username="bench-leader", role="leader")
    urls = {"overview": f"/{programme.slug}/", "project": f"/{programme.slug}/projects/7/"}
    with _web(database_url) as (process, session, address):
        measured = _rounds(process, session, address, {"constant": "/constant", **urls})
        del reader
    constant = _median(measured["constant"])
    print(f"pages: constant view {constant * 1000:.2f} ms CPU a request")
    for name in urls:
        times = _median(measured[name]) / constant
        print(f"pages: {name} {_median(measured[name]) * 1000:.2f} ms = {times:.1f} x constant (goal <= {GOAL})")


@contextmanager
def _web(database_url: str) -> Iterator[tuple[psutil.Process, requests.Session, str]]:
    env = site.environment(
        DATABASE_URL=database_url, VAR=str(settings.VAR), SECRET_KEY=settings.SECRET_KEY, DAY="2023-09-15"
    )
    with site.gunicorn(env | {"DJANGO_SETTINGS_MODULE": "bench.settings"}) as running:
        worker = psutil.Process(running.process.children()[-1])
        session = requests.Session()
        session.cookies.update(_signed_in())
        yield worker, session, running.url


def _signed_in() -> dict[str, str]:
    client = Client()
    client.force_login(Officer.objects.get(username="bench-leader"), backend="newarea.backends.OfficerBackend")
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _rounds(
    process: psutil.Process, session: requests.Session, address: str, urls: dict[str, str]
) -> dict[str, list[float]]:
    measured: dict[str, list[float]] = {name: [] for name in urls}
    for url in urls.values():
        _requests(session, address + url, WARM)
    for _ in range(ROUNDS):
        for name, url in urls.items():
            before = sum(process.cpu_times()[:2])
            _requests(session, address + url, REQUESTS)
            measured[name].append((sum(process.cpu_times()[:2]) - before) / REQUESTS)
    return measured


def _requests(session: requests.Session, url: str, count: int) -> None:
    for _ in range(count):
        answer = session.get(url, timeout=20)
        answer.raise_for_status()


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
