from datetime import date

import pytest

from tests.builders import (
    a_close_out,
    a_commitment,
    a_goal,
    a_known_observation,
    a_measure,
    a_milestone,
    a_programme,
    a_project,
    an_area,
    an_indicator,
)

pytestmark = pytest.mark.django_db
NONE = {"grey": 0, "green": 0, "yellow": 0, "red": 0, "closed": 0}


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


def told(api, **query):
    kinds = api().at("api-programme-standing", "songbei-2023", **query).json()["kinds"]
    return {
        row["kind"]: (row["light"], {name: count for name, count in row["counts"].items() if count}) for row in kinds
    }


def test_a_programme_stands_where_its_parts_do_on_the_day(api, programme):
    project = a_project(programme)
    a_milestone(project, due_on=date(2023, 8, 31))
    a_close_out(a_milestone(project).undertaking, on=date(2023, 9, 1))
    a_commitment(a_measure(an_area(programme)), due_on=date(2023, 8, 31))
    indicator = an_indicator(programme.district)
    a_goal(programme, "7%左右", indicator=indicator)
    a_known_observation(indicator, "7.2", month=8, on=date(2023, 9, 14))

    assert told(api) == {
        "projects": ("red", {"red": 1}),
        "milestones": ("red", {"red": 1, "closed": 1}),
        "goals": ("green", {"green": 1}),
        "commitments": ("red", {"red": 1}),
    }
    assert told(api, on="2023-01-19")["milestones"] == ("grey", {"grey": 2})


def test_an_empty_programme_is_grey(api, programme):
    assert told(api) == dict.fromkeys(("projects", "milestones", "goals", "commitments"), ("grey", {}))


def test_kinds_are_named_in_the_callers_language(api, programme):
    kinds = api(language="zh-hans").at("api-programme-standing", "songbei-2023").json()["kinds"]

    assert [row["name"] for row in kinds] == ["民生实事项目", "节点", "目标值", "承诺事项"]


def test_one_and_many_cost_the_same_queries(api, programme, count_queries):
    def look():
        return api().at("api-programme-standing", "songbei-2023")

    def add():
        a_milestone(a_project(programme))
        a_commitment(a_measure(an_area(programme)))
        a_goal(programme, "7%左右", indicator=an_indicator(programme.district))

    add()
    look()
    one = count_queries(look)
    for _ in range(5):
        add()

    assert count_queries(look) == one <= 8
