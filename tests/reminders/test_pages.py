from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea import clock
from newarea.actions.reminders import tick
from newarea.models import Digest, ListedDuty, Officer, Pulse, Reminder, Undertaking
from tests.builders import a_programme, a_unit, an_inspector, an_officer
from tests.reminders.stage import a_day, a_duty, an_owner, at, page

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FRIDAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _english_and_held(settings, english_pages):
    settings.DAY = FRIDAY


def the_mail(duty) -> Digest:
    return Digest.objects.get(person=duty.owner_id, channel="mail")


def trouble(duty, state: str, cause: str, reply: str = "") -> Digest:
    a_day(FRIDAY)
    Reminder.objects.filter(digest=the_mail(duty)).update(state=state, cause=cause)
    Digest.objects.filter(pk=the_mail(duty).pk).update(state=state, cause=cause, server_reply=reply)
    return the_mail(duty)


# The inbox


def test_the_inbox_shows_ones_own_messages(client, duty):
    a_day(FRIDAY)

    assert "Reminder: 1 coming up" in page(client, duty.owner, "/inbox/")
    assert "No message" in page(client, an_owner(), "/inbox/")


def test_a_message_leads_to_the_form(client, duty):
    a_day(FRIDAY)
    message = Digest.objects.get(channel="inbox")

    assert f'href="/undertakings/{duty.pk}/report/"' in page(client, duty.owner, f"/inbox/{message.pk}/")


def test_somebody_elses_message_does_not_exist(client, duty):
    a_day(FRIDAY)
    message = Digest.objects.get(channel="inbox")
    client.force_login(an_inspector())

    assert client.get(f"/inbox/{message.pk}/").status_code == 404
    assert client.post(f"/inbox/{message.pk}/read/").status_code == 404


def test_reading_is_marked_and_counted(client, duty):
    a_day(FRIDAY)
    message = Digest.objects.get(channel="inbox")
    client.force_login(duty.owner)
    before = Officer.objects.with_unread().get(pk=duty.owner_id).unread

    client.post(f"/inbox/{message.pk}/read/")

    message.refresh_from_db()
    assert (before, Officer.objects.with_unread().get(pk=duty.owner_id).unread) == (1, 0)
    assert message.read_at is not None


def test_all_are_marked_at_once_and_nobody_elses(client, duty):
    other = a_duty(due_on=date(2023, 9, 20))
    a_day(FRIDAY)
    client.force_login(duty.owner)

    client.post("/inbox/read/")

    unread = Digest.objects.filter(channel="inbox", read_at=None)
    assert [message.person_id for message in unread] == [other.owner_id]


# The staff page


def test_the_ledger_shows_what_went_to_whom(client, duty):
    a_day(FRIDAY)

    shown = page(client, an_inspector(), "/mails/")

    assert all(words in shown for words in ("Ms Li", duty.owner.email, "250 written to", "1 reminder"))


def test_what_went_out_through_two_channels_is_one_entry(client, duty):
    a_day(FRIDAY)

    shown = page(client, an_inspector(), "/mails/")

    assert (shown.count("Reminder: 1 coming up"), shown.count('class="is-same"')) == (1, 1)


def test_the_inbox_answers_in_the_language_of_the_reader(client, duty):
    a_day(FRIDAY)
    client.force_login(an_inspector())
    client.cookies["language"] = "zh-hans"

    shown = [client.get(url).content.decode() for url in ("/mails/", "/mails/reminders/")]

    assert [("站内信已显示" in text, "shown in the" in text) for text in shown] == [(True, False)] * 2


def test_a_reporter_sees_own_messages_only(client, duty):
    a_day(FRIDAY)

    assert "Ms Li" not in page(client, an_owner(), "/mails/").split("<main")[1]
    assert "Ms Li" in page(client, duty.owner, "/mails/").split("<main")[1]


def test_a_delegate_has_no_such_page(client):
    client.force_login(an_officer("delegate"))

    assert [client.get(url).status_code for url in ("/mails/", "/mails/reminders/")] == [404, 404]


def test_the_anonymous_reader_is_asked_to_sign_in(client):
    assert [client.get(url).status_code for url in ("/mails/", "/inbox/")] == [302, 302]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "sent"}, True),
        ({"state": "failed"}, False),
        ({"state": "nonsense"}, True),
        ({"channel": "inbox"}, True),
        ({"q": "Ms L"}, True),
        ({"q": "nobody"}, False),
        ({"before": "1"}, False),
        ({"before": "x"}, True),
    ],
)
def test_the_ledger_is_narrowed(client, duty, query, found):
    a_day(FRIDAY)

    assert ("<td" in page(client, an_inspector(), "/mails/", **query)) is found


def test_the_ledger_is_paged_by_key(client, duty):
    others = [an_owner() for _ in range(26)]
    Digest.objects.bulk_create(
        Digest(person=other, channel="mail", day=FRIDAY, not_before=at(FRIDAY), subject=f"Number {number}")
        for number, other in enumerate(others, 1)
    )
    inspector = an_inspector()

    first = page(client, inspector, "/mails/")
    second = page(client, inspector, "/mails/", before=str(Digest.objects.get(subject="Number 2").pk))

    assert (f"before={Digest.objects.get(subject='Number 2').pk}" in first, "Number 1<" in first) == (True, False)
    assert ("Number 1<" in second, "Newest" in second, "Older" in second) == (True, True, False)


def test_trouble_is_counted_and_listed(client, duty):
    trouble(duty, "unknown", "broken_off", "SMTPServerDisconnected: gone")
    inspector = an_inspector()

    assert "1 message failed, or nobody knows whether it arrived." in page(client, inspector, "/mails/")
    listed = page(client, inspector, "/mails/", state="troubled")
    assert all(words in listed for words in ("unknown", "the connection broke after", "SMTPServerDisconnected: gone"))


def test_one_click_sends_again(client, duty, mocker_free_wake):
    found = trouble(duty, "failed", "refused", "550 no such person")
    client.force_login(inspector := an_inspector())

    answer = client.post(f"/mails/{found.pk}/resend/")

    found.refresh_from_db()
    assert (answer.status_code, found.state, found.asked_again_by) == (302, "pending", inspector)
    assert mocker_free_wake == [1]


@pytest.fixture
def mocker_free_wake(monkeypatch):
    """How often the sender was woken."""
    woken: list[int] = []
    monkeypatch.setattr("newarea.views.mails.wake_sender", lambda: woken.append(1))
    return woken


def test_what_was_sent_is_not_sent_again(client, duty, mocker_free_wake):
    a_day(FRIDAY)
    client.force_login(an_inspector())

    told = client.post(f"/mails/{the_mail(duty).pk}/resend/", follow=True).content.decode()

    assert "Only a message that failed or whose fate is unknown can be sent again." in told
    assert (the_mail(duty).state, mocker_free_wake) == ("sent", [])


def test_only_the_inspection_office_and_administrators_send_again(client, duty):
    found = trouble(duty, "failed", "refused")
    client.force_login(duty.owner)

    assert "Send again" not in page(client, duty.owner, f"/mails/{found.pk}/")
    assert client.post(f"/mails/{found.pk}/resend/").status_code == 404


def test_the_detail_says_why_and_shows_the_text(client, duty):
    a_day(FRIDAY)

    shown = page(client, an_inspector(), f"/mails/{the_mail(duty).pk}/")

    expected = "Ms Li answers for it, and it was due on 20 Sep 2023. Owed since 15 Sep 2023: 3 working days before"
    assert (expected in shown, "- Main structure finished" in shown) == (True, True)


def test_every_reminder_ever_owed_is_listed_with_its_fate(client, duty):
    tick(on=FRIDAY, now=at(FRIDAY, 3))
    Undertaking.objects.update(closed_on=FRIDAY)
    a_day(FRIDAY)

    shown = page(client, an_inspector(), "/mails/reminders/", q="Main struct")

    assert (shown.count("the item was closed"), "Ms Li answers for it" in shown) == (2, True)


def test_who_cannot_be_reached_is_a_warning(client):
    a_duty(an_owner(name="Mr Wang", email=""), due_on=date(2023, 12, 29))

    shown = page(client, an_inspector(), "/mails/")

    assert "have no e-mail address" in shown
    assert "Mr Wang" in shown


def test_copies_that_would_reach_nobody_are_a_warning(client):
    unit = a_unit()
    unit.head = an_officer("head", unit=unit, name="Ms Head", email="")
    unit.leader_in_charge = an_officer("leader", name="Mr Leader", is_active=False)
    unit.save()
    a_duty(an_owner(unit), due_on=date(2023, 12, 29))

    shown = page(client, an_inspector(name="The Inspector", email=""), "/mails/").split("<main")[1]

    assert ("Ms Head" in shown, "Mr Leader" in shown, "The Inspector" in shown) == (True, True, True)


def test_who_gets_nothing_anyway_is_no_warning(client):
    unit = a_unit()
    unit.head = an_officer("head", unit=unit, name="Ms Head", email="")
    unit.save()
    an_officer("delegate", name="A Delegate", email="")

    shown = page(client, an_inspector(), "/mails/").split("<main")[1]

    assert ("Ms Head" in shown, "A Delegate" in shown) == (False, False)


def test_a_person_with_a_listed_duty_and_no_address_is_a_warning(client):
    person = an_owner(name="Ms Figures", email="")
    listed = {"duty": "targets:observation:1", "person": person, "changed_on": FRIDAY, "due_on": date(2023, 9, 20)}
    ListedDuty.objects.create(**listed)
    inspector = an_inspector()
    named = "Ms Figures" in page(client, inspector, "/mails/")
    ListedDuty.objects.update(is_listed=False)

    assert (named, "Ms Figures" in page(client, inspector, "/mails/")) == (True, False)


def test_a_year_that_is_not_decreed_is_a_warning(client):
    a_duty(an_owner(), due_on=date(2037, 1, 29))
    inspector = an_inspector()

    shown = page(client, inspector, "/mails/").split("<main")[1]

    assert "The holidays of 2037 are not decreed yet" in shown


def test_years_that_are_decreed_are_none(client):
    a_duty(an_owner(), due_on=date(2023, 12, 29))

    assert "not decreed yet" not in page(client, an_inspector(), "/mails/")


def test_a_scheduler_that_is_silent_is_a_warning(client):
    Pulse.objects.create(pk=1, beat_at=clock.now() - timedelta(minutes=2))
    silent = page(client, an_inspector(), "/mails/")
    Pulse.objects.update(beat_at=clock.now())
    alive = page(client, an_inspector(), "/mails/")

    sentence = "The scheduler has not been heard of"
    assert (sentence in silent, sentence in alive) == (True, False)


@pytest.mark.parametrize("url", ["/mails/", "/mails/reminders/", "/inbox/"])
def test_queries_do_not_grow_with_the_rows(client, url):
    owner, programme = an_owner(role="inspector"), a_programme()
    a_duty(owner, programme=programme, due_on=date(2023, 9, 20))
    a_day(FRIDAY)
    page(client, owner, url)
    one = queries(client, url)
    for _ in range(5):
        a_duty(an_owner(), programme=programme, due_on=date(2023, 9, 20))
    a_day(FRIDAY)

    assert queries(client, url) == one


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


# Kinds, answers, and what a person decides


def in_trouble(person: Officer, state: str = "failed", **values) -> Digest:
    cause = {"failed": "refused", "unknown": "broken_off"}[state]
    told = {"state": state, "cause": cause, "not_before": at(FRIDAY), "day": FRIDAY, "body_text": "-"} | values
    return Digest.objects.create(person=person, channel="mail", **told)


@pytest.mark.parametrize(
    ("query", "found"),
    [({"kind": "digest"}, ["The day"]), ({"kind": "alert"}, ["An alert"]), ({"kind": "chase"}, ["A chase-up"])],
)
def test_messages_are_narrowed_by_their_kind(client, query, found):
    owner = an_owner()
    for kind, subject in (("digest", "The day"), ("alert", "An alert"), ("chase", "A chase-up")):
        in_trouble(owner, kind=kind, subject=subject)

    shown = page(client, an_inspector(), "/mails/", **query)

    assert [subject for subject in ("The day", "An alert", "A chase-up") if f">{subject}<" in shown] == found


def test_reminders_are_narrowed_by_the_kind_of_duty_in_words(client, duty):
    common = {"generation": 1, "step": 1, "channel": "mail", "due_on": FRIDAY, "planned_on": FRIDAY}
    for kind in ("report", "verification"):
        Reminder.objects.create(duty=f"{kind}:1", kind=kind, person=duty.owner, title=f"About a {kind}", **common)

    shown = page(client, an_inspector(), "/mails/reminders/", kind="report")

    assert ("About a report" in shown, "About a verification" in shown) == (True, False)
    assert "monthly progress report · 1 working day before the due date" in shown


def test_each_reminder_shows_what_the_server_said_and_a_button_where_it_failed(client, duty):
    failed = trouble(duty, "failed", "refused", "550 no such person")

    shown = page(client, an_inspector(), "/mails/reminders/", state="failed")

    assert ("550 no such person" in shown, f'action="/mails/{failed.pk}/resend/"' in shown) == (True, True)


def test_a_copy_says_who_answers_and_as_what_one_is_told(client, duty):
    head = an_officer("head", name="Ms Head")
    common = {"generation": 1, "step": -3, "channel": "mail", "due_on": FRIDAY, "planned_on": FRIDAY}
    Reminder.objects.create(duty="undertaking:9", person=head, share="head", owner=duty.owner, title="Late", **common)

    shown = page(client, an_inspector(), "/mails/reminders/")

    assert "Ms Li answers for it, and it was due on 15 Sep 2023; copied to the head of unit." in shown


def test_ones_own_reminders_are_shown_without_buttons_and_nobody_elses(client, duty):
    other = a_duty(an_owner(name="Mr Wang"), due_on=date(2023, 9, 20), title_en="Something else")
    trouble(duty, "failed", "refused", "550 no such person")

    shown = page(client, duty.owner, "/mails/reminders/").split("<main")[1]

    assert ("Main structure finished" in shown, other.title in shown) == (True, False)
    assert ("550 no such person" in shown, "Send again" in shown) == (True, False)


def test_sending_again_from_a_row_leads_back_to_the_row(client, duty, mocker_free_wake):
    found = trouble(duty, "failed", "refused")
    client.force_login(an_inspector())

    answer = client.post(f"/mails/{found.pk}/resend/", {"next": "/mails/reminders/?state=failed"})

    assert answer["Location"] == "/mails/reminders/?state=failed"


def test_sending_again_never_leads_away(client, duty, mocker_free_wake):
    found = trouble(duty, "failed", "refused")
    client.force_login(an_inspector())

    answer = client.post(f"/mails/{found.pk}/resend/", {"next": "https://elsewhere.example/"})

    assert answer["Location"] == f"/mails/{found.pk}/"


def test_what_is_set_aside_is_settled_with_all_it_held(client, duty):
    found = trouble(duty, "unknown", "broken_off", "gone")
    client.force_login(inspector := an_inspector())

    told = client.post(f"/mails/{found.pk}/set-aside/", follow=True).content.decode()

    found.refresh_from_db()
    held = Reminder.objects.get(digest=found)
    assert "is set aside" in told
    assert (found.state, found.cause, found.server_reply) == ("cancelled", "set_aside", "gone")
    assert (found.set_aside_by, found.set_aside_at is not None, str(inspector) in told) == (inspector, True, True)
    assert (held.state, held.cause) == ("cancelled", "set_aside")


def test_what_was_sent_cannot_be_set_aside(client, duty):
    a_day(FRIDAY)
    client.force_login(an_inspector())

    told = client.post(f"/mails/{the_mail(duty).pk}/set-aside/", follow=True).content.decode()

    assert "can be set aside" in told
    assert the_mail(duty).state == "sent"


def test_sending_all_again_first_says_how_many(client):
    for number in range(3):
        in_trouble(an_owner(), subject=f"Number {number}")
    in_trouble(an_owner(), "unknown")

    shown = page(client, an_inspector(), "/mails/failed/")

    assert "3 messages failed and were certainly not taken." in shown
    assert "1 more may have arrived." in shown
    assert ("Send 3 messages again" in shown, "the server refused it: 3" in shown) == (True, True)


def test_sending_all_again_takes_what_failed_and_leaves_what_may_have_arrived(client, mocker_free_wake):
    failed = [in_trouble(an_owner()) for _ in range(3)]
    unknown = in_trouble(an_owner(), "unknown")
    client.force_login(inspector := an_inspector(language="en"))
    client.cookies["language"] = "en"

    told = client.post("/mails/failed/", {"action": "resend"}, follow=True).content.decode()

    states = dict(Digest.objects.values_list("pk", "state"))
    assert states == {row.pk: "pending" for row in failed} | {unknown.pk: "unknown"}
    assert set(Digest.objects.filter(state="pending").values_list("asked_again_by", flat=True)) == {inspector.pk}
    assert ("3 messages are being sent again." in told, mocker_free_wake) == (True, [1])


def test_setting_all_aside_leaves_what_may_have_arrived(client, mocker_free_wake):
    in_trouble(an_owner())
    unknown = in_trouble(an_owner(), "unknown")
    client.force_login(an_inspector())

    client.post("/mails/failed/", {"action": "set-aside"})

    assert list(Digest.objects.troubled()) == [unknown]
    assert mocker_free_wake == []


def test_where_nothing_failed_there_is_nothing_to_send_again(client, mocker_free_wake):
    client.force_login(an_inspector())

    assert "Nothing failed" in page(client, an_inspector(), "/mails/failed/")
    client.post("/mails/failed/", {"action": "resend"})
    assert mocker_free_wake == []


def test_queries_of_the_reminders_do_not_grow_with_copies_and_answers(client, duty):
    inspector = an_inspector()
    a_copy(duty, in_trouble(an_owner()))
    page(client, inspector, "/mails/reminders/")
    one = queries(client, "/mails/reminders/")
    for _ in range(5):
        a_copy(duty, in_trouble(an_owner()))

    assert queries(client, "/mails/reminders/") == one


def a_copy(duty: Undertaking, digest: Digest) -> Reminder:
    common = {"generation": 1, "step": -3, "channel": "mail", "due_on": FRIDAY, "planned_on": FRIDAY}
    told = {"state": digest.state, "cause": digest.cause, "digest": digest, "title": "Late"}
    key = f"undertaking:{digest.pk}"
    return Reminder.objects.create(duty=key, person=digest.person, share="head", owner=an_owner(), **common, **told)


# Health


def test_health_before_the_first_tick_and_after(client):
    before = client.get("/healthz")
    tick(on=FRIDAY, now=clock.now())
    after = client.get("/healthz")

    assert (before.status_code, before.json()["beat"]) == (503, "never")
    assert (after.status_code, after.json()) == (
        200,
        {"web": "ok", "database": "ok", "beat": "ok", "reminders": "ok"},
    )


def test_health_of_the_web_alone_asks_for_no_beat(client):
    answer = client.get("/healthz?of=web,database")

    assert (answer.status_code, answer.json()) == (200, {"web": "ok", "database": "ok"})


def test_health_says_when_the_beat_is_late(client):
    Pulse.objects.create(pk=1, beat_at=clock.now() - timedelta(minutes=2), planned_at=clock.now())

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["beat"], answer.json()["reminders"]) == (503, "late", "ok")
