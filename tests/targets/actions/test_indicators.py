"""What an indicator's figures mean stays once there are any; who is reminded can enter them."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from newarea.models import Stale
from targets.actions.indicators import revise_indicator, withdraw_indicator
from targets.models import Indicator
from tests.builders import a_goal, a_unit, an_indicator, an_observation, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MEANINGS = [
    ("measured_as", "both"), ("unit_zh", "万元"), ("is_cumulative", False), ("frequency", "quarterly"),
    ("joins_january", False),
]  # fmt: skip


def faults(indicator: Indicator, **changes: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        revise_indicator(indicator, seen=indicator.version, by=None, **changes)
    return refusal.value.message_dict


@pytest.mark.parametrize(("name", "value"), MEANINGS)
def test_what_figures_mean_stays_once_there_are_any(name, value):
    indicator = an_indicator(unit_zh="亿元")
    an_observation(indicator, "6.2", month=6, on=date(2023, 7, 20))

    assert faults(indicator, **{name: value}) == {
        name: ["There are figures already; what they mean cannot change. Open another indicator instead."]
    }


@pytest.mark.parametrize(("name", "value"), MEANINGS)
def test_what_figures_mean_may_change_before_there_are_any(name, value):
    indicator = revise_indicator(an_indicator(unit_zh="亿元"), seen=1, by=None, **{name: value})

    assert getattr(Indicator.objects.get(pk=indicator.pk), name) == value


def test_its_name_and_lag_may_change_at_any_time():
    indicator = an_indicator()
    an_observation(indicator, "6.2", month=6, on=date(2023, 7, 20))

    revise_indicator(indicator, seen=1, by=None, name_zh="地区生产总值", lag_days=20, measured_as="growth")

    indicator.refresh_from_db()
    assert (indicator.name_zh, indicator.lag_days, indicator.version) == ("地区生产总值", 20, 2)


def test_the_owner_belongs_to_the_statistics_unit():
    indicator, told = an_indicator(), {"owner": ["The owner has to belong to the statistics unit."]}

    assert faults(indicator, owner=an_officer(unit=a_unit())) == told
    assert faults(an_indicator(owner=None), statistics_unit=None, owner=an_officer()) == told
    with pytest.raises(ValidationError):
        an_indicator(statistics_unit=a_unit(), owner=an_officer(unit=a_unit()))


def test_another_statistics_unit_needs_another_owner():
    indicator, unit = an_indicator(), a_unit()
    assert set(faults(indicator, statistics_unit=unit)) == {"owner"}

    indicator = Indicator.objects.get(pk=indicator.pk)
    successor = an_officer(unit=unit)
    revise_indicator(indicator, seen=1, by=None, statistics_unit=unit, owner=successor)

    assert (indicator.statistics_unit, indicator.owner) == (unit, successor)


def test_it_is_changed_over_the_version_that_was_seen():
    with pytest.raises(Stale):
        revise_indicator(an_indicator(), seen=3, by=None, name_zh="地区生产总值")


def test_a_level_needs_its_unit():
    with pytest.raises(ValidationError, match="A level needs its unit"):
        an_indicator(measured_as="level")


def test_one_with_goals_or_figures_is_not_deleted():
    measured, promised, followed, free = (an_indicator() for _ in range(4))
    an_observation(measured, "6.2", month=6, on=date(2023, 7, 20))
    programme = a_goal(indicator=None).programme
    promised = Indicator.objects.get(goals__programme=programme)
    followed = an_indicator(programme.district)
    a_goal(programme, "与GDP增速同步", reference=followed)

    for indicator in (measured, promised, followed):
        with pytest.raises(ValidationError, match="It cannot be deleted: there are goals or figures"):
            withdraw_indicator(indicator)
    withdraw_indicator(free)

    assert not Indicator.objects.filter(key=free.key).exists()
