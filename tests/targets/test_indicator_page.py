"""The indicator's page and the list of targets, as each reader sees them on a day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from newarea.models import Officer, Programme
from targets.actions.goals import revise_goal
from targets.actions.indicators import revise_indicator
from targets.actions.observations import return_figure
from targets.models import Goal, Indicator, Observation, Tolerance
from tests import queries
from tests.builders import (
    NOON,
    a_commitment,
    a_goal,
    a_known_observation,
    a_measure,
    a_programme,
    a_target,
    a_unit,
    an_area,
    an_indicator,
    an_inspector,
    an_observation,
    an_officer,
)

pytestmark = pytest.mark.django_db
ON = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.DAY = ON
    with translation.override("en"):
        yield


@pytest.fixture
def programme() -> Programme:
    return a_programme(slug="songbei")


@pytest.fixture
def gdp(programme) -> Indicator:
    """Quarterly, published 20 days after the quarter; goal: about 6.5%."""
    indicator = an_indicator(
        programme.district, key="gdp", name_zh="地区生产总值", name_en="GDP", frequency="quarterly", lag_days=20
    )
    target = a_target(programme, number=1, name_en="GDP of the district", source_reference="Report, main targets")
    a_goal(programme, "6.5%左右", indicator=indicator, target=target, key="gdp-growth")
    return indicator


@pytest.fixture
def client(client) -> Client:
    client.cookies["language"] = "en"
    return client


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(officer, backend="newarea.backends.OfficerBackend")
    return client


def page(client: Client, query: str = "", key: str = "gdp") -> Any:
    return client.get(f"/songbei/indicators/{key}/{query}")


def the_goal(client: Client, query: str = "", key: str = "gdp") -> dict[str, Any]:
    (goal,) = page(client, query, key).context["goals"]
    return goal


# What it is and where it stands


def test_the_goal_stands_with_its_light_its_word_and_its_latest_figure(client, gdp):
    a_known_observation(gdp, "6.1", month=6, on=date(2023, 7, 20))

    goal = the_goal(client)

    assert (goal["wording"], goal["judged"].light, goal["word"], goal["latest"], goal["latest_period"]) == (
        "about 6.5%", "yellow", "nearly reached", "6.1%", "Jan–Jun",
    )  # fmt: skip
    assert goal["sentence"] == (
        "Jan–Jun: 6.1% against about 6.5%, 0.4 points short (about: nearly reached when short by at most 0.5 points)."
    )


def test_before_the_first_figure_it_is_grey_and_not_zero(client, gdp):
    goal, text = the_goal(client), page(client).content.decode()

    assert (goal["judged"].light, goal["word"], goal["latest"], goal["gap"]) == ("grey", "not published", "", "")
    assert "Not published is not zero" in text


def test_a_past_day_shows_the_light_of_that_day(client, gdp):
    a_known_observation(gdp, "5.9", month=3, on=date(2023, 4, 20), verified_on=date(2023, 4, 21))
    a_known_observation(gdp, "6.6", month=6, on=date(2023, 7, 20), verified_on=date(2023, 7, 21))

    lights = {day: the_goal(client, f"?on={day}")["judged"].light for day in ("2023-04-20", "2023-07-20", "2023-07-21")}

    assert lights == {"2023-04-20": "grey", "2023-07-20": "red", "2023-07-21": "green"}


def test_growth_and_level_stand_apart_each_with_its_chart(client, programme):
    trade = an_indicator(programme.district, key="trade", measured_as="both", unit_zh="亿元", unit_en="bn")
    a_goal(programme, "30%以上", indicator=trade)
    a_goal(
        programme,
        "120亿元以上",
        indicator=trade,
        aspect="level",
        is_even_pace=True,
        measure=a_measure(an_area(programme)),
    )
    a_known_observation(trade, 36, month=8, on=date(2023, 9, 14))
    a_known_observation(trade, "70.2", month=8, on=date(2023, 9, 14), aspect="level")

    goals = page(client, key="trade").context["goals"]

    assert [(goal["aspect"], goal["latest"], goal["gap"], goal["measure"]) for goal in goals] == [
        ("growth", "36%", "+6 points", ""),
        ("level", "70.2 bn", "−9.8 bn", "bn"),
    ]
    assert 'class="path-goal" points="0,1000 1000,1000"' in goals[0]["chart"]  # flat, on a scale from 30 to 36
    assert 'class="path-goal" points="0,1000 1000,40"' in goals[1]["chart"]  # from 0 to 120, on a scale to 125


def test_a_goal_in_step_has_its_references_path_beside_it(client, programme, gdp):
    urban = an_indicator(programme.district, key="urban", frequency="quarterly")
    a_goal(programme, "与GDP增速同步", indicator=urban, reference=gdp)
    for indicator, value in ((gdp, "6.1"), (urban, "5.6")):
        a_known_observation(indicator, value, month=6, on=date(2023, 7, 20))

    goal = the_goal(client, key="urban")

    assert (goal["needed_label"], goal["judged"].light) == ("GDP", "yellow")
    assert "GDP, Jan–Jun: 6.1%" in goal["chart"]
    assert [(row["value"], row["needed"], row["gap"]) for row in goal["periods"] if row["value"]] == [
        ("5.6%", "6.1%", "−0.5 points")
    ]
    assert [row["url"] for row in page(client, key="urban").context["related"]] == ["/songbei/indicators/gdp/"]


# The promise


def test_the_sentence_of_the_source_is_quoted(client, programme):
    indicator = an_indicator(programme.district, key="gdp")
    a_goal(
        programme, indicator=indicator, source_sentence="地区生产总值增长6.5%左右。", source_reference="Report, p. 3"
    )

    promise = the_goal(client)["promise"]

    assert (promise["sentence"], promise["is_quoted"], promise["source"]) == (
        "地区生产总值增长6.5%左右。", True, "Report, p. 3",
    )  # fmt: skip


def test_without_one_it_is_put_together_from_the_plan_and_says_so(client, gdp):
    promise = the_goal(client)["promise"]

    assert (promise["sentence"], promise["is_quoted"], promise["source"]) == (
        "Main target 1, GDP of the district. GDP, growth: about 6.5%.", False, "Report, main targets",
    )  # fmt: skip
    assert "put together from the plan, not quoted" in page(client).content.decode()


def test_a_goal_of_a_work_area_names_its_measure_and_the_commitment_that_promises_the_same(client, programme):
    measure = a_measure(an_area(programme, number=3, title_en="Opening-up"), title_en="Foreign trade")
    commitment = a_commitment(measure, key="trade-120", title_en="Imports and exports")
    indicator = an_indicator(programme.district, key="gdp", name_en="Trade")
    a_goal(programme, "30%以上", indicator=indicator, measure=measure, commitment=commitment)

    goal = the_goal(client)

    assert goal["promise"]["sentence"] == "Work area 3, Opening-up: Foreign trade. Trade, growth: at least 30%."
    assert goal["commitment"] == {"title": "Imports and exports", "url": "/songbei/commitments/trade-120/"}


def test_a_replaced_goal_stays_readable_with_the_reason(client, gdp):
    inspector, goal = an_inspector(), Goal.objects.get()
    revise_goal(goal, seen=goal.version, by=inspector, on=date(2023, 8, 1), reason="Mid-year plan.", wording="6%左右")

    told = [
        (row["wording"], row["known_on"], row["ended_on"], row["reason"]) for row in page(client).context["promises"]
    ]

    assert told == [
        ("about 6%", date(2023, 8, 1), None, "Mid-year plan."),
        ("about 6.5%", date(2023, 1, 18), date(2023, 8, 1), ""),
    ]
    assert page(client, "?on=2023-07-31").context["promises"] == []
    assert the_goal(client, "?on=2023-07-31")["wording"] == "about 6.5%"


# The figures of the year


def test_every_period_stands_in_the_table_and_what_is_missing_says_since_when(client, gdp):
    a_known_observation(gdp, "5.9", month=3, on=date(2023, 4, 24))

    rows = the_goal(client)["periods"]

    assert [(row["period"], row["value"], row["late_days"]) for row in rows] == [
        ("Jan–Mar", "5.9%", 4), ("Jan–Jun", "", 57), ("Jan–Sep", "", 0), ("whole year", "", 0),
    ]  # fmt: skip
    assert [row["usual_on"] for row in rows[1:]] == [date(2023, 7, 20), date(2023, 10, 20), date(2024, 1, 22)]
    assert page(client).context["next"] == {"period": "Jan–Jun", "usual_on": date(2023, 7, 20)}


def test_each_period_is_judged_by_its_own_figure(client, gdp):
    for month, value, on in ((3, "5.9", date(2023, 4, 20)), (6, "6.7", date(2023, 7, 20))):
        a_known_observation(gdp, value, month=month, on=on)

    rows = the_goal(client)["periods"][:2]

    assert [(row["word"], row["needed"], row["gap"]) for row in rows] == [
        ("not reached", "6.5%", "−0.6 points"), ("reached", "6.5%", "+0.2 points"),
    ]  # fmt: skip


def test_a_revision_changes_the_figure_and_the_first_vintage_stays(client, gdp):
    a_known_observation(gdp, "6.4", month=6, on=date(2023, 7, 20))
    a_known_observation(gdp, "6.1", month=6, on=date(2023, 8, 25))

    context, row = page(client).context, the_goal(client)["periods"][1]

    assert (row["value"], row["change"], row["published_on"], row["first_on"], row["late_days"]) == (
        "6.1%", "−0.3 points", date(2023, 8, 25), date(2023, 7, 20), 0,
    )  # fmt: skip
    assert [(v["value"], v["before"], v["change"]) for v in context["vintages"]] == [
        ("6.1%", "6.4%", "−0.3 points"), ("6.4%", "", ""),
    ]  # fmt: skip
    assert "Jan–Jun: first published as 6.4%, since revised" in context["goals"][0]["chart"]


def test_the_projection_says_how_it_came_about(client, gdp):
    for month, value, on in ((3, "5.9", date(2023, 4, 20)), (6, "6.1", date(2023, 7, 20))):
        a_known_observation(gdp, value, month=month, on=on)

    goal = the_goal(client)

    assert goal["year_end"]["text"] == "6.1% at the end of the year (5.8% to 6.4%)"
    assert goal["method"].startswith("The last figure goes on to the end of the year;")
    assert goal["method"].endswith("It rests on 2 figures.")


def test_a_figure_of_another_year_is_not_on_the_page(client, gdp):
    a_known_observation(gdp, "5", month=12, year=2022, on=date(2023, 1, 20))

    assert (page(client).context["vintages"], the_goal(client)["latest"]) == ([], "")


def test_a_goal_whose_figures_are_illustrations_is_marked(client, gdp):
    a_known_observation(gdp, "5.9", month=3, on=date(2023, 4, 20))
    before = the_goal(client)["has_example"]
    Observation.objects.update(is_example=True)

    assert (before, the_goal(client)["has_example"]) == (False, True)


# Who sees what


def test_what_waits_or_was_returned_is_for_the_governments_staff(client, gdp):
    row = an_observation(gdp, "7.7", month=3, on=date(2023, 4, 20))
    return_figure(row, by=an_inspector(), on=date(2023, 4, 21), now=NOON, seen=row.version, note="Wrong column.")
    an_observation(gdp, "5.9", month=3, on=date(2023, 4, 22))

    public, delegate = page(client).content.decode(), page(signed_in(an_officer("delegate"))).content.decode()
    staff = page(signed_in(an_officer("leader"))).context

    assert not [text for text in ("7.7", "5.9%", "Wrong column.") if text in public + delegate]
    assert [(v["value"], v["state"], v["note"]) for v in staff["vintages"]] == [
        ("5.9%", "submitted", ""), ("7.7%", "returned", "Wrong column."),
    ]  # fmt: skip
    assert staff["goals"][0]["periods"][0]["is_waiting"]
    assert staff["goals"][0]["judged"].light == "grey"


def test_on_a_past_day_a_figure_waits_that_was_verified_later(client, gdp):
    a_known_observation(gdp, "5.9", month=3, on=date(2023, 4, 20), verified_on=date(2023, 4, 25))
    staff = signed_in(an_officer("inspector"))

    seen = {
        day: [v["state"] for v in page(staff, f"?on={day}").context["vintages"]]
        for day in ("2023-04-19", "2023-04-24", "2023-04-25")
    }

    assert seen == {"2023-04-19": [], "2023-04-24": ["submitted"], "2023-04-25": ["verified"]}
    assert page(client, "?on=2023-04-24").context["vintages"] == []


def test_its_statistics_unit_enters_figures_today_and_nobody_else(client, gdp):
    own, other = signed_in(gdp.owner), signed_in(an_officer(unit=a_unit()))

    doors = [page(reader).context["figures_url"] for reader in (own, other, client)]

    assert doors == ["/songbei/figures/", "", ""]
    assert page(own, "?on=2023-09-01").context["figures_url"] == ""


def test_who_may_verify_what_waits_is_led_to_it(client, gdp):
    inspector = signed_in(an_inspector())
    before = page(inspector).context["waiting_url"]
    an_observation(gdp, "5.9", month=3, on=date(2023, 4, 20))

    doors = [page(reader).context["waiting_url"] for reader in (inspector, signed_in(gdp.owner), client)]

    assert before == ""
    assert doors == ["/songbei/figures/verification/", "", ""]


def test_edits_of_the_record_are_told_with_who_and_why(client, gdp):
    revise_indicator(gdp, seen=gdp.version, by=an_inspector(), reason="New calendar.", lag_days=25)

    (edit,) = page(client).context["edits"]

    assert (edit.reason, [(change.before, change.after) for change in edit.changes]) == (
        "New calendar.", [("20", "25")],
    )  # fmt: skip


def test_an_unknown_indicator_and_one_without_a_goal_are_not_there(client, programme):
    an_indicator(programme.district, key="idle")
    elsewhere = a_programme()
    a_goal(elsewhere, indicator=an_indicator(elsewhere.district, key="elsewhere"))

    assert [page(client, key=key).status_code for key in ("nothing", "idle", "elsewhere")] == [404] * 3


def test_a_draft_programme_hides_its_targets_from_the_public(client):
    draft = a_programme(slug="draft", adopted_on=None)
    a_goal(draft, indicator=an_indicator(draft.district, key="gdp"))

    urls = ("/draft/targets/", "/draft/indicators/gdp/")

    assert [client.get(url).status_code for url in urls] == [404, 404]
    assert [signed_in(an_inspector()).get(url).status_code for url in urls] == [200, 200]


# The list


@pytest.fixture
def goals(programme) -> Programme:
    """One of each light and one that stands in a work area."""
    north, south = a_unit("north", position=1), a_unit("south", position=2)
    for number, (unit, value) in enumerate([(south, "6.6"), (north, "6.2"), (None, None), (south, "5")], start=1):
        indicator = an_indicator(programme.district, key=f"i{number}", statistics_unit=unit)
        a_goal(programme, indicator=indicator, target=a_target(programme, number=number))
        if value:
            a_known_observation(indicator, value, month=4 + number, on=date(2023, 9, 10))
    level = an_indicator(programme.district, key="level", measured_as="level", unit_zh="亿元", statistics_unit=north)
    a_goal(programme, "20亿元左右", indicator=level, aspect="level", measure=a_measure(an_area(programme, number=7)))
    return programme


def shown(client: Client, query: str = "") -> list[int]:
    return [
        row["number"] for group in client.get(f"/songbei/targets/{query}").context["groups"] for row in group["rows"]
    ]


def test_the_main_targets_come_first_in_official_order(client, goals):
    groups = client.get("/songbei/targets/").context["groups"]

    assert [(group["title"], [(r["number"], r["judged"].light) for r in group["rows"]]) for group in groups] == [
        ("Main targets", [(1, "green"), (2, "yellow"), (3, "grey"), (4, "red")]),
        ("Goals in the work areas", [(7, "grey")]),
    ]


ORDERS = {
    "number": [1, 2, 3, 4, 7],
    "-number": [4, 3, 2, 1, 7],
    "light": [4, 2, 3, 1, 7],
    "-light": [1, 3, 2, 4, 7],
    "period": [1, 2, 4, 3, 7],
    "-period": [4, 2, 1, 3, 7],
    "unit": [2, 1, 4, 3, 7],
    "-unit": [1, 4, 2, 3, 7],
    "password": [1, 2, 3, 4, 7],
}
FILTERS = {
    "light=red": [4],
    "light=grey": [3, 7],
    "unit=south": [1, 4],
    "unit=none": [3],
    "unit=north&light=grey": [7],
    "light=red&unit=north": [],
    "light=closed": [1, 2, 3, 4, 7],
}


def test_the_order_is_the_asked_one_and_what_is_unknown_comes_last(client, goals):
    assert {sort: shown(client, f"?sort={sort}") for sort in ORDERS} == ORDERS


def test_filters_leave_what_they_name(client, goals):
    assert {query: shown(client, f"?{query}") for query in FILTERS} == FILTERS


def test_on_a_past_day_the_lights_of_that_day_filter(client, goals):
    assert shown(client, "?on=2023-09-09&light=grey") == [1, 2, 3, 4, 7]


def test_the_rules_and_the_tolerances_in_force_stand_under_the_list(client, goals):
    Tolerance.objects.create(unit="%", in_force_from=date(2023, 6, 1), value=Decimal("0.3"))
    Tolerance.objects.create(unit="亿元", in_force_from=date(2023, 1, 1), value=2)

    def told(query: str = "") -> tuple[list[str], list[tuple[str, date]]]:
        context = client.get(f"/songbei/targets/{query}").context
        return context["rules"], [(row["amount"], row["since"]) for row in context["tolerances"]]

    assert told() == (
        ["about: nearly reached when short by at most 0.3 points, 2 亿元"],
        [("0.3 points", date(2023, 6, 1)), ("2 亿元", date(2023, 1, 1))],
    )
    assert told("?on=2023-05-31")[1] == [("0.5 points", date(2000, 1, 1)), ("2 亿元", date(2023, 1, 1))]


def test_without_goals_the_list_says_what_to_do(client, programme):
    text = client.get("/songbei/targets/").content.decode()

    assert "No goal yet" in text
    assert "Filter</button>" not in text


def test_a_filter_that_matches_nothing_offers_the_way_back(client, goals):
    text = client.get("/songbei/targets/?light=red&unit=north").content.decode()

    assert "No goal matches" in text
    assert 'class="button" href="/songbei/targets/"' in text


# What a page asks the database for


def with_observations(slug: str, count: int) -> None:
    """An indicator with both goals and so many vintages of its figures."""
    programme = a_programme(slug=slug)
    indicator = an_indicator(programme.district, key="trade", measured_as="both", unit_zh="亿元", lag_days=25)
    a_goal(programme, "30%以上", indicator=indicator)
    a_goal(programme, "120亿元以上", indicator=indicator, aspect="level", is_even_pace=True)
    clerk, inspector = an_officer(unit=a_unit()), an_inspector(unit=a_unit())
    decided = {"state": "verified", "decided_by": inspector, "decided_at": NOON}
    known = {"indicator": indicator, "aspect": "growth", "year": 2023, "entered_by": clerk, "entered_at": NOON}
    days = [date(2023, 8, 1) + timedelta(days=n // 10) for n in range(count)]
    Observation.objects.bulk_create(
        Observation(month=2 + n % 6, value=n, published_on=day, entered_on=day, decided_on=day, **known, **decided)
        for n, day in enumerate(days)
    )


@pytest.mark.parametrize(("role", "asked"), [(None, (9, 6)), ("inspector", (12, 8))])
def test_a_page_asks_the_same_for_one_observation_and_for_a_hundred(client, role, asked):
    reader = signed_in(an_officer(role, a_unit())) if role else client
    with_observations("one", 1)
    with_observations("hundred", 100)

    for slug in ("one", "hundred"):
        urls = (f"/{slug}/indicators/trade/", f"/{slug}/targets/")
        assert tuple(len(queries.of(reader, url)) for url in urls) == asked
