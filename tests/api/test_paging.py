from base64 import urlsafe_b64encode
from datetime import date

import pytest

from tests.builders import a_programme, a_project, a_unit, an_officer, an_undertaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    programme = a_programme(slug="songbei-2023")
    for number in range(1, 6):
        a_project(programme, number=number)
    return programme


def numbers(answer):
    return [row["project"]["number"] for row in answer.json()["results"]]


def test_the_links_lead_through_all_pages_and_back(api, programme):
    caller, there, back = api(), [], []
    answer = caller.at("api-projects", programme.slug, limit=2, ordering="-number")
    while True:
        there.append(numbers(answer))
        if not answer.json()["next"]:
            break
        answer = caller.get(answer.json()["next"])
    while answer.json()["previous"]:
        answer = caller.get(answer.json()["previous"])
        back.append(numbers(answer))

    assert (there, back) == ([[5, 4], [3, 2], [1]], [[3, 2], [5, 4]])


def test_a_row_added_before_moves_no_other_to_the_next_page(api, programme):
    first = api().at("api-projects", programme.slug, limit=2, ordering="-number")
    a_project(programme, number=6)

    assert numbers(api().get(first.json()["next"])) == [3, 2]


def test_a_page_goes_on_where_its_last_row_has_left(api):
    officer = an_officer(unit=a_unit())
    rows = [an_undertaking(owner=officer, lead_unit=officer.unit, due_on=date(2023, 10, day)) for day in (1, 2, 3, 4)]
    first = api(officer).at("api-my-undertakings", limit=2).json()
    rows[1].delete()

    second = api(officer).get(first["next"]).json()

    assert [row["id"] for row in second["results"]] == [rows[3].pk]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "²", "9" * 50])
def test_a_limit_out_of_bounds_is_refused(api, programme, limit):
    answer = api().at("api-projects", programme.slug, limit=limit)

    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (400, "A number from 1 to 200.")


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "[" * 400, *(urlsafe_b64encode(told).decode() for told in (b"[]", b'["a",-1]', b"7", b'["a",1e99]'))],
)
def test_a_cursor_that_is_none_of_ours_is_refused(api, programme, cursor):
    answer = api().at("api-projects", programme.slug, cursor=cursor)

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "cursor")
