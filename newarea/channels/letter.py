import re
from base64 import encodebytes
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime, parseaddr
from hashlib import sha256
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


def readable(words: str) -> str:
    """On one line, without what is no character to read: titles, names and servers' answers may hold anything, and
    PostgreSQL keeps no NUL."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def for_header(words: str) -> str:
    """Nothing that a mail program would decode into something else than what stands here."""
    return readable(words).replace("=?", "= ?")


def unwritten(error: Exception) -> Outcome:
    """Of a letter that cannot be written down; the library raises more than errors of value at odd addresses."""
    return Outcome("failed", readable(f"{type(error).__name__}: {error}")[:500], "fault")


class Unreachable(Exception):
    """The channel is away; nothing was handed over."""


class Whole(UnstructuredHeader, BaseHeader):
    """An address too long for a line stays one: folded, it would be encoded, and mail programs could not read it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


WIDTH = 76
ONE_WORD = 45  # bytes
PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
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
        if readable or not self._is_plain():
            return self._by_the_library(readable=readable)
        boundary = f"=_{sha256(f'{self.message_id}{self.at}'.encode()).hexdigest()[:24]}"
        head = [
            f"From: {_person('From', *parseaddr(self.sender))}",
            f"To: {_person('To', self.name, self.address)}",
            f"Subject: {_folded('Subject', self.subject)}",
            *(f"{name}: {value}" for name, value in self._plain_headers()),
            "MIME-Version: 1.0",
            f'Content-Type: multipart/alternative; boundary="{boundary}"',
        ]
        parts = [_part("plain", self.text), _part("html", self.html)]
        body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
        return "\r\n".join([*head, "", f"{body}--{boundary}--\r\n"]).encode("ascii")

    def _is_plain(self) -> bool:
        """Addresses that need no quoting, names that fit one encoded word, no control character in a header."""
        sender, address = parseaddr(self.sender)
        headers = (self.sender, self.name, self.subject, *(value for _, value in self._plain_headers()))
        fit = all(len(name.encode()) <= ONE_WORD for name in (sender, self.name))
        return fit and all(map(PLAIN.fullmatch, (address, self.address))) and not any(map(CONTROL.search, headers))

    def _plain_headers(self) -> list[tuple[str, str]]:
        own = [
            ("Date", format_datetime(self.at)),
            ("Message-ID", self.message_id),
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            ("Content-Language", self.language),
        ]
        return [*own, *((named(name), value) for name, value in self.headers)]

    def _by_the_library(self, *, readable: bool) -> bytes:
        """Whatever the values hold; it takes longer over a letter than a mail server does."""
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


def _person(header: str, name: str, address: str) -> str:
    if not name:
        return address
    plain = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{plain if name.isascii() else _folded(header, name)} <{address}>"


def _folded(header: str, words: str) -> str:
    """In as many lines and encoded words as they need."""
    charset = "us-ascii" if words.isascii() else "utf-8"
    return Header(words, charset, header_name=header, maxlinelen=WIDTH).encode(linesep="\r\n")


def _part(kind: str, text: str) -> str:
    content = b"".join(line + b"\r\n" for line in text.encode().splitlines())
    encoded = encodebytes(content).decode("ascii").replace("\n", "\r\n")
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\nMIME-Version: 1.0'
    return f"{head}\r\n\r\n{encoded}"
