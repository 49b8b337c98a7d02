import pytest

pytestmark = pytest.mark.django_db


def test_a_prometheus_on_this_machine_reads_the_figures(client):
    answer = client.get("/metrics")

    assert (answer.status_code, b"django_http_requests_total" in answer.content) == (200, True)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded"])
def test_there_is_no_such_page_through_a_proxy_that_the_settings_do_not_know_of(client, header):
    assert client.get("/metrics", headers={header: "203.0.113.9"}).status_code == 404


def test_a_stranger_cannot_claim_to_be_this_machine_where_the_settings_count_too_many_proxies(client, settings):
    settings.PROXIES = 2

    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}).status_code == 404


def test_there_is_no_such_page_through_the_proxy(client, settings):
    settings.PROXIES = 1

    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}).status_code == 404
