"""The curve of a project: planned dashed, verified solid, the projection dotted and labelled as one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from newarea import formats
from newarea.charts.drawing import day_flag, label_width, line, opening, place_of

# Heights in pixels.
TOP = 26
PLOT = 196
HEIGHT = 248


@dataclass(frozen=True, slots=True)
class CurvePoint:
    day: date
    share: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Planned and verified shares (0..100) over one year; the projection ends ahead of the last verified point."""

    key: str
    title: str
    light: str
    year: int
    on: date
    planned: Sequence[CurvePoint]
    verified: Sequence[CurvePoint] = ()
    measured: CurvePoint | None = None
    planned_then: float | None = None
    projection: CurvePoint | None = None
    projection_label: str = ""


def s_curve(chart: Curve) -> SafeString:
    """Planned dashed, verified solid, projection dotted and labelled as one, the line of the day."""
    projection = _within_year(chart)
    parts = [
        opening("curve", chart.key, HEIGHT, chart.title, _curve_description(chart)),
        *_curve_grid(),
        _stretched(),
        _polyline("curve-planned", chart.planned, chart.year),
        _polyline(f"curve-verified is-{chart.light}", chart.verified, chart.year),
    ]
    if projection and chart.verified:
        parts.append(_polyline(f"curve-projection is-{chart.light}", [chart.verified[-1], projection], chart.year))
    parts.append("</svg>")
    parts.append(day_flag(chart.on, chart.year, y1=17, y2=TOP + PLOT))
    parts.extend(_curve_gap(chart))
    parts.extend(_projection_label(chart, projection))
    parts.append("</svg>")
    return mark_safe("".join(parts))


def _stretched() -> str:
    """The plot's own square of 1000 by 1000, drawn as wide as the page gives; lines keep their weight by class."""
    box = 'viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible"'
    return f'<svg y="{TOP}" width="100%" height="{PLOT}" {box}>'


def _curve_y(share: float) -> float:
    return round(TOP + (100 - min(max(share, 0.0), 100.0)) / 100 * PLOT, 1)


def _polyline(name: str, points: Iterable[CurvePoint], year: int) -> str:
    places = " ".join(
        f"{round(place_of(point.day, year) * 10)},{round((100 - min(max(point.share, 0.0), 100.0)) * 10)}"
        for point in points
    )
    return f'<polyline class="{name}" points="{places}"/>' if places else ""


def _curve_grid() -> Iterator[str]:
    for share in (0, 25, 50, 75, 100):
        y = _curve_y(share)
        yield line("chart-grid" if share else "chart-base", 0, 100, y, y)
        if share % 50 == 0:
            yield f'<text class="chart-axis at-start" x="0" y="{y - 4}">{share}%</text>'
    for place in range(12):
        middle = round((place + 0.5) / 12 * 100, 2)
        yield f'<text class="chart-axis" x="{middle}%" y="{HEIGHT - 8}">{escape(formats.month(place + 1))}</text>'
        edge = round(place / 12 * 100, 2)
        yield line("chart-tick", edge, edge, _curve_y(0), _curve_y(0) + 5)


def _curve_gap(chart: Curve) -> Iterator[str]:
    """On the measure day: what was planned, what is verified, and a bracket for what is between."""
    measured, planned = chart.measured, chart.planned_then
    if measured is None or planned is None:
        return
    x, done, plan = (place_of(measured.day, chart.year), _curve_y(measured.share), _curve_y(planned))
    below = 1 if done >= plan else -1
    side = "at-end" if x > 12 else "at-start"
    yield f'<line class="curve-gap is-{chart.light}" x1="{x}%" x2="{x}%" y1="{plan}" y2="{done}"/>'
    yield f'<circle class="curve-plan-dot" cx="{x}%" cy="{plan}" r="3.5"/>'
    yield f'<circle class="curve-dot is-{chart.light}" cx="{x}%" cy="{done}" r="5"/>'
    words = gettext("planned %(share)s") % {"share": formats.percent(planned)}
    yield f'<text class="chart-label {side}" x="{x}%" y="{plan + (-9 if below > 0 else 17)}">{escape(words)}</text>'
    words = gettext("verified %(share)s") % {"share": formats.percent(measured.share)}
    y = min(done + (18 if below > 0 else -10), _curve_y(0) - 5)
    yield f'<text class="chart-label is-strong is-{chart.light} {side}" x="{x}%" y="{y}">{escape(words)}</text>'


def _within_year(chart: Curve) -> CurvePoint | None:
    """The projection's end, cut at the year's last day."""
    end, last = chart.projection, date(chart.year, 12, 31)
    if end is None or not chart.verified or end.day <= last:
        return end
    begin = chart.verified[-1]
    part = (last - begin.day).days / max((end.day - begin.day).days, 1)
    return CurvePoint(last, begin.share + (end.share - begin.share) * part)


def _projection_label(chart: Curve, end: CurvePoint | None) -> Iterator[str]:
    """Below the dotted line, from its end backwards, as low as the line runs over the label's first letter."""
    if end is None or not chart.verified or not chart.projection_label:
        return
    begin, x = chart.verified[-1], place_of(end.day, chart.year)
    side, first = "at-end", x - label_width(chart.projection_label)
    if first < 0:
        side, first = "at-start", x
    start = place_of(begin.day, chart.year)
    part = min(max((first - start) / max(x - start, 0.01), 0.0), 1.0)
    y = min(_curve_y(begin.share + (end.share - begin.share) * part) + 18, _curve_y(0) - 5)
    yield (f'<text class="chart-label is-projection {side}" x="{x}%" y="{y}">{escape(chart.projection_label)}</text>')


def _curve_description(chart: Curve) -> str:
    facts = [gettext("Dashed: planned. Solid: verified.")]
    if chart.measured and chart.planned_then is not None:
        facts.append(
            gettext("On %(day)s planned %(planned)s, verified %(verified)s.")
            % {
                "day": formats.full_day(chart.measured.day),
                "planned": formats.percent(chart.planned_then),
                "verified": formats.percent(chart.measured.share),
            }
        )
    if chart.projection_label:
        facts.append(gettext("Dotted, a projection: %(label)s.") % {"label": chart.projection_label})
    return " ".join(facts)
