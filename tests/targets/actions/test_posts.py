"""Posts and units change: the successor keeps the figures and leads the areas, history keeps the old name."""

from datetime import date

import pytest

from newarea.actions.plan import hand_over_post, replace_unit
from newarea.actions.programmes import close_programme
from newarea.models import Programme, Undertaking
from tests.builders import a_commitment, a_programme, a_unit, an_area, an_indicator, an_inspector, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

ON = date(2023, 9, 15)


def test_a_successor_of_the_same_unit_keeps_the_figures():
    indicator, by = an_indicator(), an_inspector()
    old, new = indicator.owner, an_officer(unit=indicator.statistics_unit)

    hand_over_post(old, new, by=by, on=ON, reason="换岗")

    indicator.refresh_from_db()
    line = indicator.history.latest()
    assert (indicator.owner, line.history_user, line.history_change_reason) == (new, by, "换岗")
    assert [one.owner for one in indicator.history.order_by("history_id")] == [old, new]


def test_a_successor_of_another_unit_keeps_none():
    indicator = an_indicator()

    hand_over_post(indicator.owner, an_officer(unit=a_unit()), by=None, on=ON)

    indicator.refresh_from_db()
    assert indicator.owner is None


def test_other_people_s_indicators_stay_theirs():
    indicator, other = an_indicator(), an_indicator()

    hand_over_post(indicator.owner, an_officer(unit=indicator.statistics_unit), by=None, on=ON)

    before = other.owner
    other.refresh_from_db()
    assert (other.owner, other.version) == (before, 1)


def test_a_successor_leads_the_areas_and_owns_the_commitments():
    leader, new = an_officer("leader"), an_officer("leader")
    area = an_area(leader_in_charge=leader)
    commitment = a_commitment()

    hand_over_post(leader, new, by=None, on=ON)
    heir = an_officer(unit=commitment.undertaking.lead_unit)
    hand_over_post(commitment.undertaking.owner, heir, by=None, on=ON)

    area.refresh_from_db()
    assert (area.leader_in_charge, Undertaking.objects.get(pk=commitment.pk).owner) == (new, heir)


def test_a_closed_year_keeps_its_names():
    leader = an_officer("leader")
    area = an_area(a_programme(), leader_in_charge=leader)
    programme = Programme.objects.get(pk=area.programme_id)
    close_programme(programme, seen=programme.version, by=None)
    current, successor = an_area(a_programme(year=2024), leader_in_charge=leader), an_officer("leader")

    hand_over_post(leader, successor, by=None, on=ON)

    for row in (area, current):
        row.refresh_from_db()
    assert (area.leader_in_charge, current.leader_in_charge) == (leader, successor)


def test_a_unit_that_follows_another_keeps_its_figures_and_commitments():
    indicator, successor, by = an_indicator(), a_unit(), an_inspector()
    unit, owner = indicator.statistics_unit, indicator.owner
    commitment = a_commitment(lead_unit=unit)

    replace_unit(unit, successor, by=by, on=ON, reason="机构改革")

    indicator.refresh_from_db(), owner.refresh_from_db()
    assert (indicator.statistics_unit, indicator.owner, owner.unit) == (successor, owner, successor)
    assert indicator.history.latest().history_change_reason == "机构改革"
    assert Undertaking.objects.get(pk=commitment.pk).lead_unit == successor
