"""Signing in and out, the password, the language."""

import pytest
from django.contrib.auth.hashers import make_password

from newarea.models import Officer
from tests.builders import an_officer
from tests.views.visits import messages, signed_in, text, visitor

pytestmark = pytest.mark.django_db

PASSWORD = "春江花月夜-2023"
SIGN_IN = "/accounts/sign-in/"


@pytest.fixture
def officer() -> Officer:
    return an_officer("reporter", password=make_password(PASSWORD), language="en")


def sign_in(client, name, password, **values):
    return client.post(SIGN_IN, {"username": name, "password": password} | values)


def test_signing_in_leads_to_the_workbench_in_the_officer_s_language(officer):
    client = visitor()

    response = sign_in(client, officer.username, PASSWORD)

    assert response.url == "/workbench/"
    assert client.cookies["language"].value == "en"


def test_signing_in_leads_to_where_one_wanted_to_go(officer):
    response = sign_in(visitor(), officer.username, PASSWORD, next="/inbox/")

    assert response.url == "/inbox/"


def test_signing_in_leads_nowhere_else(officer):
    response = sign_in(visitor(), officer.username, PASSWORD, next="https://evil.example/")

    assert response.url == "/workbench/"


def test_the_session_is_a_new_one(officer):
    client = visitor()
    client.get("/accounts/password/")
    client.session.save()
    before = client.session.session_key

    sign_in(client, officer.username, PASSWORD)

    assert client.session.session_key != before


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(officer):
    Officer.objects.create(username="left", password=make_password(PASSWORD), is_active=False)

    answers = [
        text(sign_in(visitor(), name, password)).split("<main")[1].split("csrf")[0]
        + text(sign_in(visitor(), name, password)).split('role="alert"')[1].split("</div>")[0]
        for name, password in ((officer.username, "falsch"), ("nobody", "falsch"), ("left", PASSWORD))
    ]

    assert answers[0] == answers[1] == answers[2]


def test_too_many_attempts_close_the_door_for_this_name_and_for_this_address(officer):
    client = visitor()
    attempts = [sign_in(client, officer.username, "falsch").status_code for _ in range(8)]

    right = sign_in(client, officer.username, PASSWORD)
    other_name = sign_in(visitor(), "somebody-else", PASSWORD)
    other_address = visitor().post(
        SIGN_IN, {"username": officer.username, "password": PASSWORD}, REMOTE_ADDR="10.0.0.9"
    )

    assert (attempts[:7], attempts[7]) == ([200] * 7, 429)
    assert "Too many attempts" in text(right)
    assert (other_name.status_code, other_address.status_code) == (429, 429)


def test_signing_out_is_a_post(officer):
    client = signed_in(officer)

    refused, done = client.get("/accounts/sign-out/"), client.post("/accounts/sign-out/")

    assert (refused.status_code, done.url, "_auth_user_id" in client.session) == (405, "/", False)


def test_the_password_is_changed_by_who_knows_the_old_one(officer):
    client = signed_in(officer)
    sent = {"old_password": PASSWORD, "new_password1": "万里长江-横渡-88", "new_password2": "万里长江-横渡-88"}

    wrong = client.post("/accounts/password/", sent | {"old_password": "falsch"})
    right = client.post("/accounts/password/", sent, follow=True)

    officer.refresh_from_db()
    assert "old password was entered incorrectly" in text(wrong)
    assert messages(right) == ["The new password holds from now on. Other devices have been signed out."]
    assert officer.check_password("万里长江-横渡-88")


def test_a_changed_password_signs_out_other_devices(officer):
    here, there = signed_in(officer), signed_in(officer)
    sent = {"old_password": PASSWORD, "new_password1": "万里长江-横渡-88", "new_password2": "万里长江-横渡-88"}

    here.post("/accounts/password/", sent)

    assert (here.get("/inbox/").status_code, there.get("/inbox/").status_code) == (200, 302)


@pytest.mark.parametrize("weak", ["short-1", "12345678901234", "password123"])
def test_a_weak_password_is_refused(weak, officer):
    sent = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}

    assert signed_in(officer).post("/accounts/password/", sent).status_code == 200
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_the_language_is_kept_in_the_browser_and_in_the_account(officer):
    client = signed_in(officer)

    response = client.post("/language/", {"language": "zh-hans", "next": "/workbench/"})

    officer.refresh_from_db()
    assert (response.url, client.cookies["language"].value, officer.language) == ("/workbench/", "zh-hans", "zh-hans")


def test_a_stranger_s_language_is_kept_in_the_browser():
    client = visitor()

    response = client.post("/language/", {"language": "en", "next": "//evil.example"})

    assert (response.url, client.cookies["language"].value) == ("/", "en")


def test_an_unknown_language_changes_nothing(officer):
    client = signed_in(officer)

    client.post("/language/", {"language": "tlh", "next": "/"})

    officer.refresh_from_db()
    assert (officer.language, "language" in client.cookies) == ("en", False)


@pytest.mark.parametrize(
    "way", ["0", "workbench", "//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example/"]
)
def test_the_way_back_is_a_path_of_this_site_or_the_front_page(way):
    answer = visitor().post("/language/", {"language": "en", "next": way})

    assert (answer.status_code, answer["Location"]) == (302, "/")
