"""Mail through a server: one connection, many letters, and an honest word about each.

Between the final dot and the server's answer nobody can know whether a letter was taken (RFC 1047): whatever breaks
there is `unknown`. Everything that breaks before is `later`.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from newarea.channels.letter import Letter, Outcome, Unreachable, readable, unwritten

TIMEOUT = 20  # seconds for each answer; a whole letter stays within the lease of its claim
TROUBLE = (OSError, smtplib.SMTPException)
PORTS = {"smtp": 25, "smtps": 465}
Answer = tuple[int, bytes]


@dataclass
class SmtpCarrier:
    server: smtplib.SMTP

    def send(self, letter: Letter) -> Outcome:
        """Never raises. A letter that cannot be written down, or addressed in ASCII, holds up nobody else's."""
        try:
            content = letter.as_bytes()
            letter.address.encode("ascii")
        except Exception as error:
            return unwritten(error)
        handed_over = False
        try:
            refusal = self._announce(letter)
            if refusal:
                return self._refused(*refusal)
            handed_over = True
            return self._answered(*self._transmit(content))
        except Exception as error:
            # The worker's own time limit counts like the network's: what matters is how far the letter got.
            return broken(error, handed_over=handed_over)

    def _announce(self, letter: Letter) -> Answer | None:
        """The server's refusal, or None when it waits for the content."""
        steps: list[tuple[tuple[int, ...], Callable[[], Answer]]] = [
            ((250,), lambda: self.server.mail(parseaddr(letter.sender)[1])),
            ((250, 251), lambda: self.server.rcpt(letter.address)),  # 251: not here, but it will be forwarded
            ((354,), lambda: self.server.docmd("DATA")),
        ]
        for expected, step in steps:
            code, words = step()
            if code not in expected:
                return code, words
        return None

    def _transmit(self, content: bytes) -> Answer:
        """`content` ends with a line break, as a multipart message does."""
        self.server.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
        return self.server.getreply()

    def _answered(self, code: int, words: bytes) -> Outcome:
        if code == 250:
            return Outcome("sent", spoken(code, words))
        if 400 <= code < 600:
            return self._refused(code, words)
        return Outcome("unknown", spoken(code, words), "broken_off", is_broken=True)

    def _refused(self, code: int, words: bytes) -> Outcome:
        is_broken = code == 421
        with suppress(*TROUBLE):
            self.server.rset()
        if 500 <= code < 600:
            return Outcome("failed", spoken(code, words), "refused", is_broken)
        return Outcome("later", spoken(code, words), "deferred", is_broken)


def spoken(code: int, words: bytes) -> str:
    return readable(f"{code} {words.decode(errors='replace')}")[:500]


def broken(error: Exception, *, handed_over: bool) -> Outcome:
    told = readable(f"{type(error).__name__}: {error}")[:500]
    if not handed_over:
        return Outcome("later", told, "unreachable", is_broken=True)
    timed_out = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    return Outcome("unknown", told, "timed_out" if timed_out else "broken_off", is_broken=True)


@contextmanager
def connect(url: str) -> Iterator[SmtpCarrier]:
    """Raises `Unreachable` if the server is away, or does not let us in."""
    try:
        server = _greeted(urlsplit(url))
    except TROUBLE as error:
        raise Unreachable(readable(f"{type(error).__name__}: {error}")) from error
    try:
        yield SmtpCarrier(server)
    finally:
        with suppress(*TROUBLE):
            server.quit()
        server.close()


def _greeted(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "localhost", url.port or PORTS[url.scheme]
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        _secure(server, url)
    except TROUBLE:
        server.close()
        raise
    return server


def _secure(server: smtplib.SMTP, url: SplitResult) -> None:
    """STARTTLS wherever it is offered; a password never travels in the clear."""
    server.ehlo_or_helo_if_needed()
    is_secure = url.scheme == "smtps"
    if not is_secure and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
        is_secure = True
    if url.username:
        if not is_secure:
            raise smtplib.SMTPNotSupportedError("the server offers no TLS, so the password was not sent")
        server.login(unquote(url.username), unquote(url.password or ""))
