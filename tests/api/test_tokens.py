from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import OperationalError
from rest_framework.test import APIClient

from newarea import clock
from newarea.actions.tokens import make_token
from newarea.models import ApiToken, Report
from tests.builders import a_unit, an_officer, an_undertaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    officer = an_officer(unit=a_unit())
    officer.set_password("correct horse")
    officer.save()
    return officer


def ask(caller, officer, password="correct horse", **wanted):
    return caller.to("api-token", data={"username": officer.username, "password": password} | wanted)


def with_token(api, secret, word="Token", **options):
    caller = api(**options)
    caller.credentials(HTTP_AUTHORIZATION=f"{word} {secret}")
    return caller


@pytest.mark.parametrize("word", ["Token", "Bearer", "bearer"])
def test_a_token_opens_what_the_officer_may_see(api, officer, word):
    secret = ask(api(), officer).json()["token"]

    assert with_token(api, secret, word).at("api-my-undertakings").status_code == 200


@pytest.mark.parametrize(
    ("asked", "told"), [(None, "Not found"), ("*", "Not found"), ("zh-hans", "未找到"), ("en", "Not found")]
)
def test_a_program_that_asks_for_no_language_gets_its_officers_own(officer, asked, told):
    officer.language = "en"
    officer.save()
    _, secret = make_token(name="x", scope="read", days=1, by=officer, now=clock.now())
    caller = APIClient(headers={"accept-language": asked} if asked else {})
    caller.credentials(HTTP_AUTHORIZATION=f"Token {secret}")

    answer = caller.get("/api/v1/reports/999/")

    assert (answer.json()["title"], answer["Content-Language"]) == (told, "zh-hans" if asked == "zh-hans" else "en")


def test_only_the_digest_of_a_token_is_kept(api, officer):
    secret = ask(api(), officer).json()["token"]

    (row,) = ApiToken.objects.values()
    assert secret not in str(row)
    assert (row["prefix"], len(row["digest"]), row["scope"]) == (secret[:12], 64, "read")


def test_a_token_lasts_as_long_as_was_asked_for(api, officer):
    with time_machine.travel(datetime(2023, 9, 15, 4, tzinfo=UTC)):
        answer = ask(api(), officer, days=1, name="统计平台")
        caller = with_token(api, answer.json()["token"])
        before = caller.at("api-my-undertakings").status_code
    with time_machine.travel(datetime(2023, 9, 16, 4, 1, tzinfo=UTC)):
        after = caller.at("api-my-undertakings").status_code

    assert (answer.status_code, answer.json()["expires_at"][:16], before, after) == (201, "2023-09-16T12:00", 200, 401)


def test_a_token_for_reading_writes_nothing(api, officer):
    secret = ask(api(), officer).json()["token"]

    answer = with_token(api, secret).to("api-reports", 1, data={})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "scope")


def test_a_token_for_writing_reports(api, officer):
    undertaking = an_undertaking(owner=officer, lead_unit=officer.unit)
    secret = ask(api(), officer, scope="write").json()["token"]

    sent = {"speaks_for": "2023-09-14", "percent": "72.5", "summary": "主体封顶。"}
    answer = with_token(api, secret).to("api-reports", undertaking.pk, data=sent)

    assert answer.status_code == 201


def test_the_token_of_one_who_left_opens_nothing(api, officer):
    secret = ask(api(), officer).json()["token"]
    officer.is_active = False
    officer.save()

    assert with_token(api, secret).at("api-my-undertakings").status_code == 401


def test_the_use_of_a_token_is_noted_once_a_day(api, officer, count_queries):
    caller = with_token(api, ask(api(), officer).json()["token"])
    first = count_queries(lambda: caller.at("api-my-undertakings"))
    second = count_queries(lambda: caller.at("api-my-undertakings"))

    assert (ApiToken.objects.get().last_used_on, first - second) == (date(2023, 9, 15), 1)


def test_no_more_tokens_are_made_than_anybody_can_oversee(api, officer):
    for _ in range(20):
        make_token(name="x", scope="read", days=1, by=officer, now=clock.now())

    answer = ask(api(), officer)

    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (
        400,
        "20 tokens are in use. Withdraw one first.",
    )


@pytest.mark.parametrize("wanted", [{"scope": "all"}, {"days": 0}, {"days": 367}, {"name": "x" * 81}])
def test_a_token_is_asked_for_within_limits(api, officer, wanted):
    answer = ask(api(), officer, **wanted)

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, *wanted)


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
    assert locked["Retry-After"] == "900"


def test_attempts_from_one_address_are_limited(api, officer):
    statuses = [ask(api(), an_officer(), "wrong horse").status_code for _ in range(11)]

    assert statuses[10] == 429


def test_a_token_withdraws_itself(api, officer):
    caller = with_token(api, ask(api(), officer).json()["token"])

    withdrawn = caller.delete("/api/v1/token/")

    assert (withdrawn.status_code, caller.at("api-my-undertakings").status_code) == (204, 401)
    assert ApiToken.objects.get().withdrawn_at is not None


def test_a_session_has_no_token_to_withdraw(api, officer):
    assert api(officer).delete("/api/v1/token/").status_code == 403


def test_a_session_signs_in_too_and_its_writes_need_the_csrf_token(api, officer):
    caller = api(enforce_csrf_checks=True)
    caller.force_login(officer, backend="newarea.backends.OfficerBackend")

    assert (caller.at("api-my-undertakings").status_code, caller.to("api-reports", 1, data={}).status_code) == (
        200,
        403,
    )


def test_a_database_that_is_away_is_a_503_with_a_time_to_come_back(api, officer, monkeypatch):
    def away(*args):
        raise OperationalError("gone")

    monkeypatch.setattr(Report.objects.__class__, "visible_to", away, raising=False)

    answer = api(raise_request_exception=False).at("api-report", 1)

    assert (answer.status_code, answer["Retry-After"], answer.json()["errors"][0]["code"]) == (503, "10", "unavailable")
