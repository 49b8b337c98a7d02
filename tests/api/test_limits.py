import pytest

pytestmark = pytest.mark.django_db


def calls_from(api, address, times=1):
    return [api(REMOTE_ADDR=address).at("api-programmes").status_code for _ in range(times)]


def test_who_was_refused_stays_refused_however_many_others_call(api):
    assert calls_from(api, "10.0.0.1", 121)[119:] == [200, 429]

    for number in range(310):
        calls_from(api, f"10.1.{number // 250}.{number % 250}")

    assert calls_from(api, "10.0.0.1") == [429]


def test_a_limit_says_when_to_come_back_and_asks_no_database(api, django_assert_num_queries):
    calls_from(api, "10.0.0.1", 120)

    with django_assert_num_queries(0):
        refused = api(REMOTE_ADDR="10.0.0.1").at("api-programmes")

    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(refused["Retry-After"]) <= 60
