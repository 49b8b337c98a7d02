"""The path of an indicator's figures through the year, held against its goal.

Each figure stands at the end of its period, as the shape of its own light. The goal is a line (dashed), with a band
where it has a margin or is a range; a goal in step has its reference's path for a line. What a revision replaced is a
hollow mark; where a figure is missing between two the path is thin; the projection is dotted and labelled as one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as t

from newarea import formats
from newarea.charts.drawing import day_flag, label_width, line, opening, place_of
from targets.charts.scale import Scale, scale_of
from targets.wording import PERCENT, figure

# Heights in pixels.
TOP = 34
PLOT = 208
BASE = TOP + PLOT
HEIGHT = BASE + 26
NEAR = 10  # a hollow mark nearer than this would hide behind what replaced it
LABEL_END = 97.5  # percent: labels at the right stay clear of the whisker


@dataclass(frozen=True, slots=True)
class PathPoint:
    """`before` are the values it had in earlier vintages; `name` its period, for those who point at it."""

    day: date
    value: Decimal
    light: str = "grey"
    name: str = ""
    before: Sequence[Decimal] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """A projection to the year's end with its interval."""

    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChart:
    """`points`: one a period; `gaps`: the days of those after which a period is missing.

    `goal`: the line in points over the year. `margin`: how far the band reaches from it, upwards or (negative) down.
    `is_followed`: the line is another indicator's path, with marks of its own.
    """

    key: str
    title: str
    year: int
    on: date
    unit: str
    points: Sequence[PathPoint]
    goal: Sequence[PathPoint]
    goal_label: str
    margin: Decimal | None = None
    is_followed: bool = False
    is_level: bool = False
    gaps: frozenset[date] = frozenset()
    ending: Ending | None = None

    @property
    def projected(self) -> list[PathPoint]:
        """From the latest figure to the year's end."""
        if self.ending is None or not self.points:
            return []
        return [self.points[-1], PathPoint(date(self.year, 12, 31), self.ending.value)]

    @property
    def scale(self) -> Scale:
        """A goal that stands alone is drawn against zero; there is no path yet to look at closely."""
        return scale_of(self._heights(), from_zero=self.is_level or not self.points)

    def _heights(self) -> Iterator[Decimal]:
        for point in (*self.points, *self.goal):
            yield point.value
            yield from point.before
        if self.margin is not None:
            yield from (point.value + self.margin for point in self.goal)
        if self.ending:
            yield from (self.ending.value, self.ending.low, self.ending.high)


def path_chart(path: PathChart) -> SafeString:
    scale = path.scale
    parts = [
        opening("curve path", path.key, HEIGHT, path.title, _description(path)),
        *_stretched(_band(path, scale)),
        *_grid(path, scale),
        *_stretched(_lines(path, scale)),
        day_flag(path.on, path.year, y1=17, y2=BASE),
        *_followed_marks(path, scale),
        *_before(path, scale),
        *_whisker(path, scale),
        *(_mark(path, point, _y(scale, point.value)) for point in path.points),
        *_labels(path, scale),
        "</svg>",
    ]
    return mark_safe("".join(parts))


def _y(scale: Scale, value: Decimal) -> float:
    return round(TOP + scale.part(value) * PLOT, 1)


def _grid(path: PathChart, scale: Scale) -> Iterator[str]:
    for tick in scale.ticks:
        y = _y(scale, tick)
        yield line("chart-base" if tick in (scale.low, 0) else "chart-grid", 0, 100, y, y)
        words = figure(tick, path.unit) if tick == scale.high else _short(tick, path.unit)
        yield f'<text class="chart-axis at-start" x="0" y="{y - 4}">{escape(words)}</text>'
    for place in range(12):
        middle = round((place + 0.5) / 12 * 100, 2)
        yield f'<text class="chart-axis" x="{middle}%" y="{HEIGHT - 8}">{escape(formats.month(place + 1))}</text>'
        edge = round(place / 12 * 100, 2)
        yield line("chart-tick", edge, edge, BASE, BASE + 5)


def _stretched(shapes: Iterable[str]) -> Iterator[str]:
    """A square of 1000 by 1000 drawn as wide as the page gives; lines keep their weight by class."""
    box = 'viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible"'
    yield f'<svg y="{TOP}" width="100%" height="{PLOT}" {box}>'
    yield from shapes
    yield "</svg>"


def _lines(path: PathChart, scale: Scale) -> Iterator[str]:
    yield _polyline("path-followed" if path.is_followed else "path-goal", path.goal, path.year, scale)
    for older, newer in pairwise(path.points):
        name = "path-line is-broken" if older.day in path.gaps else "path-line"
        yield _polyline(name, (older, newer), path.year, scale)
    yield _polyline("path-projection", path.projected, path.year, scale)


def _place(point: PathPoint, year: int, scale: Scale, margin: Decimal = Decimal(0)) -> str:
    return f"{round(place_of(point.day, year) * 10)},{round(scale.part(point.value + margin) * 1000)}"


def _polyline(name: str, points: Sequence[PathPoint], year: int, scale: Scale) -> str:
    places = " ".join(_place(point, year, scale) for point in points)
    return f'<polyline class="{name}" points="{places}"/>' if len(points) > 1 else ""


def _band(path: PathChart, scale: Scale) -> Iterator[str]:
    if path.margin is None or len(path.goal) < 2:
        return
    along = [_place(point, path.year, scale) for point in path.goal]
    back = [_place(point, path.year, scale, path.margin) for point in reversed(path.goal)]
    yield f'<polygon class="path-band" points="{" ".join([*along, *back])}"/>'


def _followed_marks(path: PathChart, scale: Scale) -> Iterator[str]:
    if not path.is_followed:
        return
    for point in path.goal:
        x, y = place_of(point.day, path.year), _y(scale, point.value)
        title = f"<title>{escape(_said(path, point))}</title>"
        yield f'<circle class="path-followed-mark" cx="{x}%" cy="{y}" r="3">{title}</circle>'


def _said(path: PathChart, point: PathPoint) -> str:
    return f"{point.name}{t(': ')}{figure(point.value, path.unit)}"


def _before(path: PathChart, scale: Scale) -> Iterator[str]:
    """What a revision replaced, tied to what replaced it, or beside it where both would stand on one place."""
    for point in path.points:
        x, now = place_of(point.day, path.year), _y(scale, point.value)
        for value in point.before:
            y = _y(scale, value)
            said = t("%(period)s: first published as %(value)s, since revised")
            words = said % {"period": point.name, "value": figure(value, path.unit)}
            aside = ' transform="translate(-10)"' if abs(y - now) < NEAR else ""
            yield line("path-revised", x, x, y, now)
            yield (
                f'<circle class="path-before" cx="{x}%" cy="{y}" r="4.5"{aside}><title>{escape(words)}</title></circle>'
            )


def _whisker(path: PathChart, scale: Scale) -> Iterator[str]:
    if path.ending is None:
        return
    high, low, y = (_y(scale, value) for value in (path.ending.high, path.ending.low, path.ending.value))
    yield line("path-whisker", 100, 100, high, low)
    for end in (high, low):
        yield f'<svg x="100%" y="{end}" overflow="visible"><path class="path-whisker" d="M-5 0H5"/></svg>'
    yield f'<circle class="path-end" cx="100%" cy="{y}" r="4"/>'


def _mark(path: PathChart, point: PathPoint, y: float) -> str:
    """The figure as the shape of its period's light, with its words in a tooltip."""
    x, title = place_of(point.day, path.year), f"<title>{escape(_said(path, point))}</title>"
    if point.light == "yellow":
        shape = f'<path class="mark is-yellow" d="M0-7.5 8 6H-8Z">{title}</path>'
        return f'<svg x="{x}%" y="{y}" overflow="visible">{shape}</svg>'
    if point.light == "red":
        return (
            f'<rect class="mark is-red" x="{x}%" y="{y - 5.5}" width="11" height="11" transform="translate(-5.5)">'
            f"{title}</rect>"
        )
    return f'<circle class="mark is-{point.light}" cx="{x}%" cy="{y}" r="5.5">{title}</circle>'


def _labels(path: PathChart, scale: Scale) -> Iterator[str]:
    """The goal at its line's end, the latest figure at its mark, the projection on the goal's other side."""
    if path.goal and path.goal_label:
        yield _goal_label(path, scale)
    if path.points:
        yield _latest_label(path, scale)
    if path.ending:
        yield _ending_label(path, scale, path.ending)


def _is_above(path: PathChart) -> bool:
    """Whether the goal's label stands above its line: where the figures end below it."""
    if not path.goal or not path.points:
        return True
    ends = path.ending.value if path.ending else path.points[-1].value
    return ends <= path.goal[-1].value


def _goal_label(path: PathChart, scale: Scale) -> str:
    name = "path-followed-label" if path.is_followed else "path-goal-label"
    return _along(name, path.goal_label, path.goal, path.year, scale, is_above=_is_above(path))


def _ending_label(path: PathChart, scale: Scale, ending: Ending) -> str:
    words = t("projection %(value)s") % {"value": _short(ending.value.quantize(Decimal("0.1")), path.unit)}
    return _along("is-projection", words, path.projected, path.year, scale, is_above=not _is_above(path))


def _along(name: str, words: str, points: Sequence[PathPoint], year: int, scale: Scale, *, is_above: bool) -> str:
    """A label at a line's end, above or below all of the line that it runs along."""
    x = min(place_of(points[-1].day, year), LABEL_END)
    side, first = ("at-end", x - label_width(words)) if x > 50 else ("at-start", x)
    heights = [_height(points, year, scale, place) for place in (first, x)]
    y = min(heights) - 8 if is_above else max(heights) + 16
    return f'<text class="chart-label {name} {side}" x="{x}%" y="{_inside(y)}">{escape(words)}</text>'


def _height(points: Sequence[PathPoint], year: int, scale: Scale, place: float) -> float:
    """How high a line runs over a place of the year; before and behind it as at its ends."""
    for older, newer in pairwise(points):
        start, end = place_of(older.day, year), place_of(newer.day, year)
        if start <= place <= end:
            part = (place - start) / max(end - start, 0.01)
            above, below = _y(scale, older.value), _y(scale, newer.value)
            return above + (below - above) * part
    is_before = place < place_of(points[0].day, year)
    return _y(scale, points[0 if is_before else -1].value)


def _inside(y: float) -> float:
    """Not over the flag of the day, not under the base line."""
    return round(min(max(y, TOP - 4), BASE - 5), 1)


def _latest_label(path: PathChart, scale: Scale) -> str:
    """On the side of the mark where neither the path nor its projection runs."""
    point, is_above = path.points[-1], not _is_above(path)
    x, y = place_of(point.day, path.year), _y(scale, point.value)
    is_rising = len(path.points) > 1 and path.points[-2].value < point.value
    side = "at-end" if x > 90 or is_above == is_rising else "at-start"
    y = y - 12 if is_above else y + 21
    return (
        f'<text class="chart-label is-strong {side}" x="{x}%" y="{_inside(y)}">{_short(point.value, path.unit)}</text>'
    )


def _short(value: Decimal, unit: str) -> str:
    """The unit of a level stands at the scale already."""
    return escape(figure(value, unit) if unit == PERCENT else formats.number(value))


def _description(path: PathChart) -> str:
    """What the picture says, for those who hear it; the table below has every figure."""
    if not path.points:
        return t("No figure has been published by this day; %(goal)s.") % {"goal": path.goal_label}
    said = {
        "count": len(path.points),
        "first": _said(path, path.points[0]),
        "last": _said(path, path.points[-1]),
        "goal": path.goal_label,
    }
    facts = [t("%(count)s figures, from %(first)s to %(last)s; %(goal)s.") % said]
    if path.ending:
        words = {name: figure(getattr(path.ending, name), path.unit) for name in ("value", "low", "high")}
        facts.append(t("Dotted, a projection to the year's end: %(value)s, between %(low)s and %(high)s.") % words)
    return " ".join(facts)
