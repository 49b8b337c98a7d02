"""When messages may go out. In the demo, where the day is held, the hours do not count; days off still do."""

from datetime import date, datetime

from django.utils import timezone

from newarea.domain.reminding import is_open, send_window
from newarea.domain.workdays import Calendar


def may_send(*, on: date, now: datetime, calendar: Calendar, at_any_hour: bool) -> bool:
    if at_any_hour:
        return calendar.is_working(on)
    return is_open(timezone.localtime(now), calendar)


def earliest(person_id: int, *, on: date, now: datetime, calendar: Calendar, at_any_hour: bool) -> datetime:
    """A minute of one's own in the first hour, so that a server is not met by everybody's mail at nine sharp."""
    return now if at_any_hour else timezone.make_aware(send_window(on, calendar, person_id))
