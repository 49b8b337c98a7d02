"""Overview, project page, history and following, as each reader sees them."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from newarea.models import Officer, Programme
from projects.actions.projects import revise_project
from projects.models import Deliverable, Reading
from tests import queries
from tests.builders import (
    a_close_out,
    a_milestone,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    a_verified,
    an_officer,
)

pytestmark = pytest.mark.django_db
ON = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.DAY = ON


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="newarea.backends.OfficerBackend")
    return client


def some_projects(programme: Programme, count: int, milestones: int = 2) -> None:
    unit = a_unit()
    for _ in range(count):
        project = a_project(programme, lead_unit=unit)
        Deliverable.objects.create(project=project, key="pipe", name_zh="管线", planned=Decimal(515), measure_zh="米")
        for _ in range(milestones):
            undertaking = a_milestone(project, lead_unit=unit).undertaking
            a_verified(undertaking, 40, on=date(2023, 6, 20))


def test_the_overview_is_public_and_names_every_project(client):
    programme = a_programme()
    some_projects(programme, 2)

    page = client.get(f"/{programme.slug}/").content.decode()

    assert all(project.name_zh in page for project in programme.projects.all())
    assert "515 米" in page


def test_the_site_without_a_programme_says_what_to_do(client):
    assert "load_programme" in client.get("/").content.decode()


def test_a_draft_programme_is_not_there_for_the_public_and_delegates(client):
    programme = a_programme(adopted_on=None)
    a_project(programme, number=1)

    for reader in (client, signed_in(an_officer("delegate")), signed_in(an_officer("reporter"))):
        assert reader.get(f"/{programme.slug}/").status_code == 404
        assert reader.get(f"/{programme.slug}/projects/1/").status_code == 404
    assert signed_in(an_officer("inspector")).get(f"/{programme.slug}/projects/1/").status_code == 200


def test_a_submitted_figure_is_for_the_staff_and_a_verified_one_for_all(client):
    project = a_project(number=1)
    milestone = a_milestone(project, title_zh="封顶").undertaking
    a_verified(milestone, 40, on=date(2023, 8, 24), summary="二层完成。")
    a_submitted(milestone, 77, on=date(2023, 9, 14), summary="三层完成。")
    url = project.get_absolute_url()

    public, delegate = client.get(url).content.decode(), signed_in(an_officer("delegate")).get(url).content.decode()
    staff = signed_in(an_officer("leader")).get(url).content.decode()

    assert "二层完成。" in public
    assert "三层完成。" not in public + delegate
    assert "77%" not in public + delegate
    assert "三层完成。" in staff
    assert "77%" in staff


def test_a_past_day_shows_what_was_known_by_its_end(client):
    project = a_project(number=1)
    milestone = a_milestone(project).undertaking
    a_verified(milestone, 40, on=date(2023, 6, 20), summary="六月所报。")
    a_verified(milestone, 80, on=date(2023, 8, 24), verified_on=date(2023, 9, 1), summary="八月所报。")

    then = client.get(project.get_absolute_url(), {"on": "2023-08-31"})

    assert "六月所报。" in then.content.decode()
    assert "八月所报。" not in then.content.decode()
    assert then.context["verified"] == Decimal(40)


@pytest.mark.parametrize("day", ["2023-09-16", "2023-13-01", "gestern", "0001-01-01", "2023-09-15T00:00"])
def test_a_day_that_cannot_be_shown_gets_a_message(client, day):
    programme = a_programme()

    answer = client.get(f"/{programme.slug}/", {"on": day})

    assert answer.status_code == 400
    assert "2023" in answer.content.decode()


def test_what_changed_since_the_last_look_is_shown_once(client):
    project = a_project(number=1)
    milestone = a_milestone(project).undertaking
    delegate = an_officer("delegate")
    reader, url = signed_in(delegate), project.get_absolute_url()
    reader.get(url)
    Reading.objects.filter(officer=delegate).update(looked_on=date(2023, 9, 1))
    a_verified(milestone, 40, on=date(2023, 9, 4), summary="九月所报。")

    first, second = reader.get(url), reader.get(url)

    assert [event.text for event in first.context["news"]] == ["九月所报。"]
    assert second.context["news"] == []


def test_a_first_look_has_no_news():
    project = a_project(number=1)
    a_verified(a_milestone(project).undertaking, 40, on=date(2023, 9, 4))

    assert signed_in(an_officer("delegate")).get(project.get_absolute_url()).context["news"] == []


def test_following_a_project_lists_it_with_its_changes():
    project = a_project(number=1, name_zh="风华学校")
    a_verified(a_milestone(project).undertaking, 40, on=date(2023, 9, 4), summary="主体封顶。")
    reader = signed_in(an_officer("delegate"))
    assert "风华学校" not in reader.get("/following/").content.decode()

    reader.post(f"{project.get_absolute_url()}follow/", {"follow": "1"})
    page = reader.get("/following/").content.decode()

    assert "风华学校" in page
    assert "主体封顶。" in page
    reader.post(f"{project.get_absolute_url()}follow/", {"follow": "0"})
    assert "风华学校" not in reader.get("/following/").content.decode()


def test_a_project_whose_milestones_are_all_closed_is_closed(client):
    project = a_project(number=1)
    a_close_out(a_milestone(project).undertaking, on=date(2023, 9, 1))

    page = client.get(project.get_absolute_url())

    assert page.context["standing"].light == "closed"


def test_the_official_facts_alone_are_grey_and_say_so(client):
    project = a_project(number=1)

    page = client.get(project.get_absolute_url())

    assert page.context["standing"].light == "grey"
    assert "待明确" in page.content.decode()


def test_history_shows_an_edit_with_before_and_after():
    editor, project = an_officer("administrator", name="编辑员"), a_project(number=1)
    revise_project(project, seen=1, by=editor, place_zh="利民大道")
    revise_project(project, seen=2, by=editor, place_zh="学院路")

    entries = signed_in(an_officer("leader")).get(f"{project.get_absolute_url()}history/").context["page_obj"]

    assert {"利民大道", "学院路"} <= {change.after for entry in entries for change in entry.changes}


def test_history_names_what_an_edit_chose_on_the_held_day(settings):
    settings.DAY = date(2023, 9, 15)
    editor, project = an_officer("administrator", name="编辑员"), a_project(number=1)
    unit, supporting = a_unit(name_zh="区住建局"), a_unit(name_zh="区城管局")
    revise_project(project, seen=1, by=editor, lead_unit=unit, field="health", budget=Decimal("1200.00"))
    project.supporting_units.add(supporting)

    entries = signed_in(an_officer("leader")).get(f"{project.get_absolute_url()}history/").context["page_obj"]

    told = {change.label: change.after for entry in entries for change in entry.changes}
    assert told == {"牵头单位": "区住建局", "领域": "卫生健康", "预算": "1,200", "配合单位": "区城管局"}
    assert {entry.on for entry in entries} == {date(2023, 9, 15)}


@pytest.mark.parametrize(
    ("address", "most"),
    [("/{slug}/", 8 + 5), ("/{slug}/projects/", 5), ("/{slug}/projects/1/", 8)],
    ids=["overview", "list", "project"],  # the overview carries five of the targets too
)
def test_pages_ask_the_database_as_often_for_one_project_as_for_many(address, most):
    small, large = a_programme(), a_programme()
    for programme, count in ((small, 1), (large, 12)):
        a_project(programme, number=1)
        some_projects(programme, count, milestones=1 if count == 1 else 6)
    reader = signed_in(an_officer("leader", a_unit()))

    few = queries.of(reader, address.format(slug=small.slug))
    many = queries.of(reader, address.format(slug=large.slug))

    assert len(few) == len(many)
    assert len(many) <= most


def test_the_mean_on_the_overview_is_taken_over_projects_that_have_both_figures(client):
    programme = a_programme()
    begun, later = a_project(programme), a_project(programme)
    a_verified(a_milestone(begun).undertaking, 60, on=date(2023, 8, 24))
    a_milestone(later, start_on=date(2023, 9, 10), due_on=date(2023, 12, 1))

    panels = client.get(f"/{programme.slug}/").context["panels"]
    panel = next(one.context for one in panels if one.template == "projects/panel.html")

    assert panel["verified"] == Decimal(60)
    assert panel["planned"] == panel["rows"][0]["planned"]


def test_a_deliverable_is_done_when_its_percent_milestone_is_closed(client):
    project = a_project(number=1)
    platform = Deliverable.objects.create(project=project, key="platform", name_zh="平台", planned=Decimal(1))
    milestone = a_milestone(project, deliverable=platform).undertaking
    a_verified(milestone, 60, on=date(2023, 8, 24))
    before = client.get(project.get_absolute_url()).context["deliverables"][0]["done"]

    a_close_out(milestone, on=date(2023, 9, 5))

    assert before is None
    assert client.get(project.get_absolute_url()).context["deliverables"][0]["done"] == Decimal(1)
