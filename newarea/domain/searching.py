"""What a search asks for, and where in a text it is found."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

LONGEST = 80
MOST_WORDS = 6
AROUND = 36  # letters of a text on either side of what was found


class Piece(NamedTuple):
    text: str
    is_hit: bool


def words_of(query: str) -> list[str]:
    """Each has to be found. Full-width letters and digits are the plain ones; the same word twice is one."""
    folded = unicodedata.normalize("NFKC", query[:LONGEST]).replace("\0", " ")
    return list(dict.fromkeys(word.casefold() for word in folded.split()))[:MOST_WORDS]


def is_enough(words: Sequence[str]) -> bool:
    """One letter of an alphabet is in everything; one Chinese character may be a word."""
    return bool(words) and all(len(word) > 1 or not word.isascii() or word.isdigit() for word in words)


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """The whole text, cut where the words are; joined again it is the same text."""
    if not words:
        return [Piece(text, is_hit=False)]
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    found, end = [], 0
    for hit in re.finditer(pattern, text, re.IGNORECASE):
        found += [Piece(text[end : hit.start()], is_hit=False), Piece(hit[0], is_hit=True)]
        end = hit.end()
    return [piece for piece in [*found, Piece(text[end:], is_hit=False)] if piece.text]


def excerpt(texts: Sequence[str], words: Sequence[str]) -> str:
    """Of the first text that has one of the words, what stands around it; else nothing."""
    for text in texts:
        flat = " ".join(text.split())
        places = [place for word in words if (place := flat.casefold().find(word)) >= 0]
        if places:
            first, last = min(places), min(places) + AROUND
            begin = max(0, first - AROUND)
            return f"{'…' if begin else ''}{flat[begin:last]}{'…' if last < len(flat) else ''}"
    return ""
