"""From an item that is overdue to the robot of a group: at least once, within its pace, each chat for itself."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea import clock
from newarea.actions.reminders import LEASE, deliver, release_expired, resend, tick
from newarea.actions.reminders.pacing import take_slot
from newarea.channels import posting
from newarea.models import Digest, GroupChat, Officer, Reminder
from newarea.tasks import wake_sender
from tests.builders import a_close_out, a_unit, an_inspector
from tests.reminders.stage import a_day, a_duty, an_owner, at, digests, ledger, minutes_later, stopped
from tests.reminders.test_kill import end, wait_for
from tests.servers import robot as robot_server
from tests.servers import site
from tests.servers.robot import Answer

pytestmark = pytest.mark.django_db

FRIDAY, MONDAY = date(2023, 9, 15), date(2023, 9, 18)
NOW = at(FRIDAY)
SECRET = "SEC0123456789abcdef"


@pytest.fixture(autouse=True)
def _mails_as_files(settings, tmp_path):
    settings.MAILS, settings.MAIL_FOLDER = "files", tmp_path


@pytest.fixture
def chat(robot) -> GroupChat:
    return a_chat(robot.url)


def a_chat(url: str, unit=None, **values) -> GroupChat:
    values = {"service": "dingtalk", "secret": SECRET} | values
    return GroupChat.objects.create(unit=unit or a_unit(), url=url, **values)


def a_duty_of(chat: GroupChat, *, due_on: date = date(2023, 9, 20), **values):
    """Of somebody in the chat's unit, due in three working days."""
    return a_duty(an_owner(chat.unit, **values), due_on=due_on, title_en="Main structure finished")


def told(duty) -> tuple[str, str, str]:
    row = Digest.objects.get(person=duty.owner_id, channel="group")
    return row.state, row.cause, row.server_reply


def contents(robot) -> list[str]:
    return [one.body["text"]["content"] for one in robot.received]


def test_what_comes_due_is_told_in_the_units_group_once(robot, chat):
    duty = a_duty_of(chat, name="Ms Li", phone="+86 138-0000-1234")

    a_day(FRIDAY)
    a_day(FRIDAY, 13)

    (one,) = robot.received
    content = one.body["text"]["content"]
    assert content.startswith("@13800001234 Ms Li\nReminder: 1 coming up\n")
    said = ("Main structure finished", "3 working days left", "please do not reply")
    assert [words in content for words in said] == [True, True, False]
    assert one.body["at"]["atMobiles"] == ["13800001234"]
    assert (ledger(duty, "group"), told(duty)) == ([(1, 3, "sent", "")], ("sent", "", "0 ok"))
    assert digests(duty.owner, "inbox") == [(FRIDAY, "sent", "")]


def test_a_robot_that_speaks_no_http_is_shown_and_tried_later(robot, chat):
    """PostgreSQL keeps no NUL: the answer must not make the ledger fail, or nothing would count the tries."""
    duty = a_duty_of(chat)
    robot.answers = ["babble"]

    a_day(FRIDAY)

    row = Digest.objects.get(person=duty.owner_id, channel="group")
    assert (row.state, row.attempts, row.cause) == ("pending", 1, "broken_off")
    assert GroupChat.objects.get(pk=chat.pk).last_reply == "BadStatusLine: no HTTP [31m at all"


def test_what_is_overdue_is_told_with_how_long(robot, chat):
    duty = a_duty_of(chat, due_on=date(2023, 9, 14))

    a_day(FRIDAY)

    assert any("Reminder: 1 overdue" in content and "1 working day overdue" in content for content in contents(robot))
    assert {state for _, _, state, _ in ledger(duty, "group")} == {"sent"}


def test_the_message_remembers_its_chat_and_the_chat_its_message(robot, chat):
    a_duty_of(chat)

    a_day(FRIDAY)

    chat.refresh_from_db()
    assert Digest.objects.get(channel="group").chat == chat
    assert (chat.last_sent_at, chat.last_reply, chat.failing_since, chat.version) == (NOW, "0 ok", None, 1)


def test_a_unit_without_a_chat_is_told_in_the_one_it_belongs_to(robot, chat):
    duty = a_duty(an_owner(a_unit(parent=chat.unit)), due_on=date(2023, 9, 20))

    a_day(FRIDAY)

    assert (len(robot.taken), told(duty)[0]) == (1, "sent")


def test_a_chat_that_was_given_up_meanwhile_ends_the_message_and_the_inbox_has_it(robot, chat):
    duty = a_duty_of(chat)
    tick(on=FRIDAY, now=NOW)
    GroupChat.objects.update(is_active=False)

    deliver(on=FRIDAY, tell_time=stopped(NOW))

    assert (robot.received, told(duty)) == ([], ("cancelled", "no_chat", ""))
    assert ledger(duty, "group") == [(1, 3, "cancelled", "no_chat")]
    assert digests(duty.owner, "inbox") == [(FRIDAY, "sent", "")]


def test_a_chat_that_is_back_gets_what_is_newly_owed_the_same_day(robot, chat):
    duty = a_duty_of(chat)
    tick(on=FRIDAY, now=NOW)
    GroupChat.objects.update(is_active=False)
    deliver(on=FRIDAY, tell_time=stopped(NOW))
    GroupChat.objects.update(is_active=True)
    another = a_duty(duty.owner, due_on=date(2023, 9, 20))

    a_day(FRIDAY, 13)

    assert ledger(another, "group") == [(1, 3, "sent", "")]


def test_what_was_closed_meanwhile_is_not_told(robot, chat):
    duty = a_duty_of(chat)
    tick(on=FRIDAY, now=NOW)
    a_close_out(duty, on=FRIDAY)

    a_day(FRIDAY)

    assert (robot.received, ledger(duty, "group")) == ([], [(1, 3, "cancelled", "closed")])


# What a robot may do to us


def test_a_refusal_in_a_200_is_final_and_shown(robot, chat):
    duty = a_duty_of(chat)
    robot.answers = [{"errcode": 300005, "errmsg": "token is not exist"}]

    a_day(FRIDAY)
    minutes_later(60, day=FRIDAY)

    chat.refresh_from_db()
    assert (told(duty), ledger(duty, "group")) == (
        ("failed", "refused", "300005 token is not exist"),
        [(1, 3, "failed", "refused")],
    )
    assert (len(robot.received), chat.failing_since, chat.last_reply) == (1, NOW, "300005 token is not exist")


def test_a_refused_message_is_sent_again_as_it_was(robot, chat):
    duty = a_duty_of(chat)
    robot.answers = [{"errcode": 310000, "errmsg": "sign not match"}]
    a_day(FRIDAY)
    resend(Digest.objects.get(channel="group"), by=an_inspector(), now=at(FRIDAY, 21))

    a_day(FRIDAY, 21)

    first, second = robot.received
    assert (first.body, first.key, told(duty)[0]) == (second.body, second.key, "sent")


@pytest.mark.parametrize(
    ("trouble", "cause"),
    [("hang", "timed_out"), ("drop", "broken_off"), (Answer("gateway", 502), "deferred")],
    ids=["hang", "drop", "502"],
)
def test_what_may_have_arrived_is_tried_again_under_the_same_key(robot, chat, monkeypatch, trouble, cause):
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    duty = a_duty_of(chat)
    robot.answers = [trouble]
    a_day(FRIDAY)
    waiting = told(duty)[:2]

    minutes_later(1, day=FRIDAY)

    first, second = robot.received
    assert (waiting, told(duty)[0], first.key) == (("pending", cause), "sent", second.key)
    assert ledger(duty, "group") == [(1, 3, "sent", "")]


def test_different_messages_have_different_keys(robot, chat):
    a_duty_of(chat)
    a_duty_of(chat)

    a_day(FRIDAY)

    assert len({one.key for one in robot.received}) == 2


def test_a_failing_chat_is_failing_since_its_first_failure_until_its_next_success(robot, chat):
    a_duty_of(chat)
    robot.answers = ["drop", "drop"]

    a_day(FRIDAY)
    minutes_later(1, day=FRIDAY)
    chat.refresh_from_db()
    assert chat.failing_since == NOW
    minutes_later(4, day=FRIDAY)

    chat.refresh_from_db()
    assert (chat.failing_since, chat.last_sent_at) == (None, NOW + timedelta(minutes=4))


def test_a_broken_chat_is_left_alone_for_a_minute_and_holds_up_nobody_else(robot, chat):
    ours = [a_duty_of(chat) for _ in range(3)]
    robot.answers = ["drop"]
    with robot_server.recorder() as healthy:
        others = [a_duty_of(a_chat(healthy.url)) for _ in range(2)]

        a_day(FRIDAY)

        assert [told(duty)[:2] for duty in others] == [("sent", "")] * 2
    assert sorted(told(duty)[:2] for duty in ours) == [
        ("pending", "broken_off"), ("pending", "busy"), ("pending", "busy"),
    ]  # fmt: skip
    assert len(robot.received) == 1

    minutes_later(2, day=FRIDAY)

    assert [told(duty)[0] for duty in ours] == ["sent"] * 3


def test_mails_and_the_inbox_do_not_wait_for_a_chat(robot, chat):
    duty = a_duty_of(chat)
    robot.answers = ["drop"]

    a_day(FRIDAY)

    assert (digests(duty.owner, "mail"), digests(duty.owner, "inbox")) == (
        [(FRIDAY, "sent", "")],
        [(FRIDAY, "sent", "")],
    )


# Its pace


def test_a_crowd_is_told_within_the_pace_and_everybody_in_the_end(robot, chat):
    duties = [a_duty_of(chat) for _ in range(12)]

    a_day(FRIDAY)
    at_once = len(robot.received)
    waiting = set(Digest.objects.filter(channel="group", state="pending").values_list("cause", "attempts"))
    for seconds in range(15, 61, 15):
        later(seconds)

    assert (at_once, waiting) == (5, {("busy", 0)})
    assert [told(duty)[0] for duty in duties] == ["sent"] * 12


def later(seconds: int) -> None:
    now = NOW + timedelta(seconds=seconds)
    for _ in range(tick(on=FRIDAY, now=now)):
        deliver(on=FRIDAY, tell_time=stopped(now))


def test_who_waits_for_a_turn_is_not_counted_as_delayed(robot, chat):
    for _ in range(6):
        a_duty_of(chat)

    a_day(FRIDAY)

    assert (Digest.objects.pending().count(), Digest.objects.delayed().count()) == (1, 0)


def test_a_service_that_asks_for_a_rest_gets_one(robot, chat):
    """DingTalk takes nothing for ten minutes after too much."""
    duty = a_duty_of(chat)
    robot.answers = [{"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}]
    a_day(FRIDAY)
    first = told(duty)[:2]
    minutes_later(9, day=FRIDAY)
    tried = len(robot.received)

    minutes_later(10, day=FRIDAY)

    chat.refresh_from_db()
    assert (first, tried, told(duty)[0], chat.failing_since) == (("pending", "busy"), 1, "sent", None)


def test_a_busy_chat_is_not_a_failing_one(robot, chat):
    a_duty_of(chat)
    robot.answers = [Answer({}, 429)]

    a_day(FRIDAY)

    chat.refresh_from_db()
    assert (chat.failing_since, chat.last_reply) == (None, "HTTP 429")


def test_slots_are_taken_one_after_the_other(chat):
    assert [take_slot(chat, now=NOW) for _ in range(6)] == [True] * 5 + [False]
    assert [take_slot(chat, now=NOW + timedelta(seconds=s)) for s in (4, 5, 6, 9)] == [False, True, False, True]


def test_no_minute_sees_more_than_twenty(chat):
    taken = [s for s in range(300) for _ in range(3) if take_slot(chat, now=NOW + timedelta(seconds=s))]

    busiest = max(sum(start <= s <= start + 60 for s in taken) for start in taken)
    assert (busiest, len(taken)) == (19, 76)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_last_slot(chat):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time")
    GroupChat.objects.update(next_free_at=NOW + timedelta(seconds=4 * 4.2))
    barrier, won = threading.Barrier(8), []

    def take() -> None:
        barrier.wait()
        won.append(take_slot(chat, now=NOW))
        connection.close()

    workers = [threading.Thread(target=take) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(won) == [False] * 7 + [True]


# Leases


def test_what_a_killed_sender_had_begun_is_told_again_under_the_same_key(robot, chat):
    duty = a_duty_of(chat)
    a_day(FRIDAY)
    killed_after_its_answer(duty)

    a_day(FRIDAY, 12, 9)

    first, second = robot.received
    assert (first.key, told(duty)[0], ledger(duty, "group")) == (second.key, "sent", [(1, 3, "sent", "")])


def killed_after_its_answer(duty) -> None:
    """The robot has it, and whoever sent it died before writing that down."""
    Reminder.objects.filter(channel="group").update(state="pending")
    Digest.objects.filter(channel="group").update(
        state="sending", lease_until=NOW + LEASE, sent_at=None, server_reply="", attempts=0
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_the_robot_thinks_costs_nothing(robot, chat, site_environment, settings):
    if connection.vendor != "postgresql":
        pytest.skip("a prefork worker needs PostgreSQL and Redis")
    settings.DAY = FRIDAY
    duty = a_duty_of(chat)
    robot.answers = ["hang"]
    own = {"NEWAREA_CHATS_ON_THIS_MACHINE": "true", "NEWAREA_DAY": FRIDAY.isoformat()}
    tick(on=FRIDAY, now=clock.now(), at_any_hour=True)
    with site.worker(site_environment | own) as worker:
        children = worker.children()
        wake_sender()
        wait_for(lambda: len(robot.received) == 1)
        worker.kill()
        end(children)

    release_expired(now=clock.now() + LEASE + timedelta(seconds=1))
    deliver(on=FRIDAY, tell_time=clock.now, at_any_hour=True)

    first, second = robot.received
    assert (first.key, told(duty)[0], ledger(duty, "group")) == (second.key, "sent", [(1, 3, "sent", "")])


def test_a_mail_that_a_killed_sender_had_begun_stays_unknown(chat):
    duty = a_duty_of(chat)
    tick(on=FRIDAY, now=NOW)
    Digest.objects.exclude(channel="inbox").update(state="sending", lease_until=NOW)

    assert release_expired(now=NOW + LEASE) == (1, 1)
    assert (digests(duty.owner, "group"), digests(duty.owner, "mail")) == (
        [(FRIDAY, "pending", "")],
        [(FRIDAY, "unknown", "sender_died")],
    )


def test_a_batch_that_takes_too_long_gives_the_rest_back(robot, chat):
    for _ in range(3):
        a_duty_of(chat)
    tick(on=FRIDAY, now=NOW)

    deliver(on=FRIDAY, tell_time=lambda: NOW + timedelta(seconds=40) * len(robot.received))

    assert sorted(Digest.objects.filter(channel="group").values_list("state", flat=True)) == [
        "pending", "pending", "sent",
    ]  # fmt: skip


def test_what_could_not_go_rolls_over_to_the_next_day(robot, chat):
    duty = a_duty_of(chat)
    robot.answers = ["drop"]
    a_day(FRIDAY, 17, 20)

    a_day(MONDAY)

    assert digests(duty.owner, "group") == [(FRIDAY, "cancelled", "day_passed"), (MONDAY, "sent", "")]
    assert "2 working days left" in contents(robot)[-1]


# What nobody may read


def test_address_and_secret_are_in_no_log_and_no_ledger(robot, chat, settings, caplog, capfd):
    a_duty_of(chat)
    echo = f"no robot at {robot.url} for {SECRET}"
    robot.answers = [{"errcode": 300005, "errmsg": echo}]

    with caplog.at_level("DEBUG"):
        a_day(FRIDAY)

    written = caplog.text + "".join(capfd.readouterr())
    kept = repr(list(Digest.objects.values())) + repr(list(GroupChat.objects.values("last_reply")))
    assert [key in written + kept for key in ("0123456789abcdef", SECRET, robot.url)] == [False] * 3
    assert "message_troubled" in written


def test_sending_costs_the_same_for_each_message(robot, chat):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            a_duty_of(chat)
        tick(on=FRIDAY, now=NOW)
        Officer.objects.filter(phone="").update(phone="-")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            deliver(on=FRIDAY, tell_time=stopped(NOW + timedelta(minutes=number)))
        counts.append((number, len([q for q in queries if "groupchat" in q["sql"] and q["sql"].startswith("SELECT")])))

    assert counts == [(1, 1), (3, 1)]
