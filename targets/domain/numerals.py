"""Whole numbers in Chinese words, as headings like 超百个 and 七大 write them: up to a hundred million, exactly."""

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
UNITS = {"十": 10, "百": 100, "千": 1_000}
MYRIAD = "万"
SIGNS = "".join([*DIGITS, *UNITS, MYRIAD])


def number_in_words(text: str) -> int | None:
    """百 is 100, 二十 20, 一百二十 120, 三万五千 35000; None for what is no such number."""
    above, mark, below = text.rpartition(MYRIAD)
    if not mark:
        return _below_myriad(text)
    front = _below_myriad(above) if above else 1
    back = _below_myriad(below) if below else 0
    return None if front is None or back is None else front * 10_000 + back


def _below_myriad(text: str) -> int | None:
    """Units fall from left to right: 百二十 is 120, 十百 is nothing."""
    if not text:
        return None
    total, digit, lowest = 0, None, 10_000
    for sign in text:
        if sign in DIGITS and digit is None:
            digit = DIGITS[sign] or None
        elif sign in UNITS and UNITS[sign] < lowest:
            lowest = UNITS[sign]
            total += (1 if digit is None else digit) * lowest
            digit = None
        else:
            return None
    return total + (digit or 0)
