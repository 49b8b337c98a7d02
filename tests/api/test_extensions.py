from datetime import date
from decimal import Decimal

import pytest

from newarea.actions.extensions import ask_extension
from newarea.models import Extension
from tests.builders import a_unit, an_inspector, an_officer, an_undertaking

pytestmark = pytest.mark.django_db
ASKED = {"new_due_on": "2023-11-30", "present_percent": "50", "reason": "雨季"}


@pytest.fixture
def undertaking():
    return an_undertaking(due_on=date(2023, 10, 31))


@pytest.fixture
def asked(undertaking):
    told = {"new_due_on": date(2023, 11, 30), "present_percent": Decimal(50), "reason": "雨季"}
    return ask_extension(undertaking, by=undertaking.owner, on=date(2023, 9, 4), **told)


def test_the_own_unit_asks_and_an_inspector_grants(api, undertaking):
    answer = api(undertaking.owner).to("api-extensions", undertaking.pk, data=ASKED)
    body = answer.json()
    granted = api(an_inspector()).to("api-extension-grant", body["id"], seen=body["version"])

    undertaking.refresh_from_db()
    assert (answer.status_code, body["state"], body["due_before"]) == (201, "submitted", "2023-10-31")
    assert (granted.status_code, granted.json()["state"], undertaking.due_on) == (200, "granted", date(2023, 11, 30))


def test_a_request_sent_again_is_one_request(api, undertaking):
    caller = api(undertaking.owner)

    statuses = [caller.to("api-extensions", undertaking.pk, data=ASKED, key="k").status_code for _ in range(2)]

    assert (statuses, Extension.objects.count()) == ([201, 201], 1)


def test_what_the_action_refuses_is_named(api, undertaking):
    answer = api(undertaking.owner).to("api-extensions", undertaking.pk, data=ASKED | {"new_due_on": "2023-10-01"})

    assert (answer.status_code, answer.json()["detail"]) == (400, "The new due date must lie after the present one.")


def test_a_refusal_says_why(api, asked):
    caller = api(an_inspector())

    silent = caller.to("api-extension-refuse", asked.pk, seen=asked.version)
    told = caller.to("api-extension-refuse", asked.pk, seen=asked.version, data={"note": "工期可控"})

    assert (silent.status_code, silent.json()["errors"][0]["attr"]) == (400, "note")
    assert (told.status_code, told.json()["state"], told.json()["decision_note"]) == (200, "refused", "工期可控")


def test_a_decision_names_the_version_that_was_seen(api, asked):
    caller = api(an_inspector())
    without = caller.to("api-extension-grant", asked.pk)
    caller.to("api-extension-grant", asked.pk, seen=asked.version)

    late = caller.to("api-extension-refuse", asked.pk, seen=asked.version, data={"note": "x"})

    assert (without.status_code, late.status_code) == (428, 412)


def test_a_request_that_waits_is_for_the_governments_staff(api, asked):
    def told(reader, **query):
        listed = api(reader).at("api-extensions", asked.undertaking_id, **query).json()["count"]
        return api(reader).at("api-extension", asked.pk, **query).status_code, listed

    strangers = [None, an_officer("delegate")]
    assert [told(reader) for reader in strangers] == [(404, 0)] * 2
    assert told(an_officer("reporter", unit=a_unit())) == (200, 1)
    assert told(asked.asked_by, on="2023-09-03") == (404, 0)


def test_a_request_is_told_as_it_stood_on_the_day(api, asked):
    api(an_inspector()).to("api-extension-grant", asked.pk, seen=asked.version)

    before = api(asked.asked_by).at("api-extension", asked.pk, on="2023-09-14").json()

    assert (before["state"], before["decided_on"]) == ("submitted", None)


def test_nobody_else_asks_or_decides(api, undertaking, asked):
    others = [an_officer("reporter", unit=a_unit()), an_officer("delegate"), an_officer("leader")]

    assert [api(officer).to("api-extensions", undertaking.pk, data=ASKED).status_code for officer in others] == [
        404
    ] * 3
    assert [api(officer).to("api-extension-grant", asked.pk, seen=1).status_code for officer in others] == [404] * 3


def test_all_requests_are_listed_by_their_state_on_the_day(api, asked):
    inspector = an_inspector()
    api(inspector).to("api-extension-grant", asked.pk, seen=asked.version)

    def found(reader, **query):
        return api(reader).at("api-all-extensions", **query).json()["count"]

    assert (found(None), found(None, state="granted"), found(None, on="2023-09-14")) == (1, 1, 0)
    assert (found(inspector, state="submitted", on="2023-09-14"), found(inspector, state="submitted")) == (1, 0)
    assert (found(inspector, lead_unit=asked.undertaking.lead_unit_id), found(inspector, lead_unit=10**6)) == (1, 0)


def test_one_and_many_requests_cost_the_same_queries(api, asked, count_queries):
    inspector = an_inspector()
    one = count_queries(lambda: api(inspector).at("api-all-extensions"))
    for _ in range(5):
        undertaking = an_undertaking(due_on=date(2023, 10, 31))
        told = {"new_due_on": date(2023, 11, 30), "present_percent": Decimal(50), "reason": "雨季"}
        ask_extension(undertaking, by=undertaking.owner, on=date(2023, 9, 4), **told)

    assert count_queries(lambda: api(inspector).at("api-all-extensions")) == one <= 2
