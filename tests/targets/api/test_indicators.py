from datetime import date

import pytest

from targets.actions.observations import return_figure
from tests.builders import (
    NOON,
    a_goal,
    a_known_observation,
    a_programme,
    a_unit,
    an_indicator,
    an_inspector,
    an_observation,
    an_officer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def retail(programme):
    unit = a_unit("statistics", name_zh="区统计局", name_en="Statistics Bureau")
    found = an_indicator(programme.district, key="retail", name_zh="零售", name_en="Retail", statistics_unit=unit)
    a_goal(programme, "7%左右", indicator=found, key="retail")
    return found


def indicator(caller, **query):
    return caller.at("api-indicator", "songbei-2023", "retail", **query).json()


def figures(caller, **query):
    names = ("period", "value", "state", "in_force", "decided_on")
    return [tuple(row[name] for name in names) for row in indicator(caller, **query)["observations"]]


def test_an_indicator_says_how_it_is_measured_and_what_is_promised_of_it(api, retail):
    row = indicator(api(), on="2023-09-01")
    goals, figures = row.pop("goals"), row.pop("observations")

    statistics = {"name": "Statistics Bureau", "name_zh": "区统计局", "name_en": "Statistics Bureau"}
    assert row == {
        "on": "2023-09-01",
        "key": "retail",
        "name": "Retail",
        "name_zh": "零售",
        "name_en": "Retail",
        "measured_as": "growth",
        "basis": "",
        "frequency": "monthly",
        "is_cumulative": True,
        "joins_january": True,
        "unit": "",
        "unit_zh": "",
        "unit_en": "",
        "statistics_unit": {"id": retail.statistics_unit_id, **statistics},
        "lag_days": None,
        "source_reference": "",
    }
    assert ([goal["key"] for goal in goals], figures) == (["retail"], [])


def test_a_figure_says_where_it_is_from(api, retail):
    row = a_known_observation(retail, "6.6", month=8, on=date(2023, 9, 13), published_on=date(2023, 9, 12))

    assert indicator(api())["observations"] == [
        {
            "id": row.pk,
            "version": 2,
            "indicator": "retail",
            "aspect": "growth",
            "period": "2023-08",
            "value": "6.6000",
            "unit": "%",
            "published_on": "2023-09-12",
            "source": "统计公报",
            "example": False,
            "state": "verified",
            "in_force": True,
            "entered_by": "Statistics Bureau",
            "entered_on": "2023-09-13",
            "decided_on": "2023-09-13",
            "decision_note": "",
        }
    ]


def test_every_vintage_stays_and_the_last_published_one_known_on_the_day_is_in_force(api, retail):
    a_known_observation(retail, "6.6", month=7, on=date(2023, 8, 14))
    a_known_observation(retail, "6.2", month=7, on=date(2023, 9, 1), verified_on=date(2023, 9, 4))

    first = ("2023-07", "6.6000", "verified", True, "2023-08-14")
    assert (figures(api(), on="2023-08-13"), figures(api(), on="2023-09-03")) == ([], [first])
    assert figures(api()) == [
        ("2023-07", "6.2000", "verified", True, "2023-09-04"),
        ("2023-07", "6.6000", "verified", False, "2023-08-14"),
    ]


def test_waiting_and_returned_figures_are_for_the_governments_staff(api, retail):
    returned = an_observation(retail, "66", month=7, on=date(2023, 8, 14))
    return_figure(returned, by=an_inspector(), on=date(2023, 8, 15), now=NOON, seen=1, note="小数点")
    an_observation(retail, "6.6", month=8, on=date(2023, 9, 13))

    staff = [
        ("2023-08", "6.6000", "submitted", False, None),
        ("2023-07", "66.0000", "returned", False, "2023-08-15"),
    ]
    others = an_officer("reporter", unit=a_unit())
    readers = {"anonymous": None, "delegate": an_officer("delegate"), "others": others, "inspector": an_inspector()}
    assert {name: figures(api(reader)) for name, reader in readers.items()} == {
        "anonymous": [], "delegate": [], "others": staff, "inspector": staff,
    }  # fmt: skip
    assert indicator(api(others))["observations"][1]["decision_note"] == "小数点"


def test_a_figure_decided_later_still_waits_on_a_past_day(api, retail):
    a_known_observation(retail, "6.6", month=7, on=date(2023, 8, 14), verified_on=date(2023, 8, 18))

    assert figures(api(an_inspector()), on="2023-08-17") == [("2023-07", "6.6000", "submitted", False, None)]
    assert figures(api(), on="2023-08-17") == []


def test_a_figure_returned_later_hides_its_note_until_then(api, retail):
    row = an_observation(retail, "66", month=7, on=date(2023, 8, 14))
    return_figure(row, by=an_inspector(), on=date(2023, 8, 18), now=NOON, seen=1, note="小数点")

    told = [indicator(api(an_inspector()), on=day)["observations"][0] for day in ("2023-08-17", "2023-08-18")]

    assert [(row["state"], row["decision_note"]) for row in told] == [("submitted", ""), ("returned", "小数点")]


def test_figures_of_other_years_stand_with_their_programmes(api, retail):
    a_known_observation(retail, "6.6", month=12, year=2022, on=date(2023, 1, 20))

    assert figures(api()) == []


def test_the_list_holds_what_goals_are_judged_by_in_the_order_of_the_indicators(api, programme, retail):
    gdp = an_indicator(programme.district, key="gdp", position=1)
    other = an_indicator(programme.district, key="incomes", position=2)
    an_indicator(programme.district, key="unused", position=3)
    a_goal(programme, "与GDP增速同步", indicator=other, reference=gdp, key="incomes")
    a_known_observation(retail, "6.6", month=7, on=date(2023, 8, 14))

    rows = api().at("api-indicators", "songbei-2023").json()["results"]

    assert [(row["key"], [goal["key"] for goal in row["goals"]], len(row["observations"])) for row in rows] == [
        ("gdp", [], 0), ("incomes", ["incomes"], 0), ("retail", ["retail"], 1),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["unused", "unknown"])
def test_an_indicator_nothing_is_promised_of_is_404(api, programme, retail, key):
    an_indicator(programme.district, key="unused")

    assert api().at("api-indicator", "songbei-2023", key).status_code == 404


def test_an_indicator_of_a_draft_only_is_unknown_to_the_public(api, programme, retail):
    plan = a_programme(slug="songbei-2024", year=2024, district=programme.district, adopted_on=None)
    a_goal(plan, indicator=an_indicator(programme.district, key="new"))

    def statuses(reader):
        caller = api(reader)
        return [caller.at("api-indicator", slug, "new").status_code for slug in ("songbei-2023", "songbei-2024")]

    assert (statuses(None), statuses(an_inspector())) == ([404, 404], [404, 200])


@pytest.mark.parametrize("name", ["api-indicators", "api-indicator"])
def test_one_and_many_cost_the_same_queries(api, programme, retail, name, count_queries):
    def fill(months):
        for month in months:
            a_known_observation(retail, month, month=month, on=date(2023, 9, 1))
            other = an_indicator(programme.district)
            a_goal(programme, indicator=other)
            an_observation(other, "6.6", month=7, on=date(2023, 8, 14))

    inspector, args = an_inspector(), ["songbei-2023", *(["retail"] if name == "api-indicator" else [])]
    fill([2])
    api(inspector).at(name, *args)
    long = {"limit": 100} if name.endswith("s") else {}
    one = count_queries(lambda: api(inspector).at(name, *args, **long))
    fill(range(3, 9))

    assert count_queries(lambda: api(inspector).at(name, *args, **long)) == one <= 7
