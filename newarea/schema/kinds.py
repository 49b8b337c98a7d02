"""How single values of a programme file are read: each kind says what it expects."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as t

from newarea import document
from newarea.document import Node

SLUG = re.compile(r"[a-zA-Z0-9_-]{1,80}\Z")
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,2})?\Z")


class Wrong(Exception):
    """A value that cannot be what its name says; the message says what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How one name's value is read."""

    required: bool = False

    def read(self, node: Node) -> Any:
        raise NotImplementedError

    def references(self, data: Any) -> Sequence[tuple[str, str]]:
        """What the value names elsewhere, as (section, key)."""
        return ()


def word(node: Node) -> str:
    if not isinstance(node, document.Scalar) or node.text is None:
        raise Wrong(t("a single value is expected"))
    return node.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Kind):
    longest: int = 200

    def read(self, node: Node) -> str:
        text = word(node).strip()
        if len(text) > self.longest:
            raise Wrong(
                t("at most %(longest)s characters, and these are %(length)s")
                % {"longest": self.longest, "length": len(text)}
            )
        if any(ord(sign) < 32 and sign != "\n" for sign in text):
            raise Wrong(t("the text holds control characters"))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Kind):
    def read(self, node: Node) -> date:
        try:
            return date.fromisoformat(word(node))
        except ValueError as error:
            raise Wrong(t("a date such as 2023-09-15 is expected")) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Kind):
    """A decimal with at most two places, from `least` to `most`; `above` the bound itself is too little."""

    least: Decimal | None = None
    above: Decimal | None = None
    most: Decimal | None = None

    def read(self, node: Node) -> Decimal:
        text = word(node)
        if not NUMBER.match(text):
            raise Wrong(t("a number with at most two decimal places is expected"))
        number = Decimal(text)
        self._refuse_outside(number)
        return number

    def _refuse_outside(self, number: Decimal) -> None:
        if self.least is not None and number < self.least:
            raise Wrong(t("at least %(least)s is expected") % {"least": self.least})
        if self.above is not None and number <= self.above:
            raise Wrong(t("more than %(above)s is expected") % {"above": self.above})
        if self.most is not None and number > self.most:
            raise Wrong(t("at most %(most)s is expected") % {"most": self.most})


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Kind):
    least: int = 0
    most: int = 32767

    def read(self, node: Node) -> int:
        text = word(node)
        if not re.fullmatch(r"\d{1,5}", text) or not self.least <= int(text) <= self.most:
            raise Wrong(
                t("a whole number from %(least)s to %(most)s is expected") % {"least": self.least, "most": self.most}
            )
        return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Kind):
    def read(self, node: Node) -> bool:
        text = word(node)
        if text not in ("true", "false"):
            raise Wrong(t("true or false is expected"))
        return text == "true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Kind):
    options: Sequence[str]

    def read(self, node: Node) -> str:
        text = word(node)
        if text not in self.options:
            raise Wrong(t("one of %(options)s is expected") % {"options": ", ".join(self.options)})
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Kind):
    """A stable key: Latin letters, digits, hyphens."""

    def read(self, node: Node) -> str:
        text = word(node)
        if not SLUG.match(text):
            raise Wrong(t("a key of Latin letters, digits and hyphens is expected"))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(Key):
    """The key of a record of the section `to`."""

    to: str

    def references(self, data: Any) -> Sequence[tuple[str, str]]:
        return [(self.to, data)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refs(Kind):
    """A list of keys of records of the section `to`."""

    to: str

    def read(self, node: Node) -> list[str]:
        if not isinstance(node, document.Listing):
            raise Wrong(t("a list of keys such as [one, two] is expected"))
        keys = [Key().read(item) for item in node.items]
        if len(set(keys)) < len(keys):
            raise Wrong(t("a key stands in the list twice"))
        return keys

    def references(self, data: Any) -> Sequence[tuple[str, str]]:
        return [(self.to, key) for key in data]
