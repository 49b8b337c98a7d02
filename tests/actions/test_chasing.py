"""Chasing an item by hand: who is told, when it is refused, and that it goes by itself and at any hour."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from newarea.actions.chasing import chase
from newarea.actions.plan import hand_over_post, revise_plan
from newarea.actions.reminders import deliver
from newarea.mail import why
from newarea.models import ChaseUp, Digest, Reminder, SendingPolicy, Undertaking, touch_reference
from tests.actions.test_at_once import at_once
from tests.builders import a_close_out, a_programme, a_unit, an_inspector, an_officer, an_undertaking
from tests.reminders.stage import a_day, a_duty, an_owner, at, stopped

pytestmark = pytest.mark.django_db

FRIDAY, TUESDAY = date(2023, 9, 15), date(2023, 9, 19)


@pytest.fixture
def inspector():
    return an_inspector(unit=a_unit(name_en="Inspection Office"))


@pytest.fixture
def item():
    unit = a_unit()
    unit.head = an_officer("head", unit=unit)
    unit.save()
    return a_duty(an_owner(unit), due_on=date(2023, 9, 21))


def chased(item, by, on=FRIDAY, note="", hour=12):
    return chase(item, by=by, note=note, on=on, now=at(on, hour))


def refusal(item, by, on=FRIDAY) -> str:
    with pytest.raises(ValidationError) as told:
        chased(item, by, on)
    return told.value.messages[0]


def sent_to() -> list[tuple[str, str, str]]:
    rows = Digest.objects.filter(kind="chase").order_by("pk")
    return list(rows.values_list("person__username", "channel", "state"))


def test_one_message_a_channel_is_written_down_for_the_owner(item, inspector):
    done = chased(item, inspector, note="下周验收，进度如何？")

    assert ChaseUp.objects.values("undertaking", "by", "on", "at", "note").get() == {
        "undertaking": item.pk, "by": inspector.pk, "on": FRIDAY, "at": at(FRIDAY), "note": "下周验收，进度如何？",
    }  # fmt: skip
    assert [(one.person, one.share, one.channels) for one in done.told] == [(item.owner, "owner", ("inbox", "mail"))]
    written = Digest.objects.values_list("kind", "day", "not_before", "person", "channel").order_by("channel")
    assert list(written) == [
        ("chase", FRIDAY, at(FRIDAY), item.owner_id, "inbox"),
        ("chase", FRIDAY, at(FRIDAY), item.owner_id, "mail"),
    ]


def test_the_ledger_says_what_it_was_about(item, inspector):
    row = chased(item, inspector).chase_up

    names = ("duty", "generation", "kind", "share", "step", "undertaking", "due_on", "state")
    assert Reminder.objects.filter(channel="mail").values_list(*names).get() == (
        f"chase:{row.pk}", item.generation, "undertaking", "owner", 4, item.pk, date(2023, 9, 21), "pending",
    )  # fmt: skip
    assert not Reminder.objects.filter(digest=None).exists()
    assert why(Reminder.objects.get(channel="mail")) == (
        "The inspection office chased this item on 15 Sep 2023; its due date was 21 Sep 2023."
    )


def test_once_it_is_overdue_the_head_of_the_unit_gets_a_copy(item, inspector):
    done = chased(item, inspector, on=date(2023, 9, 22))

    head = item.lead_unit.head
    assert [(one.person, one.share) for one in done.told] == [(item.owner, "owner"), (head, "head")]
    assert set(Reminder.objects.filter(person=head).values_list("owner", "step")) == {(item.owner_id, -1)}


def test_a_head_who_answers_for_it_is_told_once(item, inspector):
    head = item.lead_unit.head
    revise_plan(item, seen=item.version, by=None, on=FRIDAY, owner=head)

    done = chased(item, inspector, on=date(2023, 9, 22))

    assert [(one.person, one.share) for one in done.told] == [(head, "owner")]


def test_who_has_no_address_is_told_in_the_inbox(item, inspector):
    item.owner.email = ""
    item.owner.save()

    assert [one.channels for one in chased(item, inspector).told] == [("inbox",)]


def test_within_the_interval_it_is_refused_with_the_day_it_is_possible_again(item, inspector):
    chased(item, inspector)

    told = "It was chased on 15 Sep 2023. It can be chased again on 19 Sep 2023."
    assert refusal(item, an_inspector(), date(2023, 9, 18)) == told
    assert chased(item, inspector, TUESDAY).chase_up.on == TUESDAY


def test_an_interval_of_nothing_holds_nobody_up(item, inspector):
    SendingPolicy.objects.update(chase_interval=0)
    touch_reference()
    chased(item, inspector)

    assert chased(item, inspector).chase_up.on == FRIDAY


def test_what_is_closed_is_not_chased(item, inspector):
    a_close_out(item, on=date(2023, 9, 14))

    assert refusal(item, inspector) == "This item is closed; there is nothing to chase."


def test_what_is_not_adopted_is_not_chased(inspector):
    plan = an_undertaking(a_programme(year=2024, adopted_on=None))

    assert refusal(plan, inspector) == "The programme is not in force; there is nothing to chase."


def test_what_has_no_date_is_not_chased(inspector):
    undated = an_undertaking(due_on=None)

    assert refusal(undated, inspector) == "No due date has been settled yet; there is nothing to chase by."


def test_what_nobody_answers_for_asks_for_an_owner(inspector):
    item = an_undertaking(owner=None)

    assert refusal(item, inspector) == "Nobody answers for this item yet. Name an owner first."


def test_an_owner_who_left_asks_for_a_handing_over(item, inspector):
    item.owner.is_active, item.owner.name = False, "李科长"
    item.owner.save()

    told = "李科长 answers for this item and does not sign in any more. Hand it over first."
    assert refusal(item, inspector) == told


def test_only_inspectors_chase(item):
    assert refusal(item, item.owner) == "Only the inspection office chases an item."
    assert not Digest.objects.exists()


def test_it_goes_at_once_by_itself_at_any_hour(item, inspector, smtp):
    saturday = date(2023, 9, 16)
    chased(item, inspector, saturday, note="请尽快报送。", hour=23)

    a_day(saturday, hour=23)

    assert sent_to() == [(item.owner.username, "inbox", "sent"), (item.owner.username, "mail", "sent")]
    mail = smtp.delivered[0]
    assert [one.recipients for one in smtp.delivered] == [[item.owner.email]]
    assert "请尽快报送。" in Digest.objects.get(channel="mail").body_text
    assert mail.message["Subject"] == f"Chase-up: {item.title}"


def test_it_takes_no_reminders_place(item, inspector, smtp):
    chased(item, inspector)

    a_day(FRIDAY)

    steps = Reminder.objects.filter(duty=f"undertaking:{item.pk}", channel="mail").values_list("step", "state")
    assert list(steps) == [(5, "sent")]


def test_what_was_closed_meanwhile_falls_silent(item, inspector, smtp):
    chased(item, inspector)
    a_close_out(item, on=FRIDAY)

    deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))

    assert {state for _, _, state in sent_to()} == {"cancelled"}
    assert set(Reminder.objects.values_list("state", "cause")) == {("cancelled", "closed")}
    assert smtp.delivered == []


def test_what_was_handed_over_meanwhile_falls_silent(item, inspector, smtp):
    chased(item, inspector)
    hand_over_post(item.owner, an_officer(unit=item.lead_unit), by=inspector, on=FRIDAY)

    deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))

    assert set(Reminder.objects.values_list("state", "cause")) == {("cancelled", "handed_over")}
    assert smtp.delivered == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(2))
def test_of_two_inspectors_at_once_one_chases(_round):
    if connection.vendor != "postgresql":
        pytest.skip("locks of rows are PostgreSQL's")
    item = a_duty(due_on=date(2023, 9, 21))
    inspectors = [an_inspector() for _ in range(3)]
    rows = [Undertaking.objects.get(pk=item.pk) for _ in inspectors]

    outcome = at_once(*[lambda r=row, by=by: chased(r, by) for row, by in zip(rows, inspectors, strict=True)])

    assert outcome == ["ValidationError", "ValidationError", "won"]
    assert (ChaseUp.objects.count(), Digest.objects.filter(kind="chase").count()) == (1, 2)
