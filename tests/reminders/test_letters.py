"""One letter over one connection, with a server that answers as told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newarea.channels.letter import Letter, for_header
from newarea.channels.mail_files import FileCarrier
from newarea.channels.smtp import SmtpCarrier


@dataclass
class Server:
    """Takes everything; `at_recipient` is what it says of the recipient."""

    at_recipient: tuple[int, bytes] = (250, b"ok")
    taken: list[bytes] = field(default_factory=list)

    def mail(self, sender: str) -> tuple[int, bytes]:
        return 250, b"ok"

    def rcpt(self, address: str) -> tuple[int, bytes]:
        return self.at_recipient

    def docmd(self, command: str) -> tuple[int, bytes]:
        return 354, b"go on"

    def send(self, content: bytes) -> None:
        self.taken.append(content)

    def getreply(self) -> tuple[int, bytes]:
        return 250, b"kept"

    def rset(self) -> tuple[int, bytes]:
        return 250, b"ok"


def a_letter(**values) -> Letter:
    plain = {
        "message_id": "<1@songbei.example>", "sender": "newarea@songbei.example", "address": "a@songbei.example",
        "name": "区教育局 填报人", "language": "zh-hans", "subject": "提醒", "text": "到期", "html": "<p>到期",
        "at": datetime(2023, 9, 15, tzinfo=UTC),
    }  # fmt: skip
    return Letter(**plain | values)


def test_a_recipient_who_is_forwarded_to_is_taken():
    server = Server(at_recipient=(251, b"user not local; will forward"))

    outcome = SmtpCarrier(server).send(a_letter())

    assert (outcome.state, outcome.reply, len(server.taken)) == ("sent", "250 kept", 1)


def test_a_letter_that_cannot_be_written_fails_alone():
    server = Server()
    carrier = SmtpCarrier(server)

    outcomes = [carrier.send(a_letter(name="甲\r\nBcc: b@x.example")), carrier.send(a_letter(address="a@例子.中国"))]

    assert [(outcome.state, outcome.cause, outcome.is_broken) for outcome in outcomes] == [
        ("failed", "fault", False)
    ] * 2
    assert not server.taken
    assert carrier.send(a_letter()).state == "sent"


@pytest.mark.parametrize("address", ["@b", "x@", "a@[1", "a@b@c", "<a@b>", "学@例.cn", "a\x00@b.example", ""])
def test_an_address_that_is_none_fails_alone(address, tmp_path):
    """The library raises other errors than those of value at some of them."""
    outcomes = [
        SmtpCarrier(Server()).send(a_letter(address=address)),
        FileCarrier(tmp_path).send(a_letter(address=address)),
    ]

    assert [(outcome.state, outcome.cause, outcome.is_broken) for outcome in outcomes] == [
        ("failed", "fault", False)
    ] * 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Item 1\r\nBcc: b@x.example", "Item 1 Bcc: b@x.example"),
        ("=?utf-8?q?=0D=0ABcc:_b@x.example?=", "= ?utf-8?q?=0D=0ABcc:_b@x.example?="),
        ("a\u2028b\x85c\x0bd\x00e", "a b c d e"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ud800", ""),
    ],
)
def test_a_title_or_a_name_cannot_be_more_than_words_in_a_header(words, expected):
    headers, _ = read(a_letter(subject=f"催办：{for_header(words)}", name=for_header(words) or "x").as_bytes())

    assert (for_header(words), headers["Subject"]) == (expected, f"催办：{expected}")
    assert "Bcc" not in headers


def test_the_answer_of_a_server_is_kept_on_one_line_without_what_a_database_refuses():
    server = Server(at_recipient=(550, b"no such\x00user\r\n\xff here"))

    assert SmtpCarrier(server).send(a_letter()).reply == "550 no such user \ufffd here"


def read(content: bytes) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """As a mail program reads it: the headers, and the parts with their kinds."""
    message = message_from_bytes(content, policy=policy.default)
    assert [part.defects for part in message.walk()] == [[], [], []]
    headers = {name: str(value) for name, value in message.items() if name != "Content-Type"}
    return headers, [(part.get_content_type(), part.get_content()) for part in message.iter_parts()]


LONG = "y" * 200
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=200)


@given(name=WORDS, subject=WORDS, text=st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1))
@example(name='O\'Brien, "Bob" \\ x', subject="Reminder: " + "3 overdue, " * 20, text=".\n..\n")
@example(name="区教育局 填报人" * 9, subject="提醒：3项超期" * 20, text="到期")
def test_a_letter_by_hand_reads_as_one_by_the_library(name: str, subject: str, text: str):
    letter = a_letter(
        name=" ".join(name.split()) or "x", subject=" ".join(subject.split()) or "x", text=text, html=f"<p>{text}",
        sender="新区实事 <newarea@songbei.example>", headers=(("List-Unsubscribe", f"<https://x.example/{LONG}>"),),
    )  # fmt: skip

    assert read(letter.as_bytes()) == read(letter._by_the_library(readable=False))


def test_a_letter_by_hand_travels_anywhere():
    content = a_letter(subject="提醒：3项超期" * 20, text="到期\n" * 500).as_bytes()

    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("field", ["name", "subject", "language", "message_id", "sender"])
def test_a_line_break_in_a_header_is_refused(field):
    with pytest.raises(ValueError):
        a_letter(**{field: "a@b.example\r\nBcc: b@x.example"}).as_bytes()


def test_an_address_that_has_to_be_quoted_is_left_to_the_library():
    headers, _ = read(a_letter(address='"a b"@songbei.example').as_bytes())

    assert headers["To"] == '区教育局 填报人 <"a b"@songbei.example>'
