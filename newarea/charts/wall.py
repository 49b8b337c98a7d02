"""The wall chart: one row a project, twelve months, milestones as lights, lateness and moved dates drawn."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from newarea import formats
from newarea.charts.drawing import day_flag, label_width, line, opening, place_of

# Heights in pixels.
ROW_HEIGHT = 50
TRACK = 23
MOVED = 8
LATE_LEVELS = (37, 46)


@dataclass(frozen=True, slots=True)
class WallMark:
    """One milestone. `grey` is the code that says why a grey light is grey (formats.GREYS)."""

    title: str
    light: str
    due_on: date | None
    start_on: date | None = None
    completed_on: date | None = None
    original_due_on: date | None = None
    late_days: int = 0
    grey: str = ""


@dataclass(frozen=True, slots=True)
class WallRow:
    """One project over one year, as of `on`.

    `verified_share` is 0..100. `verified_to` is the day on which the plan meant to have that much (see `day_of_share`);
    without it the coloured part is the same share of the way from start to end.
    """

    key: str
    title: str
    light: str
    year: int
    on: date
    start_on: date | None
    end_on: date | None
    verified_share: float = 0.0
    verified_to: date | None = None
    marks: Sequence[WallMark] = ()

    def __post_init__(self) -> None:
        """Marks in a tuple, so that a row can be remembered by its values."""
        object.__setattr__(self, "marks", tuple(self.marks))


def day_of_share(lines: Iterable[tuple[date, date, float]], share: float) -> date | None:
    """The day on which the plan meant to have `share` (0..100); lines are (start, due, weight).

    On the wall, what is verified ends there: what lies between it and the line of the day is what is missing, in days.
    """
    plan = tuple(line for line in lines if line[2] > 0)
    return _day_of_share(plan, share) if plan else None


@lru_cache(maxsize=1024)
def _day_of_share(plan: tuple[tuple[date, date, float], ...], share: float) -> date:
    first, last = (min(line[0] for line in plan) - timedelta(days=1), max(line[1] for line in plan))
    goal = min(share, 100.0) / 100 * sum(line[2] for line in plan) - 1e-9
    low, high = 0, (last - first).days
    while low < high:
        middle = (low + high) // 2
        if _planned_weight(plan, first + timedelta(days=middle)) >= goal:
            high = middle
        else:
            low = middle + 1
    return first + timedelta(days=low)


def _planned_weight(plan: Iterable[tuple[date, date, float]], day: date) -> float:
    return sum(
        weight * min(max(((day - start).days + 1) / max((due - start).days + 1, 1), 0.0), 1.0)
        for start, due, weight in plan
    )


def wall_header(year: int, on: date) -> SafeString:
    """The months above a wall, with the flag of the day."""
    months = "".join(
        f'<text x="{round((place + 0.5) / 12 * 100, 2)}%" y="30">{escape(formats.month(place + 1))}</text>'
        for place in range(12)
    )
    flag = day_flag(on, year, y1=17, y2=36)
    return mark_safe(f'<svg class="wall-months" width="100%" height="36" aria-hidden="true">{flag}{months}</svg>')


def wall_row(row: WallRow) -> SafeString:
    """One project's year: track, what is verified, what is missing, milestones as lights, delays and moved dates."""
    return _drawn(row, get_language() or "")


@lru_cache(maxsize=512)
def _drawn(row: WallRow, language: str) -> SafeString:
    """Remembered by values and language: readers look at the same rows until a fact or the day changes."""
    marks = sorted((mark for mark in row.marks if mark.due_on), key=lambda mark: mark.due_on or date.min)
    parts = [opening("wall-row", row.key, ROW_HEIGHT, row.title, _wall_description(row, marks))]
    parts.extend(_track(row))
    if row.on.year == row.year:
        x = place_of(row.on, row.year)
        parts.append(line("chart-day", x, x, -ROW_HEIGHT, 2 * ROW_HEIGHT))  # the page cuts it at the row's edges
    parts.extend(_moves(marks, row.year))
    parts.extend(_delays(marks, row, language))
    parts.extend(_mark(mark, row.year, language) for mark in marks)
    parts.append("</svg>")
    return mark_safe("".join(parts))


def _wall_description(row: WallRow, marks: Sequence[WallMark]) -> str:
    if not marks:
        return gettext("No dated milestone yet.")
    words: Counter[str] = Counter()
    for (light, grey), count in Counter((mark.light, mark.grey) for mark in marks).items():
        words[formats.light_word(light, grey)] += count
    lights = gettext(", ").join(f"{word} {count}" for word, count in words.items())
    share = formats.percent(row.verified_share)
    return gettext("Verified %(share)s; milestones: %(lights)s.") % {"share": share, "lights": lights}


def _track(row: WallRow) -> Iterator[str]:
    if row.start_on is None or row.end_on is None:
        yield line("wall-unplanned", 0, 100, TRACK, TRACK)
        yield f'<text class="wall-note" x="50%" y="{TRACK + 4}">{escape(gettext("Plan to be settled"))}</text>'
        return
    start, end = (place_of(row.start_on - timedelta(days=1), row.year), place_of(row.end_on, row.year))
    verified = start + (end - start) * min(max(row.verified_share, 0.0), 100.0) / 100
    if row.verified_to is not None:
        verified = min(max(place_of(row.verified_to, row.year), start), end)
    verified = round(verified, 2)
    yield line("wall-track", start, end, TRACK, TRACK)
    reached = min(place_of(row.on, row.year), end)
    if row.light in ("yellow", "red") and reached > verified:
        yield line(f"wall-missing is-{row.light}", verified, reached, TRACK, TRACK)
    if verified > start:
        yield line("wall-verified", start, verified, TRACK, TRACK)


def _moves(marks: Iterable[WallMark], year: int) -> Iterator[str]:
    """A ghost where the due date first stood, and a bracket from there to where it stands."""
    for mark in marks:
        if mark.due_on is None or mark.original_due_on is None or mark.original_due_on == mark.due_on:
            continue
        before, now = place_of(mark.original_due_on, year), place_of(mark.due_on, year)
        title = escape(
            gettext("%(title)s: first due %(before)s, moved to %(now)s")
            % {"title": mark.title, "before": formats.day(mark.original_due_on), "now": formats.day(mark.due_on)}
        )
        yield line("wall-moved", before, now, MOVED, MOVED)
        yield line("wall-moved", now, now, MOVED, TRACK - 9)
        yield line("wall-moved", before, before, MOVED, TRACK - 6)
        yield f'<circle class="wall-ghost" cx="{before}%" cy="{TRACK}" r="5"><title>{title}</title></circle>'


def _delays(marks: Iterable[WallMark], row: WallRow, language: str) -> Iterator[str]:
    """Below the track, from the due day to the completion, or to the day of the page; labels only where they fit."""
    late = [mark for mark in marks if mark.due_on and mark.late_days > 0]
    worst = max((mark.late_days for mark in late), default=0)
    today = place_of(row.on, row.year)
    taken = [-1.0, -1.0]
    for mark in late:
        due = place_of(mark.due_on or row.on, row.year)
        end = max(place_of(mark.completed_on or row.on, row.year), due)
        level = 0 if due > taken[0] else 1
        y, kind = LATE_LEVELS[level], "red" if mark.light == "red" else "yellow"
        yield line(f"wall-late is-{kind}", due, end, y, y)
        yield line(f"wall-late is-{kind}", end, end, y - 3, y + 3)
        if due > taken[level]:
            words = _days_late(language, mark.late_days)
            is_before = _stands_before(label_width(words), due, end, today, taken[level])
            name = f"wall-label is-{kind}{' is-worst' if mark.late_days == worst else ''}"
            yield _label(f"{name} at-end", due, -5, y, words) if is_before else _label(name, end, 5, y, words)
            taken[level] = end if is_before else end + label_width(words) + 1


def _stands_before(width: float, due: float, end: float, today: float, taken: float) -> bool:
    """A label stands behind its line, unless the year ends there or the line of the day would cross it."""
    is_crossed = end < today < end + width and due - width > taken
    return end + width > 100 or is_crossed


def _label(name: str, x: float, dx: int, y: float, words: str) -> str:
    return f'<text class="{name}" x="{x}%" dx="{dx}" y="{y + 3.5}">{escape(words)}</text>'


def _mark(mark: WallMark, year: int, language: str) -> str:
    """The milestone's light as a shape, where it is due, with its words in a tooltip."""
    if mark.due_on is None:
        return ""
    x = place_of(mark.due_on, year)
    facts = _facts(language, mark.light, mark.grey, mark.due_on, mark.completed_on, mark.late_days)
    title = f"<title>{escape(mark.title)}{facts}</title>"
    if mark.light == "yellow":
        shape = f'<path class="mark is-yellow" d="M0-8.5 9 7H-9Z">{title}</path>'
        return f'<svg x="{x}%" y="{TRACK}" overflow="visible">{shape}</svg>'
    if mark.light == "red":
        return (
            f'<rect class="mark is-red" x="{x}%" y="{TRACK - 7}" width="14" height="14" transform="translate(-7)">'
            f"{title}</rect>"
        )
    radius = {"closed": 6, "green": 6.5}.get(mark.light, 5.5)
    return f'<circle class="mark is-{mark.light}" cx="{x}%" cy="{TRACK}" r="{radius}">{title}</circle>'


@lru_cache(maxsize=8192)
def _facts(language: str, light: str, grey: str, due_on: date, completed_on: date | None, late_days: int) -> str:
    """What a tooltip says after the title, escaped; remembered by language, a wall asks for hundreds of them."""
    facts = [gettext("due %(day)s") % {"day": formats.day(due_on)}, formats.light_word(light, grey)]
    if completed_on:
        facts.append(gettext("completed %(day)s") % {"day": formats.day(completed_on)})
    if late_days > 0:
        facts.append(_days_late(language, late_days))
    return escape(gettext(": ") + gettext(", ").join(facts))


@lru_cache(maxsize=1024)
def _days_late(language: str, days: int) -> str:
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
