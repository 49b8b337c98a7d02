"""A seeded sample of what a schema-driven fuzzer sends, as each role: no answer is a fault of ours.

Each is what the schema says."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from newarea import clock
from newarea.actions.evidence import attach_evidence
from newarea.actions.extensions import ask_extension
from newarea.actions.tokens import make_token
from newarea.wsgi import application
from targets.models import Observation
from tests.api.conftest import TODAY
from tests.builders import (
    a_commitment,
    a_draft,
    a_goal,
    a_known_observation,
    a_measure,
    a_milestone,
    a_pdf,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    an_area,
    an_indicator,
    an_observation,
    an_officer,
)
from tests.test_access import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
FEW, SAMPLE, MANY = 5, 100, 110  # calls of an operation; with over fifty operations, MANY makes over 5,000 a role
DAYS = {"after": "2023-09-01", "until": "2023-09-15"}
HOW = ("as it comes", "of what is there", "of what is there, with nothing but what it takes")


@pytest.fixture
def _one_connection():
    """The application would close the test's own connection around each request; Django's test client does the same."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def _no_limit(monkeypatch):
    """Or most calls would be answered by the throttle."""
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": None, "user": None})


@pytest.fixture
def api_schema(settings, _one_connection, _no_limit):
    settings.DAY = TODAY
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


@pytest.fixture
def reporter():
    """Of a unit that leads a milestone and a commitment and keeps an indicator, with a colleague's figure to decide."""
    programme = a_programme(slug="songbei-2023")
    undertaking = a_milestone(a_project(programme, number=1)).undertaking
    officer = undertaking.owner
    a_draft(undertaking, 50, speaks_for=TODAY)
    asked = {"new_due_on": date(2023, 12, 30), "reason": "雨季", "present_percent": Decimal(50)}
    ask_extension(undertaking, by=officer, on=date(2023, 9, 4), **asked)
    a_commitment(
        a_measure(an_area(programme, key="city"), key="heating"), key="city", lead_unit=officer.unit, owner=officer
    )
    indicator = an_indicator(programme.district, key="retail", statistics_unit=officer.unit, owner=officer)
    a_goal(programme, "7%左右", indicator=indicator, key="growth")
    a_known_observation(indicator, "6.6", month=6, on=date(2023, 7, 14))
    an_observation(indicator, "6.6", month=7, on=date(2023, 8, 14), by=an_officer("head", unit=officer.unit))
    return officer


@pytest.fixture
def known(reporter):
    """What is there, by the part of a path before its parameter, and what can be decided on, by the last part as well.

    Rows and keys: a row is called by its number, and its version is what was seen of it.
    """
    draft = reporter.reports.latest("pk")
    another = a_milestone(a_project(draft.undertaking.programme), lead_unit=reporter.unit, owner=reporter).undertaking
    waiting = a_submitted(another, 50, on=date(2023, 9, 14), by=reporter)
    return {
        "programmes": "songbei-2023",
        "projects": 1,
        "areas": "city",
        "commitments": "city",
        "indicators": "retail",
        "undertakings": draft.undertaking,
        "reports": draft,
        "reports verify": waiting,
        "reports return": waiting,
        "evidence": attach_evidence(draft, a_pdf(), name="记录.pdf", by=reporter),
        "officers": reporter,
        "goals": "growth",
        "measures": "heating",
        "units": reporter.unit,
        "calendar": 2023,
        "extensions": reporter.extensions_asked.latest("pk"),
        "observations": Observation.objects.waiting().latest("pk"),
    }


@pytest.mark.parametrize("role", ROLES)
def test_no_call_is_answered_with_a_fault(api_schema, reporter, known, role):
    headers, answers = headers_of(role, reporter), Counter()
    for operation in api_schema.exclude(path_regex="/token/$").get_all_operations():
        answers.update(call(operation.ok(), headers, known))

    print(f"{role}: {answers.total():,} calls, {dict(sorted(answers.items()))}")
    assert answers[429] == 0
    assert answers[200] > answers.total() // 10


def headers_of(role, reporter) -> dict[str, str]:
    """Of a token that may write; `reporter` is the one whose rows are there."""
    if role == "anonymous":
        return {}
    units = {"reporter": reporter.unit, "head": reporter.unit, "other unit": a_unit("other")}
    rank = "reporter" if role == "other unit" else role
    officer = reporter if role == "reporter" else an_officer(rank, unit=units.get(role))
    _, secret = make_token(name=role, scope="write", days=1, by=officer, now=clock.now())
    return {"Authorization": f"Token {secret}"}


def there(path, known) -> dict[str, Any]:
    """What the parameters lead to that is there: /undertakings/{id}/ has the one of `known`."""
    steps = path.strip("/").split("/")
    named = [(step.strip("{}"), before) for before, step in pairwise(steps) if "{" in step]
    return {name: known.get(f"{before} {steps[-1]}", known.get(before)) for name, before in named}


def seen_of(found) -> str:
    """The version of the row that a path ends at; a file's is its report's."""
    row = list(found.values())[-1]
    return f'"{getattr(getattr(row, "report", row), "version", 1)}"'


@contextmanager
def undone() -> Iterator[None]:
    """So that the next call finds everything as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def call(operation, headers, known) -> Counter[int]:
    """A few calls of one operation, many under the long profile; most of them speak of what is there. How many were
    answered with which status.

    The call that failed is printed as it was.
    """
    answers: Counter[int] = Counter()
    found = there(operation.path, known)

    @given(case=operation.as_strategy(), how=st.sampled_from(HOW))
    @seed(2023)
    @settings(
        max_examples=MANY if settings().max_examples > SAMPLE else FEW,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=HealthCheck,
    )
    def check(case, how) -> None:
        if how != HOW[0]:
            case.path_parameters |= {name: getattr(row, "pk", row) for name, row in found.items()}
            if "If-Match" in (case.headers or {}):
                case.headers["If-Match"] = seen_of(found)
        if how == HOW[2]:
            case.query = {name: DAYS[name] for name in case.query or {} if name in DAYS}
            if isinstance(case.body, dict):
                case.body.pop("version", None)
        with undone():
            answers[case.call_and_validate(headers=headers, checks=CHECKS).status_code] += 1

    check()
    return answers
