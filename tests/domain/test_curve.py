from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from newarea.domain.curve import Course, Projection, planned_series, projection, verified_series

# A hundred days, then twenty: 2023-06-08 to 2023-09-15, and 2023-09-16 to 2023-10-05.
PIPES = Course(
    start_on=date(2023, 6, 8),
    due_on=date(2023, 9, 15),
    weight=D(3),
    figures=[(date(2023, 7, 20), D("40.00")), (date(2023, 8, 24), D("80.00"))],
)
PAVING = Course(start_on=date(2023, 9, 16), due_on=date(2023, 10, 5), weight=D(1))
DAYS = [
    date(2023, 6, 7),
    date(2023, 7, 27),
    date(2023, 8, 24),
    date(2023, 9, 15),
    date(2023, 9, 25),
    date(2023, 12, 31),
]


def test_the_planned_curve_is_the_weighted_mean_of_the_lines() -> None:
    assert planned_series([PIPES, PAVING], DAYS) == [D(0), D("37.5"), D("58.5"), D(75), D("87.5"), D(100)]


def test_the_verified_curve_steps_up_on_the_days_the_figures_speak_for() -> None:
    days = [date(2023, 7, 19), date(2023, 7, 20), date(2023, 8, 23), date(2023, 8, 24), date(2023, 12, 31)]
    assert verified_series([PIPES, PAVING], days) == [D(0), D(30), D(30), D(60), D(60)]


def test_a_closed_milestone_is_whole_from_its_completion_day() -> None:
    done = Course(start_on=None, due_on=None, weight=None, figures=PIPES.figures, completed_on=date(2023, 9, 1))
    assert verified_series([done], [date(2023, 8, 31), date(2023, 9, 1)]) == [D(80), D(100)]


def test_more_than_one_hundred_counts_as_one_hundred() -> None:
    over = Course(start_on=None, due_on=None, weight=None, figures=[(date(2023, 8, 1), D("130.00"))])
    assert verified_series([over], [date(2023, 8, 1)]) == [D(100)]


def test_of_two_figures_for_one_day_the_later_correction_holds() -> None:
    figures = [(date(2023, 8, 1), D(50)), (date(2023, 8, 1), D(45)), (date(2023, 7, 1), D(60))]
    corrected = Course(start_on=None, due_on=None, weight=None, figures=figures)
    assert verified_series([corrected], [date(2023, 8, 2)]) == [D(45)]


def test_curves_round_half_up_to_four_places() -> None:
    third = Course(start_on=date(2023, 1, 1), due_on=date(2023, 1, 3), weight=D(1))
    eighth = Course(start_on=date(2023, 1, 1), due_on=date(2023, 5, 8), weight=D(1), figures=[(DAYS[0], D("0.01"))])
    assert planned_series([third, eighth], [date(2023, 1, 1)]) == [D("17.0573")]
    courses = [eighth, *[Course(start_on=None, due_on=None, weight=D(1))] * 199]
    assert verified_series(courses, [DAYS[0]]) == [D("0.0001")]


@pytest.mark.parametrize(
    "courses",
    [
        [],
        [PIPES, Course(start_on=None, due_on=date(2023, 9, 1), weight=D(1))],
        [PIPES, Course(start_on=date(2023, 9, 1), due_on=None, weight=D(1))],
        [PIPES, Course(start_on=date(2023, 9, 1), due_on=date(2023, 9, 30), weight=None)],
    ],
)
def test_without_milestones_dates_or_some_weights_there_is_no_planned_curve(courses: list[Course]) -> None:
    assert planned_series(courses, DAYS) is None


def test_a_projection_draws_the_pace_so_far_to_the_years_end() -> None:
    assert projection(
        start=date(2023, 6, 8), measure_on=date(2023, 7, 27), verified=D("20.0000"), until=date(2023, 12, 31)
    ) == Projection(
        measure_on=date(2023, 7, 27),
        verified=D("20.0000"),
        until=date(2023, 12, 31),
        percent=D("82.8000"),
        finish_on=date(2024, 2, 12),
    )


def test_a_projection_stops_at_one_hundred() -> None:
    ahead = projection(start=date(2023, 6, 8), measure_on=date(2023, 7, 27), verified=D(50), until=date(2023, 12, 31))
    assert ahead is not None
    assert (ahead.percent, ahead.finish_on) == (D(100), date(2023, 6, 8) + timedelta(days=99))


def test_a_projection_to_a_day_already_past_stays_at_what_is_verified() -> None:
    over = projection(start=date(2023, 6, 8), measure_on=date(2024, 1, 10), verified=D(50), until=date(2023, 12, 31))
    assert over is not None
    assert over.percent == D(50)


@pytest.mark.parametrize(("start", "verified"), [(None, D(20)), (date(2023, 6, 8), D(0)), (date(2023, 7, 28), D(20))])
def test_without_a_pace_there_is_no_projection(start: date | None, verified: D) -> None:
    until = date(2023, 12, 31)
    assert projection(start=start, measure_on=date(2023, 7, 27), verified=verified, until=until) is None
