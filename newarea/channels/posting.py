"""One request to a web address that somebody typed in: ten seconds in all, no redirects, a short answer, no proxies."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from threading import Timer
from time import monotonic
from typing import NamedTuple

from newarea.channels.addresses import Target, resolve
from newarea.models import Cause

SECONDS = 10.0
LONGEST = 64 * 1024  # bytes of an answer


class Answer(NamedTuple):
    status: int
    body: bytes


class Unanswered(Exception):
    """Nothing came back; `cause` says how far it got. The words never hold the address."""

    def __init__(self, cause: Cause, words: str) -> None:
        super().__init__(words)
        self.cause = cause


def post(url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
    """Raises `Unanswered`, and `ValidationError` for an address that this site does not speak to."""
    ends = monotonic() + SECONDS
    target = resolve(url, seconds=SECONDS)
    with closing(_connect(target, ends)) as connected:
        return _exchange(connected, target, content, headers, ends)


def _connect(target: Target, ends: float) -> socket.socket:
    """To the first of the checked addresses that answers; each gets its share of the time."""
    told = ""
    for number, place in enumerate(target.places):
        try:
            share = _left(ends) / (len(target.places) - number)
            return _secure(socket.create_connection((place, target.port), share), target)
        except OSError as error:
            told = _words(error)
    raise Unanswered(Cause.UNREACHABLE, told)


def _secure(plain: socket.socket, target: Target) -> socket.socket:
    """The certificate must be the host's, by its name, although the connection goes to an address."""
    if target.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except OSError:
        plain.close()
        raise


def _exchange(
    connected: socket.socket, target: Target, content: bytes, headers: Mapping[str, str], ends: float
) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = connected
    watch = Timer(ends - monotonic(), _break_off, [connected])
    watch.start()
    try:
        connected.settimeout(_left(ends))
        connection.request("POST", target.path, content, {"Host": target.netloc, **headers})
        answer = connection.getresponse()
        body = answer.read(LONGEST)
        _left(ends)
        return Answer(answer.status, body)
    except (OSError, http.client.HTTPException) as error:
        is_late = isinstance(error, TimeoutError) or monotonic() >= ends
        raise Unanswered(Cause.TIMED_OUT if is_late else Cause.BROKEN_OFF, _words(error)) from error
    finally:
        watch.cancel()


def _break_off(connected: socket.socket) -> None:
    """Time is up for a server that sends a byte now and then, which no time-out of a single read would notice."""
    with suppress(OSError):
        socket.socket.shutdown(connected, socket.SHUT_RDWR)


def _left(ends: float) -> float:
    left = ends - monotonic()
    if left <= 0:
        raise TimeoutError(f"no answer within {SECONDS:g} seconds")
    return left


def _words(error: Exception) -> str:
    told = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return f"{type(error).__name__}: {told}"
