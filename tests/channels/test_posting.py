"""One request out of the house: bounded in time and size, straight to the server that was checked."""

import socket
from time import monotonic

import pytest
from django.core.exceptions import ValidationError

from newarea.channels import posting
from newarea.channels.posting import LONGEST, Unanswered, post
from newarea.models import Cause
from tests.channels.certificates import server_context
from tests.servers import robot as robot_server
from tests.servers.process import free_port
from tests.servers.robot import Answer

HEADERS = {"Content-Type": "application/json"}


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 1.0)


def test_what_was_said_arrives_and_the_answer_comes_back(robot):
    answer = post(robot.url, b'{"a": 1}', HEADERS)

    (told,) = robot.received
    assert (told.path, told.query, told.body) == ("/robot/send", {"access_token": "0123456789abcdef"}, {"a": 1})
    assert told.headers["Host"] == f"127.0.0.1:{robot.port}"
    assert (answer.status, answer.body) == (200, b'{"errcode": 0, "errmsg": "ok"}')


def test_a_redirect_is_not_followed(robot):
    robot.answers = [Answer({}, 302, {"Location": f"http://127.0.0.1:{robot.port}/inside"})]

    assert post(robot.url, b"{}", HEADERS).status == 302
    assert [told.path for told in robot.received] == ["/robot/send"]


def test_of_a_long_answer_the_first_64_kilobytes_are_read(robot):
    robot.answers = ["flood"]

    assert len(post(robot.url, b"{}", HEADERS).body) == LONGEST == 65536


@pytest.mark.parametrize("trouble", ["hang", "drip"])
def test_silence_and_a_trickle_both_end_in_time(robot, hurried, trouble):
    robot.answers = [trouble]
    began = monotonic()

    with pytest.raises(Unanswered) as told:
        post(robot.url, b"{}", HEADERS)

    assert told.value.cause == Cause.TIMED_OUT
    assert 0.9 < monotonic() - began < 3


def test_a_broken_connection_is_told_from_a_server_that_is_away(robot):
    robot.answers = ["drop"]

    with pytest.raises(Unanswered) as broken:
        post(robot.url, b"{}", HEADERS)
    with pytest.raises(Unanswered) as away:
        post(f"http://127.0.0.1:{free_port()}/", b"{}", HEADERS)

    assert (broken.value.cause, away.value.cause) == (Cause.BROKEN_OFF, Cause.UNREACHABLE)


def test_a_name_that_changes_its_mind_is_asked_once_only(robot, monkeypatch):
    """The second answer would lead elsewhere; nobody asks for it."""
    asked = []
    real = socket.getaddrinfo

    def fickle(host, port, *args, **options):
        if host != "robot.example":
            return real(host, port, *args, **options)
        asked.append(host)
        place = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr(socket, "getaddrinfo", fickle)

    post(f"http://robot.example:{robot.port}/send", b"{}", HEADERS)

    assert (asked, [told.headers["Host"] for told in robot.received]) == (
        ["robot.example"],
        [f"robot.example:{robot.port}"],
    )


def test_a_name_that_leads_into_the_house_is_refused_before_anything_is_said(robot, settings, monkeypatch):
    settings.CHATS_ON_THIS_MACHINE = False
    leads_to(monkeypatch, "127.0.0.1")

    with pytest.raises(ValidationError):
        post(f"http://robot.example:{robot.port}/send", b"{}", HEADERS)

    assert robot.received == []


def test_the_next_address_is_tried_when_the_first_is_away(settings, monkeypatch):
    settings.CHATS_ON_THIS_MACHINE = True
    tried = []

    def connect(address, timeout):
        tried.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    leads_to(monkeypatch, "2606:4700:4700::1111", "127.0.0.1")
    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(Unanswered, match="Connection refused"):
        post("http://robot.example/send", b"{}", HEADERS)

    assert tried == [("2606:4700:4700::1111", 80), ("127.0.0.1", 80)]


@pytest.mark.parametrize(("host", "is_theirs"), [("robot.example", True), ("other.example", False)])
def test_the_certificate_must_be_the_hosts_by_name(settings, monkeypatch, tmp_path, host, is_theirs):
    settings.CHATS_ON_THIS_MACHINE = True
    context, authority = server_context(tmp_path, host="robot.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    leads_to(monkeypatch, "127.0.0.1")

    with robot_server.recorder(context=context) as secure:
        url = f"https://{host}:{secure.port}/send"
        if is_theirs:
            assert post(url, b"{}", HEADERS).status == 200
        else:
            with pytest.raises(Unanswered, match=r"not valid for 'other\.example'"):
                post(url, b"{}", HEADERS)

    assert len(secure.received) == int(is_theirs)


def test_a_proxy_of_the_environment_is_not_asked(robot, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")

    assert post(robot.url, b"{}", HEADERS).status == 200


def leads_to(monkeypatch, *places: str) -> None:
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **options):
        if not str(host).endswith(".example"):
            return real(host, port, *args, **options)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
