"""A unit's group chat: typed in, tried, mended; what opens it is never shown again."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.admin.models import LogEntry

from newarea.models import GroupChat
from tests.admin_page import address, read, send
from tests.builders import a_unit, an_inspector, an_officer

pytestmark = pytest.mark.django_db
SECRET = "SEC0123456789abcdef"
SINCE = datetime(2023, 9, 15, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = date(2023, 9, 15)


@pytest.fixture
def editor(client):
    client.force_login(an_officer("administrator", name="Ms Zhao", phone="13800001234"))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def chat(robot) -> GroupChat:
    return GroupChat.objects.create(unit=a_unit("edu"), service="dingtalk", url=robot.url, secret=SECRET)


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# Typed in


def test_a_chat_is_written_down_for_a_unit(editor, robot):
    unit = a_unit()

    response = send(
        editor, address(GroupChat, "add"), unit=unit.pk, service="dingtalk", url=robot.url, secret=SECRET
    )  # fmt: skip

    assert response.status_code == 302, errors(response)
    assert GroupChat.objects.values_list("unit", "service", "url", "secret", "is_active").get() == (
        unit.pk, "dingtalk", robot.url, SECRET, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://93.184.216.34/", "A web address begins with https:// or http://."),
        ("http://10.0.0.1/robot", "10.0.0.1 is no server on the internet: this site does not speak to it."),
        ("http://localhost/robot", "localhost is no server on the internet: this site does not speak to it."),
        ("https://nowhere.invalid/robot", "The name nowhere.invalid is not known."),
        ("", "This field is required."),
    ],
)
def test_an_address_this_site_does_not_speak_to_is_refused_in_words(editor, url, sentence):
    response = send(editor, address(GroupChat, "add"), unit=a_unit().pk, service="wecom", url=url)

    assert (errors(response), GroupChat.objects.exists()) == ({"url": [sentence]}, False)


def test_a_new_address_is_checked_too(editor, chat):
    response = send(editor, address(chat), url="http://192.168.1.1/robot")

    assert errors(response) == {"url": ["192.168.1.1 is no server on the internet: this site does not speak to it."]}


def test_a_unit_has_one_chat_in_use(editor, chat, robot):
    response = send(editor, address(GroupChat, "add"), unit=chat.unit.pk, service="wecom", url=robot.url)

    assert response.context["adminform"].form.non_field_errors() == ["This unit has a group chat in use already."]


# Kept and not shown


def test_address_and_secret_are_on_no_page(editor, chat, robot):
    GroupChat.objects.update(failing_since=SINCE, last_reply="310000 sign not match")

    pages = [
        editor.get(url).content.decode()
        for url in (
            address(GroupChat, "changelist"), address(chat), address(chat, "history"), address(chat, "delete"),
            address(chat, "test"),
        )
    ]  # fmt: skip

    shown = "".join(pages)
    assert [key in shown for key in ("0123456789abcdef", SECRET, "access_token", "/robot/send")] == [False] * 4
    assert f"http://127.0.0.1:{robot.port}/••••••" in shown


def test_empty_fields_keep_what_there_is(editor, chat, robot):
    send(editor, address(chat), service="feishu")

    chat.refresh_from_db()
    assert (chat.service, chat.url, chat.secret, chat.version) == ("feishu", robot.url, SECRET, 2)


def test_a_new_address_and_secret_take_the_place_of_the_old(editor, chat, robot):
    send(editor, address(chat), url=f"http://127.0.0.1:{robot.port}/new", secret="SECnew")

    chat.refresh_from_db()
    assert (chat.url, chat.secret) == (f"http://127.0.0.1:{robot.port}/new", "SECnew")


def test_a_secret_can_be_taken_away(editor, chat):
    send(editor, address(chat), without_secret="on")

    chat.refresh_from_db()
    assert chat.secret == ""


def test_what_was_known_of_the_old_address_is_forgotten_with_it(editor, chat, robot):
    GroupChat.objects.update(failing_since=SINCE, next_free_at=SINCE, last_reply="300005 token is not exist")

    send(editor, address(chat), url=f"http://127.0.0.1:{robot.port}/new")

    chat.refresh_from_db()
    assert (chat.failing_since, chat.next_free_at, chat.last_reply) == (None, None, "")


def test_saving_without_a_change_writes_nothing(editor, chat):
    assert send(editor, address(chat)).status_code == 302

    chat.refresh_from_db()
    assert chat.version == 1


def test_who_is_overtaken_compares_versions_but_not_keys(editor, chat, robot):
    form = read(editor, address(chat))
    GroupChat.objects.update(version=2)

    response = send(editor, address(chat), form, url=f"http://127.0.0.1:{robot.port}/mine", secret="mine")

    shown = response.content.decode()
    assert (response.status_code, "••••••" in shown) == (409, True)
    assert [key in shown for key in ("0123456789abcdef", SECRET)] == [False, False]


# Tried


def test_a_test_message_says_what_the_service_answered(editor, chat, robot):
    response = editor.post(address(chat, "test"), {"version": "1"}, follow=True)

    (told,) = robot.received
    assert told.body["text"]["content"] == (
        "@13800001234 Ms Zhao\nThis is a test message from http://127.0.0.1:8000. Reminders for this group arrive here."
    )
    assert messages_of(response) == ["DingTalk took the test message: 0 ok."]
    assert LogEntry.objects.filter(object_id=chat.pk).count() == 1


def test_a_test_message_that_is_refused_says_why_in_words(editor, chat, robot):
    robot.answers = [{"errcode": 310000, "errmsg": "sign not match"}]

    response = editor.post(address(chat, "test"), {"version": "1"})

    assert response.context["form"].non_field_errors() == [
        "DingTalk refused the test message: its security settings do not let us in: the secret, a keyword or the list "
        "of addresses does not fit (310000 sign not match)."
    ]
    chat.refresh_from_db()
    assert (chat.last_reply, chat.failing_since is None) == ("310000 sign not match", False)


def test_a_test_message_that_works_ends_the_failing(editor, chat):
    GroupChat.objects.update(failing_since=SINCE)

    editor.post(address(chat, "test"), {"version": "1"})

    chat.refresh_from_db()
    assert (chat.failing_since, chat.last_sent_at is None) == (None, False)


def test_a_service_that_is_away_is_told_from_one_that_refuses(editor, chat, robot):
    robot.answers = ["drop"]

    response = editor.post(address(chat, "test"), {"version": "1"})

    assert (
        response.context["form"]
        .non_field_errors()[0]
        .startswith("DingTalk did not take the test message for the moment: RemoteDisconnected")
    )


# Seen


def test_the_list_says_how_each_chat_is_doing(editor, chat):
    GroupChat.objects.update(failing_since=SINCE, last_reply="300005 token is not exist")
    url = address(GroupChat, "changelist")
    failing = editor.get(url).content.decode()
    GroupChat.objects.update(failing_since=None, last_sent_at=SINCE)
    working = editor.get(url).content.decode()
    GroupChat.objects.update(last_sent_at=None)

    assert "takes nothing since 2023-09-15 12:05: there is no such robot (any more)" in failing
    assert "works, last message on 2023-09-15 12:05" in working
    assert "nothing was sent yet" in editor.get(url).content.decode()


def test_a_dead_chat_is_a_warning_to_the_inspection_office(client, chat):
    GroupChat.objects.update(failing_since=SINCE, last_reply="300005 token is not exist")
    client.force_login(an_inspector())
    client.cookies["language"] = "en"

    shown = " ".join(client.get("/mails/").content.decode().split())

    assert (
        "The group chat of Bureau edu (DingTalk) has taken nothing since 2023-09-15 12:05: there is no such robot "
        "(any more): take its web address from the group&#x27;s settings again (300005 token is not exist). "
        "The in-app inbox has everything."
    ) in shown


def test_a_chat_that_was_given_up_is_no_warning(client, chat):
    GroupChat.objects.update(failing_since=SINCE, is_active=False)
    client.force_login(an_inspector())
    client.cookies["language"] = "en"

    assert "has taken nothing since" not in client.get("/mails/").content.decode()
