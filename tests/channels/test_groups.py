"""What each service is told, and what its answers mean. Signatures are worked out here again, by its own manual."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from django.utils import translation

from newarea.channels import groups, posting
from newarea.channels.robot import Notice
from newarea.models import GroupChat
from tests.servers.process import free_port
from tests.servers.robot import Answer

AT = datetime(2023, 9, 15, 4, 5, 6, 789000, tzinfo=UTC)
SECRET = "SEC0123456789abcdef"
NOTICE = Notice(
    key="7f1c", to="Bureau of Education reporter", phone="13800001234", text="Reminder: 1 overdue", more="More: /inbox/"
)
SERVICES = ("wecom", "dingtalk", "feishu")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def a_chat(robot, service: str, secret: str = SECRET) -> GroupChat:
    return GroupChat(service=service, url=robot.url, secret=secret)


def sent(robot, service: str, notice: Notice = NOTICE, secret: str = SECRET):
    outcome = groups.send(a_chat(robot, service, secret), notice, at=AT)
    assert outcome.state == "sent", outcome
    return robot.received[-1]


@pytest.fixture(params=SERVICES)
def service(request, robot) -> str:
    """Each in turn; Feishu says so in its own words when it took a message."""
    if request.param == "feishu":
        robot.well = {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}
    return request.param


# What they are told


def test_wecom_is_told_in_text_and_mentions_by_phone(robot):
    told = sent(robot, "wecom")

    assert told.body == {
        "msgtype": "text",
        "text": {
            "content": "Bureau of Education reporter\nReminder: 1 overdue",
            "mentioned_mobile_list": ["13800001234"],
        },
    }
    assert told.query == {"access_token": "0123456789abcdef"}


def test_dingtalk_is_told_in_text_and_mentions_by_phone(robot):
    assert sent(robot, "dingtalk").body == {
        "msgtype": "text",
        "text": {"content": "@13800001234 Bureau of Education reporter\nReminder: 1 overdue"},
        "at": {"atMobiles": ["13800001234"], "isAtAll": False},
    }


def test_feishu_knows_nobody_by_phone(robot):
    robot.well = {"code": 0, "msg": "success"}

    body = sent(robot, "feishu").body

    assert (body["msg_type"], body["content"]) == (
        "text",
        {"text": "Bureau of Education reporter\nReminder: 1 overdue"},
    )


def test_without_a_phone_nobody_is_mentioned(robot):
    nameless = Notice(key="1", to="Bureau", phone="", text="Reminder")

    assert sent(robot, "wecom", nameless).body["text"] == {"content": "Bureau\nReminder"}
    assert sent(robot, "dingtalk", nameless).body == {
        "msgtype": "text",
        "text": {"content": "Bureau\nReminder"},
        "at": {"atMobiles": [], "isAtAll": False},
    }


def test_dingtalk_is_signed_in_the_query(robot):
    told = sent(robot, "dingtalk")

    sealed = hmac.new(SECRET.encode(), f"1694750706789\n{SECRET}".encode(), hashlib.sha256).digest()
    assert told.query == {
        "access_token": "0123456789abcdef",
        "timestamp": "1694750706789",
        "sign": base64.b64encode(sealed).decode(),
    }


def test_feishu_is_signed_in_the_body(robot):
    robot.well = {"code": 0, "msg": "success"}

    body = sent(robot, "feishu").body

    sealed = hmac.new(f"1694750706\n{SECRET}".encode(), digestmod=hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == ("1694750706", base64.b64encode(sealed).decode())


def test_without_a_secret_nothing_is_signed(robot, service):
    told = sent(robot, service, secret="")

    assert ("sign" in told.query, "sign" in told.body) == (False, False)


def test_every_try_carries_the_same_key(robot, service):
    robot.answers = ["drop"]
    groups.send(a_chat(robot, service), NOTICE, at=AT)
    sent(robot, service)

    assert [told.key for told in robot.received] == ["7f1c", "7f1c"]


@pytest.mark.parametrize(
    ("name", "room", "whole"), [("wecom", 2048, 4096), ("dingtalk", 6000, 20_000), ("feishu", 6000, 20_000)]
)
def test_what_is_too_long_ends_with_the_way_to_the_inbox(robot, name, room, whole):
    robot.well = {"errcode": 0, "code": 0}
    lines = [f"- 第 {number} 项：完成老旧小区改造楼体施工" for number in range(400)]

    told = sent(
        robot, name, Notice(key="1", to="区教育局", phone="13800001234", text="\n".join(lines), more="其余见 /inbox/")
    )

    text = told.body.get("text") or told.body["content"]
    words = text.get("content") or text["text"]
    assert (room - 100 < len(words.encode()) <= room, told.size <= whole) == (True, True)
    assert words.splitlines()[-1] == "其余见 /inbox/"
    assert words.splitlines()[-2] in lines


def test_one_endless_line_is_cut_too(robot):
    told = sent(robot, "wecom", Notice(key="1", to="局", phone="", text="长" * 3000, more="其余见 /inbox/"))

    content = told.body["text"]["content"]
    assert (len(content.encode()) <= 2048, content.endswith("\n其余见 /inbox/"), "�" in content) == (True, True, False)


def test_nobody_calls_everybody_in_feishu(robot):
    robot.well = {"code": 0, "msg": "success"}

    told = sent(robot, "feishu", Notice(key="1", to="局", phone="", text='<at user_id="all">所有人</at>'))

    assert "<at" not in told.body["content"]["text"]


# What they answer


TAKEN = {"wecom": "0 ok", "dingtalk": "0 ok", "feishu": "0 success"}
ANSWERS = [
    ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, ("failed", "93000 invalid webhook url", "refused")),
    ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, ("later", "45009 api freq out of limit", "busy")),
    ("wecom", {"errcode": -1, "errmsg": "system busy"}, ("later", "-1 system busy", "deferred")),
    ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, ("failed", "310000 sign not match", "refused")),
    ("dingtalk", {"errcode": 300005, "errmsg": "no token"}, ("failed", "300005 no token", "refused")),
    (
        "dingtalk",
        {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"},
        ("later", "130101 send too fast, exceed 20 times per minute", "busy"),
    ),
    ("dingtalk", {"errcode": 999, "errmsg": "已限流"}, ("later", "999 已限流", "busy")),
    ("dingtalk", {"errcode": -1, "errmsg": "系统繁忙"}, ("later", "-1 系统繁忙", "deferred")),
    ("dingtalk", {"status": 1111, "punish": "deny"}, ("later", "HTTP 200: not the answer of a robot", "unreachable")),
    ("feishu", {"code": 19021, "msg": "sign match fail"}, ("failed", "19021 sign match fail", "refused")),
    ("feishu", {"StatusCode": 0, "code": 19007, "msg": "Not Enabled"}, ("failed", "19007 Not Enabled", "refused")),
    ("feishu", {"StatusCode": 0, "code": 9499, "msg": "too many request"}, ("later", "9499 too many request", "busy")),
    ("feishu", {"code": 9499, "msg": "Bad Request"}, ("failed", "9499 Bad Request", "refused")),
    ("feishu", Answer({"code": 11232, "msg": "slow down"}, 400), ("later", "11232 slow down", "busy")),
    ("feishu", {"StatusCode": 0, "StatusMessage": "success"}, ("sent", "0 success", "")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "answer", "expected"), ANSWERS, ids=[f"{name} {answer}" for name, answer, _ in ANSWERS]
)
def test_the_code_in_the_body_decides(robot, name, answer, expected):
    robot.answers = [answer]

    assert groups.send(a_chat(robot, name), NOTICE, at=AT)[:3] == expected


STATUSES = [
    (Answer({}, 429), ("later", "HTTP 429", "busy")),
    (Answer("gateway", 502), ("later", "HTTP 502", "deferred")),
    (Answer({"errcode": 0, "code": 0}, 500), ("later", "HTTP 500", "deferred")),
    (Answer("nothing here", 404), ("failed", "HTTP 404", "refused")),
    (
        Answer({}, 302, {"Location": "https://elsewhere.example/"}),
        ("failed", "HTTP 302: a redirect, which is not followed", "refused"),
    ),
    (Answer("<html>sign in</html>"), ("later", "HTTP 200: not the answer of a robot", "unreachable")),
    (Answer("[" * 60_000), ("later", "HTTP 200: not the answer of a robot", "unreachable")),
    (Answer("[]"), ("later", "HTTP 200: not the answer of a robot", "unreachable")),
]


@pytest.mark.parametrize(("answer", "expected"), STATUSES, ids=[expected[1] for _, expected in STATUSES])
def test_what_is_no_answer_of_a_robot_is_judged_by_its_status(robot, service, answer, expected):
    robot.answers = [answer]

    assert groups.send(a_chat(robot, service), NOTICE, at=AT)[:3] == expected


def test_taken_is_taken_with_the_services_words(robot, service):
    assert groups.send(a_chat(robot, service), NOTICE, at=AT) == ("sent", TAKEN[service], "", False)


@pytest.mark.parametrize(("trouble", "cause"), [("hang", "timed_out"), ("drop", "broken_off")])
def test_what_may_have_arrived_is_tried_again_and_never_unknown(robot, service, monkeypatch, trouble, cause):
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    robot.answers = [trouble]

    outcome = groups.send(a_chat(robot, service), NOTICE, at=AT)

    assert (outcome.state, outcome.cause, outcome.is_broken) == ("later", cause, True)


def test_a_robot_that_is_away_is_tried_again(robot):
    chat = GroupChat(service="wecom", url=f"http://127.0.0.1:{free_port()}/key")

    assert groups.send(chat, NOTICE, at=AT)[:3] == (
        "later",
        "ConnectionRefusedError: Connection refused",
        "unreachable",
    )


def test_an_address_that_leads_into_the_house_by_now_is_refused(robot, settings):
    settings.CHATS_ON_THIS_MACHINE = False

    assert groups.send(a_chat(robot, "wecom"), NOTICE, at=AT) == (
        "failed",
        "127.0.0.1 is no server on the internet: this site does not speak to it.",
        "unreachable",
        False,
    )


def test_a_name_nobody_knows_now_is_asked_for_again(robot):
    chat = GroupChat(service="wecom", url="https://nowhere.invalid/key")

    assert groups.send(chat, NOTICE, at=AT)[:3] == ("later", "The name nowhere.invalid is not known.", "unreachable")


def test_the_answer_is_kept_on_one_line_and_without_address_or_secret(robot):
    said = f"bad token 0123456789abcdef\r\n\x1b[31m of {robot.url}, secret {SECRET}"
    robot.answers = [{"errcode": 40035, "errmsg": said}]

    outcome = groups.send(a_chat(robot, "dingtalk"), NOTICE, at=AT)

    assert outcome.reply == "40035 bad token … [31m of …, secret …"


def test_what_is_no_answer_at_all_is_kept_without_what_a_database_refuses(robot):
    robot.answers = ["babble"]

    outcome = groups.send(a_chat(robot, "dingtalk"), NOTICE, at=AT)

    assert (outcome.state, outcome.reply) == ("later", "BadStatusLine: no HTTP [31m at all")


def test_the_longest_answer_fits_into_the_ledger(robot):
    robot.answers = [{"errcode": 40035, "errmsg": "x" * 5000}]

    assert len(groups.send(a_chat(robot, "dingtalk"), NOTICE, at=AT).reply) == 500


def test_a_code_that_we_know_is_explained(robot):
    chat = a_chat(robot, "feishu")

    assert groups.explained(chat, "19021 sign match fail") == (
        "the secret does not fit, or this server's clock is wrong (19021 sign match fail)"
    )
    assert groups.explained(chat, "HTTP 502") == "HTTP 502"


@pytest.mark.parametrize(("name", "most"), [("wecom", 20), ("dingtalk", 20), ("feishu", 100)])
def test_the_pace_stays_within_what_the_service_takes_in_a_minute(name, most):
    pace = groups.ROBOTS[name].pace

    assert pace.at_once + 60 / pace.gap.total_seconds() < most


def test_feishu_takes_five_a_second():
    pace = groups.ROBOTS["feishu"].pace

    assert pace.at_once + 1 / pace.gap.total_seconds() < 6


def test_the_body_is_readable_chinese(robot):
    told = sent(robot, "wecom", Notice(key="1", to="区教育局", phone="", text="提醒"))

    assert told.size == len(json.dumps(told.body, ensure_ascii=False).encode())
