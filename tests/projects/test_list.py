"""The project list: which projects it shows, in which order, and what that asks the database for."""

from datetime import date
from itertools import chain
from typing import Any

import pytest
from django.test import Client

from newarea.models import Programme, Terms, Undertaking
from projects.models import Milestone, Project
from tests import queries
from tests.builders import a_close_out, a_milestone, a_programme, a_project, a_unit, a_verified, an_officer

pytestmark = pytest.mark.django_db

ON, REPORTED = date(2023, 9, 4), date(2023, 8, 24)
START, DUE = date(2023, 6, 8), date(2023, 9, 15)  # one point a day, 79 on the reporting day 2023-08-25


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.DAY = ON


def staged(programme: Programme, number: int, percent: int, *, due_on: date | None = DUE, **values: Any) -> Project:
    """With one milestone, of which `percent` is verified; 100 closes it."""
    project = a_project(programme, number=number, **values)
    milestone = a_milestone(project, title_zh=f"节点{number}", start_on=START, due_on=due_on).undertaking
    if percent == 100:
        a_close_out(milestone, on=REPORTED)
    elif percent:
        a_verified(milestone, percent, on=REPORTED)
    return project


@pytest.fixture
def programme() -> Programme:
    """One with every light, and one that has no milestones."""
    programme = a_programme(slug="songbei")
    north, south = a_unit("north", position=1), a_unit("south", position=2)
    staged(programme, 1, 0, due_on=None, lead_unit=south, field="health")
    staged(programme, 2, 80, due_on=date(2023, 9, 16), lead_unit=north)
    staged(programme, 3, 60, lead_unit=south)
    staged(programme, 4, 40)
    staged(programme, 5, 100, lead_unit=north)
    a_project(programme, number=6)
    staged(programme, 7, 30, due_on=date(2023, 9, 14), lead_unit=south)
    return programme


def shown(client: Client, query: str = "") -> list[int]:
    return [row["number"] for row in client.get(f"/songbei/projects/{query}").context["page_obj"]]


def test_every_project_stands_with_its_light(client, programme):
    rows = client.get("/songbei/projects/").context["page_obj"]

    assert [(row["number"], row["standing"].light.value) for row in rows] == [
        (1, "grey"), (2, "green"), (3, "yellow"), (4, "red"), (5, "closed"), (6, "grey"), (7, "red"),
    ]  # fmt: skip


ORDERS = {
    "number": [1, 2, 3, 4, 5, 6, 7],
    "-number": [7, 6, 5, 4, 3, 2, 1],
    "light": [4, 7, 3, 2, 1, 6, 5],
    "-light": [5, 1, 6, 2, 3, 4, 7],
    "gap": [7, 4, 3, 2, 5, 1, 6],
    "-gap": [5, 2, 3, 4, 7, 1, 6],
    "verified": [1, 7, 4, 3, 2, 5, 6],
    "-verified": [5, 2, 3, 4, 7, 1, 6],
    "due": [7, 3, 4, 2, 1, 5, 6],
    "-due": [2, 3, 4, 7, 1, 5, 6],
    "unit": [2, 5, 1, 3, 7, 4, 6],
    "-unit": [1, 3, 7, 2, 5, 4, 6],
    "field": [1, 2, 3, 4, 5, 6, 7],
    "-field": [2, 3, 4, 5, 6, 7, 1],
    "password": [1, 2, 3, 4, 5, 6, 7],
}
FILTERS = {
    "light=red": [4, 7],
    "light=grey": [1, 6],
    "light=closed": [5],
    "light=red&sort=-number": [7, 4],
    "light=red&unit=south": [7],
    "unit=north": [2, 5],
    "unit=none": [4, 6],
    "field=health": [1],
    "q=项目3": [3],
    "q=节点4": [4],
    "q=节点 项目7": [7],
    "q=nowhere": [],
}


def test_the_order_is_the_asked_one_and_what_is_unknown_comes_last(client, programme):
    assert {sort: shown(client, f"?sort={sort}") for sort in ORDERS} == ORDERS


def test_filters_leave_what_they_name(client, programme):
    assert {query: shown(client, f"?{query}") for query in FILTERS} == FILTERS


def test_a_filtered_list_says_how_many_of_how_many(client, programme):
    page = client.get("/songbei/projects/?light=red").context

    assert (page["is_filtered"], page["page_obj"].paginator.count, page["total"]) == (True, 2, 7)


def test_a_light_that_does_not_exist_shows_everything_with_its_message(client, programme):
    page = client.get("/songbei/projects/?light=purple").context

    assert len(page["page_obj"]) == 7
    assert list(page["form"].errors) == ["light"]


def test_on_a_past_day_the_lights_of_that_day_filter_and_sort(client, programme):
    assert shown(client, "?on=2023-08-23&light=red") == [2, 3, 4, 5, 7]
    assert shown(client, "?on=2023-08-23&sort=light") == [2, 3, 4, 5, 7, 1, 6]


def test_the_units_are_offered_in_official_order(client, programme):
    form = client.get("/songbei/projects/").context["form"]

    assert [code for code, _ in form.fields["unit"].choices] == ["", "north", "south", "none"]


def many(programme: Programme, count: int) -> None:
    """Each with one milestone that nobody has reported on."""
    projects = Project.objects.bulk_create(
        Project(programme=programme, number=n, key=f"many-{n}", name_zh=f"项目{n}") for n in range(1, count + 1)
    )
    rows = Undertaking.objects.bulk_create(
        Undertaking(programme=programme, key=f"many-{p.number}", title_zh="节点", start_on=START, due_on=DUE)
        for p in projects
    )
    Terms.objects.bulk_create(Terms(undertaking=row, known_on=START, start_on=START, due_on=DUE) for row in rows)
    Milestone.objects.bulk_create(Milestone(undertaking=u, project=p) for u, p in zip(rows, projects, strict=True))


def test_page_after_page_shows_each_project_once(client):
    many(a_programme(slug="songbei"), 60)

    for sort in ("number", "-light", "gap"):
        pages = [shown(client, f"?light=red&sort={sort}&page={page}") for page in (1, 2, 3)]

        assert [len(page) for page in pages] == [25, 25, 10]
        assert sorted(chain(*pages)) == list(range(1, 61))
        assert shown(client, f"?light=red&sort={sort}&page=99") == pages[2]


@pytest.mark.parametrize("role", [None, "leader"])
def test_a_page_asks_five_times_for_one_project_and_for_a_thousand(client, role):
    for slug, count in (("one", 1), ("hundred", 100), ("thousand", 1000)):
        many(a_programme(slug=slug), count)
    if role:
        client.force_login(an_officer(role, a_unit()), backend="newarea.backends.OfficerBackend")

    for query in ("", "?light=red&sort=-verified&q=项目&field=other", "?sort=light"):
        asked = [queries.of(client, f"/{slug}/projects/{query}") for slug in ("one", "hundred", "thousand")]
        assert [len(statements) for statements in asked] == [5, 5, 5]
