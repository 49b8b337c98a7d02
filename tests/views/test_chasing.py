"""The chasing form, and where what was chased is seen."""

from datetime import date

import pytest

from newarea.actions.chasing import chase
from newarea.actions.reports import return_report
from newarea.models import ChaseUp, Digest
from tests import queries
from tests.builders import NOON, a_close_out, a_milestone, a_submitted, a_unit, an_inspector, an_officer
from tests.views.visits import messages, signed_in, text, visitor

pytestmark = pytest.mark.django_db

TODAY = date(2023, 9, 15)


@pytest.fixture
def inspector():
    return an_inspector(unit=a_unit(name_en="Inspection Office"))


@pytest.fixture
def item():
    unit = a_unit()
    unit.head = an_officer("head", unit=unit, name="局长", email="")
    unit.save()
    owner = an_officer(unit=unit, name="科长")
    return a_milestone(title_zh="教学楼封顶", lead_unit=unit, owner=owner, due_on=date(2023, 9, 14)).undertaking


def address(item) -> str:
    return f"/undertakings/{item.pk}/chase/"


def test_the_form_says_who_gets_it(item, inspector):
    response = signed_in(inspector).get(address(item))

    people = [(str(person), share) for person, share in response.context["recipients"]]
    assert people == [("科长", "owner"), ("局长", "head")]
    assert response.context["obstacle"] == ""


def test_chasing_says_what_went_where_and_goes_back(item, inspector):
    client = signed_in(inspector)

    response = client.post(address(item), {"note": "请速报", "next": "/workbench/?page=2"})

    assert (response.status_code, response["Location"]) == (302, "/workbench/?page=2")
    assert ChaseUp.objects.values_list("undertaking", "by", "on", "note").get() == (
        item.pk, inspector.pk, TODAY, "请速报",
    )  # fmt: skip
    assert messages(client.get("/workbench/")) == [
        "“教学楼封顶” is chased. On its way to: 科长 (in-app inbox, e-mail); "
        "局长 in copy (in-app inbox, no e-mail address is known)."
    ]


def test_a_refusal_stands_on_the_form_and_keeps_what_was_typed(item, inspector):
    chase(item, by=inspector, note="", on=TODAY, now=NOON)

    response = signed_in(inspector).post(address(item), {"note": "再问一次"})

    assert "It was chased on 15 Sep 2023. It can be chased again on 19 Sep 2023." in text(response)
    assert "再问一次" in text(response)
    assert ChaseUp.objects.count() == 1


def test_why_it_cannot_be_chased_stands_in_place_of_the_form(item, inspector):
    a_close_out(item, on=date(2023, 9, 14))

    response = signed_in(inspector).get(address(item))

    assert response.context["obstacle"] == "This item is closed; there is nothing to chase."
    assert "<textarea" not in text(response)


def test_it_is_the_inspectors_alone(item, inspector):
    answers = [signed_in(who).post(address(item), {"note": ""}) for who in (item.owner, an_officer("leader"))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Digest.objects.exists()


def chased_in(client, item, query="") -> list[tuple[str, date, str]]:
    entries = client.get(f"/undertakings/{item.pk}/{query}").context["page_obj"]
    return [(entry.who, entry.on, entry.reason) for entry in entries if entry.word == "chased"]


def test_the_items_history_tells_who_chased_when_and_why_as_of_the_day(item, inspector):
    chase(item, by=inspector, note="请速报", on=date(2023, 9, 12), now=NOON)
    client = signed_in(inspector)

    told = [("Inspection Office", date(2023, 9, 12), "请速报")]
    assert chased_in(client, item) == told
    assert chased_in(client, item, "?on=2023-09-12") == told
    assert chased_in(client, item, "?on=2023-09-11") == []


def test_it_is_between_the_office_and_the_unit(item, inspector):
    chase(item, by=inspector, note="请速报", on=TODAY, now=NOON)
    others = [an_officer(unit=a_unit()), an_officer("delegate")]

    assert len(chased_in(signed_in(item.owner), item)) == 1
    assert [chased_in(signed_in(who), item) for who in others] == [[], []]
    assert chased_in(visitor(), item) == []


def test_the_page_and_the_workbench_lead_to_it(item, inspector):
    client = signed_in(inspector)

    assert f'href="{address(item)}"' in text(client.get(f"/undertakings/{item.pk}/"))
    assert f'href="{address(item)}?next=/workbench/"' in text(client.get("/workbench/"))
    assert address(item) not in text(client.get(f"/undertakings/{item.pk}/?on=2023-09-14"))


def test_a_returned_report_leads_to_it(item, inspector):
    report = a_submitted(item, 60, on=date(2023, 8, 21))
    client = signed_in(inspector)
    waiting = text(client.get(f"/reports/{report.pk}/"))
    return_report(report, by=inspector, on=date(2023, 8, 22), now=NOON, seen=report.version, note="照片不清")

    assert address(item) not in waiting
    assert address(item) in text(client.get(f"/reports/{report.pk}/"))


def test_the_workbench_says_when_it_was_chased_and_offers_it_once_it_is_possible(item, inspector):
    chase(item, by=inspector, note="", on=date(2023, 9, 14), now=NOON)

    bench = signed_in(inspector).get("/workbench/").context["unreported"]

    assert [(row["chased_on"], row["may_chase"]) for row in bench] == [(date(2023, 9, 14), False)]


def test_the_items_page_asks_as_much_for_one_chase_up_as_for_many(item, inspector):
    client, page = signed_in(inspector), f"/undertakings/{item.pk}/"
    chase(item, by=inspector, note="", on=date(2023, 3, 1), now=NOON)
    one = queries.of(client, page)
    for month in (4, 5, 6, 7):
        chase(item, by=an_inspector(unit=a_unit()), note="", on=date(2023, month, 3), now=NOON)

    assert len(queries.of(client, page)) == len(one)
