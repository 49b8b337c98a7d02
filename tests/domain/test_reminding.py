from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newarea.domain.reminding import days_left, open_until, send_window, step_owed
from tests.domain.calendar_2023 import CALENDAR

STEPS = (10, 5, 3, 1, 0, -1, -2, -3)
OPENS, CLOSES = time(9, 0), time(17, 30)


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (11, None),
        (10, 10),
        (9, 10),
        (6, 10),
        (5, 5),
        (4, 5),
        (3, 3),
        (2, 3),
        (1, 1),
        (0, 0),
        (-1, -1),
        (-2, -2),
        (-3, -3),
        (-4, -3),
        (-7, -3),
        (-8, -8),
        (-12, -8),
        (-13, -13),
        (-17, -13),
        (-18, -18),
        (-103, -103),
    ],
)
def test_the_tightest_step_already_reached_is_owed(left: int, step: int | None) -> None:
    assert step_owed(days_left=left, steps=STEPS, repeat_every=5) == step


@pytest.mark.parametrize(("left", "step"), [(-3, -3), (-8, -3), (-50, -3)])
def test_without_repetition_the_last_step_stays_the_last(left: int, step: int) -> None:
    assert step_owed(days_left=left, steps=STEPS) == step


def test_a_table_without_overdue_steps_repeats_from_the_date() -> None:
    assert [step_owed(days_left=left, steps=(3, 0), repeat_every=5) for left in (0, -4, -5, -10)] == [0, 0, -5, -10]


def test_a_table_that_ends_before_the_date_repeats_from_the_date_too() -> None:
    assert [step_owed(days_left=left, steps=(10, 5), repeat_every=5) for left in (5, 0, -4, -5)] == [5, 5, 5, -5]


def test_an_empty_table_owes_nothing() -> None:
    assert step_owed(days_left=0, steps=(), repeat_every=5) is None


def test_a_week_of_outage_is_one_step_not_five() -> None:
    owed = {
        on: step_owed(
            days_left=days_left(due_on=date(2023, 9, 28), on=on, calendar=CALENDAR), steps=STEPS, repeat_every=5
        )
        for on in (date(2023, 9, 18), date(2023, 9, 27))
    }
    assert owed == {date(2023, 9, 18): 10, date(2023, 9, 27): 1}


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (date(2023, 9, 14), 10),
        (date(2023, 9, 27), 1),
        (date(2023, 9, 28), 0),
        (date(2023, 9, 29), 0),
        (date(2023, 10, 6), 0),
        (date(2023, 10, 7), -1),
        (date(2023, 10, 8), -2),
        (date(2023, 10, 9), -3),
    ],
)
def test_days_are_working_days_and_the_holiday_after_the_date_is_nothing_new(on: date, left: int) -> None:
    assert days_left(due_on=date(2023, 9, 28), on=on, calendar=CALENDAR) == left


def test_a_date_on_a_day_off_is_owed_its_last_step_on_the_working_day_before() -> None:
    due = date(2023, 9, 16)
    assert [days_left(due_on=due, on=date(2023, 9, day), calendar=CALENDAR) for day in (14, 15, 16, 17, 18)] == [
        1,
        0,
        0,
        0,
        -1,
    ]


@given(left=st.integers(-60, 10))
def test_what_is_owed_has_been_reached_and_only_tightens(left: int) -> None:
    owed = step_owed(days_left=left, steps=STEPS, repeat_every=5)
    next_owed = step_owed(days_left=left - 1, steps=STEPS, repeat_every=5)

    assert owed is not None
    assert next_owed is not None
    assert left <= owed
    assert next_owed <= owed


def test_the_minute_is_the_same_for_the_same_person_and_day() -> None:
    sent = send_window(date(2023, 9, 15), CALENDAR, 42, OPENS, CLOSES)

    assert sent == send_window(date(2023, 9, 15), CALENDAR, 42, OPENS, CLOSES) == datetime(2023, 9, 15, 9, 43)


def test_a_day_off_is_sent_on_the_next_working_day() -> None:
    assert send_window(date(2023, 9, 29), CALENDAR, 42, OPENS, CLOSES).date() == date(2023, 10, 7)


def test_people_are_spread_over_the_first_hour() -> None:
    minutes = {send_window(date(2023, 9, 15), CALENDAR, seed, OPENS, CLOSES).minute for seed in range(2000)}

    assert minutes == set(range(60)) - {0, 30}


@given(
    day=st.dates(date(2023, 1, 1), date(2023, 12, 31)),
    seed=st.integers(0, 10**9),
    opens=st.integers(0, 23 * 60),
    length=st.integers(2, 600),
)
def test_sending_is_on_working_days_in_hours_and_never_on_the_half_hour(
    day: date, seed: int, opens: int, length: int
) -> None:
    first, last = opens, min(opens + length, 23 * 60 + 59)
    sent = send_window(day, CALENDAR, seed, time(*divmod(first, 60)), time(*divmod(last, 60)))

    assert CALENDAR.is_working(sent.date())
    assert first <= sent.hour * 60 + sent.minute < last
    assert sent.minute not in (0, 30)


def test_hours_without_a_minute_to_send_in_are_refused() -> None:
    with pytest.raises(ValueError, match="no minute to send between 09:00 and 09:01"):
        send_window(date(2023, 9, 15), CALENDAR, 1, time(9, 0), time(9, 1))


@pytest.mark.parametrize(
    ("at", "until"),
    [((9, 1), (9, 30)), ((12, 29, 59), (12, 30)), ((12, 31), (13, 0)), ((17, 1), (17, 20)), ((17, 19, 59), (17, 20))],
)
def test_open_hours_end_at_each_half_hour_and_with_the_day(at: tuple[int, ...], until: tuple[int, ...]) -> None:
    day = date(2023, 9, 15)

    assert open_until(datetime.combine(day, time(*at)), time(17, 20)) == datetime.combine(day, time(*until))
