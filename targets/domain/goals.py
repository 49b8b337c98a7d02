"""A goal in the district's own wording as a small typed value: 6.5%左右, 超百个, 与GDP增速同步, read and printed back.

A wording is made of pieces in this order; all but the number are optional, and blanks may stand between them:

    hedge   力争 确保 计划
    verb    增长 达到 新增 …            下降 turns the direction round; 控制在 sets a limit, and so does that
    before  约 不低于 超过 不超过 …
    number  6.5  1,200  百  6%—7%
    unit    % 亿元 家
    after   左右 以上 以内 …

or of 与…同步, with what it keeps step with in the middle. Full- and half-width signs say the same. A goal remembers how
it was spelt beside what it means, so that printing gives back what was read, sign by sign; two goals are equal where
they mean the same. Values of a decline are negative: 下降3%左右 is about −3.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from targets.domain.numerals import SIGNS, number_in_words


class Kind(StrEnum):
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    EXACTLY = "exactly"
    RANGE = "range"
    IN_STEP_WITH = "in_step_with"


class Sense(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Wrong(StrEnum):
    """What is wrong with a wording."""

    EMPTY = "empty"
    NO_NUMBER = "no_number"
    UNKNOWN = "unknown"
    CONTRADICTION = "contradiction"
    ORDER = "order"
    NUMBER = "number"
    UNIT = "unit"


class WordingError(ValueError):
    """`part` is the piece that was not understood, as it was typed; the whole wording where it is no single piece."""

    def __init__(self, wrong: Wrong, part: str) -> None:
        super().__init__(f"{wrong}: {part}")
        self.wrong, self.part = wrong, part


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """`value` (of a range: the lower one as printed, `upper` the other) is signed and in `unit`; None only in step.

    `follows` names what a goal keeps step with, in the wording's words. `spelling` is how it was written.
    """

    kind: Kind
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    follows: str = ""
    sense: Sense = Sense.UP
    spelling: tuple[str, ...] = field(default=(), compare=False)

    @property
    def bottom(self) -> Decimal | None:
        """What has to be reached at the least; of a range the end that is easier to reach."""
        if self.value is None or self.upper is None:
            return self.value
        return (min if self.sense is Sense.UP else max)(self.value, self.upper)

    @property
    def top(self) -> Decimal | None:
        """Of a range, the end beyond which it is exceeded."""
        if self.value is None or self.upper is None:
            return None
        return (max if self.sense is Sense.UP else min)(self.value, self.upper)

    @property
    def is_growth(self) -> bool:
        """Whether it is counted in percent."""
        return self.unit == "%" or self.kind is Kind.IN_STEP_WITH


DECLINING = ("同比下降", "下降", "降低", "减少", "压减")
CONTROLLING = ("控制在",)
RAISING = (
    "同比增长", "年均增长", "增长", "提高", "提升", "达到", "完成", "实现", "新增", "总量", "达", "保持在", "稳定在",
)  # fmt: skip
HEDGES = ("力争", "确保", "计划")
BEFORE: Mapping[str, Kind] = {
    "大约": Kind.ABOUT, "约": Kind.ABOUT,
    "不低于": Kind.AT_LEAST, "不少于": Kind.AT_LEAST, "至少": Kind.AT_LEAST,
    "超过": Kind.MORE_THAN, "高于": Kind.MORE_THAN, "突破": Kind.MORE_THAN, "超": Kind.MORE_THAN,
    "不超过": Kind.AT_MOST, "不高于": Kind.AT_MOST, "不多于": Kind.AT_MOST, "最多": Kind.AT_MOST,
}  # fmt: skip
AFTER: Mapping[str, Kind] = {
    "左右": Kind.ABOUT, "上下": Kind.ABOUT,
    "以上": Kind.AT_LEAST, "及以上": Kind.AT_LEAST,
    "以内": Kind.AT_MOST, "以下": Kind.AT_MOST, "之内": Kind.AT_MOST,
}  # fmt: skip
FULL_WIDTH: dict[int, int] = {ord("　"): ord(" "), **{code + 0xFEE0: code for code in range(0x21, 0x7F)}}

NUMBER = rf"(?:[0-9][0-9,]*(?:\.[0-9]+)?|[{SIGNS}]+(?<![十百千万]千))"  # 百万千瓦: the 千 is the unit's


def _longest_first(words: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


STEP = re.compile(
    r"(?P<verb>.*?)(?P<with>与|和|跟)(?P<follows>.+?)(?P<step>保持同步|同步增长|基本同步|同步)(?P<rest>.*)\Z"
)
HEDGE = re.compile(_longest_first(HEDGES))
VERB = re.compile(_longest_first([*DECLINING, *CONTROLLING, *RAISING]))
BEFORE_STEP = re.compile(rf"(?:{_longest_first(HEDGES)})?\s*(?:{_longest_first(RAISING)})?")
WORD_BEFORE = re.compile(_longest_first(list(BEFORE)))
WORD_AFTER = re.compile(rf"(?:{_longest_first(list(AFTER))})\Z")
VALUE = re.compile(NUMBER)
DASHES = "—–―─‐‑‒−~〜-"  # as typed on one keyboard or another; the hyphen comes last, for a class of signs
TO = re.compile(rf"——|--|[至到{DASHES}]")
PERCENT, PERCENT_SIGN = "%", re.compile("%")
NO_UNIT = re.compile(
    rf"[^\w\s/·°℃‰²³]|[_\d以约超不左右内上下同步多余几{DASHES}]|分之"
)  # signs and words of other pieces
LONGEST_UNIT = 12
LARGEST = Decimal(10) ** 12


def parse(wording: str) -> Goal:
    """The goal a wording means; `WordingError` names the part that was not understood."""
    reader = _Reader(wording)
    if not wording.strip():
        raise WordingError(Wrong.EMPTY, wording)
    step = STEP.match(reader.plain)
    return _in_step(reader, step) if step else _valued(reader)


def print_goal(goal: Goal) -> str:
    """As it was spelt; a goal that was never written down in the plainest wording."""
    return "".join(goal.spelling or _plainest(goal))


def _plainest(goal: Goal) -> Sequence[str]:
    if goal.kind is Kind.IN_STEP_WITH:
        return ("与", goal.follows, "同步")
    is_decline = goal.value is not None and goal.value < 0
    words = [value for value in (goal.value, goal.upper) if value is not None]
    numbers = "—".join(f"{_plain(abs(value))}{'%' if goal.unit == '%' else ''}" for value in words)
    unit = "" if goal.unit == "%" else goal.unit
    before = {Kind.MORE_THAN: "超"}.get(goal.kind, "")
    after = {Kind.ABOUT: "左右", Kind.AT_LEAST: "以上", Kind.AT_MOST: "以内"}.get(goal.kind, "")
    controls = goal.sense is Sense.DOWN and not is_decline and goal.kind is not Kind.AT_MOST
    return ("下降" if is_decline else "控制在" if controls else "", before, numbers, unit, after)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


class _Reader:
    """Reads pieces from the left; `taken` holds them as typed, blanks too, `plain` is the whole in half width."""

    def __init__(self, wording: str) -> None:
        self.typed, self.plain, self.at = wording, wording.translate(FULL_WIDTH), 0
        self.taken: list[str] = []

    @property
    def rest(self) -> str:
        return self.plain[self.at :]

    def take(self, pattern: re.Pattern[str]) -> str:
        """The piece that stands next, in half width; nothing where it is another. Blanks before it go with it."""
        blank = len(self.rest) - len(self.rest.lstrip())
        found = pattern.match(self.plain, self.at + blank)
        if not found or found.end() == self.at + blank:
            return ""
        self.taken.append(self.typed[self.at : found.end()])
        self.at = found.end()
        return found[0]

    def take_rest(self) -> str:
        self.taken.append(self.typed[self.at :])
        rest, self.at = self.rest, len(self.plain)
        return rest.strip()

    def refuse(self, wrong: Wrong, part: str = "") -> WordingError:
        """`part` is looked up as it was typed; without one it is what was not read yet."""
        found = self.plain.rfind(part) if part else -1
        typed = self.typed[self.at :] if found < 0 else self.typed[found : found + len(part)]
        return WordingError(wrong, typed.strip() or self.typed.strip())


def _in_step(reader: _Reader, found: re.Match[str]) -> Goal:
    """与 GDP 增速同步: what stands before 与 and behind 同步 has to be understood too."""
    verb, rest = found["verb"].strip(), found["rest"].strip()
    if not BEFORE_STEP.fullmatch(verb):
        raise reader.refuse(Wrong.UNKNOWN, verb)
    if rest and rest not in ("增长", "提高", "提升"):
        raise reader.refuse(Wrong.UNKNOWN, rest)
    if not found["follows"].strip():
        raise reader.refuse(Wrong.UNKNOWN)
    pieces = tuple(reader.typed[slice(*found.span(name))] for name in ("verb", "with", "follows", "step", "rest"))
    return Goal(kind=Kind.IN_STEP_WITH, follows=found["follows"].strip(), spelling=pieces)


def _valued(reader: _Reader) -> Goal:
    reader.take(HEDGE)
    verb, before = reader.take(VERB), reader.take(WORD_BEFORE)
    value, first_percent = _number(reader), reader.take(PERCENT_SIGN)
    upper = None
    if reader.take(TO):
        upper = _number(reader)
    unit, after = _unit_and_after(reader)
    if first_percent and upper is None and unit:
        raise reader.refuse(Wrong.UNIT, unit)
    if first_percent and upper is not None and unit != PERCENT:
        raise reader.refuse(Wrong.UNIT, unit)
    unit = unit or first_percent
    kind = _kind(reader, before, after, is_range=upper is not None)
    return _settled(reader, verb, kind, value, upper, unit)


def _number(reader: _Reader) -> Decimal:
    text = reader.take(VALUE)
    if not text:
        raise reader.refuse(Wrong.NO_NUMBER)
    words = number_in_words(text)
    if words is None and not text[0].isdigit():
        raise reader.refuse(Wrong.NUMBER, text)
    value = Decimal(text.replace(",", "")) if words is None else Decimal(words)
    if not _is_grouped(text) or value >= LARGEST or -int(value.as_tuple().exponent) > 4:
        raise reader.refuse(Wrong.NUMBER, text)
    return value


def _is_grouped(text: str) -> bool:
    """Thousands in threes: 1,200 but not 12,00."""
    return "," not in text or re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text) is not None


def _unit_and_after(reader: _Reader) -> tuple[str, str]:
    """The word at the end, and before it what is counted: 亿元以上."""
    found = WORD_AFTER.search(reader.rest.rstrip())
    after = found[0] if found else ""
    unit = reader.rest.rstrip()[: found.start() if found else None].strip()
    if unit != PERCENT:
        _refuse_no_unit(reader, unit)
    reader.take_rest()
    return unit, after


def _refuse_no_unit(reader: _Reader, unit: str) -> None:
    """In 亿元以山 it is 以山 that means nothing."""
    if found := NO_UNIT.search(unit):
        raise reader.refuse(Wrong.UNKNOWN, unit[found.start() :])
    if len(unit) > LONGEST_UNIT:
        raise reader.refuse(Wrong.UNIT, unit)


def _kind(reader: _Reader, before: str, after: str, *, is_range: bool) -> Kind:
    said = {kind for kind in (BEFORE.get(before), AFTER.get(after)) if kind}
    if len(said) > 1 or (said and is_range):
        raise reader.refuse(Wrong.CONTRADICTION, before + after)
    return said.pop() if said else Kind.RANGE if is_range else Kind.EXACTLY


def _settled(reader: _Reader, verb: str, kind: Kind, value: Decimal, upper: Decimal | None, unit: str) -> Goal:
    if upper is not None and upper <= value:
        raise reader.refuse(Wrong.ORDER)
    declines, controls = verb in DECLINING, verb in CONTROLLING
    if declines and value == 0:
        raise reader.refuse(Wrong.NUMBER, "0")
    if controls and kind in (Kind.AT_LEAST, Kind.MORE_THAN):
        raise reader.refuse(Wrong.CONTRADICTION)
    if controls and kind is Kind.EXACTLY:
        kind = Kind.AT_MOST
    sign = -1 if declines else 1
    smaller_is_better = (kind is Kind.AT_MOST) != declines or controls
    return Goal(
        kind=kind,
        value=value * sign,
        upper=None if upper is None else upper * sign,
        unit=unit,
        sense=Sense.DOWN if smaller_is_better else Sense.UP,
        spelling=tuple(reader.taken),
    )
