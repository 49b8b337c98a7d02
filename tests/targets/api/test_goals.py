from datetime import date
from decimal import Decimal

import pytest

from targets.actions.goals import revise_goal
from targets.models import Tolerance
from tests.builders import (
    a_commitment,
    a_goal,
    a_known_observation,
    a_measure,
    a_programme,
    a_target,
    an_area,
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
def gdp(programme):
    names = {"name_zh": "地区生产总值", "name_en": "GDP", "short_zh": "GDP"}
    return an_indicator(programme.district, key="gdp", frequency="quarterly", lag_days=20, **names)


def goals(caller, **query):
    return caller.at("api-goals", "songbei-2023", **query).json()["results"]


def test_a_goal_is_told_with_its_meaning_standing_and_projection(api, programme, gdp):
    target = a_target(programme, number=1, key="gdp", name_zh="全区地区生产总值", name_en="GDP of the district")
    a_goal(programme, "6.5%左右", indicator=gdp, key="gdp", target=target, source_reference="报告第三部分")
    a_known_observation(gdp, "5.8", month=3, on=date(2023, 4, 20))
    a_known_observation(gdp, "6.1", month=6, on=date(2023, 7, 20))

    assert goals(api()) == [
        {
            "key": "gdp",
            "indicator": {"key": "gdp", "name": "GDP", "name_zh": "地区生产总值", "name_en": "GDP"},
            "aspect": "growth",
            "wording": "6.5%左右",
            "meaning": {
                "text": "about 6.5%",
                "kind": "about",
                "value": "6.5000",
                "upper": None,
                "unit": "%",
                "sense": "up",
                "in_step_with": None,
                "is_even_pace": False,
            },
            "hedge": "",
            "target": {
                "number": 1,
                "key": "gdp",
                "name": "GDP of the district",
                "name_zh": "全区地区生产总值",
                "name_en": "GDP of the district",
            },
            "measure": None,
            "commitment": None,
            "source_reference": "报告第三部分",
            "source_sentence": "",
            "example": False,
            "known_on": "2023-01-18",
            "standing": {
                "verdict": "nearly",
                "light": "yellow",
                "reason": {
                    "code": "nearly",
                    "figures": {
                        "period": "2023-06",
                        "value": "6.1000",
                        "kind": "about",
                        "sense": "up",
                        "needed": "6.5",
                        "gap": "-0.4000",
                        "tolerance": "0.5000",
                        "months": None,
                        "exceeded": None,
                        "reference_missed": False,
                    },
                    "sentence": "Jan–Jun: 6.1% against about 6.5%, 0.4 points short "
                    "(about: nearly reached when short by at most 0.5 points).",
                },
                "period": "2023-06",
                "value": "6.1000",
                "needed": "6.5000",
                "gap": "-0.4000",
                "tolerance": "0.5000",
            },
            "projection": {"method": "last", "value": "6.1000", "low": "5.6757", "high": "6.5243", "figures": 2},
            "missing": None,
        }
    ]


def test_a_sentence_is_told_in_the_callers_language(api, programme, gdp):
    a_goal(programme, indicator=gdp)

    told = [
        (row["meaning"]["text"], row["standing"]["reason"]["sentence"])
        for language in ("zh-hans", "en")
        for row in goals(api(language=language))
    ]

    assert told == [("6.5%左右", "数据尚未公布。"), ("about 6.5%", "No figure has been published yet.")]


def test_a_goal_stands_where_the_figures_known_on_the_day_put_it(api, programme, gdp):
    a_goal(programme, indicator=gdp)
    a_known_observation(gdp, "5.8", month=6, on=date(2023, 7, 20), verified_on=date(2023, 7, 24))
    a_known_observation(gdp, "6.5", month=6, on=date(2023, 8, 10), verified_on=date(2023, 8, 11))
    days = ("2023-07-23", "2023-07-24", "2023-08-10", "2023-08-11")

    standings = [goals(api(), on=day)[0]["standing"] for day in days]

    assert [(row["light"], row["value"]) for row in standings] == [
        ("grey", None), ("red", "5.8000"), ("red", "5.8000"), ("green", "6.5000"),
    ]  # fmt: skip


def test_a_figure_that_waits_sets_no_light(api, programme, gdp):
    a_goal(programme, indicator=gdp)
    an_observation(gdp, "5.8", month=6, on=date(2023, 7, 20))

    assert [goals(api(reader))[0]["standing"]["light"] for reader in (None, an_inspector())] == ["grey", "grey"]


def test_a_goal_in_step_names_what_it_follows(api, programme, gdp):
    a_goal(programme, "6.5%左右", indicator=gdp)
    incomes = an_indicator(programme.district, frequency="quarterly")
    a_goal(programme, "与GDP增速同步", indicator=incomes, reference=gdp)
    a_known_observation(gdp, "5.0", month=6, on=date(2023, 7, 20))
    a_known_observation(incomes, "5.2", month=6, on=date(2023, 7, 20))

    row = goals(api())[1]

    assert (row["meaning"]["kind"], row["meaning"]["value"], row["meaning"]["in_step_with"]["key"]) == (
        "in_step_with", None, "gdp",
    )  # fmt: skip
    assert (row["standing"]["verdict"], row["standing"]["needed"], row["standing"]["gap"]) == (
        "reached", "5.0000", "0.2000",
    )  # fmt: skip


def test_what_is_nowhere_published_for_the_same_period_says_which_figures_there_are(api, programme, gdp):
    a_goal(programme, "6.5%左右", indicator=gdp)
    incomes = an_indicator(programme.district, frequency="quarterly")
    a_goal(programme, "与GDP增速同步", indicator=incomes, reference=gdp)
    a_known_observation(incomes, "5.2", month=6, on=date(2023, 7, 20))

    reason = goals(api())[1]["standing"]["reason"]

    assert (reason["code"], reason["figures"]) == (
        "nothing_common", {"own_period": "2023-06", "reference_period": None},
    )  # fmt: skip


def test_a_level_of_a_measure_is_held_against_the_years_share_and_names_its_commitment(api, programme):
    trade = an_indicator(programme.district, measured_as="both", unit_zh="亿元", unit_en="100 million yuan")
    measure = a_measure(an_area(programme, key="opening"), key="trade")
    commitment = a_commitment(measure, key="trade", title_en="Imports and exports", wording="120亿元以上")
    place = {"measure": measure, "commitment": commitment, "hedge": "strive", "is_even_pace": True}
    a_goal(programme, "120亿元以上", indicator=trade, aspect="level", is_example=True, **place)
    a_known_observation(trade, "82.4", month=8, aspect="level", on=date(2023, 9, 10))

    row = goals(api())[0]

    assert (row["measure"]["area"], row["measure"]["key"], row["hedge"], row["example"], row["target"]) == (
        "opening", "trade", "strive", True, None,
    )  # fmt: skip
    assert row["commitment"] == {"id": commitment.pk, "key": "trade", "title": "Imports and exports"}
    assert (row["meaning"]["unit"], row["standing"]["needed"], row["standing"]["gap"], row["standing"]["light"]) == (
        "100 million yuan", "80.0000", "2.4000", "green",
    )  # fmt: skip


def test_a_figure_past_its_usual_day_is_missing(api, programme, gdp):
    a_goal(programme, indicator=gdp)

    assert [goals(api(), on=day)[0]["missing"] for day in ("2023-04-20", "2023-04-21")] == [
        None,
        {"period": "2023-03", "due_on": "2023-04-20"},
    ]


def test_the_tolerance_is_the_one_in_force_on_the_day(api, programme, gdp):
    a_goal(programme, indicator=gdp)
    Tolerance.objects.create(unit="%", value=Decimal("0.3"), in_force_from=date(2023, 9, 1))

    assert [goals(api(), on=day)[0]["standing"]["tolerance"] for day in ("2023-08-31", "2023-09-01")] == [
        "0.5000", "0.3000",
    ]  # fmt: skip


def test_a_goal_that_was_replaced_is_told_as_it_was_on_the_day(api, programme, gdp):
    goal = a_goal(programme, "6.5%左右", indicator=gdp)
    revise_goal(goal, seen=goal.version, by=None, on=date(2023, 8, 1), reason="常委会决定", wording="6%左右")

    assert [goals(api(), on=day)[0]["wording"] for day in ("2023-07-31", "2023-08-01")] == ["6.5%左右", "6%左右"]


def test_the_answer_is_paged_and_says_its_day(api, programme):
    for number in (1, 2, 3):
        a_goal(programme, target=a_target(programme, number=number), key=f"goal-{number}")

    body = api().get(api().at("api-goals", "songbei-2023", limit=2, on="2023-09-01").json()["next"]).json()

    assert (body["on"], body["count"], [row["key"] for row in body["results"]]) == ("2023-09-01", 3, ["goal-3"])


@pytest.mark.parametrize("name", ["api-goals", "api-indicators", "api-areas", "api-commitments"])
def test_of_a_draft_they_are_for_those_who_make_it(api, name):
    a_programme(slug="songbei-2024", adopted_on=None)
    readers = (None, an_officer("reporter"), an_officer("delegate"), an_inspector(), an_officer("leader"))

    assert [api(reader).at(name, "songbei-2024").status_code for reader in readers] == [404, 404, 404, 200, 200]


@pytest.mark.parametrize("name", ["api-goals", "api-indicators", "api-areas", "api-commitments"])
def test_of_a_programme_without_any_the_list_is_empty(api, programme, name):
    answer = api().at(name, "songbei-2023")

    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_one_and_many_goals_cost_the_same_queries(api, programme, gdp, count_queries):
    def fill(number):
        for _ in range(number):
            incomes = an_indicator(programme.district, frequency="quarterly")
            measure = a_measure(an_area(programme))
            place = {"measure": measure, "commitment": a_commitment(measure)}
            a_goal(programme, "与GDP增速同步", indicator=incomes, reference=gdp, **place)
            a_known_observation(incomes, "5.2", month=6, on=date(2023, 7, 20))

    fill(1)
    goals(api())
    one = count_queries(lambda: api().at("api-goals", "songbei-2023", limit=100))
    fill(30)

    assert count_queries(lambda: api().at("api-goals", "songbei-2023", limit=100)) == one <= 4


def test_goals_are_narrowed_and_the_worst_come_first(api, programme, gdp):
    growth = a_goal(programme, "6%以上", indicator=gdp, key="growth")
    retail = an_indicator(programme.district, key="retail")
    a_goal(programme, "7%左右", indicator=retail, key="retail")
    a_known_observation(retail, "3.0", month=7, on=date(2023, 8, 14))

    def keys(**query):
        return [row["key"] for row in goals(api(), **query)]

    assert (keys(), keys(ordering="light")) == (["growth", "retail"], ["retail", "growth"])
    assert (keys(light="red"), keys(verdict="missed"), keys(indicator="gdp")) == (["retail"], ["retail"], ["growth"])
    assert (keys(aspect="level"), keys(light="red", on="2023-08-13")) == ([], [])
    assert growth.key == "growth"


def test_one_goal_is_told_as_of_a_day(api, programme, gdp):
    a_goal(programme, "6%以上", indicator=gdp, key="growth")
    a_known_observation(gdp, "6.2", month=6, on=date(2023, 7, 20))

    def told(**query):
        body = api().at("api-goal", "songbei-2023", "growth", **query).json()
        return body["on"], body["wording"], body["standing"]["light"]

    assert (told(), told(on="2023-07-19")) == (
        ("2023-09-15", "6%以上", "green"),
        ("2023-07-19", "6%以上", "grey"),
    )
    assert api().at("api-goal", "songbei-2023", "nothing").status_code == 404
