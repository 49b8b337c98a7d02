"""Reading a calendar feed as a program does: by its address, without a session."""

from datetime import date
from typing import Any

import icalendar
from django.test import Client

from newarea.actions.feeds import open_feed
from newarea.models import CalendarFeed, Officer
from tests.builders import NOON


def a_feed(person: Officer, subject: str = "") -> CalendarFeed:
    return open_feed(subject, by=person, now=NOON)


def read(feed: CalendarFeed, **headers: str) -> Any:
    return Client(headers=headers).get(feed.secret_path)


def calendar_of(feed: CalendarFeed) -> icalendar.Calendar:
    answer = read(feed)
    assert answer.status_code == 200, answer.status_code
    return icalendar.Calendar.from_ical(answer.content)


def events(feed: CalendarFeed) -> list[icalendar.Event]:
    return calendar_of(feed).events


def event(feed: CalendarFeed) -> icalendar.Event:
    (found,) = events(feed)
    return found


def told(feed: CalendarFeed) -> list[tuple[str, date, str]]:
    """What a reader sees first: title, day and state of each."""
    return [(str(found["SUMMARY"]), found["DTSTART"].dt, str(found["STATUS"])) for found in events(feed)]


def lines(answer: Any) -> list[str]:
    """Unfolded."""
    return answer.content.decode().replace("\r\n ", "").split("\r\n")
