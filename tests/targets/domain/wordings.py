"""Wordings and goals made of the grammar's pieces, for tests that hold for every one of them."""

from hypothesis import strategies as st

from targets.domain.goals import Goal, Kind, Sense

ABOUT, AT_LEAST, MORE_THAN, AT_MOST = Kind.ABOUT, Kind.AT_LEAST, Kind.MORE_THAN, Kind.AT_MOST
UPWARD_VERBS = [
    "",
    "增长",
    "同比增长",
    "年均增长",
    "提高",
    "提升",
    "达到",
    "达",
    "完成",
    "实现",
    "新增",
    "总量",
    "保持在",
    "稳定在",
]
DECLINES = ["下降", "同比下降", "降低", "减少", "压减"]
HEDGES = ["", "", "", "力争", "确保", "计划"]
WORDS = [
    ("", ""), ("约", ""), ("大约", ""), ("", "左右"), ("", "上下"), ("约", "左右"),
    ("不低于", ""), ("不少于", ""), ("至少", ""), ("", "以上"), ("", "及以上"), ("不低于", "以上"),
    ("超", ""), ("超过", ""), ("高于", ""), ("突破", ""),
    ("不超过", ""), ("不高于", ""), ("不多于", ""), ("最多", ""), ("", "以内"), ("", "以下"), ("", "之内"),
]  # fmt: skip
LIMITING = [("", ""), ("约", ""), ("", "左右"), ("不超过", ""), ("", "以内"), ("", "以下")]
NUMBERS = [
    "6.5",
    "30",
    "120",
    "1,200",
    "21,089.58",
    "0.0001",
    "007",
    "百",
    "十",
    "二十",
    "一百二十",
    "三万五千",
    "两百",
    "七",
]
UNITS = ["", "%", "％", "亿元", "万平方米", "万千瓦", "家", "个", "项", "千瓦/时", "人·次", "ｋｍ"]
DASHES = ["—", "——", "–", "―", "─", "-", "--", "－", "−", "~", "～", "〜", "至", "到"]
PAIRS = [("6", "7"), ("6.5", "7.5"), ("100", "1,200"), ("百", "一百二十"), ("0.5", "1")]
JOINERS, STEPS, RESTS = ["与", "和", "跟"], ["同步", "同步增长", "保持同步", "基本同步"], ["", "增长", "提高", "提升"]
FOLLOWED = ["GDP增速", "GDP 增速", "经济增长", "地区生产总值增速", "ＧＤＰ"]
blanks = st.sampled_from(["", "", "", " ", "  ", "\u3000"])
WIDENED = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {ord(" "): 0x3000}


@st.composite
def joined(draw: st.DrawFn, *pieces: str) -> str:
    return draw(blanks) + "".join(piece + draw(blanks) for piece in pieces if piece)


def units_behind(number: str) -> list[str]:
    """百万平方米 could be a hundred 万平方米 or a million 平方米: nobody writes that, and no test asks for it."""
    return UNITS if number[-1].isascii() else [unit for unit in UNITS if unit[:1] not in ("万", "千")]


@st.composite
def valued(draw: st.DrawFn) -> str:
    controls = draw(st.integers(0, 4)) == 0
    verb = "控制在" if controls else draw(st.sampled_from(UPWARD_VERBS + DECLINES))
    before, after = draw(st.sampled_from(LIMITING if controls else WORDS))
    hedge, number = draw(st.sampled_from(HEDGES)), draw(st.sampled_from(NUMBERS))
    unit = draw(st.sampled_from(units_behind(number)))
    return draw(joined(hedge, verb, before, number, unit, after))


@st.composite
def ranges(draw: st.DrawFn) -> str:
    verb = draw(st.sampled_from([*UPWARD_VERBS, *DECLINES, "控制在"]))
    dash, (low, high) = draw(st.sampled_from(DASHES)), draw(st.sampled_from(PAIRS))
    unit = draw(st.sampled_from(units_behind(high)))
    first = draw(st.sampled_from(["", unit])) if unit in ("%", "％") else ""
    return draw(joined(draw(st.sampled_from(HEDGES)), verb, low, first, dash, high, unit))


@st.composite
def steps(draw: st.DrawFn) -> str:
    verb = draw(st.sampled_from(["", "增长", "实现", "力争", "确保实现"]))
    pieces = [draw(st.sampled_from(choices)) for choices in (JOINERS, FOLLOWED, STEPS, RESTS)]
    return draw(joined(verb, *pieces))


wordings = st.one_of(valued(), ranges(), steps())


def widened(wording: str) -> str:
    return wording.translate(WIDENED)


amounts = st.decimals("0.0001", 999_999_999, places=4)


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    """Every meaning a wording can have, as a value that was never spelt."""
    kind = draw(st.sampled_from(Kind))
    if kind is Kind.IN_STEP_WITH:
        return Goal(kind=kind, follows=draw(st.sampled_from(["GDP增速", "经济增长"])))
    is_decline, unit = draw(st.booleans()), draw(st.sampled_from(["", "%", "亿元", "万平方米"]))
    value, sign = draw(amounts), -1 if is_decline else 1
    upper = value + draw(amounts) if kind is Kind.RANGE else None
    controls = kind in (Kind.ABOUT, Kind.RANGE) and not is_decline and draw(st.booleans())
    is_down = (kind is Kind.AT_MOST) != is_decline or controls
    return Goal(
        kind=kind,
        value=value * sign,
        upper=None if upper is None else upper * sign,
        unit=unit,
        sense=Sense.DOWN if is_down else Sense.UP,
    )
