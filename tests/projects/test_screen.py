"""The wall for a screen in a hall."""

from datetime import date

import lxml.html
import pytest

from tests.builders import a_milestone, a_programme, a_project
from tests.queries import of
from tests.views.visits import text, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DAY = date(2023, 9, 15)


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


def test_eight_projects_are_a_page(programme):
    for number in range(1, 10):
        a_milestone(a_project(programme, number=number))

    answer = visitor().get("/songbei-2023/screen/")

    assert [[row["number"] for row in page] for page in answer.context["pages"]] == [[1, 2, 3, 4, 5, 6, 7, 8], [9]]
    assert "Page 2 of 2" in text(answer)


def test_what_has_not_changed_is_not_sent_again(programme):
    project = a_project(programme, number=1)
    client = visitor()
    held = {"if-none-match": client.get("/songbei-2023/screen/")["ETag"]}

    before = client.get("/songbei-2023/screen/", headers=held)
    a_milestone(project)
    after = client.get("/songbei-2023/screen/", headers=held)

    assert (before.status_code, after.status_code) == (304, 200)


def test_the_button_that_stops_the_turning_lies_in_the_main_part_and_stays_when_its_figures_are_renewed(programme):
    for number in range(1, 10):
        a_milestone(a_project(programme, number=number))

    page = lxml.html.document_fromstring(visitor().get("/songbei-2023/screen/").content)

    assert len(page.xpath("//main//button[@data-pause]")) == 1
    assert page.xpath("//*[@class='screen-shown']//button") == []


def test_nothing_renews_itself_that_cannot_be_stopped(programme):
    assert "http-equiv" not in text(visitor().get("/songbei-2023/screen/"))


def test_a_programme_without_projects_says_so(programme):
    assert "No project yet" in text(visitor().get("/songbei-2023/screen/"))


def test_one_and_many_projects_cost_the_same_queries(programme):
    a_milestone(a_project(programme, number=1))
    one = len(of(visitor(), "/songbei-2023/screen/"))
    for number in range(2, 12):
        a_milestone(a_project(programme, number=number))

    assert len(of(visitor(), "/songbei-2023/screen/")) == one <= 5
