"""What a PATCH of the API costs: SQL beside token and session, and milliseconds; also while Redis is away."""

import time
from datetime import date
from statistics import median

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from bench.year import a_year
from newarea import clock
from newarea.actions.reports import ReportContent, save_draft
from newarea.actions.tokens import make_token
from newarea.broker import breaker
from newarea.celery import app
from newarea.models import Officer, Report, Undertaking

ROUNDS, GOAL = 60, 10
APART = ("newarea_apitoken", "SAVEPOINT", "RELEASE")


def run(database_url: str) -> None:
    settings.ALLOWED_HOSTS, settings.DAY = ["*"], date(2023, 9, 15)
    draft, caller = prepare()
    for name, broker in (("Redis there or not configured", ""), ("Redis away", "redis://127.0.0.1:1/0")):
        if broker:
            app.conf.broker_url = broker
            breaker.close()
        with CaptureQueriesContext(connection) as captured:
            patch(caller, draft)
        count = sum(not any(word in row["sql"] for word in APART) for row in captured)
        seconds = median(seconds_of(caller, draft) for _ in range(ROUNDS))
        print(f"api: a PATCH with {name}: {count} SQL (goal <= {GOAL}), {seconds * 1000:.1f} ms")


def prepare() -> tuple[Report, APIClient]:
    a_year("bench-api", projects=1, milestones=3)
    undertaking = Undertaking.objects.filter(programme__slug="bench-api").order_by("pk")[0]
    owner = Officer.objects.get(username="bench-api-owner")
    _, secret = make_token(name="bench", scope="write", days=1, by=owner, now=clock.now())
    draft = save_draft(undertaking, ReportContent(speaks_for=date(2023, 9, 1)), by=owner)
    caller = APIClient()
    caller.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return draft, caller


def patch(caller: APIClient, draft: Report) -> None:
    draft.refresh_from_db(fields=["version"])
    seen = {"If-Match": f'"{draft.version}"'}
    sent = {"percent": str(draft.version % 90)}
    answer = caller.patch(reverse("api-report", args=[draft.pk]), sent, format="json", headers=seen)
    assert answer.status_code == 200, answer.content


def seconds_of(caller: APIClient, draft: Report) -> float:
    begun = time.perf_counter()
    patch(caller, draft)
    return time.perf_counter() - begun
