from datetime import date

import pytest

from tests.builders import (
    a_close_out,
    a_draft,
    a_milestone,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def undertaking():
    return an_undertaking(a_programme(slug="songbei-2023"), title_en="Main structure finished")


def mine(caller, **query):
    return [row["id"] for row in caller.at("api-my-undertakings", **query).json()["results"]]


def test_my_undertakings_are_the_open_ones_of_my_unit_the_first_due_first(api, undertaking):
    reporter, programme = undertaking.owner, undertaking.programme
    earlier = an_undertaking(programme, lead_unit=reporter.unit, owner=reporter, due_on=date(2023, 5, 31))
    undated = an_undertaking(programme, lead_unit=reporter.unit, owner=reporter, due_on=None)
    an_undertaking(programme)
    closed = an_undertaking(programme, lead_unit=reporter.unit, owner=reporter)
    a_close_out(closed, on=date(2023, 9, 1))

    assert mine(api(reporter)) == [earlier.pk, undertaking.pk, undated.pk]


def test_my_undertakings_of_a_past_day_are_those_of_that_day(api, undertaking):
    a_close_out(undertaking, on=date(2023, 9, 1), verified_on=date(2023, 9, 5))
    caller = api(undertaking.owner)

    assert (mine(caller, on="2023-09-04"), mine(caller, on="2023-09-05"), mine(caller)) == ([undertaking.pk], [], [])


@pytest.mark.parametrize(
    ("role", "sees"),
    [("reporter", "own"), ("head", "own"), ("inspector", "all"), ("leader", "none"), ("delegate", "none")],
)
def test_what_is_mine_follows_from_the_role(api, undertaking, role, sees):
    other = an_undertaking(undertaking.programme)
    officer = an_officer(role, unit=undertaking.lead_unit)

    wanted = {"own": [undertaking.pk], "all": [undertaking.pk, other.pk], "none": []}
    assert mine(api(officer)) == wanted[sees]


def test_an_officer_without_a_unit_answers_for_nothing(api, undertaking):
    an_undertaking(undertaking.programme, lead_unit=None)

    assert mine(api(an_officer("reporter"))) == []


def test_the_anonymous_reader_is_asked_to_sign_in(api):
    answer = api().at("api-my-undertakings")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")


def test_one_and_many_undertakings_cost_the_same_queries(api, count_queries):
    programme, unit = a_programme(), a_unit()
    reporter = an_officer(unit=unit)

    def fill(number):
        for _ in range(number):
            a_verified(an_undertaking(programme, lead_unit=unit, owner=reporter), 50, on=date(2023, 8, 25))

    fill(1)
    mine(api(reporter))
    one = count_queries(lambda: api(reporter).at("api-my-undertakings", limit=100))
    fill(99)

    assert count_queries(lambda: api(reporter).at("api-my-undertakings", limit=100)) == one <= 4


def test_an_undertaking_says_what_was_known_of_it(api, undertaking):
    undertaking.supporting_units.add(a_unit("roads", name_en="Roads Bureau"))

    row = api().at("api-undertaking", undertaking.pk).json()

    assert [row[name] for name in ("on", "programme", "title", "start_on", "due_on", "reports")] == [
        "2023-09-15", "songbei-2023", "Main structure finished", "2023-02-01", "2023-09-30", [],
    ]  # fmt: skip
    assert [unit["name"] for unit in row["supporting_units"]] == ["Roads Bureau"]


def test_reports_are_shown_as_far_as_the_reader_may_see_them(api, undertaking):
    a_verified(undertaking, 40, on=date(2023, 8, 24))
    a_submitted(undertaking, 60, on=date(2023, 9, 12))
    a_draft(undertaking, 70, speaks_for=date(2023, 9, 15))

    def seen(reader):
        reports = api(reader).at("api-undertaking", undertaking.pk).json()["reports"]
        return [(report["state"], report["percent"]) for report in reports]

    public = [("verified", "40.00")]
    staff = [("submitted", "60.00"), *public]
    assert {
        "anonymous": seen(None),
        "delegate": seen(an_officer("delegate")),
        "another unit": seen(an_officer("reporter", unit=a_unit())),
        "inspector": seen(an_inspector()),
        "own unit": seen(undertaking.owner),
    } == {
        "anonymous": public,
        "delegate": public,
        "another unit": staff,
        "inspector": staff,
        "own unit": [("draft", "70.00"), *staff],
    }


def test_a_report_decided_later_still_waits_on_a_past_day(api, undertaking):
    a_verified(undertaking, 40, on=date(2023, 8, 24), verified_on=date(2023, 8, 30))

    def seen(reader, on):
        reports = api(reader).at("api-undertaking", undertaking.pk, on=on).json()["reports"]
        return [(report["state"], report["decided_on"]) for report in reports]

    assert [seen(an_inspector(), "2023-08-29"), seen(None, "2023-08-29"), seen(None, "2023-08-30")] == [
        [("submitted", None)],
        [],
        [("verified", "2023-08-30")],
    ]


def test_evidence_is_listed_to_those_who_are_signed_in(api, undertaking):
    a_close_out(undertaking, on=date(2023, 9, 1))

    def files(reader):
        report = api(reader).at("api-undertaking", undertaking.pk).json()["reports"][0]
        return [file["name"] for file in report["evidence"]]

    assert (files(None), files(an_officer("delegate"))) == ([], ["验收单.pdf"])


def test_before_it_was_planned_it_is_unknown(api):
    undertaking = an_undertaking(on=date(2023, 6, 1))

    assert api().at("api-undertaking", undertaking.pk, on="2023-05-31").status_code == 404


def test_of_a_draft_programme_it_is_unknown_to_the_public(api):
    undertaking = an_undertaking(a_programme(adopted_on=None))

    statuses = [api(reader).at("api-undertaking", undertaking.pk).status_code for reader in (None, an_inspector())]

    assert statuses == [404, 200]


def test_one_and_many_reports_cost_the_same_queries(api, undertaking, count_queries):
    def look():
        return api(undertaking.owner).at("api-undertaking", undertaking.pk)

    a_verified(undertaking, 1, on=date(2023, 3, 1))
    look()
    one = count_queries(look)
    for day in range(2, 20):
        a_verified(undertaking, day, on=date(2023, 3, day))

    assert count_queries(look) == one <= 6


def test_everything_undertaken_in_a_programme_with_its_standing(api):
    programme = a_programme(slug="songbei-2023")
    project = a_project(programme, number=1)
    late = a_milestone(project, due_on=date(2023, 6, 30), title_en="Roof").undertaking
    soon = a_milestone(project, start_on=date(2023, 9, 14), due_on=date(2023, 12, 31)).undertaking

    def found(**query):
        return [row["id"] for row in api().at("api-undertakings", "songbei-2023", **query).json()["results"]]

    assert found() == [late.pk, soon.pk]
    assert (found(light="red"), found(due_from="2023-12-01"), found(lead_unit=10**6)) == ([late.pk], [soon.pk], [])
    assert found(light="red", on="2023-01-20") == []


def test_its_owner_is_named_to_those_who_are_signed_in(api, undertaking):
    owners = [api(reader).at("api-undertaking", undertaking.pk).json()["owner"] for reader in (None, an_inspector())]

    assert owners == [None, {"id": undertaking.owner_id, "name": str(undertaking.owner)}]
