"""Numbers in Chinese words, held against the library cn2an, which knows no bare 百 and trips over some nonsense."""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.domain.numerals import SIGNS, number_in_words


@given(st.integers(0, 99_999_999))
def test_every_whole_number_below_a_hundred_million_is_read(number: int) -> None:
    assert number_in_words(cn2an.an2cn(number)) == number


@given(st.integers(0, 99_999))
def test_every_number_up_to_a_hundred_thousand_is_read(number: int) -> None:
    assert number_in_words(cn2an.an2cn(number)) == number


@given(st.text("一二两三五九零十百千万", min_size=1, max_size=7))
def test_what_the_library_reads_otherwise_is_never_read(text: str) -> None:
    """Where both read a number, it is the same; digits in a row (二零二三) and a leading 零 are the library's alone."""
    own = number_in_words(text)
    try:
        other = cn2an.cn2an(text, "smart")
    except (ValueError, KeyError):
        return

    assert own in (None, other)


@given(st.text(SIGNS, max_size=10))
def test_no_signs_of_numbers_in_any_order_raise_anything(text: str) -> None:
    own = number_in_words(text)

    assert own is None or 0 <= own < 100_000_000


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("百", 100), ("千", 1_000), ("万", 10_000), ("百万", 1_000_000), ("十", 10), ("十二", 12), ("二十", 20),
        ("百二十", 120), ("一百二十", 120), ("一百一十五", 115), ("一百五", 150), ("一百零五", 105), ("一千二", 1_200),
        ("一千零二十", 1_020), ("两百", 200), ("三万五千", 35_000), ("三万五", 35_000), ("一万零五百", 10_500),
        ("零", 0), ("〇", 0),
    ],
)  # fmt: skip
def test_words_are_read(words: str, number: int) -> None:
    assert number_in_words(words) == number


@pytest.mark.parametrize(
    "words",
    [
        "",
        "十百",
        "二零二三",
        "一百零二十",
        "一千二十",
        "零五",
        "十零",
        "零零",
        "万万",
        "一百五六",
        "一百二万",
        "一千二万一",
        "一二",
        "百百",
        "亿",
        "12",
    ],
)
def test_what_is_no_number_is_not_guessed(words: str) -> None:
    assert number_in_words(words) is None
