"""What templates say often: lights, dates, numbers, links that stay on the day of the page."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Protocol

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from newarea import charts, formats

register = template.Library()

# The same shapes as on the wall, in a box of 14 by 14.
SHAPES: Mapping[str, str] = {
    "green": '<circle cx="7" cy="7" r="6"/>',
    "yellow": '<path d="M7 .5 14 13H0Z"/>',
    "red": '<path d="M1 1h12v12H1Z"/>',
    "closed": '<path fill-rule="evenodd" d="M7 0a7 7 0 1 1 0 14A7 7 0 0 1 7 0Zm0 3.25a3.75 3.75 0 1 0 0 7.5 3.75 3.75 '
    '0 0 0 0-7.5Z"/><circle cx="7" cy="7" r="1.5"/>',
    "grey": '<path fill-rule="evenodd" d="M7 .5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 '
    '2Z"/>',
}

ICONS: Mapping[str, str] = {
    "clip": '<path d="M12.5 7 7.6 12a3 3 0 0 1-4.3-4.2l5.5-5.6a2 2 0 0 1 2.9 2.8L6.3 10.5a1 1 0 0 1-1.4-1.4L9.6 4.3"/>',
    "lock": '<path d="M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "download": '<path d="M8 2v8m-3.5-3L8 10.5 11.5 7M3 13.5h10"/>',
}


class HasLight(Protocol):
    """A standing, or anything that has its light and its reason."""

    light: str
    reason: object


@register.simple_tag
def light(standing: HasLight | str, word: str = "", *, large: bool = False) -> SafeString:
    """Shape and word. A standing's own reason says which grey it is; a plain string is a light's name."""
    name = standing if isinstance(standing, str) else standing.light
    reason = getattr(standing, "reason", "")
    return _light(get_language() or "", str(name), str(getattr(reason, "code", reason)), word, large)


@lru_cache(maxsize=512)
def _light(language: str, name: str, reason: str, word: str, is_large: bool) -> SafeString:
    text = word or formats.light_word(name, reason)
    return format_html(
        '<span class="light is-{}{}">{}{}</span>', name, " is-large" if is_large else "", shape(name), text
    )


@register.simple_tag
def shape(light: str) -> SafeString:
    """The light's shape alone, where the word stands beside it anyway."""
    return mark_safe(f'<svg class="light-shape" viewBox="0 0 14 14" aria-hidden="true">{SHAPES[light]}</svg>')


@register.simple_tag
def icon(name: str) -> SafeString:
    return mark_safe(f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{ICONS[name]}</svg>')


@register.simple_tag
def example() -> SafeString:
    """Marks a unit, a date or a milestone that is an illustration."""
    words = gettext("Illustration only; not official information")
    return format_html('<span class="badge is-example" title="{}">{}</span>', words, gettext("example"))


@register.simple_tag
def progress(verified: Decimal | float | None, planned: Decimal | float | None = None, light: str = "green") -> str:
    """A small bar with a tick where the plan stands; nothing while nothing is known."""
    if verified is None:
        return ""
    return charts.progress_bar(float(verified), None if planned is None else float(planned), light)


@register.simple_tag
def tally(counts: Mapping[str, int]) -> SafeString:
    return charts.tally_bar(counts)


@register.filter
def standing(word: str) -> str:
    """The published word for how far along the plan something is; empty where there is none."""
    return str(formats.STANDINGS.get(word, ""))


@register.filter
def light_word(light: str) -> str:
    return formats.light_word(light)


# What is unknown is said to be unknown, not shown as zero or as nothing.


@register.filter
def day(value: date | None) -> str:
    """9月15日; in another year than the page's, write `full_day`."""
    return formats.day(value) if value else gettext("to be settled")


@register.filter
def full_day(value: date | None) -> str:
    return formats.full_day(value) if value else gettext("to be settled")


@register.filter
def weekday(value: date) -> str:
    return formats.weekday(value)


@register.filter
def number(value: Decimal | float | None, places: int = 2) -> str:
    return "–" if value is None else formats.number(value, places)


@register.filter
def percent(value: Decimal | float | None, places: int = 1) -> str:
    return "–" if value is None else formats.percent(value, places)


@register.filter
def planned(value: Decimal | float | None) -> str:
    """planned 66.4%; nothing where there is no plan."""
    return "" if value is None else gettext("planned %(share)s") % {"share": formats.percent(value)}


@register.filter
def signed(value: Decimal | float | None, places: int = 1) -> str:
    return "–" if value is None else formats.signed(value, places)


@register.filter
def working_days(count: int) -> str:
    return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}


@register.filter
def days_left(on: date) -> int:
    """Days from `on` to the year's last."""
    return (date(on.year, 12, 31) - on).days


@register.simple_tag
def quantity(value: Decimal | float | None, measure: str = "", *, about: bool = False) -> str:
    return "–" if value is None else formats.quantity(value, measure, about=about)


@register.filter
def amount(value: Decimal | float | None, measure: str) -> str:
    """The figure of a quantity in a column of its own, or before a slash."""
    return "–" if value is None else formats.amount(value, measure)


# Links and queries


@register.simple_tag(takes_context=True)
def link(context: Context, to: str, *args: object, **query: object) -> str:
    """The address of a named page (or `to` itself, if it is one), on the day of this page, with `query` behind it."""
    address = to if to.startswith(("/", "?")) else reverse(to, args=args)
    if context.get("is_past"):
        query = {"on": context["on"].isoformat(), **query}
    if not query:
        return address
    parameters = QueryDict(mutable=True)
    parameters.update({name: str(value) for name, value in query.items()})
    address, mark, anchor = address.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{parameters.urlencode()}{mark}{anchor}"


@register.simple_tag(takes_context=True)
def hidden_query(context: Context, *without: str) -> SafeString:
    """The page's query as hidden fields, so that a form of one field keeps the others."""
    query = context["request"].GET
    pairs = ((name, value) for name, values in query.lists() if name not in without for value in values)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def column(context: Context, key: str, label: str, *, number: bool = False) -> SafeString:
    """A table's head that sorts by `key`; the context's `sort` is the key in force, with a minus for descending."""
    current = str(context.get("sort", ""))
    is_sorted, is_descending = current.lstrip("-") == key, current.startswith("-")
    query = context["request"].GET.copy()
    query["sort"] = f"-{key}" if is_sorted and not is_descending else key
    query.pop("page", None)
    state = f' aria-sort="{"descending" if is_descending else "ascending"}"' if is_sorted else ""
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}</a></th>',
        mark_safe(' class="number"' if number else ""),
        mark_safe(state),
        query.urlencode(),
        label,
    )


class MonthEnd(NamedTuple):
    day: date
    label: str
    is_current: bool


@register.simple_tag(takes_context=True)
def month_ends(context: Context) -> list[MonthEnd]:
    """The programme's month ends that are over by today: the days that bulletins speak of."""
    programme, today = context.get("programme"), context["today"]
    year = programme.year if programme else today.year
    return [MonthEnd(end, formats.month(end.month), end == context["on"]) for end in _ends(year) if end < today]


def _ends(year: int) -> Iterator[date]:
    for following in range(2, 14):
        yield date(year + following // 13, (following - 1) % 12 + 1, 1) - timedelta(days=1)
