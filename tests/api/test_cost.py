"""What a write costs the database, beside token and session; also while the broker is away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea import clock
from newarea.actions.tokens import make_token
from newarea.broker import breaker
from tests.api.conftest import TODAY
from tests.broker import use_broker
from tests.builders import a_draft, a_submitted, an_inspector, an_undertaking

pytestmark = pytest.mark.django_db
MOST = 10
APART = ("newarea_apitoken", "SAVEPOINT", "RELEASE", "django_session")


@pytest.fixture(autouse=True, params=["broker there", "broker away"])
def _broker(request, monkeypatch):
    if request.param == "broker away":
        use_broker(monkeypatch, "redis://127.0.0.1:1/0")
        breaker.close()
    yield
    breaker.close()


def statements(act):
    with CaptureQueriesContext(connection) as captured:
        assert act().status_code == 200
    return [row["sql"] for row in captured if not any(word in row["sql"] for word in APART)]


def calling(api, officer):
    _, secret = make_token(name="x", scope="write", days=1, by=officer, now=clock.now())
    caller = api()
    caller.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    caller.at("api-programmes")  # fills the process's reference edition
    return caller


def test_a_change_of_a_draft_costs_ten_statements_at_most(api):
    draft = a_draft(an_undertaking(), 50, speaks_for=TODAY)
    caller = calling(api, draft.reporter)

    told = statements(lambda: caller.change("api-report", draft.pk, data={"percent": "55"}, seen=1))

    assert len(told) <= MOST, "\n".join(told)


def test_a_verification_costs_no_more_while_the_broker_is_away(api):
    report = a_submitted(an_undertaking(), 50, on=TODAY)
    caller = calling(api, an_inspector())

    told = statements(lambda: caller.to("api-report-verify", report.pk, seen=report.version))

    assert len(told) <= MOST, "\n".join(told)
