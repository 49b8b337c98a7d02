from datetime import date

import pytest

from newarea.models import StandingRules, touch_reference
from tests.builders import a_programme, a_unit, an_officer

pytestmark = pytest.mark.django_db


def test_a_programme_says_what_it_is(api):
    district = a_unit("songbei", kind="district", name_zh="松北区", name_en="Songbei District")
    a_programme(slug="songbei-2023", district=district, has_example=True)

    answer = api().at("api-programmes")

    songbei = {"id": district.pk, "name": "Songbei District", "name_zh": "松北区", "name_en": "Songbei District"}
    assert answer.json() == {
        "on": "2023-09-15",
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "slug": "songbei-2023",
                "title": "Harbin New Area: programme of 2023",
                "year": 2023,
                "district": songbei,
                "area_zh": "哈尔滨新区",
                "area_en": "Harbin New Area",
                "state": "adopted",
                "reported_on": None,
                "adopted_on": "2023-01-18",
                "example": True,
            }
        ],
    }


def test_the_thresholds_are_those_in_force_on_the_day(api):
    a_programme(slug="songbei-2023")
    StandingRules.objects.create(in_force_from=date(2023, 9, 1), yellow_from=15)
    touch_reference()

    def yellow(**query):
        return api().at("api-programme", "songbei-2023", **query).json()["rules"]["yellow_from"]

    assert (yellow(on="2023-08-31"), yellow()) == ("10", "15")


@pytest.mark.parametrize(("role", "status"), [(None, 404), ("reporter", 404), ("delegate", 404), ("inspector", 200)])
def test_a_draft_is_for_those_who_make_it(api, role, status):
    a_programme(slug="songbei-2024", adopted_on=None)
    caller = api(an_officer(role) if role else None)

    found = [row["slug"] for row in caller.at("api-programmes").json()["results"]]

    assert (caller.at("api-programme", "songbei-2024").status_code, found) == (
        status,
        ["songbei-2024"] if status == 200 else [],
    )


def test_a_day_to_come_is_refused_in_the_callers_language(api):
    answer = api(language="en").at("api-programmes", on="2023-12-24")

    assert (answer.status_code, answer.json()) == (
        400,
        {
            "type": "urn:newarea:problem:invalid",
            "title": "This cannot be read",
            "status": 400,
            "detail": "2023-12-24 has not come yet. The latest day is 2023-09-15.",
            "instance": "/api/v1/programmes/",
            "errors": [
                {
                    "code": "invalid_day",
                    "detail": "2023-12-24 has not come yet. The latest day is 2023-09-15.",
                    "attr": "on",
                }
            ],
        },
    )
