"""A seeded sample of what a schema-driven fuzzer sends, as each role: no answer is a fault of ours.

Each is what the schema says."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from newarea import clock
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
    a_programme,
    a_project,
    a_unit,
    an_area,
    an_indicator,
    an_observation,
    an_officer,
)
from tests.test_access import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz]
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
FEW, SAMPLE, MANY = 5, 100, 220  # calls of an operation; with two dozen operations, MANY makes over 5,000 a role


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
def api_schema(settings, _one_connection):
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
    """What is there, by the part of a path before its parameter."""
    return {
        "programmes": "songbei-2023",
        "projects": 1,
        "areas": "city",
        "commitments": "city",
        "indicators": "retail",
        "undertakings": reporter.undertakings.latest("pk").pk,
        "reports": reporter.reports.latest("pk").pk,
        "officers": reporter.pk,
        "goals": "growth",
        "measures": "heating",
        "units": reporter.unit_id,
        "calendar": 2023,
        "extensions": reporter.extensions_asked.latest("pk").pk,
        "observations": Observation.objects.waiting().latest("pk").pk,
    }


@pytest.mark.parametrize("role", ROLES)
def test_no_call_is_answered_with_a_fault(api_schema, reporter, known, role):
    headers = headers_of(role, reporter)
    for operation in api_schema.exclude(path_regex="/token/$").get_all_operations():
        call(operation.ok(), headers, known)


def headers_of(role, reporter) -> dict[str, str]:
    """Of a token that may write; `reporter` is the one whose rows are there."""
    if role == "anonymous":
        return {}
    units = {"reporter": reporter.unit, "head": reporter.unit, "other unit": a_unit("other")}
    rank = "reporter" if role == "other unit" else role
    officer = reporter if role == "reporter" else an_officer(rank, unit=units.get(role))
    _, secret = make_token(name=role, scope="write", days=1, by=officer, now=clock.now())
    return {"Authorization": f"Token {secret}"}


def there(path, known) -> dict[str, object]:
    """The parameters that lead to what is there: /undertakings/{id}/ with the id of one."""
    steps = path.strip("/").split("/")
    return {step.strip("{}"): known[before] for before, step in pairwise(steps) if "{" in step and before in known}


def call(operation, headers, known) -> None:
    """A few calls of one operation, many under the long profile; half of them speak of what is there.

    The call that failed is printed as it was.
    """

    @given(case=operation.as_strategy(), is_there=st.booleans())
    @seed(2023)
    @settings(
        max_examples=MANY if settings().max_examples > SAMPLE else FEW,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=HealthCheck,
    )
    def check(case, is_there) -> None:
        if is_there:
            case.path_parameters = {**(case.path_parameters or {}), **there(operation.path, known)}
            case.headers = {
                **(case.headers or {}),
                **({"If-Match": '"1"'} if "If-Match" in (case.headers or {}) else {}),
            }
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()
