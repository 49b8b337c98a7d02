"""The list of slips, a slip's page with its answer and decision, and where slips are seen."""

from datetime import date

import pytest

from newarea.actions.slips import accept_answer, answer_slip, issue_slip, return_answer, withdraw_slip
from newarea.models import SupervisionSlip, reference
from tests import queries
from tests.builders import NOON, a_programme, a_unit, an_inspector, an_officer, an_undertaking
from tests.views.visits import messages, signed_in, text

pytestmark = pytest.mark.django_db

TODAY, WEDNESDAY = date(2023, 9, 15), date(2023, 9, 20)


@pytest.fixture
def inspector():
    return an_inspector(unit=a_unit(name_en="Inspection Office", is_inspection_office=True))


@pytest.fixture
def programme():
    return a_programme()


def an_item(programme, **values):
    unit = values.pop("unit", None) or a_unit()
    owner = an_officer(unit=unit)
    due = {"start_on": date(2023, 9, 1), "due_on": date(2023, 9, 8), "lead_unit": unit, "owner": owner}
    return an_undertaking(programme, **due | values)


def a_slip(item, by, colour="red", on=date(2023, 9, 12), reply_by=WEDNESDAY, **values) -> SupervisionSlip:
    return issue_slip(item, colour=colour, by=by, on=on, reply_by=reply_by, now=NOON, **{"demand": ""} | values).slip


def an_answer(slip, text="月底完成。", on=date(2023, 9, 13)):
    slip.refresh_from_db()
    answer_slip(slip, text=text, by=slip.undertaking.owner, on=on, seen=slip.version)
    slip.refresh_from_db()


def listed(client, query="") -> list[tuple[int, str]]:
    lines = client.get(f"/slips/{query}").context["lines"]
    return [(line.slip.number, line.state) for line in lines]


def test_the_list_is_newest_first_and_narrowed(programme, inspector):
    first, second = an_item(programme, title_zh="供水管网"), an_item(programme, title_zh="教学楼封顶")
    red = a_slip(first, inspector, on=date(2023, 9, 11), reply_by=date(2023, 9, 22))
    a_slip(second, inspector, "yellow")
    an_answer(red)
    client = signed_in(inspector)

    assert listed(client) == [(2, "open"), (1, "answered")]
    assert listed(client, "?order=limit") == [(2, "open"), (1, "answered")]
    assert listed(client, "?colour=red") == [(1, "answered")]
    assert listed(client, "?state=open") == [(2, "open")]
    assert listed(client, f"?unit={first.lead_unit_id}") == [(1, "answered")]
    assert listed(client, "?q=教学楼") == [(2, "open")]
    assert listed(client, "?q=1") == [(1, "answered")]
    assert "No slip matches" in text(client.get("/slips/?q=没有"))


def test_the_list_is_as_it_was_on_the_day(programme, inspector):
    slip = a_slip(an_item(programme), inspector)
    an_answer(slip)
    return_answer(slip, by=inspector, on=date(2023, 9, 14), seen=slip.version, note="请附计划", reference=reference())
    client = signed_in(inspector)

    found = [client.get(f"/slips/?on=2023-09-{day}").context["lines"] for day in (11, 12, 13, 14)]

    assert [[(line.state, line.reply_by) for line in lines] for lines in found] == [
        [], [("open", WEDNESDAY)], [("answered", WEDNESDAY)], [("open", date(2023, 9, 19))],
    ]  # fmt: skip
    assert listed(client, "?on=2023-09-13&state=answered") == [(1, "answered")]


def test_nothing_issued_says_how_slips_come_about(inspector):
    assert "No slip has been issued" in text(signed_in(inspector).get("/slips/"))


def test_a_unit_sees_its_own(programme, inspector):
    slip, other = a_slip(an_item(programme), inspector), a_slip(an_item(programme), inspector)
    client = signed_in(slip.undertaking.owner)

    assert listed(client) == [(1, "open")]
    assert [client.get(row.get_absolute_url()).status_code for row in (slip, other)] == [200, 404]
    assert client.post(f"/slips/{other.pk}/answer/", {"version": 1, "text": "完成"}).status_code == 404
    assert signed_in(an_officer("delegate")).get(slip.get_absolute_url()).status_code == 404


def test_the_list_asks_as_much_for_one_as_for_a_page(programme, inspector):
    a_slip(an_item(programme), inspector)
    client = signed_in(inspector)
    one, then = queries.of(client, "/slips/"), queries.of(client, "/slips/?on=2023-09-14")
    for _ in range(26):
        a_slip(an_item(programme), inspector)

    assert len(queries.of(client, "/slips/")) == len(one)
    assert len(queries.of(client, "/slips/?on=2023-09-14")) == len(then)


def test_the_letter_says_everything(programme, inspector):
    item = an_item(programme, title_en="Roof the school")
    slip = a_slip(item, inspector, demand="Say when.")

    page = text(signed_in(inspector).get(slip.get_absolute_url()))

    for words in (
        "[2023] No. 1", "red: overdue", "Inspection Office", item.lead_unit.name_en, "Roof the school",
        "Due on 8 Sep 2023, overdue by 2 working days and not closed.", "Say when.", "20 Sep 2023 Wednesday",
        "12 Sep 2023", "No answer yet.",
    ):  # fmt: skip
        assert words in page, words


def test_a_unit_answers_and_the_slip_waits(programme, inspector):
    slip = a_slip(an_item(programme), inspector)
    client = signed_in(slip.undertaking.owner)

    response = client.post(f"/slips/{slip.pk}/answer/", {"version": slip.version, "text": "月底完成。"}, follow=True)

    assert messages(response) == ["The answer waits for the inspection office."]
    assert (response.context["state"], response.context["may_answer"]) == ("answered", False)
    assert "月底完成。" in text(response)


def test_an_answer_that_is_refused_keeps_what_was_typed(programme, inspector):
    slip = a_slip(an_item(programme), inspector)
    client = signed_in(slip.undertaking.owner)

    empty = client.post(f"/slips/{slip.pk}/answer/", {"version": slip.version, "text": " "})
    long = client.post(f"/slips/{slip.pk}/answer/", {"version": slip.version, "text": "长" * 2001})

    assert "This field is required." in text(empty)
    assert "长" * 2001 in text(long)
    assert not slip.answers.exists()


def test_who_was_overtaken_is_told_and_keeps_what_was_typed(programme, inspector):
    slip = a_slip(an_item(programme), inspector)
    an_answer(slip)
    client = signed_in(slip.undertaking.owner)

    response = client.post(f"/slips/{slip.pk}/answer/", {"version": 1, "text": "另一份答复"})

    assert response.status_code == 409
    assert "Somebody was faster." in text(response)
    assert "另一份答复" in text(response)
    assert slip.answers.count() == 1


def decided(client, slip, action, note=""):
    slip.refresh_from_db()
    posted = {"version": slip.version, "note": note, "action": action}
    return client.post(f"/slips/{slip.pk}/decision/", posted, follow=True)


def test_the_office_accepts(programme, inspector):
    slip = a_slip(an_item(programme), inspector)
    an_answer(slip)

    response = decided(signed_in(inspector), slip, "accept", "同意")

    assert messages(response) == ["The answer to [2023] No. 1 is accepted; the slip is closed."]
    assert (response.context["state"], response.context["may_withdraw"]) == ("accepted", False)
    assert "同意" in text(response)


def test_the_office_asks_once_more_with_a_note(programme, inspector):
    slip = a_slip(an_item(programme), inspector)
    an_answer(slip)
    client = signed_in(inspector)

    assert "Say what the answer lacks when you ask for it once more." in text(decided(client, slip, "return"))
    response = decided(client, slip, "return", "请附计划")

    assert (response.context["state"], response.context["reply_by"]) == ("open", WEDNESDAY)
    assert response.context["answers"][0].answer.note == "请附计划"


def test_the_office_withdraws_with_a_reason(programme, inspector):
    slip = a_slip(an_item(programme), inspector)

    response = decided(signed_in(inspector), slip, "withdraw", "误发")

    assert (response.context["state"], "误发" in text(response)) == ("withdrawn", True)
    assert decided(signed_in(inspector), slip, "burn").status_code == 404


def test_a_past_day_shows_the_letter_as_it_was_and_is_for_reading(programme, inspector):
    slip = a_slip(an_item(programme), inspector)
    an_answer(slip, "后来的答复")
    accept_answer(slip, by=inspector, on=date(2023, 9, 14), seen=slip.version, note="后来的意见")
    client, page = signed_in(inspector), slip.get_absolute_url()

    before, between = client.get(f"{page}?on=2023-09-12"), client.get(f"{page}?on=2023-09-13")

    assert client.get(f"{page}?on=2023-09-11").status_code == 404
    assert (before.context["state"], "后来的答复" in text(before)) == ("open", False)
    assert (between.context["state"], "后来的答复" in text(between)) == ("answered", True)
    assert "后来的意见" not in text(between)
    assert not any(between.context[name] for name in ("may_answer", "may_decide", "may_withdraw"))


def test_issuing_by_hand_proposes_the_colour_and_the_limit(programme, inspector):
    item = an_item(programme)
    client = signed_in(inspector)
    page = f"/undertakings/{item.pk}/slip/"

    assert client.get(page).context["form"].initial == {"colour": "red", "reply_by": WEDNESDAY}
    wrong = client.post(page, {"colour": "blue", "demand": "请说明", "reply_by": "2023-09-20"})
    right = client.post(page, {"colour": "red", "demand": "请说明", "reply_by": "2023-09-20"}, follow=True)

    assert "A blue slip is for what is due soon; this was due on 8 Sep 2023." in text(wrong)
    assert messages(right) == [f"[2023] No. 1 is issued. On its way to: {item.owner} (in-app inbox, e-mail)."]
    assert SupervisionSlip.objects.values_list("colour", "demand", "issued_by", "issued_on").get() == (
        "red", "请说明", inspector.pk, TODAY,
    )  # fmt: skip


def test_the_items_page_shows_its_slips_and_their_story(programme, inspector):
    item = an_item(programme)
    slip = a_slip(item, inspector)
    an_answer(slip)
    withdraw_slip(slip, by=inspector, on=TODAY, seen=slip.version, note="误发")
    client = signed_in(inspector)

    page, then = (client.get(f"/undertakings/{item.pk}/{query}") for query in ("", "?on=2023-09-13"))

    assert [entry.word for entry in page.context["page_obj"]][:3] == [
        "supervision slip withdrawn", "supervision slip answered", "supervision slip issued",
    ]  # fmt: skip
    assert [word for _, word in page.context["supervision"].shown_slips()] == ["withdrawn"]
    assert [word for _, word in then.context["supervision"].shown_slips()] == ["answered, to be checked"]
    assert not signed_in(an_officer(unit=a_unit())).get(f"/undertakings/{item.pk}/").context["supervision"]


def test_the_units_workbench_lists_what_it_has_to_answer(programme, inspector):
    item = an_item(programme)
    slip = a_slip(item, inspector)
    colleague = an_officer("head", unit=item.lead_unit)

    def duties(query=""):
        found = signed_in(colleague).get(f"/workbench/{query}").context["duties"]
        return [(duty.limit.due_on, duty.url) for duty in found if duty.kind == "slip"]

    assert duties() == [(WEDNESDAY, slip.get_absolute_url())]
    assert duties("?on=2023-09-11") == []
    an_answer(slip)
    assert duties() == []
    assert duties("?on=2023-09-12") == [(WEDNESDAY, slip.get_absolute_url())]


def test_the_offices_workbench_lists_answers_to_check(programme, inspector):
    slip = a_slip(an_item(programme), inspector)
    client = signed_in(inspector)

    def answers(query=""):
        found = client.get(f"/workbench/{query}").context["answers"]
        return [(item["answer"].slip, item["limit"].due_on) for item in found]

    assert answers() == []
    an_answer(slip)
    assert answers() == [(slip, WEDNESDAY)]
    accept_answer(slip, by=inspector, on=date(2023, 9, 14), seen=slip.version)
    assert (answers(), answers("?on=2023-09-13")) == ([], [(slip, WEDNESDAY)])


def test_the_offices_workbench_lists_what_the_units_have_not_answered(programme, inspector):
    late, soon = an_item(programme), an_item(programme)
    first = a_slip(late, inspector, reply_by=date(2023, 9, 22))
    second = a_slip(soon, inspector, "yellow", reply_by=date(2023, 9, 18))
    client = signed_in(inspector)

    def open_slips(query=""):
        context = client.get(f"/workbench/{query}").context
        return [line.slip.number for line in context["slips"]], context["slips_count"]

    assert open_slips() == ([second.number, first.number], 2)
    an_answer(second)
    assert open_slips() == ([first.number], 1)
    assert open_slips("?on=2023-09-12") == ([second.number, first.number], 2)


def test_on_a_past_day_the_list_is_sorted_by_the_limits_of_that_day(programme, inspector):
    moved = a_slip(an_item(programme), inspector, reply_by=date(2023, 9, 14))
    a_slip(an_item(programme), inspector, reply_by=date(2023, 9, 15))
    an_answer(moved)
    return_answer(moved, by=inspector, on=date(2023, 9, 14), seen=moved.version, note="请附计划", reference=reference())
    client = signed_in(inspector)

    assert listed(client, "?order=limit") == [(2, "open"), (1, "open")]
    assert listed(client, "?order=limit&on=2023-09-12") == [(1, "open"), (2, "open")]


def test_the_slip_says_who_was_told_in_copy(programme, inspector):
    unit = a_unit()
    unit.head, unit.leader_in_charge = an_officer("head", unit=unit), an_officer("leader")
    unit.save()
    slip = a_slip(an_item(programme, unit=unit), inspector)

    context = signed_in(inspector).get(slip.get_absolute_url()).context

    assert context["copied"] == [str(unit.head), str(unit.leader_in_charge)]


@pytest.mark.parametrize("query", ["", "?on=2023-09-13"])
def test_the_offices_workbench_asks_as_much_for_one_slip_as_for_a_dozen(programme, inspector, query):
    a_slip(an_item(programme), inspector)
    client = signed_in(inspector)
    one = queries.of(client, f"/workbench/{query}")
    for _ in range(11):
        a_slip(an_item(programme), inspector)

    assert len(queries.of(client, f"/workbench/{query}")) == len(one)
    assert len(client.get(f"/workbench/{query}").context["slips"]) == 10
