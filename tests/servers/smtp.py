"""A mail server that keeps what it was given, and misbehaves when told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Literal, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Session
from aiosmtpd.smtp import Envelope

from tests.servers.process import free_port

Trouble = Literal["hang", "drop"]


@dataclass
class Mail:
    """One message as it arrived after DATA. `reply` is what the sender was told; None if it was told nothing."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    reply: str | None = None

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain", "html"))
        return str(part.get_content()) if part else ""


@dataclass
class Recorder:
    """`after_data` and `at_recipient` hold the next answers in order, then all is well again.

    A reply ("451 try later", "554 no") is given as it is; "hang" never answers; "drop" breaks the connection.
    """

    port: int
    received: list[Mail] = field(default_factory=list)
    after_data: list[str | Trouble] = field(default_factory=list)
    at_recipient: list[str] = field(default_factory=list)
    delay: float = 0.0  # seconds between the final dot and the answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def delivered(self) -> list[Mail]:
        """What was acknowledged, thus what a person reads."""
        return [mail for mail in self.received if (mail.reply or "").startswith("250")]

    def clear(self) -> None:
        self.received.clear()
        self.after_data.clear()
        self.at_recipient.clear()
        self.delay = 0.0

    async def handle_RCPT(
        self, server: Session, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_recipient:
            return self.at_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Session, session: Any, envelope: Envelope) -> str:
        mail = self.keep(envelope)
        answer = self.after_data.pop(0) if self.after_data else f"250 2.0.0 kept as {len(self.received)}"
        await asyncio.sleep(self.delay)
        if answer == "hang":
            await asyncio.sleep(3600)
        if answer == "drop":
            cast(asyncio.Transport, server.transport).abort()
            return "421 gone"
        mail.reply = None if server.transport is None or server.transport.is_closing() else answer
        return answer

    def keep(self, envelope: Envelope) -> Mail:
        content = cast(bytes, envelope.content)
        message = message_from_bytes(content, policy=policy.default)
        mail = Mail(str(envelope.mail_from), list(envelope.rcpt_tos), message)
        self.received.append(mail)
        return mail


@contextmanager
def recorder() -> Iterator[Recorder]:
    """In a thread of our own process: it outlives any worker that a test kills."""
    keeping = Recorder(free_port())
    controller = Controller(keeping, hostname="127.0.0.1", port=keeping.port, ready_timeout=10)
    controller.start()
    try:
        yield keeping
    finally:
        controller.stop()
