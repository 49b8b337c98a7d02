from datetime import date

import pytest

from targets.models import Observation
from tests.builders import (
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
AUGUST = {"aspect": "growth", "period": "2023-08", "value": "6.6", "published_on": "2023-09-14", "source": "快报"}


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def retail(programme):
    found = an_indicator(programme.district, key="retail")
    a_goal(programme, "7%左右", indicator=found)
    return found


@pytest.fixture
def waiting(retail):
    return an_observation(retail, "6.6", month=7, on=date(2023, 8, 14))


def enter(caller, key="retail", slug="songbei-2023", **changed):
    return caller.to("api-observations", slug, key, data=AUGUST | changed)


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def test_the_statistics_unit_enters_a_figure_that_then_waits(api, retail):
    answer = enter(api(retail.owner))

    body = answer.json()
    told = ("indicator", "aspect", "period", "value", "published_on", "source", "state", "in_force", "entered_on")
    assert (answer.status_code, answer["ETag"][:3], [body[name] for name in told]) == (
        201,
        '"1.',
        ["retail", "growth", "2023-08", "6.6000", "2023-09-14", "快报", "submitted", False, "2023-09-15"],
    )
    assert Observation.objects.get(pk=body["id"]).entered_by == retail.owner


def test_a_head_of_the_statistics_unit_enters_too_and_nobody_else(api, retail):
    head = an_officer("head", unit=retail.statistics_unit)
    others = [None, an_officer("reporter", unit=a_unit()), an_officer("reporter"), an_inspector()]
    others += [an_officer(role, unit=retail.statistics_unit) for role in ("leader", "delegate", "administrator")]

    assert [enter(api(officer)).status_code for officer in others] == [401, 404, 404, 404, 404, 404, 404]
    assert enter(api(head)).status_code == 201


def test_a_figure_of_what_the_programme_does_not_speak_of_is_404(api, programme, retail):
    an_indicator(programme.district, key="other", statistics_unit=retail.statistics_unit)
    a_programme(slug="songbei-2024", year=2024, adopted_on=None)

    addresses = [("songbei-2023", "other"), ("songbei-2023", "unknown"), ("songbei-2024", "retail"), ("x", "retail")]
    assert [enter(api(retail.owner), key, slug).status_code for slug, key in addresses] == [404] * 4


def test_what_another_goal_keeps_step_with_is_entered_too(api, programme, retail):
    gdp = an_indicator(programme.district, key="gdp", statistics_unit=retail.statistics_unit)
    a_goal(programme, "与GDP增速同步", indicator=an_indicator(programme.district), reference=gdp)

    assert enter(api(retail.owner), "gdp").status_code == 201


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"aspect": "secret"}, [("aspect", "invalid_choice")]),
        ({"period": "August"}, [("period", "period")]),
        ({"period": "2023-13"}, [("period", "period")]),
        ({"period": "2022-08"}, [("period", "invalid")]),
        ({"value": "NaN"}, [("value", "invalid")]),
        ({"value": "6.66666"}, [("value", "max_decimal_places")]),
        ({"published_on": "yesterday"}, [("published_on", "invalid")]),
        ({"source": "x" * 201}, [("source", "max_length")]),
    ],
)
def test_what_cannot_be_read_is_named_by_field(api, retail, changed, wrong):
    answer = enter(api(retail.owner), **changed)

    assert (answer.status_code, faults(answer)) == (400, wrong)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"period": "2023-01"}, "Nothing is published for this period."),
        ({"period": "2023-09"}, "The period is not over yet."),
        ({"published_on": "2023-08-31"}, "A figure cannot be published before its period is over."),
        ({"published_on": "2023-09-16"}, "A day to come cannot be the day of publication."),
        ({"value": "1001"}, "At most 1,000 is plausible."),
        ({"aspect": "level"}, "This indicator has no such figure."),
    ],
)
def test_what_the_action_refuses_is_told_in_a_sentence_and_nothing_is_written(api, retail, changed, sentence):
    answer = enter(api(retail.owner), **changed)

    assert (answer.status_code, [error["detail"] for error in answer.json()["errors"]]) == (400, [sentence])
    assert not Observation.objects.exists()


def test_a_second_figure_for_a_period_is_refused_while_the_first_one_waits(api, retail):
    enter(api(retail.owner))

    answer = enter(api(retail.owner), value="6.7")

    sentence = "A figure for this period is waiting for verification already."
    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (400, sentence)


def test_a_revision_is_a_new_vintage(api, retail):
    known = a_known_observation(retail, "6.6", month=7, on=date(2023, 8, 14))

    answer = enter(api(retail.owner), period="2023-07", value="6.2")

    assert (answer.status_code, answer.json()["id"] != known.pk) == (201, True)
    assert Observation.objects.count() == 2


def test_a_past_day_takes_no_figure(api, retail):
    address = "/api/v1/programmes/songbei-2023/indicators/retail/observations/?on=2023-09-01"

    answer = api(retail.owner).post(address, AUGUST, format="json")

    assert (answer.status_code, faults(answer)) == (400, [("on", "invalid_day")])


def test_an_inspector_verifies_the_version_that_was_seen_and_it_counts(api, waiting):
    answer = api(an_inspector()).to("api-observation-verify", waiting.pk, seen=1)

    body = answer.json()
    assert (answer.status_code, answer["ETag"][:3], body["state"], body["in_force"], body["decided_on"]) == (
        200, '"2.', "verified", True, "2023-09-15",
    )  # fmt: skip


def test_another_officer_of_the_statistics_unit_verifies_too(api, waiting):
    colleague = an_officer("head", unit=waiting.indicator.statistics_unit)

    answer = api(colleague).to("api-observation-verify", waiting.pk, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["state"]) == (200, "verified")


def test_a_figure_is_returned_with_a_note(api, waiting):
    answer = api(an_inspector()).to("api-observation-return", waiting.pk, seen=1, data={"note": "小数点"})

    assert (answer.status_code, answer.json()["state"], answer.json()["decision_note"]) == (200, "returned", "小数点")


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, [("note", "invalid")]),
        ({"note": " "}, [("note", "invalid")]),
        ({"note": "x" * 501}, [("note", "max_length")]),
    ],
)
def test_a_return_says_why(api, waiting, sent, wrong):
    answer = api(an_inspector()).to("api-observation-return", waiting.pk, data=sent, seen=1)

    assert (answer.status_code, faults(answer)) == (400, wrong)


def test_a_decision_names_its_version(api, waiting):
    answer = api(an_inspector()).to("api-observation-return", waiting.pk, data={"note": "小数点"})

    assert answer.status_code == 428


def test_two_who_decide_at_once_are_told(api, waiting):
    api(an_inspector()).to("api-observation-return", waiting.pk, seen=1, data={"note": "小数点"})

    answer = api(an_inspector()).to("api-observation-verify", waiting.pk, seen=1)

    assert (answer.status_code, answer.json()["current"], answer.json()["yours"]) == (
        412, {"id": waiting.pk, "version": 2, "state": "returned"}, {},
    )  # fmt: skip


def test_nobody_decides_their_own_figure_or_another_units(api, waiting):
    unit = waiting.indicator.statistics_unit
    others = [an_officer("reporter", unit=a_unit()), an_officer("reporter")]
    others += [an_officer(role, unit=unit) for role in ("leader", "delegate", "administrator")]

    statuses = [
        api(officer).to(name, waiting.pk, seen=1, data={"note": "x"}).status_code
        for officer in (None, waiting.entered_by, *others)
        for name in ("api-observation-verify", "api-observation-return")
    ]

    assert statuses == [401, 401] + [404] * 12
    assert Observation.objects.waiting().count() == 1


def figures(api, reader=None, **query):
    rows = api(reader).at("api-observations", "songbei-2023", "retail", **query).json()["results"]
    return [(row["period"], row["value"], row["in_force"]) for row in rows]


def test_every_vintage_of_the_year_is_listed_with_the_one_that_counts(api, retail):
    a_known_observation(retail, "6.4", month=7, on=date(2023, 8, 14))
    a_known_observation(retail, "6.6", month=7, on=date(2023, 9, 4))
    a_known_observation(retail, "6.1", month=6, on=date(2023, 7, 14))
    revised, first, june = ("2023-07", "6.6000", True), ("2023-07", "6.4000", False), ("2023-06", "6.1000", True)

    assert figures(api) == [revised, first, june]
    assert (figures(api, in_force="true"), figures(api, in_force="false")) == ([revised, june], [first])
    assert (figures(api, period="2023-06"), figures(api, aspect="level")) == ([june], [])
    assert figures(api, on="2023-08-31") == [("2023-07", "6.4000", True), june]


def test_what_waits_is_listed_to_staff(api, waiting):
    told = [("2023-07", "6.6000", False)]

    assert (figures(api), figures(api, an_officer("delegate"))) == ([], [])
    assert (figures(api, an_inspector()), figures(api, an_inspector(), state="submitted")) == (told, told)
    assert figures(api, an_inspector(), state="verified") == []


def test_figures_of_what_the_programme_does_not_promise_are_not_there(api, programme, retail):
    an_indicator(programme.district, key="other")

    assert api().at("api-observations", "songbei-2023", "other").status_code == 404


def test_a_period_that_is_none_is_named(api, retail):
    answer = api().at("api-observations", "songbei-2023", "retail", period="2023-13")

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "period")


def test_one_and_many_figures_cost_the_same_queries(api, retail, count_queries):
    def look():
        return api().at("api-observations", "songbei-2023", "retail")

    a_known_observation(retail, "6.0", month=3, on=date(2023, 4, 14))
    look()
    one = count_queries(look)
    for month in range(4, 9):
        a_known_observation(retail, "6.0", month=month, on=date(2023, month + 1, 14))

    assert count_queries(look) == one <= 8
