import pytest
from hypothesis import given
from hypothesis import strategies as st

from newarea.domain.searching import excerpt, is_cut, is_enough, pieces, words_of


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("供暖 管网", ["供暖", "管网"]),
        ("供暖　管网 供暖", ["供暖", "管网"]),
        ("ＡＢＣ１２ abc12", ["abc12"]),
        ("100% _x", ["100%", "_x"]),
        (" \0 ", []),
        ("a b c d e f g h", list("abcdef")),
        ("长" * 100, ["长" * 80]),
    ],
)
def test_the_words_of_a_query(query, words):
    assert words_of(query) == words


@pytest.mark.parametrize(("query", "enough"), [("", False), ("a", False), ("路", True), ("5", True), ("ab c", False)])
def test_one_letter_is_too_little_and_one_character_is_not(query, enough):
    assert is_enough(words_of(query)) is enough


@pytest.mark.parametrize(
    ("query", "cut"),
    [("供暖", False), ("长" * 80, False), ("长" * 81, True), ("a b c d e f", False), ("1 2 3 4 5 6 7", True)],
)
def test_more_than_is_looked_for_is_told(query, cut):
    assert is_cut(query) is cut


def test_full_width_writing_is_found_and_marked_too():
    assert pieces("ＡＢＣ１２路与abc12", ["abc12"]) == [("ＡＢＣ１２", True), ("路与", False), ("abc12", True)]
    assert excerpt(["沿Ａ１路"], ["a1"]) == "沿Ａ１路"


def test_what_was_found_is_marked_as_it_is_written():
    assert pieces("Road and ROADS", ["road"]) == [("Road", True), (" and ", False), ("ROAD", True), ("S", False)]


def test_an_excerpt_is_what_stands_around_the_first_word():
    assert excerpt(["没有", "零" * 50 + "供暖" + "一" * 50], ["供暖"]) == f"…{'零' * 36}供暖{'一' * 34}…"
    assert excerpt(["没有"], ["供暖"]) == ""


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_the_pieces_are_the_text(text, words):
    assert "".join(piece.text for piece in pieces(text, words)) == text


@given(st.text(max_size=120))
def test_no_query_is_too_odd(query):
    words = words_of(query)

    assert len(words) <= 6
    excerpt([query], words)
