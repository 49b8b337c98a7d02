import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime
from typing import Literal, NamedTuple


class Outcome(NamedTuple):
    """What became of a letter.

    `later`: certainly not taken, try again. `unknown`: it may have arrived, so nobody tries again by themselves.
    `is_broken`: the connection is of no more use.
    """

    state: Literal["sent", "later", "failed", "unknown"]
    reply: str
    cause: str = ""
    is_broken: bool = False


class Unreachable(Exception):
    """The channel is away; nothing was handed over."""


class Whole(UnstructuredHeader, BaseHeader):
    """An address too long for a line stays one: folded, it would be encoded, and mail programs could not read it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", Whole)


def named(name: str) -> str:
    """Refuses what is no header's name; line breaks in values are refused by the message itself."""
    if not re.fullmatch(r"[A-Za-z0-9-]+", name):
        raise ValueError(f"{name!r} is not the name of a header")
    return name


@dataclass(frozen=True)
class Letter:
    """One mail with all that was fixed when its sending began; the same letter twice has the same Message-ID."""

    message_id: str
    sender: str
    address: str
    name: str
    language: str
    subject: str
    text: str
    html: str
    at: datetime
    headers: tuple[tuple[str, str], ...] = ()

    def as_bytes(self, *, readable: bool = False) -> bytes:
        """Base64 and encoded headers, which travel anywhere; or as people can read it in a file."""
        encoding = "8bit" if readable else "base64"
        message = EmailMessage((SMTPUTF8 if readable else SMTP).clone(header_factory=HEADERS))
        message["From"] = self.sender
        message["To"] = Address(self.name, addr_spec=self.address)
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = self.message_id
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        for name, value in self.headers:
            message[named(name)] = value
        message.set_content(self.text, cte=encoding)
        message.add_alternative(self.html, subtype="html", cte=encoding)
        message["Content-Language"] = self.language  # set_content drops every Content-* header there was
        return message.as_bytes()
