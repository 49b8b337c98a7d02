"""Whatever an address is called and however it is spelt: nothing inside the house is spoken to."""

import socket
from threading import Event
from time import monotonic

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from newarea.channels.addresses import Target, is_out_there, resolve

INSIDE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://localhost/",
    "http://localhost./",
    "http://0.0.0.0/",
    "http://10.0.0.5/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.0.0.192/",
    "http://192.88.99.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[fc00::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
]
NONSENSE = {
    "ftp://93.184.216.34/": "A web address begins with https:// or http://.",
    "file:///etc/passwd": "A web address begins with https:// or http://.",
    "//93.184.216.34/": "A web address begins with https:// or http://.",
    "93.184.216.34": "A web address begins with https:// or http://.",
    "": "A web address begins with https:// or http://.",
    "http://": "This is not a web address.",
    "http:///robot": "This is not a web address.",
    "http://[::1/": "This is not a web address.",
    "http://93.184.216.34:99999/": "This is not a web address.",
    "http://93.184.216.34:0/": "This is not a web address.",
    "http://user@93.184.216.34/": "A web address must not hold a user name or a password.",
    "http://93.184.216.34:80@127.0.0.1/": "A web address must not hold a user name or a password.",
    "http://93.184.216.34/ x": "There is a character in the web address that does not belong there.",
    "http://93.184.216.34\\@127.0.0.1/": "There is a character in the web address that does not belong there.",
    "http://93.184.216.34/\r\nX-Own: 1": "There is a character in the web address that does not belong there.",
    "http://１２７.0.0.1/": "There is a character in the web address that does not belong there.",
    "http://127。0。0。1/": "There is a character in the web address that does not belong there.",
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def refusal(url: str) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        resolve(url, seconds=5)
    return refused.value


@pytest.mark.parametrize("url", INSIDE)
def test_nothing_inside_the_house_is_spoken_to(url):
    told = refusal(url).messages[0]

    assert told.endswith("is no server on the internet: this site does not speak to it.") or "is not known" in told


@pytest.mark.parametrize("url", NONSENSE)
def test_what_is_no_web_address_is_said_in_words(url):
    assert refusal(url).messages == [NONSENSE[url]]


@pytest.mark.parametrize("place", ["8.8.8.8", "93.184.216.34", "203.107.1.1", "2400:3200::1", "2606:4700:4700::1111"])
def test_servers_out_there_are_spoken_to(place):
    assert is_out_there(place)


def test_a_name_nobody_knows_may_be_known_another_time():
    refused = refusal("https://nowhere.invalid/robot")

    assert (refused.messages, refused.code) == (["The name nowhere.invalid is not known."], "unknown_host")


def test_one_address_of_the_house_among_public_ones_is_enough_to_refuse(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answering("93.184.216.34", "10.0.0.1"))

    assert refusal("https://robot.example/").messages == [
        "robot.example is no server on the internet: this site does not speak to it."
    ]


def test_what_was_checked_is_what_is_connected_to(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answering("93.184.216.34", "2606:4700:4700::1111"))

    assert resolve("https://robot.example:8443/send?key=a%20b#top", seconds=5) == Target(
        "https",
        "robot.example:8443",
        "robot.example",
        8443,
        "/send?key=a%20b",
        ("93.184.216.34", "2606:4700:4700::1111"),
    )


def test_a_name_service_that_does_not_answer_is_not_waited_for(monkeypatch):
    ended = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: ended.wait(30))
    began = monotonic()

    with pytest.raises(ValidationError, match="not known"):
        resolve("https://robot.example/", seconds=0.2)

    ended.set()
    assert monotonic() - began < 5


def test_this_machine_only_where_the_settings_say_so(settings):
    settings.CHATS_ON_THIS_MACHINE = True

    assert resolve("http://127.0.0.1:8000/", seconds=5).places == ("127.0.0.1",)
    for url in ("http://[::1]/", "http://127.0.0.2/", "http://10.0.0.1/"):
        assert "no server on the internet" in refusal(url).messages[0]


def answering(*places: str):
    def getaddrinfo(host, port, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

    return getaddrinfo
