"""What waits in the parts of a programme, as the workbenches count it."""

from datetime import date

import pytest
from django.utils import translation

from newarea.parts import Queue, queues_of
from targets.part import queues
from tests import queries
from tests.builders import (
    a_known_observation,
    a_programme,
    a_unit,
    an_indicator,
    an_inspector,
    an_observation,
    an_officer,
)
from tests.views.visits import signed_in, text

pytestmark = pytest.mark.django_db

TODAY, YESTERDAY = date(2023, 9, 15), date(2023, 9, 14)
WAITING = "/songbei-2023/figures/verification/"


@pytest.fixture(autouse=True)
def _the_day(settings):
    settings.DAY = TODAY


@pytest.fixture
def unit():
    return a_unit("stat")


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def reporter(unit):
    return an_officer("reporter", unit=unit)


@pytest.fixture
def inspector():
    return an_inspector()


@pytest.fixture
def industry(programme, unit, reporter):
    return an_indicator(programme.district, statistics_unit=unit, owner=reporter)


def test_they_count_what_waits_for_this_officer(unit, reporter, inspector, industry):
    an_observation(industry, 6.9, month=7, on=YESTERDAY, by=reporter)
    an_observation(industry, 7, month=8, on=YESTERDAY, by=an_officer(unit=unit))

    with translation.override("en"):
        found = [queues(officer, TODAY) for officer in (reporter, inspector)]

    label = "Figures of 2023 to verify"
    assert found == [[Queue(label, 1, WAITING)], [Queue(label, 2, WAITING)]]


def test_on_a_past_day_they_count_what_waited_then(inspector, industry):
    a_known_observation(industry, 6.9, month=7, on=date(2023, 8, 18), verified_on=date(2023, 8, 21))

    assert [len(queues(inspector, date(2023, 8, day))) for day in (17, 18, 20, 21)] == [0, 1, 1, 0]


def test_all_parts_are_asked(inspector, industry):
    an_observation(industry, 6.9, month=8, on=YESTERDAY)

    assert [queue.url for queue in queues_of(inspector, TODAY)] == [WAITING]


@pytest.mark.parametrize("role", ["leader", "delegate", "administrator"])
def test_nothing_waits_for_those_who_decide_nothing(role, industry):
    an_observation(industry, 6.9, month=8, on=YESTERDAY)

    assert queues(an_officer(role), TODAY) == []


def test_the_workbenches_show_them(unit, reporter, inspector, industry):
    an_observation(industry, 7, month=8, on=YESTERDAY, by=an_officer(unit=unit))

    for officer in (reporter, inspector):
        page = text(signed_in(officer).get("/workbench/"))
        assert f'<a href="{WAITING}">Figures of 2023 to verify</a> <strong>1</strong>' in page


def test_where_nothing_waits_nothing_is_said(reporter, inspector, industry):
    for officer in (reporter, inspector):
        assert "Also to be decided" not in text(signed_in(officer).get("/workbench/"))


@pytest.mark.parametrize("role", ["reporter", "inspector"])
def test_a_workbench_costs_the_same_for_one_figure_and_for_sixty(role, programme, unit, reporter, industry):
    officer = reporter if role == "reporter" else an_inspector()
    colleague = an_officer(unit=unit)
    an_observation(industry, 6.9, month=8, on=YESTERDAY, by=colleague)
    once = queries.of(signed_in(officer), "/workbench/")
    for _ in range(59):
        other = an_indicator(programme.district, statistics_unit=unit)
        an_observation(other, 6.9, month=8, on=YESTERDAY, by=colleague)

    assert len(queries.of(signed_in(officer), "/workbench/")) == len(once)
