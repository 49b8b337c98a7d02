"""Mails that may be switched off say how (RFC 8058); what is switched off falls silent, the inbox still gets it."""

import re
from datetime import date
from email.message import EmailMessage

import pytest
from django.test import Client
from django.utils import translation

from newarea.actions.reminders import plan_reminders, tick
from newarea.actions.settings import choose_messages
from newarea.channels.letter import Letter
from newarea.models import Channel, Digest, DutyPolicy, Mute, Officer, Reminder, touch_reference
from newarea.way_out import message_in, signed, way_out
from tests.reminders.stage import a_day, a_duty, an_owner, at
from tests.reminders.test_letters import a_letter
from tests.views.visits import text, visitor

pytestmark = pytest.mark.django_db

BEFORE = date(2023, 9, 20)  # three working days before the reporting day of Monday 25 September
HTTPS = "https://newarea.songbei.example"
OPTIONAL = {("report", Channel.MAIL): False}


@pytest.fixture(autouse=True)
def _https(settings):
    settings.SITE_URL = HTTPS


@pytest.fixture
def owner() -> Officer:
    """To report by 25 September on an item that is due much later; nothing else."""
    owner = an_owner(name="Ms Li")
    a_duty(owner, due_on=date(2023, 12, 29), start_on=date(2023, 9, 1))
    return owner


def the_mail(owner: Officer) -> Digest:
    return Digest.objects.get(person=owner, channel="mail", kind="digest")


def mailed(smtp) -> EmailMessage:
    (mail,) = [delivered.message for delivered in smtp.delivered]
    return mail


def raw_header(letter: Letter, name: str) -> list[str]:
    lines = letter.as_bytes().decode().split("\r\n\r\n")[0].split("\r\n")
    return [line for line in lines if line.startswith(f"{name}:")]


def muted(owner: Officer) -> list[tuple[str, str]]:
    return list(Mute.objects.filter(person=owner).values_list("kind", "channel"))


def states(owner: Officer, channel: str) -> list[tuple[str, str]]:
    rows = Reminder.objects.filter(person=owner, channel=channel).order_by("pk")
    return list(rows.values_list("state", "cause"))


def page_of(owner: Officer) -> str:
    return way_out(the_mail(owner)).removeprefix(HTTPS)


def test_a_mail_that_may_be_switched_off_says_how_in_its_headers(smtp, owner):
    a_day(BEFORE)

    mail = mailed(smtp)
    address = f"{HTTPS}/unsubscribe/{signed(the_mail(owner))}/"
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (
        f"<{address}>", "List-Unsubscribe=One-Click",
    )  # fmt: skip


def test_and_at_its_foot(smtp, owner):
    a_day(BEFORE)

    mail, address = mailed(smtp), way_out(the_mail(owner))
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert f"Stop e-mails of this kind: {address}" in plain
    assert f'<a href="{address}"' in html


def test_a_mail_with_one_obligatory_item_cannot_be_switched_off(smtp, owner):
    a_duty(owner, due_on=BEFORE)
    a_day(BEFORE)

    mail = mailed(smtp)
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)
    assert "/unsubscribe/" not in mail.as_string()


def test_the_inbox_has_no_way_out(smtp, owner):
    a_day(BEFORE)

    assert "/unsubscribe/" not in Digest.objects.get(person=owner, channel="inbox").body_html


def test_without_https_there_is_no_one_click(smtp, owner, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    a_day(BEFORE)

    mail = mailed(smtp)
    assert (mail["List-Unsubscribe"][:8], mail["List-Unsubscribe-Post"]) == ("<http://", None)


def test_a_long_address_stays_in_one_piece_on_the_wire():
    address = f"<https://{'a' * 60}.songbei.example/unsubscribe/123456:{'b' * 43}/>"

    letter = a_letter(headers=(("List-Unsubscribe", address),))

    assert raw_header(letter, "List-Unsubscribe") == [f"List-Unsubscribe: {address}"]


@pytest.mark.parametrize(
    "header",
    [
        ("List-Unsubscribe", "<https://a.example/>\r\nBcc: all@x.example"),
        ("X-Other", "a\nBcc: all@x.example"),
        ("X: y\r\nBcc", "all@x.example"),
        ("X-Other:", "a"),
        ("", "a"),
    ],
)
def test_nothing_can_be_smuggled_into_a_header(header):
    with pytest.raises(ValueError, match=r"header|Header"):
        a_letter(headers=(header,)).as_bytes()


def test_looking_changes_nothing(smtp, owner):
    a_day(BEFORE)

    page = text(visitor().get(page_of(owner)))

    assert "Ms Li would get no more e-mails about:" in page
    assert "Monthly progress report" in page
    assert muted(owner) == []


def test_one_click_without_cookie_session_or_token(smtp, owner):
    a_day(BEFORE)
    provider = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    answer = provider.post(
        page_of(owner), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )

    assert (answer.status_code, muted(owner)) == (200, [("report", "mail")])
    assert "Ms Li gets no more e-mails about:" in text(answer)
    assert 'href="/settings/"' in text(answer)


def test_twice_is_once(smtp, owner):
    a_day(BEFORE)

    answers = [visitor().post(page_of(owner)).status_code for _ in range(2)]

    assert (answers, muted(owner)) == ([200, 200], [("report", "mail")])


def test_what_is_switched_off_does_not_come_any_more_but_to_the_inbox(smtp, owner):
    a_day(BEFORE)
    visitor().post(page_of(owner))

    a_day(date(2023, 9, 22))

    assert (len(smtp.delivered), states(owner, "inbox")) == (1, [("sent", ""), ("sent", "")])


def test_what_was_planned_before_falls_silent(smtp, owner):
    tick(on=BEFORE, now=at(BEFORE, 8, 50))
    choose_messages(owner, wanted=OPTIONAL)

    a_day(BEFORE)

    assert (states(owner, "mail"), states(owner, "inbox")) == ([("cancelled", "switched_off")], [("sent", "")])
    assert smtp.delivered == []


def test_the_rest_of_the_message_goes(smtp, owner):
    a_duty(owner, due_on=BEFORE)
    tick(on=BEFORE, now=at(BEFORE, 8, 50))
    choose_messages(owner, wanted=OPTIONAL)

    a_day(BEFORE)

    assert sorted(states(owner, "mail")) == [("cancelled", "switched_off"), ("sent", "")]
    assert "Progress report" not in mailed(smtp).get_body(("plain",)).get_content()


def test_what_has_become_obligatory_is_not_silenced(smtp, owner):
    choose_messages(owner, wanted=OPTIONAL)
    DutyPolicy.objects.filter(kind="report").update(is_obligatory=True)
    touch_reference()

    a_day(BEFORE)

    assert states(owner, "mail") == [("sent", "")]


def test_an_old_mail_about_what_is_obligatory_now_is_refused_in_words(smtp, owner):
    a_day(BEFORE)
    DutyPolicy.objects.update(is_obligatory=True)
    touch_reference()

    answer = visitor().post(page_of(owner))

    assert (answer.status_code, muted(owner)) == (410, [])
    assert "cannot be switched off, or not any more" in text(answer)


@pytest.mark.parametrize("change", ["", "x", ":", "\N{SNOWMAN}"])
def test_a_wrong_signature_is_refused_in_words(smtp, owner, change):
    a_day(BEFORE)
    address = page_of(owner).rstrip("/") + change
    wrong = address if change else re.sub(r"/\d+:", "/1:", address)

    answer = visitor().post(f"{wrong}/")

    assert (answer.status_code, muted(owner)) == (404, [])
    assert "Copy it whole from the mail" in text(answer)


def test_a_signature_of_another_purpose_does_not_count():
    assert message_in("12:abc") is None
    assert message_in("") is None


def test_somebody_elses_message_cannot_be_guessed(smtp, owner):
    a_day(BEFORE)
    other = Digest.objects.create(
        person=an_owner(), channel="mail", day=BEFORE, not_before=at(BEFORE), is_optional=True
    )
    signature = signed(the_mail(owner)).partition(":")[2]

    assert visitor().post(f"/unsubscribe/{other.pk}:{signature}/").status_code == 404


def test_a_mail_sent_again_leads_to_the_same_place(smtp, owner):
    a_day(BEFORE)

    assert message_in(signed(the_mail(owner))) == the_mail(owner).pk


def test_in_chinese_too(smtp):
    owner = an_owner(name="李", language="zh-hans")
    a_duty(owner, due_on=date(2023, 12, 29), start_on=date(2023, 9, 1))
    a_day(BEFORE)
    translation.activate("zh-hans")

    assert "不再接收这类邮件" in mailed(smtp).get_body(("plain",)).get_content()


def test_planning_leaves_out_what_is_switched_off(owner):
    choose_messages(owner, wanted=OPTIONAL)

    plan_reminders(on=BEFORE)

    assert (states(owner, "mail"), states(owner, "inbox")) == ([], [("pending", "")])
