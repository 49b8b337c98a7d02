"""The site with production's settings behind gunicorn, as a proxy of ours would speak to it."""

import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.servers import site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HEADERS = {"Host": "plan.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}


OWN = {
    "PRODUCTION": "true",
    "SECRET_KEY": string.ascii_letters,
    "ALLOWED_HOSTS": "plan.example",
    "SITE_URL": "https://plan.example",
    "PROXIES": "1",
}


def manage(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "manage.py", *words], env=env, cwd=site.ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """With the static files collected, hashed and packed; without the API browser's, whose packing takes a minute."""
    made: Path = tmp_path_factory.mktemp("var")
    done = manage(site.environment(VAR=str(made), **OWN), "collectstatic", "--no-input", "--ignore", "drf_*")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def address(folder: Path, site_environment: dict[str, str]) -> Iterator[str]:
    own = {f"NEWAREA_{name}": value for name, value in (OWN | {"VAR": str(folder)}).items()}
    with site.gunicorn(site_environment | own) as running:
        yield running.url


def test_django_s_own_checks_for_production_find_nothing(tmp_path):
    done = manage(site.environment(VAR=str(tmp_path), **OWN), "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


def test_a_page_is_locked_down_and_its_files_are_hashed_and_packed(address):
    page = requests.get(f"{address}/accounts/sign-in/", headers=HEADERS)
    found = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page.text)
    assert found, page.text
    sheet = requests.get(address + found[1], headers=HEADERS | {"Accept-Encoding": "br"}, stream=True)

    assert page.status_code == 200
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert [("Secure" in cookie, "SameSite" in cookie) for cookie in page.raw.headers.getlist("Set-Cookie")] == [
        (True, True)
    ]
    assert (sheet.headers["Content-Encoding"], "immutable" in sheet.headers["Cache-Control"]) == ("br", True)


def test_plain_http_and_a_foreign_host_are_turned_away(address):
    plain = requests.get(f"{address}/", headers=HEADERS | {"X-Forwarded-Proto": "http"}, allow_redirects=False)
    foreign = requests.get(f"{address}/", headers=HEADERS | {"Host": "evil.example"}, allow_redirects=False)

    assert (plain.status_code, plain.headers["Location"]) == (301, "https://plan.example/")
    assert foreign.status_code == 400


def test_an_address_is_locked_out_after_too_many_wrong_passwords(address):
    session = requests.Session()
    codes = []
    for number in range(9):
        page = session.get(f"{address}/accounts/sign-in/", headers=HEADERS)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        form = {"csrfmiddlewaretoken": token[1] if token else "", "username": f"nobody-{number}", "password": "wrong"}
        cookie = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
        headers = HEADERS | {"Referer": "https://plan.example/accounts/sign-in/", "Cookie": cookie}
        codes.append(requests.post(f"{address}/accounts/sign-in/", form, headers=headers).status_code)

    assert codes == [200] * 7 + [429] * 2
