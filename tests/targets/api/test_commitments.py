from datetime import date

import pytest

from tests.builders import (
    a_close_out,
    a_commitment,
    a_goal,
    a_known_observation,
    a_measure,
    a_programme,
    a_submitted,
    a_unit,
    a_verified,
    an_area,
    an_indicator,
    an_inspector,
    an_officer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def innovation(programme):
    return an_area(programme, number=2, key="innovation", title_zh="科技创新", title_en="Innovation")


@pytest.fixture
def parks(innovation):
    return a_measure(innovation, key="parks", title_zh="深哈产业园", title_en="Industrial park")


def keys(caller, **query):
    rows = caller.at("api-commitments", "songbei-2023", **query).json()["results"]
    return [row["undertaking"]["key"] for row in rows]


def one(caller, key, **query):
    return caller.at("api-commitment", "songbei-2023", key, **query).json()


def test_a_commitment_is_told_with_its_place_wording_and_standing(api, parks):
    unit = a_unit("science", name_zh="区科技局", name_en="Science Bureau")
    plan = {"lead_unit": unit, "is_even_pace": True, "is_counted": True, "hedge": "ensure", "wording": "100家以上"}
    found = a_commitment(parks, key="firms", title_zh="新增高新技术企业", title_en="New high-tech firms", **plan)
    a_verified(found.undertaking, 40, on=date(2023, 8, 24))

    (row,) = api().at("api-commitments", "songbei-2023").json()["results"]
    undertaking = row.pop("undertaking")

    title = {"title": "Innovation", "title_zh": "科技创新", "title_en": "Innovation"}
    park = {"title": "Industrial park", "title_zh": "深哈产业园", "title_en": "Industrial park"}
    assert row == {
        "number": "2-1",
        "light": "yellow",
        "set_by": None,
        "wording": "100家以上",
        "hedge": "ensure",
        "counted": True,
        "area": {"number": 2, "key": "innovation", **title},
        "measure": {"area": "innovation", "key": "parks", **park},
        "tasks": [],
        "together": None,
    }
    names = ("id", "title", "quantity", "measure", "verified_quantity", "due_on")
    assert [undertaking[name] for name in names] == [
        found.pk, "New high-tech firms", "100.00", "家", "40.00", "2023-12-31",
    ]  # fmt: skip
    assert (undertaking["lead_unit"]["name"], undertaking["standing"]["light"]) == ("Science Bureau", "yellow")


def test_a_commitment_stands_where_its_verified_facts_put_it_on_the_day(api, parks):
    found = a_commitment(parks, key="embankment", due_on=date(2023, 9, 30))
    a_close_out(found.undertaking, on=date(2023, 9, 11), verified_on=date(2023, 9, 13))

    told = [one(api(), "embankment", on=day) for day in ("2023-09-12", "2023-09-13")]

    assert [(row["on"], row["light"]) for row in told] == [("2023-09-12", "green"), ("2023-09-13", "closed")]


def test_what_waits_is_for_the_governments_staff(api, parks):
    found = a_commitment(parks, key="embankment")
    a_submitted(found.undertaking, 60, on=date(2023, 9, 12))
    readers = (None, an_officer("delegate"), an_officer("reporter"), an_inspector())

    waiting = [one(api(reader), "embankment")["undertaking"]["waiting"] for reader in readers]

    assert waiting == [None, None] + [{"since": "2023-09-12", "percent": "60.00", "closes": False}] * 2


def test_the_worst_open_task_sets_the_light_and_is_named(api, parks):
    found = a_commitment(parks, key="schools")
    build = a_commitment(parks, key="build", parent=found, weight=3, due_on=date(2023, 8, 15), is_even_pace=True)
    a_commitment(parks, key="enrol", parent=found, weight=1, due_on=date(2023, 12, 31), is_even_pace=True)
    a_verified(build.undertaking, 50, on=date(2023, 8, 14))

    row = one(api(), "schools")

    assert (row["undertaking"]["standing"]["light"], row["light"], row["set_by"]) == ("green", "red", build.pk)
    assert [task["key"] for task in row["tasks"]] == ["build", "enrol"]
    assert (row["together"]["verified"], row["together"]["fault"]) == ("37.5000", None)
    assert keys(api()) == ["schools"]


def test_a_commitment_names_its_source_and_who_supports_it(api, parks):
    source = {"source_reference": "报告第三部分", "source_sentence": "新增高新技术企业100家以上。"}
    found = a_commitment(parks, key="firms", wording="100家以上", **source)
    found.undertaking.supporting_units.add(a_unit("finance", name_en="Finance Bureau"))

    row = one(api(), "firms")

    assert {name: row[name] for name in source} == source
    assert [unit["name"] for unit in row["supporting_units"]] == ["Finance Bureau"]


def test_the_goals_that_promise_the_same_are_told_beside_it(api, programme, parks):
    found = a_commitment(parks, key="trade", wording="120亿元以上")
    trade = an_indicator(programme.district, measured_as="level", unit_zh="亿元")
    place = {"measure": parks, "commitment": found, "is_even_pace": True}
    a_goal(programme, "120亿元以上", indicator=trade, aspect="level", key="trade-level", **place)
    a_goal(programme)
    a_known_observation(trade, "82.4", month=8, aspect="level", on=date(2023, 9, 10))

    assert [(goal["key"], goal["standing"]["light"]) for goal in one(api(), "trade")["goals"]] == [
        ("trade-level", "green")
    ]


def test_a_commitment_keeps_its_number_alone_and_filtered(api, programme, parks):
    for key in ("first", "second"):
        a_commitment(parks, key=key, is_counted=key == "second")

    (row,) = api().at("api-commitments", "songbei-2023", counted=True).json()["results"]

    assert (row["number"], one(api(), "second")["number"]) == ("2-2", "2-2")


@pytest.fixture
def several(programme, parks):
    """Red, green and yellow, in two areas and of two units, one of them without a date."""
    roads, schools = a_unit("roads"), a_unit("schools")
    city = a_measure(an_area(programme, number=7, key="city"), key="city")
    for measure, key, unit, due_on, percent, is_counted in [
        (parks, "red", roads, date(2023, 12, 31), 10, True),
        (city, "green", schools, date(2023, 10, 31), 90, False),
        (city, "yellow", roads, date(2023, 11, 30), 50, True),
    ]:
        plan = {"lead_unit": unit, "due_on": due_on, "is_counted": is_counted, "is_even_pace": True}
        a_verified(a_commitment(measure, key=key, **plan).undertaking, percent, on=date(2023, 8, 25))
    a_commitment(city, key="undated", lead_unit=None, due_on=None)
    return roads


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["red", "green", "yellow", "undated"]),
        ({"area": "city"}, ["green", "yellow", "undated"]),
        ({"area": "nowhere"}, []),
        ({"light": "red"}, ["red"]),
        ({"light": "grey"}, ["undated"]),
        ({"counted": "true"}, ["red", "yellow"]),
        ({"counted": "false"}, ["green", "undated"]),
        ({"counted": "true", "area": "city"}, ["yellow"]),
        ({"ordering": "-number"}, ["undated", "yellow", "green", "red"]),
        ({"ordering": "light"}, ["red", "yellow", "green", "undated"]),
        ({"ordering": "due"}, ["green", "yellow", "red", "undated"]),
        ({"ordering": "gap"}, ["red", "yellow", "green", "undated"]),
        ({"ordering": "-gap", "light": "red"}, ["red"]),
    ],
)
def test_filters_and_ordering(api, several, query, found):
    assert keys(api(), **query) == found


def test_the_lead_unit_filters_too(api, several):
    assert keys(api(), lead_unit=several.pk) == ["red", "yellow"]


@pytest.mark.parametrize(
    "query",
    [
        {"area": "a b"},
        {"light": "blue"},
        {"lead_unit": "x"},
        {"counted": "perhaps"},
        {"ordering": "undertaking__owner__password"},
    ],
)
def test_what_is_not_on_the_list_is_refused(api, programme, query):
    answer = api().at("api-commitments", "songbei-2023", **query)

    assert (answer.status_code, [error["attr"] for error in answer.json()["errors"]]) == (400, list(query))


def test_pages(api, several):
    body = api().get(api().at("api-commitments", "songbei-2023", limit=3).json()["next"]).json()

    assert (body["on"], body["count"], [row["number"] for row in body["results"]]) == ("2023-09-15", 4, ["7-3"])


def test_a_task_an_unknown_key_and_what_was_not_planned_yet_are_404(api, parks):
    found = a_commitment(parks, key="schools", on=date(2023, 6, 1))
    a_commitment(parks, key="build", parent=found)

    asked = [("build", {}), ("unknown", {}), ("schools", {"on": "2023-05-31"}), ("schools", {})]
    assert [api().at("api-commitment", "songbei-2023", key, **query).status_code for key, query in asked] == [
        404, 404, 404, 200,
    ]  # fmt: skip


def test_of_a_draft_it_is_unknown_to_the_public(api):
    a_commitment(a_measure(an_area(a_programme(slug="songbei-2024", adopted_on=None))), key="firms")

    statuses = [
        api(reader).at("api-commitment", "songbei-2024", "firms").status_code for reader in (None, an_inspector())
    ]

    assert statuses == [404, 200]


@pytest.mark.parametrize("name", ["api-commitments", "api-commitment"])
def test_one_and_many_commitments_cost_the_same_queries(api, programme, parks, name, count_queries):
    def fill(number):
        for _ in range(number):
            found = a_commitment(a_measure(an_area(programme)))
            a_commitment(found.measure, parent=found)
            a_commitment(parks)
            a_verified(found.undertaking, 40, on=date(2023, 8, 25))

    a_commitment(parks, key="firms").undertaking.supporting_units.add(a_unit())
    args = ["songbei-2023", *(["firms"] if name == "api-commitment" else [])]
    fill(1)
    api().at(name, *args)
    long = {"limit": 100} if name.endswith("s") else {}
    one = count_queries(lambda: api().at(name, *args, **long))
    fill(20)

    assert count_queries(lambda: api().at(name, *args, **long)) == one <= 7
