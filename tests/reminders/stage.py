"""Short words for what happens to reminders in tests. 15 September 2023 is a Friday; noon is 12:00 in Shanghai."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.test import Client

from newarea.actions.reminders import deliver, tick
from newarea.models import Digest, Officer, Programme, Pulse, Reminder, Undertaking, Unit
from tests.builders import a_programme, a_unit, an_officer, an_undertaking

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2023, 9, 15)


def at(day: date, hour: int = 12, minute: int = 5) -> datetime:
    """An instant in UTC, by the clock on the wall in Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def stopped(now: datetime) -> Callable[[], datetime]:
    return lambda: now


def a_duty(owner: Officer | None = None, *, due_on: date, programme: Programme | None = None, **values) -> Undertaking:
    """An undertaking of a unit that `owner` reports for, in the programme there is; nothing is to be reported on it
    before it is due, so that it alone is reminded of."""
    owner = owner or an_owner()
    programme = programme or Programme.objects.filter(state="adopted").first() or a_programme()
    return an_undertaking(programme, owner=owner, lead_unit=owner.unit, due_on=due_on, **{"start_on": due_on} | values)


def an_owner(unit: Unit | None = None, **values) -> Officer:
    return an_officer(unit=unit or a_unit(), **{"language": "en"} | values)


def a_day(day: date, hour: int = 12, minute: int = 5) -> None:
    """One tick and all the sending it asks for, at that time of that day, with a tick every 15 seconds before it."""
    now = at(day, hour, minute)
    keep_ticking(now)
    for _ in range(tick(on=day, now=now)):
        deliver(on=day, tell_time=stopped(now))


def keep_ticking(now: datetime) -> None:
    """What a silence brings is told in test_alerts."""
    Pulse.objects.update(beat_at=now)


def minutes_later(minutes: int, *, day: date, hour: int = 12) -> None:
    now = at(day, hour, 5) + timedelta(minutes=minutes)
    keep_ticking(now)
    for _ in range(tick(on=day, now=now)):
        deliver(on=day, tell_time=stopped(now))


def ledger(undertaking: Undertaking, channel: str = "mail") -> list[tuple[int, int, str, str]]:
    """Generation, step, state and cause, in the order of their writing."""
    rows = Reminder.objects.filter(undertaking=undertaking, channel=channel).order_by("pk")
    return list(rows.values_list("generation", "step", "state", "cause"))


def page(client: Client, officer: Officer, url: str, **query: str) -> str:
    client.force_login(officer)
    client.cookies["language"] = "en"
    return client.get(url, query).content.decode()


def digests(person: Officer, channel: str = "mail") -> list[tuple[date, str, str]]:
    rows = Digest.objects.filter(person=person, channel=channel).order_by("day")
    return list(rows.values_list("day", "state", "cause"))
