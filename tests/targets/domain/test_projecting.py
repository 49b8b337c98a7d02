"""Where the figures lead by the year's end: the method, the interval, and when nothing is projected."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.domain.judging import Reading
from targets.domain.periods import Period
from targets.domain.projecting import Method, YearEnd, year_end

ON = date(2023, 9, 15)


def readings(*figures: tuple[int, str]) -> list[Reading]:
    return [Reading(Period(2023, month), D(value), ON) for month, value in figures]


def test_a_level_goes_on_at_its_mean_month_between_its_slowest_and_its_fastest() -> None:
    """Months so far: 10 (Jan–Feb), 16, 8; the mean of the five is 11.2 and seven are left."""
    found = year_end(readings((2, "20"), (3, "36"), (5, "52")), is_growing=True, coming=7)

    assert found == YearEnd(method=Method.PACE, value=D("124.8"), low=D("108"), high=D("164"), figures=3)


def test_the_mean_month_of_a_level_is_rounded_only_at_the_end() -> None:
    found = year_end(readings((3, "10"), (9, "25")), is_growing=True, coming=1)

    assert found == YearEnd(method=Method.PACE, value=D("33.3333"), low=D("32.5"), high=D("35"), figures=2)


def test_a_growth_goes_on_as_it_is_and_spreads_with_the_figures_still_to_come() -> None:
    """Steps 0.4 and 0.2: mean 0.3, times the square root of 4."""
    found = year_end(readings((6, "6.0"), (7, "6.4"), (8, "6.2")), is_growing=False, coming=4)

    assert found == YearEnd(method=Method.LAST, value=D("6.2"), low=D("5.6"), high=D("6.8"), figures=3)


def test_a_growth_that_stands_still_has_no_width() -> None:
    found = year_end(readings((3, "6.5"), (6, "6.5")), is_growing=False, coming=2)

    assert found == YearEnd(method=Method.LAST, value=D("6.5"), low=D("6.5"), high=D("6.5"), figures=2)


@pytest.mark.parametrize("is_growing", [True, False])
@pytest.mark.parametrize(
    ("figures", "coming"),
    [([], 11), ([(8, "6.2")], 4), ([(11, "6.2"), (12, "6.4")], 0), ([(11, "6.2"), (12, "6.4")], 1)],
)
def test_one_figure_or_the_year_s_own_projects_nothing(
    figures: list[tuple[int, str]], coming: int, is_growing: bool
) -> None:
    assert year_end(readings(*figures), is_growing=is_growing, coming=coming) is None


values = st.decimals(-500, 500, places=4)


@st.composite
def years(draw: st.DrawFn) -> list[Reading]:
    at = sorted(draw(st.sets(st.integers(1, 11), min_size=2)))
    return [Reading(Period(2023, month), draw(values), ON) for month in at]


@given(years(), st.booleans(), st.integers(1, 11))
def test_the_interval_contains_the_value_and_says_on_how_many_figures_it_rests(
    known: list[Reading], is_growing: bool, coming: int
) -> None:
    found = year_end(known, is_growing=is_growing, coming=coming)

    assert found is not None
    assert found.low <= found.value <= found.high
    assert (found.method, found.figures) == (Method.PACE if is_growing else Method.LAST, len(known))


@given(years(), st.integers(1, 10))
def test_the_more_is_still_to_come_the_wider_a_growth_spreads(known: list[Reading], coming: int) -> None:
    now, then = (year_end(known, is_growing=False, coming=left) for left in (coming, coming + 1))

    assert now is not None
    assert then is not None
    assert now.high - now.low <= then.high - then.low
