"""CPU a request of the web process: the pages as multiples of a constant view."""

from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import requests
from django.conf import settings
from django.test import Client

from bench.promises import areas_of, targets_of
from bench.year import a_year
from newarea.models import Officer, Programme
from tests.servers import site

WARM, ROUNDS, REQUESTS = 30, 5, 60
GOAL = 22


def run(database_url: str) -> None:
    """Signed in, 25 projects of 12 milestones on PostgreSQL behind gunicorn gthread; interleaved rounds, the median."""
    programme, bare = a_whole_year("bench", commitments=60), a_year("bare", projects=25, milestones=12)
    large = a_whole_year("large", commitments=1_020)
    reader = Officer.objects.create(username="bench-leader", role="leader")
    urls = {
        "overview without targets": f"/{bare.slug}/",
        "overview": f"/{programme.slug}/",
        "overview of 1,020 commitments": f"/{large.slug}/",
        "project": f"/{programme.slug}/projects/7/",
        "commitments": f"/{programme.slug}/commitments/",
        "commitments of 1,020": f"/{large.slug}/commitments/",
        "area": f"/{programme.slug}/areas/a3/",
        "indicator": f"/{programme.slug}/indicators/i1/",
        "targets": f"/{programme.slug}/targets/",
    }
    with _web(database_url) as (process, session, address):
        measured = _rounds(process, session, address, {"constant": "/constant", **urls})
        del reader
    constant = _median(measured["constant"])
    print(f"pages: constant view {constant * 1000:.2f} ms CPU a request")
    for name in urls:
        times = _median(measured[name]) / constant
        print(f"pages: {name} {_median(measured[name]) * 1000:.2f} ms = {times:.1f} x constant (goal <= {GOAL})")


def a_whole_year(slug: str, *, commitments: int) -> Programme:
    programme = a_year(slug, projects=25, milestones=12)
    owner = Officer.objects.select_related("unit").get(username=f"{slug}-owner")
    inspector = Officer.objects.get(username=f"{slug}-inspector")
    assert owner.unit is not None
    targets_of(programme, owner.unit, owner, inspector)
    areas_of(programme, areas=10, commitments=commitments, owner=owner, inspector=inspector)
    return programme


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
