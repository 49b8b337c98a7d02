"""When messages may go out. In the demo, where the day is held, the hours do not count; days off still do."""

from datetime import date, datetime

from django.utils import timezone

from newarea.domain.reminding import is_open, open_until, send_window
from newarea.models import Reference


def may_send(*, on: date, now: datetime, reference: Reference, at_any_hour: bool) -> bool:
    if at_any_hour:
        return reference.calendar.is_working(on)
    hours = reference.hours
    return is_open(timezone.localtime(now), reference.calendar, hours.opens, hours.closes)


def hours_end(*, now: datetime, reference: Reference) -> datetime:
    """Of those that are open now; what has not begun by then waits for the next open minute."""
    return open_until(timezone.localtime(now), reference.hours.closes)


def earliest(person_id: int, *, on: date, now: datetime, reference: Reference, at_any_hour: bool) -> datetime:
    """A minute of one's own in the first hour, so that a server is not met by everybody's mail at nine sharp."""
    if at_any_hour:
        return now
    hours = reference.hours
    return timezone.make_aware(send_window(on, reference.calendar, person_id, hours.opens, hours.closes, hours.spread))
