import pytest
from django.db import OperationalError
from rest_framework.authtoken.models import Token

from newarea.models import Report
from tests.builders import an_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    officer = an_officer()
    officer.set_password("correct horse")
    officer.save()
    return officer


def ask(caller, officer, password="correct horse"):
    return caller.to("api-token", data={"username": officer.username, "password": password})


def test_a_token_opens_what_the_officer_may_see(api, officer):
    token = ask(api(), officer).json()["token"]
    caller = api()

    caller.credentials(HTTP_AUTHORIZATION=f"Token {token}")

    assert caller.at("api-my-undertakings").status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_told_alike(api, officer):
    wrong = ask(api(), officer, "wrong horse")
    officer.username = "nobody"
    unknown = ask(api(), officer)

    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.json()["errors"][0]["code"] == "authorization"


def test_an_account_locks_after_eight_attempts_with_an_answer_in_json(api, officer):
    answers = [ask(api(), officer, "wrong horse") for _ in range(8)]

    locked = ask(api(), officer)

    assert [answer.status_code for answer in answers[:7]] == [400] * 7
    assert (locked.status_code, locked.json()["errors"][0]["code"]) == (429, "locked_out")


def test_attempts_from_one_address_are_limited(api, officer):
    statuses = [ask(api(), an_officer(), "wrong horse").status_code for _ in range(11)]

    assert statuses[10] == 429


def test_a_token_can_be_withdrawn(api, officer):
    token = ask(api(), officer).json()["token"]
    caller = api()
    caller.credentials(HTTP_AUTHORIZATION=f"Token {token}")

    withdrawn = caller.delete("/api/v1/token/")

    assert (withdrawn.status_code, Token.objects.count(), caller.at("api-my-undertakings").status_code) == (204, 0, 401)


def test_a_session_signs_in_too_and_its_writes_need_the_csrf_token(api, officer):
    caller = api(enforce_csrf_checks=True)
    caller.force_login(officer, backend="newarea.backends.OfficerBackend")

    assert (caller.at("api-my-undertakings").status_code, caller.to("api-new-report", 1, data={}).status_code) == (
        200,
        403,
    )


def test_a_database_that_is_away_is_a_503_with_a_time_to_come_back(api, officer, monkeypatch):
    def away(*args):
        raise OperationalError("gone")

    monkeypatch.setattr(Report.objects.__class__, "visible_to", away, raising=False)

    answer = api(raise_request_exception=False).at("api-report", 1)

    assert (answer.status_code, answer["Retry-After"], answer.json()["errors"][0]["code"]) == (503, "10", "unavailable")
