"""What a search asks for, and where in a text it is found."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

LONGEST = 80  # letters that are looked for; the rest of what was typed is left aside, and the page says so
MOST_WORDS = 6
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}  # the full-width forms of ASCII
AROUND = 36  # letters of a text on either side of what was found


class Piece(NamedTuple):
    text: str
    is_hit: bool


def words_of(query: str) -> list[str]:
    """Each has to be found. Full-width letters and digits are the plain ones; the same word twice is one."""
    return list(dict.fromkeys(_folded(query[:LONGEST]).split()))[:MOST_WORDS]


def _folded(query: str) -> str:
    return unicodedata.normalize("NFKC", query).replace("\0", " ").casefold()


def is_cut(query: str) -> bool:
    """More was typed than is looked for."""
    return len(query) > LONGEST or len(set(_folded(query).split())) > MOST_WORDS


def writings(word: str) -> list[str]:
    """How a folded word may stand in a text: its letters, digits and signs plain, or full-width, small or capital."""
    wide = [word.translate(WIDE), word.upper().translate(WIDE)]
    return list(dict.fromkeys([word, *wide]))


def is_enough(words: Sequence[str]) -> bool:
    """One letter of an alphabet is in everything; one Chinese character may be a word."""
    return bool(words) and all(len(word) > 1 or not word.isascii() or word.isdigit() for word in words)


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """The whole text, cut where the words are; joined again it is the same text."""
    if not words:
        return [Piece(text, is_hit=False)]
    written = [one for word in sorted(words, key=len, reverse=True) for one in writings(word)]
    pattern = "|".join(re.escape(one) for one in written)
    found, end = [], 0
    for hit in re.finditer(pattern, text, re.IGNORECASE):
        found += [Piece(text[end : hit.start()], is_hit=False), Piece(hit[0], is_hit=True)]
        end = hit.end()
    return [piece for piece in [*found, Piece(text[end:], is_hit=False)] if piece.text]


def excerpt(texts: Sequence[str], words: Sequence[str]) -> str:
    """Of the first text that has one of the words, what stands around it; else nothing."""
    for text in texts:
        flat = " ".join(text.split())
        low = flat.casefold()
        written = [one.casefold() for word in words for one in writings(word)]
        places = [place for one in written if (place := low.find(one)) >= 0]
        if places:
            first, last = min(places), min(places) + AROUND
            begin = max(0, first - AROUND)
            return f"{'…' if begin else ''}{flat[begin:last]}{'…' if last < len(flat) else ''}"
    return ""
