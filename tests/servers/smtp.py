"""A mail server that keeps what it was given, and misbehaves when told to."""

import asyncio
import ssl
import time
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
    """One message as it arrived after DATA. `reply` is what the sender was told; None if it was told nothing.

    `begun_at` is when MAIL FROM came, in seconds since 1970.
    """

    sender: str
    recipients: list[str]
    message: EmailMessage
    reply: str | None = None
    begun_at: float = 0.0

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
    security: ssl.SSLContext | None = None
    received: list[Mail] = field(default_factory=list)
    after_data: list[str | Trouble] = field(default_factory=list)
    at_recipient: list[str | Trouble] = field(default_factory=list)
    delay: float = 0.0  # seconds between the final dot and the answer
    sessions: int = 0
    lines: set[asyncio.Transport] = field(default_factory=set)
    controller: Controller = field(init=False)

    @property
    def url(self) -> str:
        return f"{'smtps' if self.security else 'smtp'}://127.0.0.1:{self.port}"

    @property
    def delivered(self) -> list[Mail]:
        """What was acknowledged, thus what a person reads."""
        return [mail for mail in self.received if (mail.reply or "").startswith("250")]

    def clear(self) -> None:
        self.received.clear()
        self.clear_troubles()
        self.delay = 0.0

    def clear_troubles(self) -> None:
        self.after_data.clear()
        self.at_recipient.clear()

    def open(self) -> None:
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, ready_timeout=10, ssl_context=self.security
        )
        self.controller.start()

    def close(self) -> None:
        """As if the server were stopped: it refuses connections, and those there are break."""
        asyncio.run_coroutine_threadsafe(self._break(), self.controller.loop).result(10)
        self.controller.stop()

    async def _break(self) -> None:
        for line in self.lines:
            line.abort()
        self.lines.clear()
        await asyncio.sleep(0.01)  # until the lines are closed

    async def handle_EHLO(
        self, server: Session, session: Any, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        self.lines.add(cast(asyncio.Transport, server.transport))
        return responses

    async def handle_MAIL(
        self, server: Session, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        session.begun_at = time.time()
        return "250 OK"

    async def handle_RCPT(
        self, server: Session, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_recipient:
            return await self.misbehave(server, self.at_recipient.pop(0))
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Session, session: Any, envelope: Envelope) -> str:
        mail = self.keep(session, envelope)
        answer = self.after_data.pop(0) if self.after_data else f"250 2.0.0 kept as {len(self.received)}"
        await asyncio.sleep(self.delay)
        answer = await self.misbehave(server, answer)
        mail.reply = None if server.transport is None or server.transport.is_closing() else answer
        return answer

    async def misbehave(self, server: Session, answer: str | Trouble) -> str:
        if answer == "hang":
            await asyncio.sleep(3600)
        if answer == "drop":
            cast(asyncio.Transport, server.transport).abort()
            return "421 gone"
        return answer

    def keep(self, session: Any, envelope: Envelope) -> Mail:
        content = cast(bytes, envelope.content)
        message = message_from_bytes(content, policy=policy.default)
        mail = Mail(str(envelope.mail_from), list(envelope.rcpt_tos), message, begun_at=session.begun_at)
        self.received.append(mail)
        return mail


@contextmanager
def recorder(security: ssl.SSLContext | None = None) -> Iterator[Recorder]:
    """In a thread of our own process: it outlives any worker that a test kills. With `security`, TLS from the start."""
    keeping = Recorder(free_port(), security)
    keeping.open()
    try:
        yield keeping
    finally:
        keeping.close()
