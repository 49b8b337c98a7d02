from datetime import date

import pytest

from tests.builders import a_submitted, a_verified, an_inspector, an_officer, an_undertaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector():
    return an_inspector()


def queue(api, reader, **query):
    return [row["id"] for row in api(reader).at("api-my-verification", **query).json()["results"]]


def test_what_waits_is_listed_to_inspectors_the_oldest_first(api, inspector):
    later = a_submitted(an_undertaking(due_on=date(2023, 9, 20)), 50, on=date(2023, 9, 14))
    earlier = a_submitted(an_undertaking(due_on=date(2023, 12, 1)), 100, on=date(2023, 9, 4), closes=True)
    a_verified(an_undertaking(), 50, on=date(2023, 9, 4))

    assert (queue(api, inspector), queue(api, inspector, ordering="due")) == (
        [earlier.pk, later.pk],
        [later.pk, earlier.pk],
    )
    assert (queue(api, inspector, closes="true"), queue(api, inspector, closes="false")) == ([earlier.pk], [later.pk])
    assert queue(api, inspector, lead_unit=later.undertaking.lead_unit_id) == [later.pk]
    assert [queue(api, an_officer(role)) for role in ("delegate", "leader", "head")] == [[], [], []]


def test_nobody_is_asked_to_verify_their_own_report(api, inspector):
    undertaking = an_undertaking()
    a_submitted(undertaking, 50, on=date(2023, 9, 14), by=inspector)

    assert queue(api, inspector) == []


def test_as_of_a_day_it_is_what_waited_then(api, inspector):
    report = a_verified(an_undertaking(), 50, on=date(2023, 9, 4), verified_on=date(2023, 9, 7))

    assert (queue(api, inspector, on="2023-09-06"), queue(api, inspector)) == ([report.pk], [])
    assert queue(api, an_officer("head"), on="2023-09-06") == []


def test_one_and_many_reports_cost_the_same_queries(api, inspector, count_queries):
    a_submitted(an_undertaking(), 50, on=date(2023, 9, 14))
    one = count_queries(lambda: api(inspector).at("api-my-verification"))
    for _ in range(10):
        a_submitted(an_undertaking(), 50, on=date(2023, 9, 14))

    assert count_queries(lambda: api(inspector).at("api-my-verification")) == one <= 4
