"""A seeded sample of what a schema-driven fuzzer sends: no answer is a fault of ours, each is what the schema says."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from rest_framework.authtoken.models import Token
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from newarea.wsgi import application
from tests.api.conftest import TODAY
from tests.builders import a_draft, a_milestone, a_programme, a_project

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]


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
def token():
    undertaking = a_milestone(a_project(a_programme(slug="songbei-2023"), number=1)).undertaking
    a_draft(undertaking, 50, speaks_for=TODAY)
    return Token.objects.create(user=undertaking.owner)


def test_no_call_is_answered_with_a_fault(api_schema, token):
    for operation in api_schema.exclude(path_regex="/token/$").get_all_operations():
        call(operation.ok(), {"Authorization": f"Token {token.key}"})


def call(operation, headers) -> None:
    """Twenty calls of one operation, more under a longer profile; the call that failed is printed as it was."""

    @given(case=operation.as_strategy())
    @seed(2023)
    @settings(
        max_examples=settings().max_examples // 5,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=HealthCheck,
    )
    def check(case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()
