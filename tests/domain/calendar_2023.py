"""The State Council's decree for 2023, as published on 2022-12-08: days off on weekdays, and make-up weekends."""

from datetime import date

from newarea.domain.workdays import Calendar

DAYS_OFF = [
    date(2023, 1, 2),
    date(2023, 1, 23),
    date(2023, 1, 24),
    date(2023, 1, 25),
    date(2023, 1, 26),
    date(2023, 1, 27),
    date(2023, 4, 5),
    date(2023, 5, 1),
    date(2023, 5, 2),
    date(2023, 5, 3),
    date(2023, 6, 22),
    date(2023, 6, 23),
    date(2023, 9, 29),
    date(2023, 10, 2),
    date(2023, 10, 3),
    date(2023, 10, 4),
    date(2023, 10, 5),
    date(2023, 10, 6),
]
MAKE_UP_DAYS = [
    date(2023, 1, 28),
    date(2023, 1, 29),
    date(2023, 4, 23),
    date(2023, 5, 6),
    date(2023, 6, 25),
    date(2023, 10, 7),
    date(2023, 10, 8),
]
CALENDAR = Calendar(dict.fromkeys(DAYS_OFF, False) | dict.fromkeys(MAKE_UP_DAYS, True), frozenset({2023}))
