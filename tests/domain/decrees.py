"""The State Council's decrees for 2023 to 2026, written down by hand from the published notices, and plain counting.

Nothing here comes from the `holidays` library or from newarea.domain: it is what both are held against.
"""

from collections.abc import Iterator
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)

# The first and last day off of each holiday, weekends among them, as the notice names them.
HOLIDAYS = [
    # 国办发明电〔2022〕16号
    (date(2022, 12, 31), date(2023, 1, 2)),
    (date(2023, 1, 21), date(2023, 1, 27)),
    (date(2023, 4, 5), date(2023, 4, 5)),
    (date(2023, 4, 29), date(2023, 5, 3)),
    (date(2023, 6, 22), date(2023, 6, 24)),
    (date(2023, 9, 29), date(2023, 10, 6)),
    # 国办发明电〔2023〕7号
    (date(2024, 1, 1), date(2024, 1, 1)),
    (date(2024, 2, 10), date(2024, 2, 17)),
    (date(2024, 4, 4), date(2024, 4, 6)),
    (date(2024, 5, 1), date(2024, 5, 5)),
    (date(2024, 6, 10), date(2024, 6, 10)),
    (date(2024, 9, 15), date(2024, 9, 17)),
    (date(2024, 10, 1), date(2024, 10, 7)),
    # 国办发明电〔2024〕12号
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2025, 4, 4), date(2025, 4, 6)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    # 国办发明电〔2025〕7号
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
]

# 调休: weekends that are worked.
MAKE_UP_DAYS = {
    date(2023, 1, 28), date(2023, 1, 29), date(2023, 4, 23), date(2023, 5, 6),
    date(2023, 6, 25), date(2023, 10, 7), date(2023, 10, 8),
    date(2024, 2, 4), date(2024, 2, 18), date(2024, 4, 7), date(2024, 4, 28),
    date(2024, 5, 11), date(2024, 9, 14), date(2024, 9, 29), date(2024, 10, 12),
    date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11),
    date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
}  # fmt: skip

WORKING_DAYS = {2023: 249, 2024: 251, 2025: 248, 2026: 248}


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


DAYS_OFF = {day for first, last in HOLIDAYS for day in days(first, last)}


def works(day: date) -> bool:
    return day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in DAYS_OFF)


def nth_working_day(day: date, number: int) -> date:
    """The first, second … working day after the day; with -1, -2 … before it."""
    step = ONE_DAY if number > 0 else -ONE_DAY
    while number:
        day += step
        if works(day):
            number -= 1 if number > 0 else -1
    return day


def day_of_step(step: int, due_on: date) -> date:
    """On which day a step is reached: 0 on the due date, or on the working day before where that is a day off."""
    if step < 0:
        return nth_working_day(due_on, -step)
    last = due_on if works(due_on) else nth_working_day(due_on, -1)
    return nth_working_day(last, -step) if step else last


def step_owed(due_on: date, on: date) -> int | None:
    """Of 10, 5, 3, 1, 0, -1, -2, -3 and then every fifth: the one reached last."""
    if on < day_of_step(10, due_on):
        return None
    late = [0, -1, -2, -3]
    while day_of_step(late[-1], due_on) <= on:
        late.append(late[-1] - 5)
    return min(step for step in (10, 5, 3, 1, *late) if day_of_step(step, due_on) <= on)


def days_left(due_on: date, on: date) -> int:
    """Counted one by one."""
    first, last = min(due_on, on) + ONE_DAY, max(due_on, on)
    count = sum(works(day) for day in days(first, last))
    return count if due_on >= on else -count


def reporting_day(year: int, month: int, nominal: int) -> date:
    """The nominal day or the month's last, moved back to a working day."""
    first = date(year, month, 1)
    of_month = [day for day in days(first, first + timedelta(days=nominal - 1)) if day.month == month]
    return of_month[-1] if works(of_month[-1]) else nth_working_day(of_month[-1], -1)
