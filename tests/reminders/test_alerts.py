"""One alert an episode, one message a person and channel, and no alert about an alert."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import translation

from newarea import clock
from newarea.actions import alerts
from newarea.actions.reminders import deliver, resend, tick
from newarea.actions.reminders.resending import set_aside
from newarea.models import Alert, Channel, Digest, GroupChat, Officer, Pulse, Reminder
from tests.builders import a_unit, an_inspector, an_officer
from tests.reminders.stage import a_duty, an_owner, at, stopped

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FRIDAY = date(2023, 9, 15)
NOON = at(FRIDAY)
NIGHT = at(FRIDAY, 3)
A_TICK = timedelta(seconds=15)


@pytest.fixture(autouse=True)
def _english_and_files(settings, tmp_path):
    settings.LANGUAGE_CODE, settings.MAILS, settings.MAIL_FOLDER = "en", "files", tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def inspector() -> Officer:
    return an_inspector(language="en", email="inspector@songbei.example")


def ticks(now: datetime, count: int = 1) -> datetime:
    """Some ticks in a row and what they ask to send; the instant of the last one."""
    for number in range(count):
        moment = now + number * A_TICK
        for _ in range(tick(on=FRIDAY, now=moment)):
            deliver(on=FRIDAY, tell_time=stopped(moment))
    return now + (count - 1) * A_TICK


def a_failure(person: Officer | None = None, *, state: str = "failed", kind: str = "digest", **values) -> Digest:
    cause = {"failed": "refused", "unknown": "broken_off"}[state]
    day = FRIDAY - timedelta(days=Digest.objects.count())
    told = {"state": state, "cause": cause, "not_before": NOON, "body_text": "-"} | values
    return Digest.objects.create(person=person or an_owner(), channel="mail", day=day, kind=kind, **told)


def a_chat(**values) -> GroupChat:
    unit = a_unit(name_en="Housing Bureau")
    return GroupChat.objects.create(unit=unit, service="wecom", url="https://chat.example/1", **values)


def told(person: Officer) -> list[tuple[str, str, str]]:
    rows = Digest.objects.filter(person=person, kind="alert").order_by("pk")
    return list(rows.values_list("channel", "state", "subject"))


def all_alerts() -> list[tuple[str, int, bool]]:
    return [(row.kind, row.count, row.ended_at is not None) for row in Alert.objects.order_by("pk")]


def test_whoever_has_left_before_it_goes_is_not_alerted(inspector):
    a_failure()
    tick(on=FRIDAY, now=NOON)
    Officer.objects.filter(pk=inspector.pk).update(is_active=False)

    deliver(on=FRIDAY, tell_time=stopped(NOON))

    assert {row[:2] for row in told(inspector)} == {("inbox", "cancelled"), ("mail", "cancelled")}


# Messages in trouble


def test_whoever_can_mend_it_is_told_once_through_each_channel_at_any_hour(inspector):
    administrator = an_officer("administrator", language="en", email="")
    a_failure()

    ticks(NIGHT, count=4)

    subject = "Alert: messages failed or may not have arrived"
    assert told(inspector) == [("inbox", "sent", subject), ("mail", "sent", subject)]
    assert told(administrator) == [("inbox", "sent", subject)]


def test_nobody_else_is_told(inspector):
    others = [an_officer(role, language="en") for role in ("reporter", "head", "leader", "delegate")]
    others.append(an_inspector(is_active=False))
    a_failure()

    ticks(NIGHT)

    assert [told(other) for other in others] == [[]] * 5


def test_many_failures_are_one_alert_that_counts_them(inspector):
    a_failure()
    now = ticks(NIGHT)
    for _ in range(3):
        a_failure(state="unknown")

    ticks(now + A_TICK)

    assert (all_alerts(), len(told(inspector))) == ([("troubled", 4, False)], 2)


def test_the_alert_says_how_many_what_to_do_and_where(inspector):
    a_failure()

    ticks(NIGHT)

    mail = Digest.objects.get(person=inspector, kind="alert", channel="mail")
    inbox = Digest.objects.get(person=inspector, kind="alert", channel="inbox")
    assert "1 message failed, or nobody knows whether it arrived." in mail.body_text
    assert "You get this as inspector or administrator" in mail.body_text
    assert "/mails/?state=troubled" in mail.body_text
    assert 'href="/mails/?state=troubled"' in inbox.body_html


def test_each_is_told_in_their_own_language():
    chinese = an_inspector(language="zh-hans")
    a_failure()

    ticks(NIGHT)

    assert told(chinese)[0][2].startswith("告警")


def test_it_ends_when_none_is_left_and_the_next_one_is_another_episode(inspector):
    failure = a_failure()
    now = ticks(NIGHT)
    set_aside(failure, by=inspector, now=now)
    now = ticks(now + A_TICK)
    a_failure()

    ticks(now + A_TICK)

    assert (all_alerts(), len(told(inspector))) == ([("troubled", 1, True), ("troubled", 1, False)], 4)


def test_failing_once_more_after_being_sent_again_is_the_same_episode(inspector):
    failure = a_failure()
    now = ticks(NIGHT)
    resend(failure, by=inspector, now=now)
    Digest.objects.filter(pk=failure.pk).update(next_try_at=now + timedelta(hours=1))
    now = ticks(now + A_TICK)
    waiting = all_alerts()
    Digest.objects.filter(pk=failure.pk).update(state="failed", cause="refused")

    ticks(now + A_TICK)

    assert (waiting, all_alerts()) == ([("troubled", 0, False)], [("troubled", 1, False)])
    assert len(told(inspector)) == 2


def test_what_was_sent_again_and_arrived_ends_it(inspector):
    failure = a_failure()
    now = ticks(NIGHT)
    resend(failure, by=inspector, now=now)

    ticks(now + A_TICK, count=2)

    failure.refresh_from_db()
    assert (failure.state, all_alerts()) == ("sent", [("troubled", 0, True)])


def test_an_alert_that_cannot_be_delivered_begets_no_alert(inspector, smtp):
    smtp.at_recipient = ["550 no such person"] * 50
    a_failure()

    now = ticks(NIGHT, count=3)
    failed = told(inspector)
    set_aside(Digest.objects.get(kind="digest"), by=inspector, now=now)
    ticks(now + A_TICK, count=3)

    subject = "Alert: messages failed or may not have arrived"
    assert failed == [("inbox", "sent", subject), ("mail", "failed", subject)]
    assert (all_alerts(), told(inspector)) == ([("troubled", 1, True)], failed)


def test_an_alert_waits_for_a_mail_server_that_is_away_and_the_inbox_has_it(inspector, settings):
    settings.MAILS, settings.SMTP_URL = "smtp", "smtp://127.0.0.1:1"
    a_failure()

    ticks(NIGHT, count=2)

    assert [(channel, state) for channel, state, _ in told(inspector)] == [("inbox", "sent"), ("mail", "pending")]


def test_an_alert_that_was_not_delivered_can_be_sent_again_as_it_was(inspector):
    a_failure()
    now = ticks(NIGHT)
    alert = Digest.objects.get(person=inspector, kind="alert", channel="mail")
    before = alert.body_text
    Digest.objects.filter(pk=alert.pk).update(state="failed", cause="refused")

    resend(alert, by=inspector, now=now)
    ticks(now + A_TICK)

    alert.refresh_from_db()
    assert (alert.state, alert.body_text) == ("sent", before)


def test_a_failure_in_it_holds_up_no_reminder(inspector, monkeypatch):
    monkeypatch.setattr("newarea.actions.alerts.alert_words.cover", fails)
    duty = a_duty(due_on=date(2023, 9, 20))
    a_failure()

    ticks(NOON)

    rows = Reminder.objects.filter(undertaking=duty).order_by("pk")
    assert list(rows.values_list("channel", "state")) == [
        ("inbox", "sent"),
        ("mail", "sent"),
    ]
    assert (Alert.objects.count(), told(inspector)) == (0, [])


def fails(*args, **values):
    raise ZeroDivisionError


def test_what_could_not_be_raised_is_raised_by_the_next_tick(inspector, monkeypatch):
    a_failure()
    with monkeypatch.context() as broken:
        broken.setattr("newarea.actions.alerts.alert_words.cover", fails)
        now = ticks(NOON)

    ticks(now + A_TICK)

    assert (all_alerts(), len(told(inspector))) == ([("troubled", 1, False)], 2)


# The tick was silent


def test_the_tick_that_comes_back_tells_of_the_silence_once(inspector):
    now = ticks(NIGHT)

    ticks(now + timedelta(hours=2), count=3)

    alert = Alert.objects.get()
    assert (alert.kind, alert.began_at, alert.ended_at) == ("silent", now, now + timedelta(hours=2))
    assert told(inspector) == [(channel, "sent", "Alert: the tick was silent") for channel in ("inbox", "mail")]


def test_the_message_says_from_when_to_when(inspector):
    ticks(at(FRIDAY, 3, 0))

    ticks(at(FRIDAY, 5, 30))

    text = Digest.objects.filter(person=inspector, kind="alert").values_list("body_text", flat=True)[0]
    assert "From 2023-09-15 03:00 to 2023-09-15 05:30 nothing was looked at and nothing was sent." in text


@pytest.mark.parametrize(("seconds", "alerts"), [(15, 0), (60, 0), (61, 1)])
def test_a_minute_is_no_silence(seconds, alerts):
    now = ticks(NIGHT)

    ticks(now + timedelta(seconds=seconds))

    assert Alert.objects.filter(kind="silent").count() == alerts


def test_the_first_tick_there_ever_was_tells_of_none():
    ticks(NIGHT)

    assert Alert.objects.count() == 0


def test_a_clock_that_is_put_back_is_no_silence_and_plans_at_once():
    ticks(NOON)
    duty = a_duty(due_on=date(2023, 9, 20))

    ticks(NOON - timedelta(hours=3), count=3)

    pulse = Pulse.objects.get()
    assert (Alert.objects.count(), pulse.beat_at) == (0, NOON - timedelta(hours=3) + 2 * A_TICK)
    assert (pulse.planned_at, duty.reminders.count()) == (NOON - timedelta(hours=3), 2)


def test_a_clock_that_is_put_forward_and_back_is_one_alert():
    now = ticks(NOON, count=2)
    now = ticks(now + timedelta(hours=1), count=3)

    ticks(now - timedelta(hours=1) + A_TICK, count=3)

    assert all_alerts() == [("silent", 0, True)]


# A group chat


def test_a_chat_that_takes_nothing_for_ten_minutes_is_an_alert_until_it_does(inspector):
    chat = a_chat(failing_since=NOON)

    ticks(NOON + timedelta(minutes=9, seconds=59))
    early = all_alerts()
    now = ticks(NOON + timedelta(minutes=10), count=2)
    raised = all_alerts()
    GroupChat.objects.filter(pk=chat.pk).update(failing_since=None)
    ticks(now + A_TICK)

    assert (early, raised, all_alerts()) == ([], [("chat", 1, False)], [("chat", 1, True)])
    mail = Digest.objects.get(person=inspector, kind="alert", channel="mail")
    assert "Housing Bureau · WeCom: nothing was taken since 2023-09-15 12:05." in mail.body_text


def test_a_second_chat_joins_the_episode(inspector):
    a_chat(failing_since=NOON - timedelta(hours=1))
    now = ticks(NOON)
    a_chat(failing_since=NOON - timedelta(hours=2))

    ticks(now + A_TICK)

    assert (all_alerts(), len(told(inspector))) == ([("chat", 2, False)], 2)


def test_a_chat_out_of_use_is_none():
    a_chat(failing_since=NOON - timedelta(hours=1), is_active=False)

    ticks(NOON)

    assert Alert.objects.count() == 0


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_raise_one_alert(inspector):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time")
    a_failure()
    gate = threading.Barrier(4)

    def raises() -> None:
        gate.wait()
        alerts.watch(on=FRIDAY, now=NOON)
        connection.close()

    both = [threading.Thread(target=raises) for _ in range(4)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert all_alerts() == [("troubled", 1, False)]
    assert sorted(Digest.objects.filter(kind="alert").values_list("channel", flat=True)) == [
        Channel.INBOX,
        Channel.MAIL,
    ]


@pytest.mark.django_db(transaction=True)
def test_two_ticks_that_come_back_at_once_tell_of_one_silence(inspector):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time")
    ticks(NIGHT)
    gate = threading.Barrier(4)

    def comes_back() -> None:
        gate.wait()
        tick(on=FRIDAY, now=NIGHT + timedelta(hours=1))
        connection.close()

    threads = [threading.Thread(target=comes_back) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (all_alerts(), Digest.objects.filter(kind="alert").count()) == ([("silent", 0, True)], 2)


# The strip on every page


def page(client, officer: Officer, url: str = "/workbench/") -> str:
    client.force_login(officer)
    client.cookies["language"] = "en"
    return client.get(url).content.decode()


def test_a_strip_says_it_to_inspectors_and_administrators_only(client, inspector):
    Alert.objects.create(kind="troubled", began_at=NOON, count=2)
    roles = ("administrator", "reporter", "head", "leader", "delegate")

    shown = {role: page(client, an_officer(role, unit=a_unit())) for role in roles}

    words = "2 messages failed, or nobody knows whether they arrived."
    assert words in page(client, inspector)
    assert {role: words in text for role, text in shown.items()} == {role: role == "administrator" for role in roles}


def test_a_page_that_says_it_itself_has_no_strip_about_it(client, inspector):
    a_failure()
    Alert.objects.create(kind="troubled", began_at=NOON, count=1)

    shown = page(client, inspector, "/mails/")

    assert ("is-alarm" in shown, shown.count("1 message failed, or nobody knows")) == (False, 1)


def test_the_strip_goes_when_the_alert_ends(client, inspector):
    Alert.objects.create(kind="troubled", began_at=NOON, count=2, ended_at=NOON)

    assert "is-alarm" not in page(client, inspector)


@pytest.mark.parametrize("url", ["/workbench/", "/mails/", "/health/", "/mails/reminders/"])
def test_while_the_tick_is_silent_the_pages_say_so_and_write_nothing(client, inspector, url):
    Pulse.objects.create(pk=1, beat_at=clock.now() - timedelta(minutes=2))

    shown = page(client, inspector, url)

    assert "The scheduler has not been heard of since" in shown
    assert (Alert.objects.count(), Digest.objects.count()) == (0, 0)


def test_a_pulse_of_the_future_is_said_until_the_next_tick(client, inspector):
    Pulse.objects.create(pk=1, beat_at=clock.now() + timedelta(hours=2))
    before = "The scheduler has not been heard of" in page(client, inspector)

    tick(on=FRIDAY, now=clock.now())

    assert (before, "The scheduler has not been heard of" in page(client, inspector)) == (True, False)


def test_all_is_well(client, inspector):
    Pulse.objects.create(pk=1, beat_at=clock.now())

    assert "is-alarm" not in page(client, inspector)
