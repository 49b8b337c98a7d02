"""How days, numbers, lights and standing words are written, in the active language. Plain values in, text out."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy

MINUS = "\N{MINUS SIGN}"

MONTHS: tuple[Promise, ...] = (
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
)

WEEKDAYS: tuple[Promise, ...] = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)

LIGHTS: Mapping[str, Promise] = {
    "green": pgettext_lazy("light", "On track"),
    "yellow": pgettext_lazy("light", "Behind"),
    "red": pgettext_lazy("light", "Far behind"),
    "closed": pgettext_lazy("light", "Closed"),
    "grey": pgettext_lazy("light", "To be settled"),
}

# Why a light is grey; anything else that is grey waits for a unit, a day or a value.
GREYS: Mapping[str, Promise] = {
    "no_plan": pgettext_lazy("light", "To be settled"),
    "not_adopted": pgettext_lazy("light", "Not adopted"),
    "not_started": pgettext_lazy("light", "Not started"),
    "not_due_yet": pgettext_lazy("light", "No report due yet"),
    "first_report_waiting": pgettext_lazy("light", "First report waiting"),
}

# Units as the English names of measures write them.
SCALES = {"10,000 ": 10_000, "100 million ": 100_000_000}
MONEY = "yuan"
LARGE = {"billion": 1_000_000_000, "million": 1_000_000}
FINEST = 8  # places after scaling: nothing is rounded twice

STANDINGS: Mapping[str, Promise] = {
    "ahead": pgettext_lazy("standing", "ahead of schedule"),
    "on_schedule": pgettext_lazy("standing", "on schedule"),
    "slow": pgettext_lazy("standing", "slow"),
    "behind": pgettext_lazy("standing", "behind schedule"),
    "closed": pgettext_lazy("standing", "closed"),
}


def month(number: int) -> str:
    return str(MONTHS[number - 1])


def day(value: date) -> str:
    """15 Sep, 9月15日."""
    return pgettext("day of the year", "{day} {month}").format(day=value.day, month=month(value.month))


def full_day(value: date) -> str:
    """15 Sep 2023, 2023年9月15日."""
    return pgettext("full date", "{day} {month} {year}").format(
        day=value.day, month=month(value.month), year=value.year
    )


def weekday(value: date) -> str:
    return str(WEEKDAYS[value.weekday()])


def number(value: Decimal | float, places: int = 2) -> str:
    """Thousands in groups, rounded half up to `places`, without zeros that say nothing: 21,089.58."""
    text = f"{rounded(value, places):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", MINUS)


def rounded(value: Decimal | float, places: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent(value: Decimal | float, places: int = 1) -> str:
    return f"{number(value, places)}%"


def signed(value: Decimal | float, places: int = 1) -> str:
    text = number(value, places)
    return text if text == "0" or text.startswith(MINUS) else f"+{text}"


def quantity(value: Decimal | float, measure: str = "", *, about: bool = False, places: int = 2) -> str:
    """515 m; about 5 ha; 23 万户, 230,000 households; 5 亿元, RMB 500 million."""
    scale, noun = scaled(measure)
    figures = amount(value, measure, places=places)
    words = figures if noun == MONEY and scale > 1 else _with_unit(figures, noun)
    return gettext("about %(quantity)s") % {"quantity": words} if about else words


def amount(value: Decimal | float, measure: str = "", *, places: int = 2) -> str:
    """The figure alone, for a column or before a slash; money brings its own words."""
    scale, noun = scaled(measure)
    whole = rounded(value, places) * scale
    return money(whole) if noun == MONEY and scale > 1 else number(whole, FINEST if scale > 1 else places)


def scaled(measure: str) -> tuple[int, str]:
    """What a unit counts in, and of what. English does not count in 10,000 or 100 million, as the units of the sources
    do: ("10,000 households") is 10,000 of "households". A Chinese unit is its own habit."""
    for words, scale in SCALES.items():
        if measure.startswith(words):
            return scale, measure.removeprefix(words)
    return 1, measure


def money(yuan: Decimal) -> str:
    """RMB 32 million."""
    for words, scale in LARGE.items():
        if abs(yuan) >= scale:
            return f"RMB {number(yuan / scale, FINEST)} {words}"
    return f"RMB {number(yuan, FINEST)}"


def as_entered(value: Decimal | float, measure: str, *, places: int = 2) -> str:
    """Beside a field that takes the figure in its unit: 23 × 10,000 households."""
    return _with_unit(number(value, places), measure)


def _with_unit(figures: str, unit: str) -> str:
    times = "× " if unit[:1].isdigit() else ""
    return f"{figures} {times}{unit}".strip()


def light_word(light: str, grey: str = "") -> str:
    """The word beside the shape; `grey` is the code that says why a light is grey."""
    if light == "grey" and grey in GREYS:
        return str(GREYS[grey])
    return str(LIGHTS[light])
