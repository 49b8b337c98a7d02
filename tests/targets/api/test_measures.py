from datetime import date

import pytest

from tests.builders import a_close_out, a_commitment, a_measure, a_programme, an_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def city(programme):
    return an_area(programme, key="city", number=3)


def measures(api, **query):
    rows = api().at("api-measures", "songbei-2023", **query).json()["results"]
    return [(row["measure"]["key"], row["light"]) for row in rows]


def test_measures_stand_in_the_order_of_the_report_with_their_worst_light(api, programme, city):
    heating = a_measure(city, key="heating")
    a_commitment(heating, due_on=date(2023, 8, 31))
    a_close_out(a_commitment(heating).undertaking, on=date(2023, 9, 1))
    a_measure(city, key="roads")
    a_measure(an_area(programme, key="trade", number=1), key="parks")

    assert measures(api) == [("parks", "grey"), ("heating", "red"), ("roads", "grey")]
    assert (measures(api, area="trade"), measures(api, light="red")) == ([("parks", "grey")], [("heating", "red")])
    assert measures(api, on="2023-01-19")[1] == ("heating", "grey")


def test_a_measure_is_told_with_its_commitments_as_of_a_day(api, city):
    heating, roads = a_measure(city, key="heating"), a_measure(city, key="roads")
    a_commitment(roads)
    commitment = a_commitment(heating, due_on=date(2023, 8, 31))

    def told(**query):
        body = api().at("api-measure", "songbei-2023", "city", "heating", **query).json()
        light = [one["light"] for one in body["commitments"]]
        return body["on"], body["measure"]["area"], body["counts"]["red"], light

    assert told() == ("2023-09-15", "city", 1, ["red"])
    assert told(on="2023-01-19") == ("2023-01-19", "city", 0, ["grey"])
    body = api().at("api-measure", "songbei-2023", "city", "heating").json()
    assert [one["number"] for one in body["commitments"]] == [
        api().at("api-commitment", "songbei-2023", commitment.undertaking.key).json()["number"]
    ]


def test_a_measure_of_another_area_is_not_there(api, programme, city):
    a_measure(an_area(programme, key="trade"), key="parks")

    assert api().at("api-measure", "songbei-2023", "city", "parks").status_code == 404


def test_one_and_many_cost_the_same_queries(api, city, count_queries):
    def look():
        return api().at("api-measures", "songbei-2023")

    a_commitment(a_measure(city))
    look()
    one = count_queries(look)
    for _ in range(6):
        a_commitment(a_measure(city))

    assert count_queries(look) == one <= 4
