"""Milestones that are added once the plan is in force."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from newarea.models import reference
from projects.actions.milestones import plan_milestone
from projects.models import Project
from projects.models.project_on import projects_on
from tests.builders import a_close_out, a_milestone, a_programme, a_project

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = date(2023, 9, 15)
WHOLE = {"title_zh": "竣工验收", "start_on": date(2023, 10, 1), "due_on": date(2023, 12, 20)}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def light_of(project: Project) -> str:
    return str(projects_on(Project.objects.filter(pk=project.pk), TODAY, reference())[0].standing.light)


def test_a_title_alone_takes_no_closed_projects_light_away():
    project = a_project()
    a_close_out(a_milestone(project).undertaking, on=date(2023, 8, 24))

    with pytest.raises(ValidationError) as refusal:
        plan_milestone(project, by=None, on=TODAY, title_zh="补充工程", position=2)

    assert sorted(refusal.value.message_dict) == ["due_on", "reason", "start_on"]
    assert light_of(project) == "closed"


@pytest.mark.parametrize(
    ("there", "weight", "sentence"),
    [
        (Decimal(60), None, "The project's other milestones have a weight; without one here it would have no curve."),
        (None, Decimal(40), "The project's other milestones have no weight; with one here it would have no curve."),
    ],
)
def test_either_all_milestones_have_a_weight_or_none(there, weight, sentence):
    project = a_project()
    a_milestone(project, weight=there)

    with pytest.raises(ValidationError) as refusal:
        plan_milestone(project, by=None, on=TODAY, reason="会议决定", weight=weight, position=2, **WHOLE)

    assert refusal.value.message_dict == {"weight": [sentence]}


@pytest.mark.parametrize("weight", [None, Decimal(40)])
def test_what_is_whole_and_has_a_reason_is_added(weight):
    project = a_project()
    a_milestone(project, weight=weight)

    added = plan_milestone(project, by=None, on=TODAY, reason="会议决定", weight=weight, position=2, **WHOLE)

    assert added.undertaking.terms.get().reason == "会议决定"


def test_a_draft_is_written_down_bit_by_bit():
    project = a_project(a_programme(adopted_on=None))

    plan_milestone(project, by=None, on=TODAY, title_zh="补充工程", position=1)

    assert project.milestones.count() == 1
