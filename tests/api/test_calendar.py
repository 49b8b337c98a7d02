import pytest

from newarea.actions.working_calendar import seed_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _decreed(db):
    seed_calendar(2023, 2023)


def test_a_year_tells_its_exceptions(api):
    body = api().at("api-calendar", 2023).json()

    days = {row["day"]: row["is_working"] for row in body["exceptions"]}
    assert (body["is_decreed"], body["working_days"], days["2023-10-07"], days["2023-09-29"]) == (
        True,
        249,
        True,
        False,
    )


def test_a_year_without_a_decree_says_so(api):
    body = api().at("api-calendar", 2031).json()

    assert (body["is_decreed"], body["exceptions"]) == (False, [])


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [("2023-09-28", "2023-10-08", 2), ("2023-09-15", "2023-09-15", 0), ("2023-09-15", "2023-09-01", 0)],
)
def test_working_days_between_two_days(api, after, until, days):
    body = api().at("api-working-days", after=after, until=until).json()

    assert (body["working_days"], body["is_decreed"]) == (days, True)


@pytest.mark.parametrize(
    ("query", "attrs"),
    [
        ({}, ["after", "until"]),
        ({"after": "x", "until": "2023-09-15"}, ["after"]),
        ({"after": "0001-01-01", "until": "2023-09-15"}, ["after"]),
    ],
)
def test_days_that_cannot_be_read_are_named(api, query, attrs):
    answer = api().at("api-working-days", **query)

    assert (answer.status_code, [error["attr"] for error in answer.json()["errors"]]) == (400, attrs)


def test_a_year_out_of_all_bounds_is_unknown(api):
    assert [api().get(f"/api/v1/calendar/{year}/").status_code for year in (1999, 2101, 10**30)] == [404, 404, 404]
