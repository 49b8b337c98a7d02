"""What the robots of all three services have in common: a message, how much fits, and what an answer means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Notice:
    """One message to one person in a chat; the same one twice has the same `key`.

    `more` stands in the place of what does not fit, and leads to the inbox.
    """

    key: str
    to: str
    phone: str
    text: str
    more: str = ""

    def fitting(self, room: int, *, mention: str = "") -> str:
        """In so many bytes of UTF-8, by whole lines."""
        whole = f"{mention}{self.to}\n{self.text}".strip()
        if len(whole.encode()) <= room:
            return whole
        kept = whole.encode()[: room - len(self.more.encode()) - 1].decode(errors="ignore")
        lines, _, _ = kept.rpartition("\n")
        return f"{lines or kept}\n{self.more}"


@dataclass(frozen=True)
class Pace:
    """So many messages at once, then one a `gap`: never more in any minute than the service takes. `rest`: for how long
    it takes none after that."""

    at_once: int
    gap: timedelta
    rest: timedelta = timedelta(minutes=1)

    @property
    def ahead(self) -> timedelta:
        return self.gap * (self.at_once - 1)


def mobile(phone: str) -> str:
    """As the services know people: eleven digits; nobody is mentioned by what is no mobile number."""
    digits = re.sub(r"\D", "", phone)
    found = re.fullmatch(r"(?:00)?(?:86)?(1[3-9]\d{9})", digits)
    return found[1] if found else ""


Request = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Robot:
    """A service. `request` makes the address and the body from address, secret, notice and the time; `said` names the
    fields of an answer with code and words, the better ones first; `meanings` are what its codes mean to people."""

    request: Callable[[str, str, Notice, datetime], Request]
    said: tuple[tuple[str, str], ...]
    pace: Pace
    busy: frozenset[int]
    later: frozenset[int]
    meanings: Mapping[int, Promise] = field(default_factory=dict)
