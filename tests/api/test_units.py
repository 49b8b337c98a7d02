from datetime import date

import pytest

from tests.builders import a_unit

pytestmark = pytest.mark.django_db


def test_the_units_of_the_day_in_the_order_of_official_lists(api):
    district = a_unit(kind="district", position=1)
    a_unit("old", parent=district, position=3, ended_on=date(2023, 9, 1))
    a_unit("new", parent=district, position=2)

    def codes(**query):
        return [row["code"] for row in api().at("api-units", belongs_to=district.pk, **query).json()["results"]]

    assert (codes(), codes(on="2023-08-31"), codes(kind="street")) == (["new"], ["new", "old"], [])


def test_a_unit_that_has_ended_names_its_heir(api):
    heir = a_unit("new", name_en="New Bureau")
    old = a_unit("old", name_en="Old Bureau", ended_on=date(2023, 9, 1), succeeded_by=heir)

    body = api().at("api-unit", old.pk).json()

    assert (body["name"], body["ended_on"], body["succeeded_by"]) == ("Old Bureau", "2023-09-01", heir.pk)


def test_one_and_many_units_cost_the_same_queries(api, count_queries):
    a_unit()
    one = count_queries(lambda: api().at("api-units", limit=200))
    for _ in range(20):
        a_unit()

    assert count_queries(lambda: api().at("api-units", limit=200)) == one <= 2
