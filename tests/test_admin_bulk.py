"""Bulk actions of the lists: a preview of what would change, and a confirmation of exactly that."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea.actions.plan import revise_plan
from newarea.admin.bulk import MOST_ROWS
from newarea.models import Digest, Officer, Terms, Undertaking
from projects.models import Milestone
from targets.models import Commitment
from tests.admin_page import address
from tests.builders import NOON, a_commitment, a_milestone, a_programme, a_unit, an_officer, an_undertaking
from tests.queries import tell_planner

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = TODAY


def choose(client, name, *rows):
    typed = {"action": name, "_selected_action": [row.pk for row in rows], "index": 0}
    return client.post(address(type(rows[0]), "changelist"), typed)


def preview(client, name, *rows, **typed):
    return client.post(address(type(rows[0]), f"bulk_{name}"), {"row": [row.pk for row in rows], **typed})


def confirm(client, looked_at):
    return client.post(looked_at.context["action"], {"plan": looked_at.context["plan"]}, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def lines(response):
    return [(line.row.pk, line.before, line.after, line.refusal) for line in response.context["lines"]]


def test_choosing_rows_asks_what_is_to_happen_and_changes_nothing(editor):
    undertaking = an_undertaking()

    response = choose(editor, "owner", undertaking)

    assert response.status_code == 200
    assert [row.pk for row in response.context["rows"]] == [undertaking.pk]
    assert response.context["plan"] == ""
    assert Undertaking.objects.get(pk=undertaking.pk).version == undertaking.version


def test_a_preview_tells_before_and_after_and_who_is_refused_and_writes_nothing(editor):
    open_one, closed = an_undertaking(due_on=date(2023, 9, 30)), an_undertaking(due_on=date(2023, 9, 30))
    undated = an_undertaking(due_on=None)
    revise_plan(closed, seen=1, by=None, on=TODAY, closed_on=date(2023, 9, 1))

    response = preview(editor, "due", open_one, closed, undated, days=7, reason="录入错误")

    assert lines(response) == [
        (open_one.pk, "30 Sep 2023", "7 Oct 2023", ""),
        (closed.pk, "30 Sep 2023", "", "It is closed."),
        (undated.pk, "–", "", "It has no due date that could be moved."),
    ]
    assert Undertaking.objects.get(pk=open_one.pk).due_on == date(2023, 9, 30)
    assert Terms.objects.filter(undertaking=open_one).count() == 1


def test_what_the_database_would_refuse_is_told_in_the_preview(editor):
    undertaking = an_undertaking(start_on=date(2023, 2, 1), due_on=date(2023, 9, 30))

    response = preview(editor, "due", undertaking, due_on="2023-01-05", reason="录入错误")

    assert lines(response)[0][3] == "The due date must not lie before the start."
    assert response.context["plan"] == ""


def test_confirming_writes_through_the_plan_with_actor_and_reason(editor, administrator):
    undertaking, successor = an_undertaking(), an_officer(unit=a_unit(), name="继任者")

    looked_at = preview(editor, "owner", undertaking, owner=successor.pk, reason="岗位调整")
    response = confirm(editor, looked_at)

    assert told(response) == ["Hand over to another owner: 1 row changed."]
    terms = Terms.objects.get(undertaking=undertaking, superseded_on=None)
    assert (terms.owner, terms.kind, terms.by, terms.reason) == (successor, "handed_over", administrator, "岗位调整")
    record = Undertaking.objects.get(pk=undertaking.pk).history.first()
    assert (record.history_user, record.history_change_reason) == (administrator, "岗位调整")


def test_confirming_leaves_what_moved_in_between_and_names_it(editor):
    kept, moved = an_undertaking(due_on=date(2023, 9, 30)), an_undertaking(title_zh="中途改动的事项")
    looked_at = preview(editor, "due", kept, moved, due_on="2023-10-20", reason="录入错误")
    revise_plan(moved, seen=1, by=None, on=TODAY, reason="另有变化", due_on=date(2023, 11, 1))

    response = confirm(editor, looked_at)

    dates = dict(Undertaking.objects.values_list("pk", "due_on"))
    assert dates == {kept.pk: date(2023, 10, 20), moved.pk: date(2023, 11, 1)}
    assert told(response) == [
        "Correct due dates: 1 row changed.",
        f"Left as they are, since somebody changed them after the preview: {moved}",
    ]


def test_confirming_twice_changes_once(editor):
    undertaking = an_undertaking(due_on=date(2023, 9, 30))
    looked_at = preview(editor, "due", undertaking, days=7, reason="录入错误")

    confirm(editor, looked_at)
    confirm(editor, looked_at)

    assert Undertaking.objects.get(pk=undertaking.pk).due_on == date(2023, 10, 7)


def test_refused_rows_are_not_confirmed_even_where_the_refusal_has_gone(editor):
    undated, dated = an_undertaking(due_on=None), an_undertaking(due_on=date(2023, 9, 30))
    looked_at = preview(editor, "due", undated, dated, days=7, reason="录入错误")
    revise_plan(undated, seen=1, by=None, on=TODAY, due_on=date(2023, 9, 1))

    confirm(editor, looked_at)

    assert Undertaking.objects.get(pk=undated.pk).due_on == date(2023, 9, 1)


@pytest.mark.parametrize("spoiled", ["", "x", "\x00", "W10:abc:def"])
def test_only_a_preview_can_be_confirmed(editor, spoiled):
    response = editor.post(address(Undertaking, "bulk_due"), {"plan": spoiled}, follow=True)

    assert told(response) == ["This preview does not hold any more; nothing was changed. Choose the rows again."]


def test_a_preview_is_confirmed_by_whoever_looked_and_for_the_same_action_only(editor):
    undertaking = an_undertaking(due_on=date(2023, 9, 30))
    plan = preview(editor, "due", undertaking, days=7, reason="录入错误").context["plan"]

    editor.post(address(Milestone, "bulk_due"), {"plan": plan})
    editor.force_login(an_officer("administrator"))
    editor.post(address(Undertaking, "bulk_due"), {"plan": plan})

    assert Undertaking.objects.get(pk=undertaking.pk).due_on == date(2023, 9, 30)


def test_milestones_and_commitments_are_handed_over_as_the_undertakings_they_are(editor):
    unit = a_unit(name_zh="新牵头局")
    for row in (a_milestone(), a_commitment()):
        confirm(editor, preview(editor, "lead-unit", row, lead_unit=unit.pk, reason="机构调整"))

    assert list(Undertaking.objects.values_list("lead_unit", flat=True)) == [unit.pk, unit.pk]
    assert (Milestone.objects.count(), Commitment.objects.count()) == (1, 1)


def test_a_unit_that_has_ended_takes_nothing_over(editor):
    unit = a_unit(ended_on=date(2023, 5, 1))

    response = preview(editor, "lead-unit", an_undertaking(), lead_unit=unit.pk, reason="机构调整")

    assert response.context["form"].errors == {"lead_unit": ["This unit has ended."]}


def test_an_account_with_open_items_and_ones_own_stay_on(editor, administrator):
    busy, idle = an_undertaking().owner, an_officer()

    looked_at = preview(editor, "deactivate", busy, idle, administrator, reason="离任")
    confirm(editor, looked_at)

    assert [line[3] for line in lines(looked_at)] == [
        "1 open item is in this post's hands: hand over the post first.",
        "",
        "You cannot take the administration away from yourself; another administrator can.",
    ]
    assert dict(Officer.objects.values_list("pk", "is_active")) == {
        busy.pk: True, idle.pk: False, administrator.pk: True,
    }  # fmt: skip


@pytest.mark.parametrize(("name", "state"), [("resend", "pending"), ("set-aside", "cancelled")])
def test_failed_messages_are_decided_on_and_others_left(editor, name, state):
    person = an_officer()
    held = {"person": person, "day": TODAY, "not_before": NOON}
    failed = Digest.objects.create(channel="mail", state="failed", cause="unreachable", **held)
    sent = Digest.objects.create(channel="inbox", state="sent", sent_at=NOON, server_reply="inbox", **held)

    confirm(editor, preview(editor, name, failed, sent))

    assert dict(Digest.objects.values_list("pk", "state")) == {failed.pk: state, sent.pk: "sent"}


@pytest.mark.parametrize(
    "typed",
    [
        {"row": ["x", "9" * 40, "-1", "\x00"]},
        {"row": ["1"], "days": "9" * 400, "due_on": "\x00", "reason": "x" * 9000},
        {"row": ["1"], "owner": "\x00", "lead_unit": "9" * 40},
        {},
    ],
)
def test_absurd_input_is_an_answer(editor, typed):
    for name in ("due", "owner", "lead-unit"):
        an_undertaking()
        assert editor.post(address(Undertaking, f"bulk_{name}"), typed).status_code == 200


def test_the_address_of_a_bulk_action_leads_to_the_list(editor):
    assert editor.get(address(Undertaking, "bulk_due"))["Location"] == address(Undertaking, "changelist")


def test_more_rows_than_can_be_looked_at_are_refused(editor):
    programme, unit = a_programme(), a_unit()
    Undertaking.objects.bulk_create(
        Undertaking(programme=programme, key=f"k-{number}", title_zh="事项", lead_unit=unit)
        for number in range(MOST_ROWS + 1)
    )
    tell_planner()
    typed = {"action": "due", "_selected_action": ["1"], "select_across": 1, "index": 0}

    response = editor.post(address(Undertaking, "changelist"), typed, follow=True)

    assert told(response) == ["Choose at most 200 rows at a time."]


def test_the_page_of_chosen_rows_costs_the_same_at_one_row_and_at_many(editor):
    rows = [an_undertaking() for _ in range(12)]
    choose(editor, "owner", *rows)
    found = []
    for chosen in (rows[:1], rows):
        with CaptureQueriesContext(connection) as queries:
            choose(editor, "owner", *chosen)
        found.append(len(queries))

    assert found[0] == found[1]


def test_a_page_brings_no_script_or_style_of_its_own(editor):
    undertaking = an_undertaking(due_on=date(2023, 9, 30))
    pages = [
        choose(editor, "due", undertaking),
        preview(editor, "due", undertaking, days=7, reason="录入错误"),
    ]

    for one in pages:
        assert not re.search(r"<script(?![^>]*(src|application/json))|<style|\sstyle=", one.content.decode())
