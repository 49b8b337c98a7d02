from datetime import date

import pytest

from tests.builders import (
    a_close_out,
    a_commitment,
    a_measure,
    a_programme,
    a_verified,
    an_area,
    an_inspector,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def city(programme):
    names = {"title_zh": "高品质现代化城市", "title_en": "A modern city"}
    return an_area(programme, number=7, key="city", is_number_derived=True, source_reference="报告第三部分", **names)


def test_an_area_is_told_with_its_measures_and_the_lights_of_its_commitments(api, city):
    heating = a_measure(city, key="heating", title_zh="城市承载功能", title_en="Capacity of the city")
    a_measure(city, key="nature", title_zh="自然生态环境", title_en="Nature")
    behind = a_commitment(heating, is_even_pace=True, is_example=True)
    a_verified(behind.undertaking, 10, on=date(2023, 8, 25))
    a_close_out(a_commitment(heating).undertaking, on=date(2023, 9, 1))
    a_commitment(heating, due_on=None)

    (row,) = api().at("api-areas", "songbei-2023").json()["results"]

    capacity = {"title": "Capacity of the city", "title_zh": "城市承载功能", "title_en": "Capacity of the city"}
    nature = {"title": "Nature", "title_zh": "自然生态环境", "title_en": "Nature"}
    assert row == {
        "number": 7,
        "is_number_derived": True,
        "key": "city",
        "title": "A modern city",
        "title_zh": "高品质现代化城市",
        "title_en": "A modern city",
        "source_reference": "报告第三部分",
        "example": True,
        "light": "red",
        "counts": {"grey": 1, "green": 0, "yellow": 0, "red": 1, "closed": 1},
        "measures": [
            {"position": 1, "key": "heating", **capacity, "source_reference": ""},
            {"position": 2, "key": "nature", **nature, "source_reference": ""},
        ],
    }


def test_the_detail_holds_the_commitments_in_the_order_of_the_report(api, programme, city):
    second, first = a_measure(city, position=2), a_measure(city, position=1)
    for measure, key in ((second, "lamps"), (first, "heating"), (first, "water")):
        a_commitment(measure, key=key)
    a_commitment(a_measure(an_area(programme)))

    row = api().at("api-area", "songbei-2023", "city", on="2023-09-01").json()

    assert (row["on"], row["key"]) == ("2023-09-01", "city")
    assert [(one["number"], one["undertaking"]["key"], one["measure"]["key"]) for one in row["commitments"]] == [
        ("7-1", "heating", first.key), ("7-2", "water", first.key), ("7-3", "lamps", second.key),
    ]  # fmt: skip


def test_an_area_stands_where_it_stood_on_the_day(api, city):
    a_close_out(a_commitment(a_measure(city)).undertaking, on=date(2023, 9, 1), verified_on=date(2023, 9, 4))

    lights = [
        api().at("api-area", "songbei-2023", "city", on=day).json()["light"] for day in ("2023-09-03", "2023-09-04")
    ]

    assert lights == ["green", "closed"]


def test_an_area_of_a_draft_and_an_unknown_one_are_404(api, city):
    an_area(a_programme(slug="songbei-2024", adopted_on=None), key="city")

    asked = [
        (None, "songbei-2024", "city"),
        (an_inspector(), "songbei-2024", "city"),
        (None, "songbei-2023", "unknown"),
    ]
    assert [api(reader).at("api-area", slug, key).status_code for reader, slug, key in asked] == [404, 200, 404]


@pytest.mark.parametrize("name", ["api-areas", "api-area"])
def test_one_and_many_areas_cost_the_same_queries(api, programme, city, name, count_queries):
    def fill(number):
        for _ in range(number):
            a_commitment(a_measure(an_area(programme)))
            a_commitment(a_measure(city))

    args = ["songbei-2023", *(["city"] if name == "api-area" else [])]
    fill(1)
    api().at(name, *args)
    long = {"limit": 100} if name.endswith("s") else {}
    one = count_queries(lambda: api().at(name, *args, **long))
    fill(20)

    assert count_queries(lambda: api().at(name, *args, **long)) == one <= 4
