"""A calendar as other programs read it (RFC 5545): all-day events, with alarms by the working calendar."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils.translation import get_language

from newarea.domain.workdays import ONE_DAY, Calendar

CONTENT_TYPE = "text/calendar; charset=utf-8"
ALARMS = (5, 1, 0)  # working days before
ALARM_AT = timedelta(hours=9, minutes=5)
READ_AGAIN = timedelta(hours=4)
BREAKS = {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}
LOOKALIKES = {"\\": "＼"}  # programs disagree on what a backslash before an N means


@dataclass(frozen=True)
class Entry:
    """One due date. `sequence` rises with whatever a reader has to take over; `changed_at` is when that was."""

    uid: str
    sequence: int
    day: date
    changed_at: datetime
    title: str
    url: str
    description: Sequence[str] = ()
    place: str = ""
    categories: Sequence[str] = ()
    is_cancelled: bool = False
    has_alarms: bool = False


def calendar_bytes(title: str, entries: Iterable[Entry], working: Calendar) -> bytes:
    """The same for the same entries, whenever it is asked for; lines of at most 75 octets."""
    found = _frame(title)
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.uid)):
        found.add_component(_event(entry, working))
    return bytes(found.to_ical(sorted=False))


def _frame(title: str) -> icalendar.Calendar:
    found = icalendar.Calendar()
    found.add("prodid", f"-//newarea//calendar feed//{'EN' if get_language() == 'en' else 'ZH'}")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        found.add(name, icalendar.vText(plain(title)))
    found.add("x-wr-timezone", settings.TIME_ZONE)
    found.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", icalendar.vDuration(READ_AGAIN))
    found.add_component(_zone(settings.TIME_ZONE))
    return found


@cache
def _zone(name: str) -> icalendar.Timezone:
    """Of a zone without summer time, which is what ours is."""
    offset = datetime(2000, 1, 1, tzinfo=ZoneInfo(name)).utcoffset()
    always = icalendar.TimezoneStandard()
    always.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 (by the zone's own clock, as the format wants it)
    always.add("tzoffsetfrom", offset)
    always.add("tzoffsetto", offset)
    zone = icalendar.Timezone()
    zone.add("tzid", name)
    zone.add_component(always)
    return zone


def _event(entry: Entry, working: Calendar) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    for name in ("dtstamp", "last-modified"):
        event.add(name, entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.day)
    if entry.day < date.max:  # without an end it lasts its day all the same
        event.add("dtend", entry.day + ONE_DAY)
    event.add("summary", plain(entry.title))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    _say(event, entry)
    for alarm in _alarms(entry, working):
        event.add_component(alarm)
    return event


def _say(event: icalendar.Event, entry: Entry) -> None:
    """What a program may show beside the title; nothing empty."""
    event.add("description", "\n".join(plain(line) for line in [*entry.description, entry.url] if line))
    event.add("url", entry.url)
    if entry.place:
        event.add("location", plain(entry.place))
    if entry.categories:
        event.add("categories", [plain(name) for name in entry.categories])


def _alarms(entry: Entry, working: Calendar) -> Iterator[icalendar.Alarm]:
    for days in ALARMS if entry.has_alarms else ():
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", plain(entry.title))
        alarm.add("trigger", alarm_offset(entry.day, days, working))
        yield alarm


def alarm_offset(due_on: date, days: int, working: Calendar) -> timedelta:
    """From the beginning of the due day: so many working days before it, in the morning, as reminders count them."""
    if days == 0:
        return ALARM_AT
    return working.shift(working.on_or_before(due_on), -days) - due_on + ALARM_AT


def plain(text: str) -> str:
    """Without what a calendar file must not hold, or what programs read differently."""
    text = "".join(BREAKS.get(sign) or LOOKALIKES.get(sign, sign) for sign in text.replace("\r\n", "\n"))
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"))
