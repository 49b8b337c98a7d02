"""The rows of the entry grid: the series of a programme whose figures one statistics unit enters."""

import re
from dataclasses import dataclass

from newarea.models import Officer, Programme
from targets.domain.goals import FULL_WIDTH
from targets.domain.periods import Period
from targets.models import Aspect, Goal, Indicator
from targets.models.goals_on import Key, periods_of

SAID_BY_THE_WAY = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `is_only`: the indicator has no other one, so that its name alone says which row is meant."""

    indicator: Indicator
    aspect: str
    is_only: bool

    @property
    def key(self) -> Key:
        return (self.indicator.pk, self.aspect)

    @property
    def name(self) -> str:
        """Of its field in the form."""
        return f"figure-{self.indicator.pk}-{self.aspect}"

    @property
    def label(self) -> str:
        short = self.indicator.short_name
        return short if self.is_only else f"{short} · {Aspect(self.aspect).label}"

    @property
    def unit(self) -> str:
        return self.indicator.unit_of(self.aspect)

    @property
    def units(self) -> tuple[str, ...]:
        """As people may write it behind the figure."""
        return ("%",) if self.aspect == Aspect.GROWTH else (self.indicator.unit_zh, self.indicator.unit_en)

    @property
    def names(self) -> set[str]:
        """What a spreadsheet may call the indicator, without blanks and signs."""
        one = self.indicator
        return {plain_name(name) for name in (one.name_zh, one.name_en, one.short_zh, one.short_en, one.key)} - {""}

    @property
    def full_names(self) -> set[str]:
        """What can mean no other row: the indicator with growth, level or the unit behind it."""
        behind = {plain_name(str(word)) for word in (self.aspect, Aspect(self.aspect).label, *self.units)} - {""}
        return {name + word for name in self.names for word in behind}

    def has(self, period: Period) -> bool:
        return period in periods_of(self.indicator, period.year)


def plain_name(text: str) -> str:
    """Half width, small letters, no blanks and signs; the percent sign is a word."""
    half = text.translate(FULL_WIDTH).replace("%", "percent")
    return SAID_BY_THE_WAY.sub("", half).casefold()


def lines_of(programme: Programme, officer: Officer) -> list[Line]:
    """What the programme's goals are judged by and this officer may enter, in the order of the indicators."""
    goals = Goal.objects.in_force().filter(programme=programme.pk)
    keys: set[Key] = set()
    for own, followed, aspect in goals.values_list("indicator", "reference", "aspect"):
        keys |= {(pk, aspect) for pk in (own, followed) if pk}
    wanted = Indicator.objects.enterable_by(officer).filter(
        district=programme.district_id, pk__in={pk for pk, _ in keys}
    )
    return [
        Line(indicator, aspect, is_only=len(indicator.aspects) == 1)
        for indicator in wanted.order_by("position", "key")
        for aspect in indicator.aspects
        if (indicator.pk, aspect) in keys
    ]
