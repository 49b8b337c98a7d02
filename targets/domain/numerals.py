"""Whole numbers in Chinese words, as headings like 超百个 and 七大 write them: up to a hundred million, exactly."""

import re
from typing import NamedTuple

DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
ZEROS = "零〇"
UNITS = {"十": 10, "百": 100, "千": 1_000}
MYRIAD = "万"
SIGNS = "".join([*ZEROS, *DIGITS, *UNITS, MYRIAD])
TERM = re.compile(rf"([{ZEROS}]?)([{''.join(DIGITS)}]?)([{''.join(UNITS)}]?)")
SHORTENED = re.compile(rf"[百千][{''.join(DIGITS)}]\Z")  # 一百二 in 一百二万: 120 or 102, nobody knows


class Term(NamedTuple):
    """五百, 零五, 十: a digit of a unit, with the 零 that stands for the units left out before it."""

    zero: str
    digit: str
    unit: str


def number_in_words(text: str) -> int | None:
    """百 is 100, 一百二十 120, 一百五 150, 三万零五百 30500; None for what is no such number."""
    if text in tuple(ZEROS):
        return 0
    front, myriad, back = text.rpartition(MYRIAD)
    if not myriad:
        return _sum(text, above=None)
    if SHORTENED.search(front):
        return None
    many = _sum(front, above=None) if front else 1
    rest = _sum(back, above=10_000) if back else 0
    return None if many is None or rest is None else many * 10_000 + rest


def _sum(text: str, *, above: int | None) -> int | None:
    """Of terms whose units fall from left to right; `above` is the unit that stands before them."""
    total, terms = 0, [Term(*found.groups()) for found in TERM.finditer(text) if found[0]]
    if not terms or sum(len("".join(term)) for term in terms) != len(text):
        return None
    for term in terms:
        size = _size(term, above)
        if size is None:
            return None
        total += DIGITS.get(term.digit, 1) * size
        above = UNITS.get(term.unit, 1)
    return total


def _size(term: Term, above: int | None) -> int | None:
    """The unit of a term behind the unit `above`: 五 is 50 in 一百五 and 5 in 一百零五; None where it cannot stand."""
    size = UNITS.get(term.unit, 1)
    if not term.digit and (not term.unit or (above is not None and term.unit != "十")):
        return None
    if above is None:
        return None if term.zero else size
    if size >= above:
        return None
    if not term.unit and not term.zero:
        return above // 10
    return size if bool(term.zero) == (above // size > 10) else None
