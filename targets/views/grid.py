"""The entry grid of a statistics unit: its series with what is known of a period, and what waits or came back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as t

from newarea import formats
from newarea.models import Programme
from targets.domain.judging import Reading
from targets.domain.periods import Period
from targets.forms.lines import Line
from targets.models import Indicator, Observation
from targets.models.goals_on import Key, periods_of, readings_on
from targets.wording import distance, entered_figure, period_text

Known = Mapping[tuple[Key, Period], Reading]
Entries = Mapping[tuple[Key, Period], Observation]


@dataclass(frozen=True, slots=True)
class Grid:
    """What is known of the lines in the programme's year at the end of the day; `periods` are those over by then.

    Of what was entered for the same period `entries` has the last one, whatever became of it.
    """

    lines: Sequence[Line]
    periods: Sequence[Period]
    known: Known
    entries: Entries
    on: date

    def first_open(self) -> Period | None:
        """The first period of which a figure is to be entered; the last one that is over where none is."""
        return next((period for period in self.periods if self._is_open(period)), next(iter(self.periods[-1:]), None))

    def _is_open(self, period: Period) -> bool:
        return any(self._is_owed(line, period) for line in self.lines_of(period))

    def _is_owed(self, line: Line, period: Period) -> bool:
        """A gap before a later cumulative figure is not asked for: the later one counts from January too."""
        later = self.periods[self.periods.index(period) :] if line.indicator.is_cumulative else [period]
        return not any(self._is_entered(line.key, one) for one in later)

    def _is_entered(self, key: Key, period: Period) -> bool:
        entry = self.entries.get((key, period))
        return (key, period) in self.known or (entry is not None and not is_back(entry, self.on))

    def lines_of(self, period: Period) -> list[Line]:
        return [line for line in self.lines if line.has(period)]

    def lines_without(self, period: Period) -> list[Line]:
        return [line for line in self.lines if not line.has(period)]

    def before(self, line: Line, period: Period) -> Reading | None:
        return before_of(self.known, line.key, line.indicator, period)

    def words(self, period: Period) -> str:
        """The period as the grid calls it; from January on, if any of its series counts from there."""
        return period_text(period, is_cumulative=any(line.indicator.is_cumulative for line in self.lines))


def grid_of(programme: Programme, lines: Sequence[Line], on: date) -> Grid:
    """Two queries, whatever there is."""
    keys = [line.key for line in lines]
    known = known_of(keys, programme.year, on)
    periods = {one for line in lines for one in periods_of(line.indicator, programme.year) if one.end < on}
    return Grid(lines, sorted(periods), known, _entries(keys, programme.year, on), on)


def before_of(known: Known, key: Key, indicator: Indicator, period: Period) -> Reading | None:
    """The last figure of an earlier period of the same year."""
    earlier = [one for one in periods_of(indicator, period.year) if one < period and (key, one) in known]
    return known[key, earlier[-1]] if earlier else None


def known_of(keys: Iterable[Key], year: int, on: date) -> Known:
    """One query."""
    found = readings_on(keys, year, on)
    return {(key, one.period): one for key, readings in found.items() for one in readings}


def _entries(keys: Sequence[Key], year: int, on: date) -> Entries:
    rows = Observation.objects.filter(indicator__in={pk for pk, _ in keys}, year=year, entered_on__lte=on)
    names = ("entered_by__unit", "decided_by__unit")
    found = rows.select_related(*names).order_by("entered_on", "pk")
    return {((row.indicator_id, row.aspect), row.period): row for row in found}


def is_decided(row: Observation, on: date) -> bool:
    return row.decided_on is not None and row.decided_on <= on


def is_back(row: Observation, on: date) -> bool:
    return row.state == Observation.State.RETURNED and is_decided(row, on)


@dataclass(frozen=True, slots=True)
class State:
    """What became of the last figure entered for a period, in a word and a sentence."""

    name: str
    word: str
    more: str = ""


def state_of(row: Observation | None, unit: str, on: date) -> State:
    if row is None:
        return State("none", t("not entered"))
    said = {"value": entered_figure(row.value, unit), "day": formats.day(row.entered_on), "who": row.entered_by}
    if not is_decided(row, on):
        return State("waiting", t("waits for verification"), t("%(value)s, entered on %(day)s by %(who)s") % said)
    said = {"value": entered_figure(row.value, unit), "day": formats.day(row.decided_on or on), "who": row.decided_by}
    if is_back(row, on):
        text = t("%(value)s, returned on %(day)s by %(who)s: %(note)s") % (said | {"note": row.decision_note})
        return State("returned", t("returned"), text)
    return State("verified", t("verified"), t("%(value)s, verified on %(day)s by %(who)s") % said)


def name_of_period(period: Period, indicator: Indicator) -> str:
    is_quarterly = indicator.frequency == Indicator.Frequency.QUARTERLY
    return period_text(period, is_cumulative=indicator.is_cumulative, is_quarterly=is_quarterly)


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much a figure differs, with its sign, and from what."""

    text: str
    against: str


def difference(value: Decimal, known: Reading | None, before: Reading | None, line: Line) -> Difference | None:
    """From the figure it would revise; of a period that had none, from the period before."""
    other = known or before
    if other is None:
        return None
    against = t("the figure until now") if known else name_of_period(other.period, line.indicator)
    return Difference(_signed(value - other.value, line.unit), against)


def _signed(gap: Decimal, unit: str) -> str:
    if gap == 0:
        return t("unchanged")
    return f"{formats.MINUS if gap < 0 else '+'}{distance(gap, unit)}"
