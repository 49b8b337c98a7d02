"""Mails are drafted some at a time. What happens between the draft and its turn counts as before."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea import mail
from newarea.actions.languages import choose_language
from newarea.actions.officers import revise_officer
from newarea.actions.plan import hand_over_post, revise_plan
from newarea.actions.policies import revise_policy
from newarea.actions.programmes import close_programme
from newarea.actions.reminders import deliver, delivering, tick
from newarea.actions.reports import return_report
from newarea.actions.saving import revise_row
from newarea.actions.settings import choose_messages
from newarea.actions.slips import issue_slip, withdraw_slip
from newarea.actions.working_calendar import set_workday
from newarea.models import Digest, DutyPolicy, Reminder
from tests.builders import a_close_out, a_submitted, a_unit, an_inspector
from tests.reminders.stage import a_duty, an_owner, at, ledger, stopped

FRIDAY = date(2023, 9, 15)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first_and_second(smtp):
    """Two people's items. The second's mail is drafted with the first's, and goes after it."""
    return [a_duty(an_owner(), due_on=date(2023, 9, 20), title_en=f"Item {number}") for number in (1, 2)]


@pytest.fixture
def while_the_first_goes(monkeypatch):
    """What is to happen after the drafts and before the second's turn."""

    def arrange(happening):
        letter, told = delivering.letter, []

        def slow(digest, now):
            if not told:
                told.append(digest)
                happening()
            return letter(digest, now)

        monkeypatch.setattr(delivering, "letter", slow)

    return arrange


def send_all() -> None:
    """In the order of the people: on a held day nobody has a minute of their own."""
    tick(on=FRIDAY, now=at(FRIDAY), at_any_hour=True)
    deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)), at_any_hour=True)


def test_what_is_closed_before_its_turn_is_not_sent(smtp, first_and_second, while_the_first_goes):
    first, second = first_and_second
    while_the_first_goes(lambda: a_close_out(second, on=FRIDAY))

    send_all()

    assert [told.recipients for told in smtp.received] == [[first.owner.email]]
    assert ledger(second) == [(1, 3, "cancelled", "closed")]


def test_what_is_moved_before_its_turn_is_not_sent(smtp, first_and_second, while_the_first_goes):
    _, second = first_and_second
    while_the_first_goes(
        lambda: revise_plan(second, seen=second.version, by=None, on=FRIDAY, due_on=date(2023, 12, 29))
    )

    send_all()

    assert (len(smtp.received), ledger(second)) == (1, [(1, 3, "cancelled", "moved")])


def test_what_is_handed_over_before_its_turn_is_not_sent(smtp, first_and_second, while_the_first_goes):
    _, second = first_and_second
    while_the_first_goes(lambda: hand_over_post(second.owner, an_owner(second.lead_unit), by=None, on=FRIDAY))

    send_all()

    assert (len(smtp.received), ledger(second)) == (1, [(1, 3, "cancelled", "handed_over")])


def test_a_programme_that_is_closed_before_its_turn_is_quiet(smtp, first_and_second, while_the_first_goes):
    _, second = first_and_second
    programme = second.programme
    while_the_first_goes(lambda: close_programme(programme, seen=programme.version, by=None))

    send_all()

    assert (len(smtp.received), ledger(second)) == (1, [(1, 3, "cancelled", "programme_over")])


def test_a_copy_for_a_head_who_left_the_post_before_its_turn_is_not_sent(smtp, while_the_first_goes):
    unit = a_unit()
    clerk, head = an_owner(unit), an_owner(unit, role="head")
    revise_row(unit, {"head": head}, seen=unit.version, by=None)
    late = a_duty(clerk, due_on=date(2023, 9, 12))
    while_the_first_goes(lambda: revise_row(unit, {"head": an_owner(unit)}, seen=unit.version, by=None))

    send_all()

    assert sorted(ledger(late)) == [(1, -3, "cancelled", "handed_over"), (1, -3, "sent", "")]
    assert [told.recipients for told in smtp.received] == [[late.owner.email]]


def test_a_new_title_is_in_the_letter(smtp, first_and_second, while_the_first_goes):
    _, second = first_and_second
    while_the_first_goes(lambda: revise_plan(second, seen=second.version, by=None, on=FRIDAY, title_en="New words"))

    send_all()

    assert ["New words" in told.text for told in smtp.received] == [False, True]


def test_what_waits_for_the_office_by_its_turn_is_not_sent(smtp, first_and_second, while_the_first_goes):
    _, second = first_and_second
    while_the_first_goes(lambda: a_submitted(second, 100, on=FRIDAY, closes=True))

    send_all()

    assert (len(smtp.received), ledger(second)) == (1, [(1, 3, "cancelled", "settled")])


def test_what_its_reader_switches_off_before_its_turn_is_not_sent(smtp, first_and_second, while_the_first_goes):
    policy, owner = DutyPolicy.objects.get(kind="undertaking"), first_and_second[1].owner
    revise_policy(policy, seen=policy.version, by=None, is_obligatory=False)
    while_the_first_goes(lambda: choose_messages(owner, wanted={("undertaking", "mail"): False}))

    send_all()

    assert (len(smtp.received), ledger(first_and_second[1])) == (1, [(1, 3, "cancelled", "switched_off")])


def test_a_kind_that_becomes_obligatory_before_its_turn_cannot_be_switched_off_in_the_letter(
    smtp, first_and_second, while_the_first_goes
):
    policy = DutyPolicy.objects.get(kind="undertaking")
    revise_policy(policy, seen=policy.version, by=None, is_obligatory=False)
    while_the_first_goes(lambda: revise_policy(policy, seen=policy.version, by=None, is_obligatory=True))

    send_all()

    assert [told.message["List-Unsubscribe"] is not None for told in smtp.received] == [True, False]


def test_days_are_counted_by_the_calendar_of_its_turn(smtp, first_and_second, while_the_first_goes):
    while_the_first_goes(lambda: set_workday(date(2023, 9, 18), is_working=False))

    send_all()

    assert ["3 working days left" in told.text for told in smtp.received] == [True, False]


def test_a_letter_is_in_the_language_of_its_turn(smtp, first_and_second, while_the_first_goes):
    while_the_first_goes(lambda: choose_language(first_and_second[1].owner, "zh-hans"))

    send_all()

    assert ["个工作日" in told.text for told in smtp.received] == [False, True]


def test_whoever_leaves_before_their_turn_gets_nothing(smtp, first_and_second, while_the_first_goes):
    _, second = first_and_second
    owner = second.owner
    while_the_first_goes(lambda: revise_officer(owner, seen=owner.version, by=None, is_active=False))

    send_all()

    assert (len(smtp.received), ledger(second)) == (1, [(1, 3, "cancelled", "left")])


def test_what_left_a_list_before_its_turn_is_not_sent(smtp, while_the_first_goes):
    """A returned report is a duty without a version of its own; mended, it is none any more."""
    first, second = (a_duty(an_owner(), due_on=date(2023, 12, 29)) for _ in (1, 2))
    thursday, office = date(2023, 9, 14), an_inspector(email="")
    for item in (first, second):
        report = a_submitted(item, 40, on=thursday)
        return_report(report, by=office, on=thursday, now=at(thursday), seen=report.version, note="Which half?")
    while_the_first_goes(lambda: a_submitted(second, 50, on=FRIDAY))

    send_all()

    told = Reminder.objects.filter(channel="mail", person=second.owner).values_list("kind", "state", "cause")
    assert (len(smtp.received), list(told)) == (1, [("returned", "cancelled", "settled")])


def test_notice_of_a_slip_that_is_withdrawn_before_its_turn_is_not_sent(smtp, first_and_second, while_the_first_goes):
    office, terms = an_inspector(), {"colour": "blue", "demand": "", "reply_by": date(2023, 9, 20)}
    slips = [issue_slip(item, by=office, on=FRIDAY, now=at(FRIDAY), **terms).slip for item in first_and_second]
    while_the_first_goes(
        lambda: withdraw_slip(slips[1], by=office, on=FRIDAY, seen=slips[1].version, note="A mistake.")
    )

    deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))

    states = Digest.objects.filter(channel="mail", kind="slip").order_by("pk").values_list("state", "cause")
    assert (len(smtp.received), list(states)) == (1, [("sent", ""), ("cancelled", "nothing_left")])


def test_nothing_is_marked_sending_before_its_turn(smtp, first_and_second, while_the_first_goes):
    states = []
    while_the_first_goes(lambda: states.extend(Digest.objects.filter(channel="mail").values_list("state", flat=True)))

    send_all()

    assert sorted(states) == ["claimed", "sending"]


def test_what_cannot_be_drafted_holds_up_neither_mails_nor_inboxes(smtp, first_and_second, monkeypatch):
    _, second = first_and_second
    line = mail.line

    def fails(item, **values):
        if item.title == "Item 1":
            raise ValueError("bad")
        return line(item, **values)

    monkeypatch.setattr(mail, "line", fails)

    send_all()

    assert (ledger(second), ledger(second, "inbox")) == ([(1, 3, "sent", "")], [(1, 3, "sent", "")])
    troubled = Digest.objects.exclude(person=second.owner).values_list("channel", "state", "cause")
    assert sorted(troubled) == [("inbox", "pending", "fault"), ("mail", "pending", "fault")]


def queries(people: int, channel: str) -> int:
    for _ in range(people):
        a_duty(an_owner(), due_on=date(2023, 9, 20))
    tick(on=FRIDAY, now=at(FRIDAY))
    Digest.objects.exclude(channel=channel).delete()
    with CaptureQueriesContext(connection) as captured:
        deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize(("channel", "each"), [("mail", 4), ("inbox", 1)])
def test_a_message_more_is_a_handful_of_queries_more(smtp, channel, each):
    """Of a mail: whether its draft still holds, the compare-and-set, and the two that settle it."""
    few, more = queries(3, channel), queries(9, channel)

    assert more - few == 6 * each
