"""Which reminder is owed on a day, and at which minute of the day it goes out."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zlib import crc32

from newarea.domain.workdays import Calendar

OPENS, CLOSES = time(9, 0), time(17, 30)
SPREAD = 60  # minutes
HALF_HOUR = 30


def days_left(*, due_on: date, on: date, calendar: Calendar) -> int:
    """Working days until the due date, negative after it; 0 also on the days off that follow it."""
    return calendar.between(on, due_on) if on <= due_on else -calendar.between(due_on, on)


def step_owed(*, days_left: int, steps: Sequence[int], repeat_every: int = 0) -> int | None:
    """The tightest step already reached, so that a missed morning is caught up and five days' notice is one mail.

    Steps are working days left (10, 5, … 0) or past (-1, -2, -3); past the last one each `repeat_every` days are a
    step of their own (-8, -13, …), 0 for none.
    """
    owed = min((step for step in steps if step >= days_left), default=None)
    if owed is None or not repeat_every:
        return owed
    last = min(0, *steps)
    repeats = (last - days_left) // repeat_every
    return last - repeats * repeat_every if repeats > 0 else owed


def copies_owed(*, days_left: int, copies: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Who gets a copy by now, as (share, step): a duty three working days overdue has reached the step -3."""
    return [(share, -after) for share, after in copies if -days_left >= after]


def latest_due(*, on: date, steps: Sequence[int], calendar: Calendar) -> date:
    """The latest due date for which a step can be owed on the day."""
    return calendar.shift(on, max((0, *steps)) + 1) - timedelta(days=1)


def is_open(at: datetime, calendar: Calendar, opens: time = OPENS, closes: time = CLOSES) -> bool:
    """Whether anything may go out at this local time: in hours, on working days, never on the hour or half hour."""
    return calendar.is_working(at.date()) and opens <= at.time() < closes and at.minute % HALF_HOUR != 0


def open_until(at: datetime, closes: time = CLOSES) -> datetime:
    """When the hours that are open at this local time end: at the next hour or half hour, or with the day's sending."""
    begun = at.replace(minute=at.minute // HALF_HOUR * HALF_HOUR, second=0, microsecond=0)
    return min(begun + timedelta(minutes=HALF_HOUR), datetime.combine(at.date(), closes, at.tzinfo))


def send_window(
    on: date,
    calendar: Calendar,
    minute_seed: int | str,
    opens: time = OPENS,
    closes: time = CLOSES,
    spread: int = SPREAD,
) -> datetime:
    """The local minute (naive) to send at: the working day on or after `on`, in the first `spread` minutes of sending.

    Never on the hour or half hour, and the same each time for the same seed and day; the seed is the recipient.
    """
    day = calendar.on_or_after(on)
    minutes = _minutes(datetime.combine(day, opens), datetime.combine(day, closes), spread)
    return minutes[crc32(f"{minute_seed}:{day}".encode()) % len(minutes)]


def _minutes(opens: datetime, closes: datetime, spread: int) -> list[datetime]:
    width = min(timedelta(minutes=spread), closes - opens) // timedelta(minutes=1)
    minutes = [opens + timedelta(minutes=count) for count in range(width)]
    free = [minute for minute in minutes if minute.minute % HALF_HOUR]
    if not free:
        raise ValueError(f"no minute to send between {opens:%H:%M} and {closes:%H:%M}")
    return free
