"""One letter over one connection, with a server that answers as told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from newarea.channels.letter import Letter
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
