from datetime import date

import pytest

from newarea.actions.plan import set_override
from projects.models import Deliverable
from tests.builders import (
    a_milestone,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
)  # fmt: skip

STAFF_ONLY = [(None, False), ("delegate", False), ("reporter", True), ("leader", True)]
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


def test_a_project_stands_where_its_verified_facts_put_it_on_the_day(api, programme):
    project = a_project(programme, number=1)
    milestone = a_milestone(project, start_on=date(2023, 2, 1), due_on=date(2023, 9, 30), is_example=True)
    a_verified(milestone.undertaking, 20, on=date(2023, 8, 24))
    a_verified(milestone.undertaking, 90, on=date(2023, 9, 14))

    past = api().at("api-project", "songbei-2023", 1, on="2023-08-31").json()
    now = api().at("api-project", "songbei-2023", 1).json()

    def told(row):
        return row["on"], row["example"], row["standing"]["light"], row["standing"]["verified"]

    assert (told(past), told(now)) == (
        ("2023-08-31", True, "red", "20.0000"),
        ("2023-09-15", True, "green", "90.0000"),
    )


def test_a_light_says_why_with_rule_figures_and_sentence(api, programme):
    milestone = a_milestone(a_project(programme, number=1))
    a_verified(milestone.undertaking, 70, on=date(2023, 8, 25))

    standing = api().at("api-project", "songbei-2023", 1).json()["milestones"][0]["standing"]

    assert (standing["light"], standing["word"], standing["reason"]) == (
        "yellow",
        "slow",
        {
            "code": "gap_yellow",
            "figures": {
                "measure_on": "2023-08-25",
                "planned": "85.1240",
                "verified": "70.00",
                "gap": "15.1240",
                "yellow_from": "10",
                "red_above": "30",
            },
            "sentence": "On 25 Aug 2023 planned 85.1%, verified 70%: 15.1 points behind "
            "(yellow from 10 points, red above 30).",
        },
    )


def test_a_manual_light_stands_beside_the_computed_one(api, programme):
    milestone = a_milestone(a_project(programme, number=1))
    a_verified(milestone.undertaking, 90, on=date(2023, 8, 25))
    set_override(milestone.undertaking, light="red", reason="资金断了", by=an_inspector(), on=date(2023, 9, 1))

    row = api().at("api-project", "songbei-2023", 1).json()["milestones"][0]

    assert (row["standing"]["light"], row["override"]) == ("green", {"light": "red", "reason": "资金断了"})


@pytest.mark.parametrize(("role", "is_shown"), STAFF_ONLY)
def test_what_waits_is_for_the_governments_staff(api, programme, role, is_shown):
    milestone = a_milestone(a_project(programme, number=1))
    a_submitted(milestone.undertaking, 60, on=date(2023, 9, 12))

    row = api(an_officer(role) if role else None).at("api-project", "songbei-2023", 1).json()["milestones"][0]

    assert row["waiting"] == ({"since": "2023-09-12", "percent": "60.00", "closes": False} if is_shown else None)


def test_filters_and_ordering(api, programme):
    roads, schools = a_unit("roads"), a_unit("schools")
    for number, unit, field, percent in [
        (1, roads, "infrastructure", 90),
        (2, schools, "education", 10),
        (3, roads, "health", 70),
    ]:
        milestone = a_milestone(a_project(programme, number=number, lead_unit=unit, field=field))
        a_verified(milestone.undertaking, percent, on=date(2023, 8, 25))

    def numbers(**query):
        return [row["project"]["number"] for row in api().at("api-projects", "songbei-2023", **query).json()["results"]]

    assert {
        "all": numbers(),
        "field": numbers(field="education"),
        "unit": numbers(lead_unit=roads.pk),
        "light": numbers(light="red"),
        "worst first": numbers(ordering="light"),
        "best first": numbers(ordering="-gap"),
    } == {
        "all": [1, 2, 3],
        "field": [2],
        "unit": [1, 3],
        "light": [2],
        "worst first": [2, 3, 1],
        "best first": [1, 3, 2],
    }


@pytest.mark.parametrize(
    "query",
    [{"field": "secrets"}, {"light": "blue"}, {"ordering": "lead_unit__officers__password"}, {"lead_unit": "x"}],
)
def test_what_is_not_on_the_list_is_refused(api, programme, query):
    answer = api().at("api-projects", "songbei-2023", **query)

    assert (answer.status_code, [error["attr"] for error in answer.json()["errors"]]) == (400, list(query))


def test_pages(api, programme):
    for number in range(1, 4):
        a_project(programme, number=number)

    first = api().at("api-projects", "songbei-2023", limit=2).json()
    second = api().get(first["next"]).json()

    assert (second["count"], [row["project"]["number"] for row in second["results"]]) == (3, [3])


def test_a_source_that_is_silent_is_grey_and_null(api, programme):
    a_milestone(a_project(programme, number=1), lead_unit=None, start_on=None, due_on=None)

    row = api().at("api-project", "songbei-2023", 1).json()["milestones"][0]

    assert (row["lead_unit"], row["due_on"], row["standing"]["light"], row["standing"]["reason"]["code"]) == (
        None, None, "grey", "no_plan",
    )  # fmt: skip


def test_deliverables_keep_the_hedges_of_the_source(api, programme):
    project = a_project(programme, number=1)
    Deliverable.objects.create(
        project=project,
        key="pipe",
        name_zh="出水管线",
        name_en="Outlet pipe",
        measure_zh="米",
        planned=515,
        is_about=True,
    )

    assert api().at("api-project", "songbei-2023", 1).json()["deliverables"] == [
        {
            "key": "pipe",
            "name": "Outlet pipe",
            "name_zh": "出水管线",
            "name_en": "Outlet pipe",
            "planned": "515.00",
            "done": None,
            "measure_zh": "米",
            "measure_en": "",
            "is_about": True,
            "is_derived": False,
        }
    ]


def test_projects_of_a_draft_are_404_for_those_who_may_not_see_it(api):
    a_project(a_programme(slug="songbei-2024", adopted_on=None), number=1)

    def statuses(reader):
        caller = api(reader)
        names = [("api-projects", "songbei-2024"), ("api-project", "songbei-2024", 1)]
        return [caller.at(*name).status_code for name in names]

    assert (statuses(None), statuses(an_officer("reporter")), statuses(an_inspector())) == (
        [404, 404],
        [404, 404],
        [200, 200],
    )


def test_an_unknown_number_is_404(api, programme):
    assert api().at("api-project", "songbei-2023", 9).status_code == 404


@pytest.mark.parametrize("name", ["api-projects", "api-project"])
def test_one_and_many_projects_cost_the_same_queries(api, programme, name, count_queries):
    def fill(numbers):
        for number in numbers:
            project = a_project(programme, number=number, lead_unit=a_unit())
            project.supporting_units.add(a_unit())
            a_verified(a_milestone(project).undertaking, 50, on=date(2023, 8, 25))

    args = ("songbei-2023",) if name == "api-projects" else ("songbei-2023", 1)
    fill([1])
    api().at(name, *args)
    long = {"limit": 100} if name.endswith("s") else {}
    one = count_queries(lambda: api().at(name, *args, **long))
    fill(range(2, 101))

    assert count_queries(lambda: api().at(name, *args, **long)) == one <= 5
