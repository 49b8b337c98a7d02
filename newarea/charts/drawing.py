"""What the charts share: places along the year, lines, names for those who hear a chart.

Places are percentages of the width, every month equally wide. So a chart stretches while its shapes and letters keep
their size, on paper and on a telephone alike. Colours are classes in components.css; every text is escaped.
"""

from datetime import date
from functools import lru_cache
from html import escape

from newarea import formats

MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
NARROWEST = 560  # pixels: the width at which two labels must still not touch


@lru_cache(maxsize=4096)
def place_of(day: date, year: int) -> float:
    """Where the end of the day lies, 0..100 of the year's width."""
    if day.year != year:
        return 0.0 if day.year < year else 100.0
    length = MONTH_LENGTHS[day.month - 1]
    if day.month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0):
        length = 29
    return round((day.month - 1 + day.day / length) / 12 * 100, 2)


def line(name: str, x1: float, x2: float, y1: float, y2: float) -> str:
    return f'<line class="{name}" x1="{x1}%" x2="{x2}%" y1="{y1}" y2="{y2}"/>'


def day_flag(on: date, year: int, *, y1: float, y2: float) -> str:
    """The line of the day with its label on top, kept inside the chart at both ends; nothing outside the year."""
    if on.year != year:
        return ""
    x = place_of(on, year)
    anchor = " at-start" if x < 4 else " at-end" if x > 96 else ""
    label = f'<text class="chart-flag{anchor}" x="{x}%" y="{y1 - 5}">{escape(formats.day(on))}</text>'
    return line("chart-day", x, x, y1, y2) + label


def opening(name: str, key: str, height: int, title: str, description: str) -> str:
    """An image with a name and a description for those who hear it."""
    key = escape(key)
    return (
        f'<svg class="{name}" role="img" width="100%" height="{height}" '
        f'aria-labelledby="{key}-t" aria-describedby="{key}-d">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>'
    )


def label_width(text: str) -> float:
    """About how wide a small label is, in percent of the narrowest wall that shows labels."""
    return sum(10.5 if ord(letter) > 0x2E80 else 5.8 for letter in text) / NARROWEST * 100
