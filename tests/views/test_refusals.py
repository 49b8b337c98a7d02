"""What cannot be shown is said on a page of ours, whatever broke."""

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.test import Client

from newarea.views import overview
from tests.servers import site


@pytest.fixture(scope="module")
def site_without_database(tmp_path_factory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("var")
    nowhere = {"DATABASE_URL": "postgresql://a@127.0.0.1:1/a", "BROKER_URL": "redis://127.0.0.1:1/0"}
    with site.gunicorn(site.environment(VAR=str(folder), LOG_LEVEL="CRITICAL", **nowhere)) as running:
        yield running.url


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/accounts/sign-in/", "/workbench/", "/admin/", "/api/v1/programmes/"])
def test_without_its_database_a_page_is_back_in_a_moment(site_without_database, path):
    with pytest.raises(HTTPError) as refused:
        urlopen(site_without_database + path)

    assert (refused.value.code, refused.value.headers["Retry-After"]) == (503, "10")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/no/such/page/", "/workbench/nothing/"])
def test_a_page_that_is_none_is_refused_in_the_site_s_dress(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer.templates[0].name) == (404, "errors/404.html")


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_the_site_s_dress():
    answer = Client(enforce_csrf_checks=True).post("/accounts/sign-in/", {"username": "a", "password": "b"})

    assert (answer.status_code, answer.templates[0].name) == (403, "errors/403.html")


@pytest.mark.django_db
def test_our_own_fault_is_a_page_that_asks_nothing_of_the_database(monkeypatch):
    monkeypatch.setattr(overview, "programme_for", None)
    answer = Client(raise_request_exception=False).get("/songbei-2023/")

    assert (answer.status_code, answer.templates[0].name) == (500, "errors/500.html")


@pytest.mark.django_db
def test_an_address_that_only_takes_forms_says_so_in_the_site_s_dress(client):
    answer = client.get("/language/")

    assert (answer.status_code, answer.templates[0].name, answer["Allow"]) == (405, "errors/405.html", "POST")


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/api/v1/a%0Ab/", 404), ("/api/v1/programmes/%00/", 404)])
def test_what_the_api_does_not_know_is_a_problem_wherever_it_is_refused(client, path, status):
    answer = client.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
