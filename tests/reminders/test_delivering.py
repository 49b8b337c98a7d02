"""What a mail server may do to us, and what the ledger then says."""

from datetime import date, timedelta

import pytest

from newarea import mail
from newarea.actions.plan import hand_over_post, revise_plan
from newarea.actions.programmes import close_programme
from newarea.actions.reminders import LEASE, deliver, delivering, plan_reminders, release_expired, resend, tick
from newarea.channels import smtp as channel
from newarea.models import Digest, Officer, Reminder, ReminderStep
from tests.builders import a_close_out, a_programme, an_inspector
from tests.reminders.stage import a_day, a_duty, an_owner, at, digests, ledger, minutes_later, stopped
from tests.servers.process import free_port

pytestmark = pytest.mark.django_db

THURSDAY, FRIDAY, MONDAY = date(2023, 9, 14), date(2023, 9, 15), date(2023, 9, 18)


@pytest.fixture
def duty():
    """Due in three working days."""
    return a_duty(due_on=date(2023, 9, 20))


def the_mail(duty) -> Digest:
    return Digest.objects.get(person=duty.owner_id, channel="mail")


def test_a_reminder_goes_out_once_with_the_servers_answer(smtp, duty):
    a_day(FRIDAY)
    a_day(FRIDAY, 13)

    (told,) = smtp.delivered
    assert told.recipients == [duty.owner.email]
    assert (ledger(duty), the_mail(duty).server_reply) == ([(1, 3, "sent", "")], "250 2.0.0 kept as 1")


def test_the_inbox_has_it_too(smtp, duty):
    a_day(FRIDAY)

    assert digests(duty.owner, "inbox") == [(FRIDAY, "sent", "")]


def test_one_person_one_mail(smtp):
    owner = an_owner()
    for day in (1, 15, 18, 28):
        a_duty(owner, due_on=date(2023, 9, day), title_en=f"Item {day}")

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert [f"Item {day}" in told.text for day in (1, 15, 18, 28)] == [True] * 4


def test_try_later_is_tried_later(smtp, duty):
    smtp.at_recipient = ["451 busy"]
    a_day(FRIDAY)
    waiting = the_mail(duty)
    minutes_later(0, day=FRIDAY)
    assert (waiting.state, waiting.cause, waiting.server_reply) == ("pending", "deferred", "451 busy")
    assert smtp.received == []

    minutes_later(1, day=FRIDAY)

    assert (len(smtp.delivered), ledger(duty)) == (1, [(1, 3, "sent", "")])


def test_after_hours_nothing_is_tried_again(smtp, duty):
    smtp.at_recipient = ["451 busy"]
    a_day(FRIDAY, 17, 20)

    a_day(FRIDAY, 17, 50)

    assert (smtp.received, ledger(duty)) == ([], [(1, 3, "pending", "")])


def test_a_later_step_takes_the_place_of_one_that_is_to_be_tried_later(smtp):
    duty = a_duty(due_on=date(2023, 9, 21))
    smtp.at_recipient = ["451 busy"]
    a_day(FRIDAY)
    ReminderStep.objects.create(days=4)

    minutes_later(1, day=FRIDAY)

    assert ledger(duty) == [(1, 5, "cancelled", "superseded"), (1, 4, "sent", "")]


def test_try_later_after_the_content_too(smtp, duty):
    smtp.after_data = ["452 full", "452 full"]
    a_day(FRIDAY)
    minutes_later(1, day=FRIDAY)
    minutes_later(2, day=FRIDAY)
    assert len(smtp.received) == 2  # one minute, then two

    minutes_later(3, day=FRIDAY)

    assert (len(smtp.delivered), the_mail(duty).attempts) == (1, 3)


@pytest.mark.parametrize("stage", ["at_recipient", "after_data"])
def test_a_refusal_is_final_and_shown(smtp, duty, stage):
    getattr(smtp, stage).append("550 no such person")

    a_day(FRIDAY)
    minutes_later(60, day=FRIDAY)

    assert (the_mail(duty).state, the_mail(duty).server_reply) == ("failed", "550 no such person")
    assert (smtp.delivered, ledger(duty)) == ([], [(1, 3, "failed", "refused")])


def test_a_refusal_does_not_hold_up_the_next(smtp):
    first, second = a_duty(due_on=date(2023, 9, 20)), a_duty(due_on=date(2023, 9, 20))
    smtp.at_recipient = ["550 no such person"]

    a_day(FRIDAY)

    assert sorted(state for one in (first, second) for _, _, state, _ in ledger(one)) == ["failed", "sent"]


def test_a_server_that_is_away_costs_nothing(smtp, duty, settings):
    settings.SMTP_URL = f"smtp://127.0.0.1:{free_port()}"
    a_day(FRIDAY)
    assert (the_mail(duty).state, the_mail(duty).cause) == ("pending", "unreachable")

    settings.SMTP_URL = smtp.url
    minutes_later(1, day=FRIDAY)

    assert ledger(duty) == [(1, 3, "sent", "")]


def test_a_name_nobody_knows_is_away_too(duty, settings):
    settings.MAILS, settings.SMTP_URL = "smtp", "smtp://nowhere.invalid:25"

    a_day(FRIDAY)

    assert (the_mail(duty).state, the_mail(duty).cause) == ("pending", "unreachable")


def test_silence_after_the_content_is_unknown_and_not_sent_again(smtp, duty, monkeypatch):
    monkeypatch.setattr(channel, "TIMEOUT", 0.5)
    smtp.after_data = ["hang"]

    a_day(FRIDAY)
    minutes_later(120, day=FRIDAY)

    assert (the_mail(duty).state, the_mail(duty).cause) == ("unknown", "timed_out")
    assert (len(smtp.received), ledger(duty)) == (1, [(1, 3, "unknown", "timed_out")])


def test_a_broken_line_after_the_content_is_unknown(smtp, duty):
    smtp.after_data = ["drop"]

    a_day(FRIDAY)
    minutes_later(120, day=FRIDAY)

    assert (len(smtp.received), ledger(duty)) == (1, [(1, 3, "unknown", "broken_off")])


def test_a_broken_line_holds_up_the_others_for_a_minute(smtp):
    duties = [a_duty(due_on=date(2023, 9, 20)) for _ in range(4)]
    smtp.after_data = ["drop"]

    a_day(FRIDAY)
    after_the_break = sorted(state for one in duties for _, _, state, _ in ledger(one))
    minutes_later(1, day=FRIDAY)

    assert after_the_break == ["pending", "pending", "pending", "unknown"]
    assert sorted(state for one in duties for _, _, state, _ in ledger(one)) == ["sent", "sent", "sent", "unknown"]


def test_a_broken_line_holds_up_whoever_was_not_claimed_yet(smtp, monkeypatch):
    duties = [a_duty(due_on=date(2023, 9, 20)) for _ in range(4)]
    smtp.after_data = ["drop"] * 4
    monkeypatch.setattr("newarea.actions.reminders.batch.BATCH", 4)
    tick(on=FRIDAY, now=at(FRIDAY))

    for _ in range(4):
        deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY)))

    assert sorted(state for one in duties for _, _, state, _ in ledger(one)) == ["pending"] * 3 + ["unknown"]


def test_a_fault_in_one_message_does_not_stop_the_others(smtp, monkeypatch):
    bad, good = a_duty(due_on=date(2023, 9, 20), title_zh="坏", title_en="bad"), a_duty(due_on=date(2023, 9, 20))
    monkeypatch.setattr("newarea.mail.line", failing_for("bad"))

    a_day(FRIDAY)

    assert (the_mail(bad).state, the_mail(bad).cause, the_mail(bad).server_reply) == (
        "pending",
        "fault",
        "ValueError: bad",
    )
    assert ledger(good) == [(1, 3, "sent", "")]


def failing_for(title):
    line = mail.line

    def fails(item, **values):
        if item.title == title:
            raise ValueError(title)
        return line(item, **values)

    return fails


# What happened between planning and sending


def planned_then(duty, happening) -> list:
    plan_reminders(on=FRIDAY)
    happening()
    a_day(FRIDAY)
    return ledger(duty)


def test_what_was_closed_meanwhile_is_not_sent(smtp, duty):
    assert planned_then(duty, lambda: a_close_out(duty, on=FRIDAY)) == [(1, 3, "cancelled", "closed")]
    assert (smtp.received, digests(duty.owner)) == ([], [(FRIDAY, "cancelled", "nothing_left")])


def test_what_was_moved_meanwhile_is_not_sent(smtp, duty):
    def move():
        revise_plan(duty, seen=duty.version, by=None, on=FRIDAY, due_on=date(2023, 12, 29))

    assert planned_then(duty, move) == [(1, 3, "cancelled", "moved")]


def test_what_was_handed_over_meanwhile_goes_to_the_successor(smtp, duty):
    successor = an_owner(duty.lead_unit)

    found = planned_then(duty, lambda: hand_over_post(duty.owner, successor, by=None, on=FRIDAY))

    assert found == [(1, 3, "cancelled", "handed_over"), (2, 3, "sent", "")]
    assert [told.recipients for told in smtp.delivered] == [[successor.email]]


def test_a_programme_that_was_closed_meanwhile_is_quiet(smtp, duty):
    programme = duty.programme

    assert planned_then(duty, lambda: close_programme(programme, seen=programme.version, by=None)) == [
        (1, 3, "cancelled", "programme_over")
    ]


def test_who_left_meanwhile_gets_nothing(smtp, duty):
    assert planned_then(duty, lambda: Officer.objects.filter(pk=duty.owner_id).update(is_active=False)) == [
        (1, 3, "cancelled", "left")
    ]


def test_an_address_lost_meanwhile_is_shown(smtp, duty):
    assert planned_then(duty, lambda: Officer.objects.filter(pk=duty.owner_id).update(email="")) == [
        (1, 3, "failed", "no_address")
    ]


def test_the_rest_of_a_message_goes_without_what_was_closed(smtp):
    owner = an_owner()
    kept = a_duty(owner, due_on=date(2023, 9, 20), title_en="Kept")
    closed = a_duty(owner, due_on=date(2023, 9, 20), title_en="Closed")
    plan_reminders(on=FRIDAY)
    a_close_out(closed, on=FRIDAY)

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert ("Kept" in told.text, "Closed" in told.text, ledger(kept)) == (True, False, [(1, 3, "sent", "")])


def test_a_message_that_lost_everything_comes_back_for_something_new(smtp, duty):
    planned_then(duty, lambda: a_close_out(duty, on=FRIDAY))
    another = a_duty(duty.owner, due_on=date(2023, 9, 20))

    a_day(FRIDAY, 15)

    assert (ledger(another), digests(duty.owner)) == ([(1, 3, "sent", "")], [(FRIDAY, "sent", "")])


# Leases


def test_a_claim_of_a_dead_worker_is_free_again(smtp, duty):
    tick(on=FRIDAY, now=at(FRIDAY))
    Digest.objects.update(state="claimed", lease_until=at(FRIDAY) + LEASE)

    a_day(FRIDAY, 12, 9)

    assert ledger(duty) == [(1, 3, "sent", "")]


def test_a_sending_of_a_dead_worker_is_unknown(smtp, duty):
    tick(on=FRIDAY, now=at(FRIDAY))
    mail = the_mail(duty)
    Reminder.objects.filter(channel="mail").update(digest=mail)
    Digest.objects.filter(pk=mail.pk).update(state="sending", lease_until=at(FRIDAY) + LEASE)

    a_day(FRIDAY, 12, 9)

    assert (smtp.received, ledger(duty)) == ([], [(1, 3, "unknown", "sender_died")])


def test_an_answer_that_comes_late_still_counts(smtp, duty, monkeypatch):
    """The lease runs out while the server thinks; its 250 says more than our guess."""

    letter = delivering.letter

    def slow(digest, now):
        release_expired(now=now + LEASE + timedelta(seconds=1))
        return letter(digest, now)

    monkeypatch.setattr(delivering, "letter", slow)

    a_day(FRIDAY)

    assert ledger(duty) == [(1, 3, "sent", "")]


def test_a_batch_that_takes_too_long_gives_the_rest_back(smtp):
    duties = [a_duty(due_on=date(2023, 9, 20)) for _ in range(3)]
    tick(on=FRIDAY, now=at(FRIDAY))

    deliver(on=FRIDAY, tell_time=lambda: at(FRIDAY) + timedelta(seconds=40) * len(smtp.received))

    assert Digest.objects.filter(channel="mail", state="pending").count() == 2
    a_day(FRIDAY, 12, 7)
    assert [ledger(one)[0][2] for one in duties] == ["sent"] * 3


def test_no_letter_begins_on_the_half_hour_or_after_hours(smtp):
    """A batch that was claimed a moment before it."""
    duties = [a_duty(due_on=date(2023, 9, 20)) for _ in range(2)]
    before, after = at(FRIDAY, 12, 29) + timedelta(seconds=55), at(FRIDAY, 12, 30) + timedelta(seconds=1)
    tick(on=FRIDAY, now=before)

    deliver(on=FRIDAY, tell_time=lambda: after if smtp.received else before)

    assert sorted(ledger(one)[0][2] for one in duties) == ["pending", "sent"]
    a_day(FRIDAY, 12, 31)
    assert [ledger(one)[0][2] for one in duties] == ["sent", "sent"]


def test_a_server_that_says_what_no_database_keeps_is_understood(smtp, duty):
    smtp.after_data = ["250 kept\x00 as 1"]

    a_day(FRIDAY)

    assert (ledger(duty), the_mail(duty).server_reply) == ([(1, 3, "sent", "")], "250 kept as 1")


def test_an_address_that_is_none_holds_up_nobody(smtp):
    """However it came into the table."""
    bad, good = (a_duty(an_owner(email=email), due_on=date(2023, 9, 20)) for email in ("x@", "good@songbei.example"))

    a_day(FRIDAY)

    assert (ledger(bad), ledger(good)) == ([(1, 3, "failed", "fault")], [(1, 3, "sent", "")])


# Sending again


def test_nothing_is_sent_again_to_who_has_left(smtp, duty):
    smtp.after_data = ["drop"]
    a_day(FRIDAY)
    Officer.objects.filter(pk=duty.owner_id).update(is_active=False)
    resend(the_mail(duty), by=an_inspector(), now=at(FRIDAY, 21))

    deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY, 21)))

    assert (len(smtp.received), ledger(duty)) == (1, [(1, 3, "cancelled", "left")])


def test_an_unknown_message_is_sent_again_as_it_was(smtp, duty):
    smtp.after_data = ["drop"]
    a_day(FRIDAY)
    a_close_out(duty, on=FRIDAY)
    resend(the_mail(duty), by=an_inspector(), now=at(FRIDAY, 21))

    deliver(on=FRIDAY, tell_time=stopped(at(FRIDAY, 21)))

    first, second = smtp.received
    assert (first.message_id, first.text) == (second.message_id, second.text)
    assert ledger(duty) == [(1, 3, "sent", "")]


def test_a_refused_message_is_sent_again_to_the_corrected_address_on_a_later_day(smtp, duty):
    smtp.at_recipient = ["550 no such person"]
    a_day(FRIDAY)
    Officer.objects.filter(pk=duty.owner_id).update(email="right@songbei.example")
    resend(the_mail(duty), by=an_inspector(), now=at(date(2023, 9, 16)))

    a_day(date(2023, 9, 16))

    assert [told.recipients for told in smtp.delivered] == [["right@songbei.example"]]


def test_a_message_without_address_is_composed_when_there_is_one(smtp, duty):
    planned_then(duty, lambda: Officer.objects.filter(pk=duty.owner_id).update(email=""))
    Officer.objects.filter(pk=duty.owner_id).update(email="found@songbei.example")
    resend(the_mail(duty), by=an_inspector(), now=at(FRIDAY, 15))

    a_day(FRIDAY, 15)

    assert (len(smtp.delivered), ledger(duty)) == (1, [(1, 3, "sent", "")])


# The day passes


def test_what_could_not_go_rolls_over_and_is_right_for_the_next_day(smtp, duty):
    later = a_duty(duty.owner, due_on=date(2023, 9, 29), title_en="Later")
    smtp.at_recipient = ["451 busy"] * 9
    a_day(FRIDAY, 17)
    smtp.clear()

    a_day(MONDAY)

    (told,) = smtp.delivered
    assert digests(duty.owner) == [(FRIDAY, "cancelled", "day_passed"), (MONDAY, "sent", "")]
    assert "2 working days left" in told.text
    assert (ledger(duty), ledger(later)) == ([(1, 3, "sent", "")], [(1, 10, "sent", "")])


def test_a_week_of_outage_is_one_mail_not_five(smtp):
    duty = a_duty(due_on=date(2023, 9, 22))
    smtp.at_recipient = ["451 busy"] * 50
    for day in (15, 18, 19, 20, 21):
        a_day(date(2023, 9, day))
    smtp.clear()

    a_day(date(2023, 9, 22))

    (told,) = smtp.delivered
    assert "due today" in told.text
    assert ledger(duty) == [
        (1, 5, "cancelled", "superseded"),
        (1, 3, "cancelled", "superseded"),
        (1, 1, "cancelled", "superseded"),
        (1, 0, "sent", ""),
    ]


def test_no_tick_for_a_week_is_one_mail_too(smtp):
    duty = a_duty(due_on=date(2023, 9, 22))
    a_day(THURSDAY)
    smtp.clear()

    a_day(date(2023, 9, 22))

    assert (len(smtp.delivered), ledger(duty)) == (1, [(1, 10, "sent", ""), (1, 0, "sent", "")])


def test_a_message_in_files_is_the_same_file_twice(settings, tmp_path, duty):
    settings.MAILS, settings.MAIL_FOLDER = "files", tmp_path / "mails"
    a_day(FRIDAY)
    Digest.objects.filter(channel="mail").update(state="unknown", cause="broken_off")
    resend(the_mail(duty), by=an_inspector(), now=at(FRIDAY))

    a_day(FRIDAY)

    (file,) = settings.MAIL_FOLDER.iterdir()
    assert file.name == f"reminders.20230915.{duty.owner_id}.mail@localhost.eml"
    assert "主体完工" in file.read_text()


def test_people_of_two_programmes_are_told_of_both_in_one(smtp):
    owner = an_owner()
    a_duty(owner, due_on=date(2023, 9, 20), programme=a_programme())
    a_duty(owner, due_on=date(2023, 9, 20), programme=a_programme())

    a_day(FRIDAY)

    assert len(smtp.delivered) == 1
