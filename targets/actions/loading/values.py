"""How values are read that only figures have: a period and a number with four decimal places."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as t

from newarea.document import Node
from newarea.schema.kinds import Kind, Wrong, word
from targets.domain.periods import period_of

NUMBER = re.compile(r"-?\d{1,11}(\.\d{1,4})?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month(Kind):
    """The last month of a period, 2023-08; it stays the text it is, which `period_of` reads."""

    def read(self, node: Node) -> str:
        text = word(node)
        if period_of(text) is None:
            raise Wrong(t("the last month of a period such as 2023-08 is expected"))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Kind):
    def read(self, node: Node) -> Decimal:
        text = word(node)
        if not NUMBER.match(text):
            raise Wrong(t("a number with at most four decimal places is expected"))
        return Decimal(text)
