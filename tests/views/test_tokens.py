import pytest

from newarea import clock
from newarea.actions.tokens import make_token
from newarea.models import ApiToken
from tests.builders import a_unit, an_officer
from tests.views.visits import signed_in, text

pytestmark = pytest.mark.django_db
URL = "/settings/tokens/"
WANTED = {"name": "统计平台", "scope": "read", "days": "90"}


@pytest.fixture
def officer():
    return an_officer(unit=a_unit(), language="en")


def test_a_new_token_is_shown_once(officer):
    visitor = signed_in(officer)

    answer = visitor.post(URL, WANTED)

    secret = answer.context["secret"]
    assert (answer.status_code, answer["Cache-Control"].count("no-store"), text(answer).count("Copy it now")) == (
        200,
        1,
        1,
    )
    assert secret in answer.content.decode()
    assert secret not in visitor.get(URL).content.decode()


def test_a_token_out_of_bounds_keeps_what_was_typed(officer):
    answer = signed_in(officer).post(URL, WANTED | {"days": "999"})

    assert (answer.context["form"]["name"].value(), list(answer.context["form"].errors)) == ("统计平台", ["days"])
    assert ApiToken.objects.count() == 0


def test_one_too_many_is_refused_in_words(officer):
    for _ in range(20):
        make_token(name="x", scope="read", days=1, by=officer, now=clock.now())

    assert "20 tokens are in use. Withdraw one first." in text(signed_in(officer).post(URL, WANTED))


def test_a_token_is_withdrawn_by_whose_it_is(officer):
    token, _ = make_token(name="x", scope="read", days=1, by=officer, now=clock.now())
    address = f"{URL}{token.pk}/withdraw/"

    statuses = [signed_in(an_officer()).post(address).status_code, signed_in(officer).post(address).status_code]

    token.refresh_from_db()
    assert (statuses, token.withdrawn_at is None) == ([404, 302], False)
    assert "Those that are over" in text(signed_in(officer).get(URL))


def test_an_administrator_withdraws_anybodys_and_sees_no_secret(officer):
    token, secret = make_token(name="x", scope="read", days=1, by=officer, now=clock.now())
    visitor = signed_in(an_officer("administrator"))

    shown = visitor.get("/admin/newarea/apitoken/").content.decode()
    visitor.post("/admin/newarea/apitoken/", {"action": "withdraw", "_selected_action": [token.pk]})

    token.refresh_from_db()
    assert (secret[:12] in shown, secret in shown, token.withdrawn_at is None) == (True, False, False)
