"""Which web addresses this site may speak to: none inside the house, whatever the name of the host says later.

A name is resolved once; whoever connects, connects to the very addresses that were checked here.
"""

import socket
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Thread
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t

PORTS = {"http": 80, "https": 443}
THIS_MACHINE = "127.0.0.1"
UNKNOWN_HOST = "unknown_host"
GLOBAL_UNICAST = ip_network("2000::/3")
NOT_OUT_THERE = [ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")]


@dataclass(frozen=True)
class Target:
    """Where to connect: `places` are the host's addresses, all of them checked; `path` has the query with it."""

    scheme: str
    netloc: str
    host: str
    port: int
    path: str
    places: tuple[str, ...]


def resolve(url: str, *, seconds: float) -> Target:
    """Raises `ValidationError` in words; its code is "unknown_host" where the name may be known another time."""
    parts, port = _parts(url)
    host = parts.hostname or ""
    places = tuple(_lookup(host, port, seconds))
    if not all(is_allowed(place) for place in places):
        raise ValidationError(
            t("%(host)s is no server on the internet: this site does not speak to it.") % {"host": host}
        )
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return Target(parts.scheme, parts.netloc, host, port, path, places)


def _parts(url: str) -> tuple[SplitResult, int]:
    """Plain characters only: nothing that one reader takes for a host and the next for something else."""
    if not url.isascii() or not url.isprintable() or set(url) & set(" \\<>\"'"):
        raise ValidationError(t("There is a character in the web address that does not belong there."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValidationError(t("This is not a web address.")) from error
    if parts.scheme not in PORTS:
        raise ValidationError(t("A web address begins with https:// or http://."))
    if not parts.hostname or port == 0:
        raise ValidationError(t("This is not a web address."))
    if "@" in parts.netloc:
        raise ValidationError(t("A web address must not hold a user name or a password."))
    return parts, port or PORTS[parts.scheme]


def _lookup(host: str, port: int, seconds: float) -> list[str]:
    """The name service answers when it likes; asked in a thread, it cannot hold up the caller."""
    found: Future[list[str]] = Future()
    Thread(target=_ask, args=(host, port, found), daemon=True).start()
    try:
        return found.result(seconds)
    except (OSError, UnicodeError) as error:  # a time-out is an OSError too
        raise ValidationError(t("The name %(host)s is not known.") % {"host": host}, code=UNKNOWN_HOST) from error


def _ask(host: str, port: int, found: "Future[list[str]]") -> None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found.set_result(list(dict.fromkeys(str(address[0]) for *_, address in rows)))
    except Exception as error:
        found.set_exception(error)


def is_allowed(place: str) -> bool:
    return is_out_there(place) or (settings.CHATS_ON_THIS_MACHINE and place == THIS_MACHINE)


def is_out_there(place: str) -> bool:
    """A public unicast address; none that carries an IPv4 address inside, which might be one of the house."""
    address = ip_address(place)
    if isinstance(address, IPv6Address) and (address not in GLOBAL_UNICAST or address.sixtofour or address.teredo):
        return False
    known = any(address in net for net in NOT_OUT_THERE)
    return address.is_global and not address.is_multicast and not known
