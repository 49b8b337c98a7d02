from datetime import date
from decimal import Decimal

import pytest

from tests.builders import a_close_out, a_deliverable, a_milestone, a_programme, a_project, a_verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return a_project(a_programme(slug="songbei-2023"), number=1)


def done(api, **query):
    rows = api().at("api-deliverables", "songbei-2023", 1, **query).json()["results"]
    return [(row["key"], row["done"]) for row in rows]


def test_what_its_milestones_have_verified_by_the_day_is_done(api, project):
    pipe = a_deliverable(project, key="pipe", planned=Decimal(515))
    milestone = a_milestone(project, deliverable=pipe, quantity=Decimal(515), measure_zh="米")
    a_verified(milestone.undertaking, 120, on=date(2023, 8, 24))
    a_verified(milestone.undertaking, 300, on=date(2023, 9, 14))

    assert (done(api), done(api, on="2023-08-31"), done(api, on="2023-08-01")) == (
        [("pipe", "300.00")],
        [("pipe", "120.00")],
        [("pipe", None)],
    )


def test_of_a_milestone_in_percent_all_is_done_when_it_is_closed(api, project):
    roof = a_deliverable(project, key="roof", planned=Decimal(1))
    milestone = a_milestone(project, deliverable=roof)
    a_close_out(milestone.undertaking, on=date(2023, 9, 1))

    assert (done(api), done(api, on="2023-08-31")) == ([("roof", "1.00")], [("roof", None)])


def test_one_and_many_cost_the_same_queries(api, project, count_queries):
    def look():
        return api().at("api-deliverables", "songbei-2023", 1)

    a_deliverable(project)
    look()
    one = count_queries(look)
    for _ in range(10):
        a_deliverable(project)

    assert count_queries(look) == one <= 6
