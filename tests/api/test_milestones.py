from datetime import date

import pytest

from tests.builders import a_milestone, a_programme, a_project, a_unit, a_verified
from tests.queries import tell_planner

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


def found(api, **query):
    return [row["id"] for row in api().at("api-programme-milestones", "songbei-2023", **query).json()["results"]]


def test_the_late_ones_as_of_a_day(api, programme):
    project = a_project(programme, number=1)
    late = a_milestone(project, due_on=date(2023, 8, 31))
    a_milestone(project, due_on=date(2023, 10, 31))

    assert found(api, late="true") == [late.pk]
    assert found(api, late="true", on="2023-08-31") == []


def test_they_are_narrowed_and_ordered(api, programme):
    unit = a_unit()
    second = a_milestone(a_project(programme, number=2), due_on=date(2023, 6, 30))
    first = a_milestone(a_project(programme, number=1), due_on=date(2023, 12, 31), lead_unit=unit)

    assert (found(api), found(api, ordering="due"), found(api, ordering="-due")) == (
        [first.pk, second.pk],
        [second.pk, first.pk],
        [first.pk, second.pk],
    )
    assert (found(api, project=2), found(api, lead_unit=unit.pk)) == ([second.pk], [first.pk])
    assert (found(api, light="red"), found(api, light="closed")) == ([first.pk, second.pk], [])


def test_each_says_which_project_it_is_of(api, programme):
    a_milestone(a_project(programme, number=7), title_en="Roof")

    [row] = api().at("api-programme-milestones", "songbei-2023").json()["results"]

    assert (row["project"], row["title"]) == (7, "Roof")


def test_an_unknown_filter_is_named(api, programme):
    answer = api().at("api-programme-milestones", "songbei-2023", colour="red")

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "colour")


def test_one_and_many_cost_the_same_queries(api, programme, count_queries):
    def look():
        return api().at("api-programme-milestones", "songbei-2023", limit=200)

    a_verified(a_milestone(a_project(programme, number=1)).undertaking, 50, on=date(2023, 3, 1))
    look()
    one = count_queries(look)
    for number in range(2, 8):
        project = a_project(programme, number=number)
        for _ in range(3):
            a_milestone(project)
    tell_planner()

    assert count_queries(look) == one <= 3
