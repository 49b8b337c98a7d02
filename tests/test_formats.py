from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (Decimal(23), ("10,000 households", "230,000 households"), ("万户", "23 万户")),
        (Decimal("2.3"), ("10,000 households", "23,000 households"), ("万户", "2.3 万户")),
        (Decimal(300), ("10,000 m²", "3,000,000 m²"), ("万平方米", "300 万平方米")),
        (Decimal(5), ("100 million yuan", "RMB 500 million"), ("亿元", "5 亿元")),
        (Decimal(120), ("100 million yuan", "RMB 12 billion"), ("亿元", "120 亿元")),
        (Decimal("82.4"), ("100 million yuan", "RMB 8.24 billion"), ("亿元", "82.4 亿元")),
        (Decimal(3200), ("10,000 yuan", "RMB 32 million"), ("万元", "3,200 万元")),
        (Decimal(50), ("10,000 yuan", "RMB 500,000"), ("万元", "50 万元")),
        (Decimal(-5), ("100 million yuan", "RMB \N{MINUS SIGN}500 million"), ("亿元", "\N{MINUS SIGN}5 亿元")),
        (Decimal(12000), ("yuan", "12,000 yuan"), ("元", "12,000 元")),
    ],
)
def test_each_language_counts_in_its_own_habit(value, english, chinese):
    assert (formats.quantity(value, english[0]), formats.quantity(value, chinese[0])) == (english[1], chinese[1])


WORDS = {"万": 10_000, "亿": 100_000_000, "million": 1_000_000, "billion": 1_000_000_000}
UNITS = [("10,000 households", "万户"), ("100 million yuan", "亿元"), ("10,000 yuan", "万元"), ("m", "米")]


def said(text: str) -> Decimal:
    """The number that a reader understands."""
    figures = "".join(sign for sign in text.replace(formats.MINUS, "-") if sign in "0123456789.-")
    scale = next((scale for word, scale in WORDS.items() if word in text), 1)
    return Decimal(figures) * scale


@given(value=st.decimals(-(10**9), 10**9, places=4), units=st.sampled_from(UNITS), places=st.sampled_from([0, 2, 4]))
def test_a_quantity_is_the_same_number_in_both_languages(value, units, places):
    english, chinese = (formats.quantity(value, unit, places=places) for unit in units)

    assert said(english) == said(chinese)


@given(value=st.decimals(0, 10**9, places=2), units=st.sampled_from(UNITS))
def test_a_figure_before_a_slash_is_the_one_with_its_unit(value, units):
    for unit in units:
        assert formats.quantity(value, unit).startswith(formats.amount(value, unit))


def test_beside_a_field_stands_what_is_to_be_typed():
    assert formats.as_entered(Decimal(23), "10,000 households") == "23 × 10,000 households"


def test_dates_that_django_writes_itself_are_written_alike():
    written = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            written[language] = (
                date_format(date(2023, 9, 15)),
                date_format(datetime(2023, 9, 15, 14, 5), "DATETIME_FORMAT"),
            )

    assert written == {
        "en": ("15 Sep 2023", "15 Sep 2023, 14:05"),
        "zh-hans": ("2023年9月15日", "2023年9月15日 14:05"),
    }
