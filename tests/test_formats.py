from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from newarea import formats


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_a_day_and_a_full_day():
    assert (formats.day(date(2023, 9, 5)), formats.full_day(date(2023, 9, 5))) == ("5 Sep", "5 Sep 2023")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("21089.58"), "21,089.58"),
        (Decimal("515.00"), "515"),
        (Decimal("2.405"), "2.41"),
        (Decimal("-0.001"), "0"),
        (Decimal("-5.5"), "\N{MINUS SIGN}5.5"),
        (0.1 + 0.2, "0.3"),
        (1_000, "1,000"),
    ],
)
def test_numbers_are_grouped_rounded_half_up_and_without_idle_zeros(value, text):
    assert formats.number(value) == text


@pytest.mark.parametrize(("value", "text"), [(Decimal("66.65"), "66.7%"), (Decimal(100), "100%"), (120.0, "120%")])
def test_percent_has_at_most_one_place(value, text):
    assert formats.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("13.7"), "+13.7"), (Decimal(-5), "\N{MINUS SIGN}5"), (Decimal("0.04"), "0")]
)
def test_signed_says_the_direction_and_zero_has_none(value, text):
    assert formats.signed(value) == text


def test_a_grey_light_says_which_grey_it_is():
    words = [formats.light_word("grey", code) for code in ("not_started", "no_plan", "gap_green", "")]

    assert words == ["Not started", "To be settled", "To be settled", "To be settled"]


def test_another_light_does_not_borrow_a_grey_word():
    assert formats.light_word("red", "not_started") == "Far behind"
