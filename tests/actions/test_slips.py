"""Supervision slips: numbered, grounded, made known, answered within a limit, and following their item."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from newarea.actions.extensions import ask_extension, grant_extension
from newarea.actions.plan import replace_unit
from newarea.actions.reminders import deliver, tick
from newarea.actions.reminders.issuing import issue_owed_slips
from newarea.actions.slips import accept_answer, answer_slip, issue_slip, return_answer, withdraw_slip
from newarea.models import (
    Digest,
    Officer,
    Reminder,
    SendingPolicy,
    SlipAnswer,
    Stale,
    SupervisionSlip,
    Undertaking,
    reference,
    touch_reference,
)
from newarea.models.slip_on import limits_on, slips_on
from tests.actions.test_at_once import at_once
from tests.builders import (
    NOON,
    a_close_out,
    a_programme,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)
from tests.reminders.stage import at, stopped

pytestmark = pytest.mark.django_db

FRIDAY, MONDAY, WEDNESDAY = date(2023, 9, 15), date(2023, 9, 18), date(2023, 9, 20)
LATE = {"start_on": date(2023, 9, 1), "due_on": date(2023, 9, 12)}  # three working days before the Friday
NEAR = {"start_on": date(2023, 9, 1), "due_on": date(2023, 9, 20)}


@pytest.fixture
def inspector():
    return an_inspector(unit=a_unit(name_en="Inspection Office"))


@pytest.fixture
def programme():
    return a_programme()


def an_item(programme, **values) -> Undertaking:
    """Of a unit with head and leader in charge."""
    unit = a_unit()
    unit.head, unit.leader_in_charge = an_officer("head", unit=unit), an_officer("leader")
    unit.save()
    return an_undertaking(programme, lead_unit=unit, **LATE | values)


def policy(**values) -> None:
    SendingPolicy.objects.update(**values)
    touch_reference()


def by_hand(item, by, colour="red", **values):
    wanted = {"demand": "", "reply_by": WEDNESDAY, "on": FRIDAY, "now": NOON}
    return issue_slip(item, colour=colour, by=by, **wanted | values).slip


def by_itself(on=FRIDAY, hour=10) -> int:
    return issue_owed_slips(on=on, now=at(on, hour), reference=reference())


def issued() -> list[tuple[int, int, str]]:
    return list(SupervisionSlip.objects.order_by("pk").values_list("undertaking", "number", "colour"))


def faults(work) -> dict[str, list[str]] | list[str]:
    with pytest.raises(ValidationError) as told:
        work()
    return told.value.message_dict if hasattr(told.value, "error_dict") else told.value.messages


def test_numbers_count_within_the_programme(programme, inspector):
    first, second = an_item(programme), an_item(programme)
    elsewhere = an_item(a_programme(year=2022))

    slips = [by_hand(item, inspector) for item in (first, elsewhere, second)]

    assert [(slip.number, slip.mark) for slip in slips] == [
        (1, "[2023] No. 1"), (1, "[2022] No. 1"), (2, "[2023] No. 2"),
    ]  # fmt: skip


def test_a_slip_states_its_ground_in_both_languages(programme, inspector):
    slip = by_hand(an_item(programme), inspector)

    assert slip.ground_en == "Due on 12 Sep 2023, overdue by 3 working days and not closed."
    assert slip.ground_zh == "期限为2023年9月12日，已逾期 3 个工作日，尚未销号。"


def test_a_ground_says_how_near_the_date_is(programme, inspector):
    item = an_item(programme, **NEAR | {"start_on": date(2023, 2, 1)})
    a_verified(item, 95, on=date(2023, 8, 24))

    slip = by_hand(item, inspector, "blue")

    assert slip.ground_en == (
        "Due on 20 Sep 2023, 3 working days left.\n"
        "On 25 Aug 2023 planned 88.8%, verified 95%: 6.2 points ahead (yellow from 10 points)."
    )


def test_who_is_told_of_which_colour(programme, inspector):
    red, blue = an_item(programme), an_item(programme, **NEAR)

    told = [
        issue_slip(item, colour=colour, demand="", reply_by=WEDNESDAY, by=inspector, on=FRIDAY, now=NOON).told
        for item, colour in ((red, "red"), (blue, "blue"))
    ]

    assert [[(one.person, one.share, one.channels) for one in some] for some in told] == [
        [
            (red.owner, "owner", ("inbox", "mail")),
            (red.lead_unit.head, "head", ("inbox", "mail")),
            (red.lead_unit.leader_in_charge, "leader", ("inbox", "mail")),
        ],
        [(blue.owner, "owner", ("inbox", "mail")), (blue.lead_unit.head, "head", ("inbox", "mail"))],
    ]
    assert Digest.objects.filter(kind="slip", day=FRIDAY, not_before=NOON).count() == 10
    assert set(Reminder.objects.values_list("duty", "kind")) == {
        (slip.notice, "slip") for slip in SupervisionSlip.objects.all()
    }


@pytest.mark.parametrize(
    ("colour", "due_on", "reply_by", "told"),
    [
        ("red", FRIDAY, WEDNESDAY, {"colour": ["A red slip is for what is overdue; this is due on 15 Sep 2023."]}),
        (
            "blue",
            date(2023, 9, 14),
            WEDNESDAY,
            {"colour": ["A blue slip is for what is due soon; this was due on 14 Sep 2023."]},
        ),
        ("yellow", FRIDAY, FRIDAY, {"reply_by": ["Leave the unit at least a day to answer."]}),
        ("yellow", FRIDAY, date.max, {"reply_by": ["Leave the unit no more than a year to answer."]}),
    ],
)
def test_a_slip_says_what_is_so(programme, inspector, colour, due_on, reply_by, told):
    item = an_item(programme, due_on=due_on)

    assert faults(lambda: by_hand(item, inspector, colour, reply_by=reply_by)) == told


def test_of_what_no_slip_is_issued(programme, inspector):
    closed, undated, unled = an_item(programme), an_item(programme, due_on=None), an_undertaking(lead_unit=None)
    a_close_out(closed, on=date(2023, 9, 11))
    draft = an_undertaking(a_programme(year=2024, adopted_on=None), **LATE)

    assert [faults(lambda item=item: by_hand(item, inspector)) for item in (closed, undated, unled, draft)] == [
        ["This item is closed; there is nothing to supervise."],
        ["No due date has been settled yet; a slip has nothing to rest on."],
        ["No unit leads this item yet. Settle the lead unit first."],
        ["The programme is not in force; there is nothing to supervise."],
    ]
    assert faults(lambda: by_hand(closed, closed.owner)) == ["Only the inspection office issues supervision slips."]


def test_one_slip_of_a_colour_is_in_hand_at_a_time(programme, inspector):
    item = an_item(programme)
    by_hand(item, inspector)

    assert faults(lambda: by_hand(item, inspector)) == {
        "__all__": ["A slip of this colour is open for this item already."]
    }
    assert (by_hand(item, inspector, "yellow").number, Digest.objects.count()) == (2, 10)


def test_what_is_overdue_gets_a_red_slip_by_itself_once(programme):
    overdue, _ahead = an_item(programme), an_item(programme, due_on=FRIDAY)

    assert (by_itself(), by_itself()) == (1, 0)
    assert issued() == [(overdue.pk, 1, "red")]
    slip = SupervisionSlip.objects.get()
    assert (slip.issued_by, slip.generation, slip.issued_on, slip.reply_by) == (None, 1, FRIDAY, WEDNESDAY)


def test_what_was_missed_for_a_week_is_caught_up_with_one(programme):
    item = an_item(programme)
    policy(issues_blue=True, issues_yellow=True)

    by_itself(date(2023, 9, 22))

    assert issued() == [(item.pk, 1, "red")]


def test_only_the_colours_switched_on(programme):
    an_item(programme), an_item(programme, **NEAR)
    policy(issues_red=False)

    assert by_itself() == 0


def test_what_is_near_gets_a_blue_one_and_what_is_behind_a_yellow_one(programme):
    near = an_item(programme, due_on=date(2023, 9, 22))
    far = an_item(programme, due_on=date(2023, 9, 25))
    behind = an_item(programme, start_on=date(2023, 2, 1), due_on=date(2023, 12, 31))
    a_verified(behind, 40, on=date(2023, 8, 24))
    policy(issues_blue=True, issues_yellow=True)

    by_itself()

    assert issued() == [(near.pk, 1, "blue"), (behind.pk, 2, "yellow")]
    assert far.slips.count() == 0


def test_a_graver_slip_stands_for_the_lighter_ones(programme, inspector):
    item = an_item(programme, **NEAR)
    by_hand(item, inspector, "yellow")
    policy(issues_blue=True)

    assert by_itself() == 0


def test_nothing_is_issued_at_night_or_on_a_day_off(programme):
    an_item(programme)

    assert (by_itself(hour=6), by_itself(hour=20), by_itself(date(2023, 9, 16))) == (0, 0, 0)
    assert by_itself(MONDAY) == 1


def test_what_waits_for_the_office_gets_none(programme):
    a_submitted(an_item(programme), 100, on=date(2023, 9, 12), closes=True)

    assert by_itself() == 0


def test_a_moved_date_may_bring_a_new_one(programme, inspector):
    item = an_item(programme)
    by_itself()
    slip = item.slips.get()
    withdraw_slip(slip, by=inspector, on=FRIDAY, seen=slip.version, note="已说明")

    assert by_itself(MONDAY) == 0
    item.generation += 1
    item.save()
    assert by_itself(MONDAY) == 1


def test_one_that_cannot_be_issued_holds_up_neither_others_nor_reminders(programme):
    unplanned = an_item(programme, on=date(2023, 9, 30))  # overdue before it is planned: nothing is known of it yet
    item = an_item(programme)

    tick(on=FRIDAY, now=at(FRIDAY))

    assert issued() == [(item.pk, 1, "red")]
    assert set(Reminder.objects.filter(kind="undertaking", share="owner").values_list("undertaking", flat=True)) == {
        unplanned.pk, item.pk,
    }  # fmt: skip


def test_what_the_tick_issues_stands_in_the_days_digest(programme, smtp):
    item = an_item(programme)
    Officer.objects.update(language="en")

    for _ in range(tick(on=FRIDAY, now=at(FRIDAY))):
        deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))

    told = {mail.recipients[0]: mail.text for mail in smtp.delivered}
    assert set(told) == {item.owner.email, item.lead_unit.head.email}
    assert all("Supervision slip 1 to answer: 主体完工" in text for text in told.values())
    assert set(Digest.objects.values_list("kind", flat=True)) == {"digest"}


def test_what_a_person_issues_goes_at_once_and_by_itself(programme, inspector, smtp):
    item = an_item(programme)
    Officer.objects.update(language="en")
    by_hand(item, inspector)

    deliver(on=FRIDAY, tell_time=stopped(NOON))

    digest = Digest.objects.get(channel="mail", person=item.owner)
    assert (digest.kind, digest.state) == ("slip", "sent")
    assert digest.subject == "Supervision slip 1 (red: overdue): 主体完工"
    for words in (
        "Due on 12 Sep 2023, overdue by 3 working days and not closed.",
        "Say why it is overdue, what is done about it, and by which day it is finished.",
        "Please answer by 20 Sep 2023.",
    ):
        assert words in digest.body_text
    copy = Digest.objects.get(channel="inbox", person=item.lead_unit.head)
    assert "in copy" not in copy.subject


def test_a_notice_of_what_was_withdrawn_meanwhile_falls_silent(programme, inspector, smtp):
    slip = by_hand(an_item(programme), inspector)
    withdraw_slip(slip, by=inspector, on=FRIDAY, seen=slip.version, note="误发")

    deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))

    assert set(Reminder.objects.values_list("state", "cause")) == {("cancelled", "settled")}
    assert smtp.delivered == []


def answered(item, inspector, on=MONDAY) -> SupervisionSlip:
    slip = by_hand(item, inspector)
    answer_slip(slip, text="  雨季停工，月底完成。 ", by=item.owner, on=on, seen=slip.version)
    slip.refresh_from_db()
    return slip


def test_an_answer_waits_for_the_office(programme, inspector):
    item = an_item(programme)
    slip = answered(item, inspector)

    assert (slip.state, slip.closed_on) == ("answered", None)
    assert slip.answers.values_list("text", "by", "on", "decision").get() == (
        "雨季停工，月底完成。",
        item.owner_id,
        MONDAY,
        "",
    )


def test_what_is_refused_of_an_answer(programme, inspector):
    item = an_item(programme)
    slip = by_hand(item, inspector)
    say = {"by": item.owner, "on": MONDAY}

    assert faults(lambda: answer_slip(slip, text=" ", seen=1, **say)) == {"text": ["Write the answer first."]}
    answer_slip(slip, text="完成", seen=1, **say)
    assert faults(lambda: answer_slip(slip, text="完成", seen=2, **say)) == ["This slip needs no answer any more."]
    with pytest.raises(Stale):
        answer_slip(slip, text="完成", seen=1, **say)
    assert SlipAnswer.objects.count() == 1


def test_an_accepted_answer_closes_the_slip(programme, inspector):
    slip = answered(an_item(programme), inspector)

    accept_answer(slip, by=inspector, on=date(2023, 9, 19), seen=slip.version, note="同意")

    slip.refresh_from_db()
    assert (slip.state, slip.closed_on, slip.closed_by) == ("accepted", date(2023, 9, 19), inspector)
    assert slip.answers.values_list("decision", "decided_by", "decided_on", "note").get() == (
        "accepted", inspector.pk, date(2023, 9, 19), "同意",
    )  # fmt: skip


def test_asked_once_more_it_has_a_new_limit(programme, inspector):
    slip = answered(an_item(programme), inspector)
    ask = {"by": inspector, "on": date(2023, 9, 19), "seen": slip.version, "reference": reference()}

    assert faults(lambda: return_answer(slip, note=" ", **ask)) == {
        "note": ["Say what the answer lacks when you ask for it once more."]
    }
    return_answer(slip, note="请附计划", **ask)

    slip.refresh_from_db()
    assert (slip.state, slip.reply_by, slip.closed_on) == ("open", date(2023, 9, 22), None)
    assert slip.answers.values_list("decision", "note").get() == ("returned", "请附计划")


def test_nobody_decides_their_own_answer_or_one_that_is_not_there(programme, inspector):
    item = an_item(programme)
    slip = answered(item, inspector)

    assert faults(lambda: accept_answer(slip, by=item.owner, on=MONDAY, seen=slip.version)) == [
        "Nobody decides their own answer."
    ]
    accept_answer(slip, by=inspector, on=MONDAY, seen=slip.version)
    assert faults(lambda: accept_answer(slip, by=inspector, on=MONDAY, seen=slip.version + 1)) == [
        "No answer to this slip waits to be checked."
    ]


def test_a_withdrawal_says_why_and_happens_once(programme, inspector):
    slip = by_hand(an_item(programme), inspector)
    take = {"by": inspector, "on": MONDAY}

    assert faults(lambda: withdraw_slip(slip, seen=1, note="", **take)) == {"note": ["Say why the slip is withdrawn."]}
    withdraw_slip(slip, seen=1, note="误发", **take)

    slip.refresh_from_db()
    assert (slip.state, slip.closed_on, slip.closing_words) == ("withdrawn", MONDAY, "误发")
    assert faults(lambda: withdraw_slip(slip, seen=2, note="误发", **take)) == ["This slip is closed already."]


def test_closing_the_item_withdraws_what_is_unanswered(programme, inspector):
    item, other = an_item(programme), an_item(programme)
    open_slip, waiting = by_hand(item, inspector), answered(other, inspector)

    for closed in (item, other):
        a_close_out(closed, on=MONDAY)

    open_slip.refresh_from_db(), waiting.refresh_from_db()
    assert (open_slip.state, open_slip.closed_on, open_slip.closed_by) == ("withdrawn", MONDAY, None)
    assert open_slip.closing_words == "The item has been closed."
    assert waiting.state == "answered"
    assert faults(
        lambda: return_answer(
            waiting, by=inspector, on=MONDAY, seen=waiting.version, note="再报", reference=reference()
        )
    ) == ["This item is closed: accept the answer or withdraw the slip."]


def test_an_extension_withdraws_what_rested_on_the_date(programme, inspector):
    item = an_item(programme)
    asked = {"new_due_on": date(2023, 10, 31), "reason": "雨季", "present_percent": Decimal(80)}
    extension = ask_extension(item, by=item.owner, on=date(2023, 9, 11), **asked)
    red, yellow = by_hand(item, inspector), by_hand(item, inspector, "yellow")

    grant_extension(extension, by=inspector, on=FRIDAY, now=NOON, seen=extension.version)

    red.refresh_from_db(), yellow.refresh_from_db()
    assert (red.state, red.closing_words) == ("withdrawn", "The due date has been extended.")
    assert yellow.state == "open"


def test_a_successor_of_the_unit_answers(programme, inspector):
    item, successor = an_item(programme), a_unit()
    slip = by_hand(item, inspector)

    replace_unit(item.lead_unit, successor, by=inspector, on=MONDAY)

    slip.refresh_from_db(), item.owner.refresh_from_db()
    assert slip.unit == successor
    assert list(SupervisionSlip.objects.answerable_by(item.owner)) == [slip]
    then = {on: slips_on(SupervisionSlip.objects.all(), on).get().unit_then for on in (FRIDAY, MONDAY)}
    assert then == {FRIDAY: item.lead_unit_id, MONDAY: successor.pk}


def test_how_it_stood_on_a_day_follows_from_its_dates(programme, inspector):
    item = an_item(programme)
    slip = answered(item, inspector)
    tuesday, thursday = date(2023, 9, 19), date(2023, 9, 21)
    return_answer(slip, by=inspector, on=tuesday, seen=slip.version, note="请附计划", reference=reference())
    slip.refresh_from_db()
    answer_slip(slip, text="计划附后", by=item.owner, on=WEDNESDAY, seen=slip.version)
    slip.refresh_from_db()
    accept_answer(slip, by=inspector, on=thursday, seen=slip.version)

    days = [date(2023, 9, 14), FRIDAY, MONDAY, tuesday, WEDNESDAY, thursday]
    stood = [slips_on(SupervisionSlip.objects.all(), day).values_list("state_then", flat=True).first() for day in days]

    assert stood == [None, "open", "answered", "open", "answered", "accepted"]
    assert [limits_on([slip.pk], day) for day in (MONDAY, tuesday)] == [
        {slip.pk: WEDNESDAY}, {slip.pk: date(2023, 9, 22)},
    ]  # fmt: skip


@pytest.fixture
def _on_postgres():
    if connection.vendor != "postgresql":
        pytest.skip("locks of rows are PostgreSQL's")


@pytest.mark.usefixtures("_on_postgres")
@pytest.mark.django_db(transaction=True)
def test_two_ticks_issue_each_slip_once_and_leave_no_number_out():
    programme = a_programme()
    for _ in range(6):
        an_item(programme)

    at_once(*[by_itself] * 3)

    assert sorted(number for _, number, _ in issued()) == [1, 2, 3, 4, 5, 6]
    assert Digest.objects.count() == 0


@pytest.mark.usefixtures("_on_postgres")
@pytest.mark.django_db(transaction=True)
def test_inspectors_at_the_same_moment_get_different_numbers():
    programme = a_programme()
    items = [an_item(programme) for _ in range(4)]
    inspectors = [an_inspector() for _ in items]

    outcome = at_once(*[lambda i=item, by=by: by_hand(i, by) for item, by in zip(items, inspectors, strict=True)])

    assert (outcome, sorted(number for _, number, _ in issued())) == (["won"] * 4, [1, 2, 3, 4])


@pytest.mark.usefixtures("_on_postgres")
@pytest.mark.django_db(transaction=True)
def test_an_answer_comes_before_the_withdrawal_or_not_at_all():
    item, inspector = an_item(a_programme()), an_inspector()
    slip = by_hand(item, inspector)

    outcome = at_once(
        lambda: answer_slip(slip, text="完成", by=item.owner, on=MONDAY, seen=1),
        lambda: withdraw_slip(slip, by=inspector, on=MONDAY, seen=1, note="误发"),
    )

    slip.refresh_from_db()
    assert outcome == ["Stale", "won"]
    assert (slip.state, slip.answers.count()) in [("answered", 1), ("withdrawn", 0)]
