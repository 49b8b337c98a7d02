"""Every wording of the grammar and what it means; every fault and the part it names."""

from decimal import Decimal as D

import pytest

from targets.domain.goals import Goal, Kind, Sense, WordingError, Wrong, parse, print_goal
from tests.targets.domain.wordings import DASHES

UP, DOWN = Sense.UP, Sense.DOWN
ABOUT, AT_LEAST, MORE_THAN, AT_MOST = Kind.ABOUT, Kind.AT_LEAST, Kind.MORE_THAN, Kind.AT_MOST
EXACTLY, RANGE, IN_STEP_WITH = Kind.EXACTLY, Kind.RANGE, Kind.IN_STEP_WITH

OF_THE_REPORT = [
    ("6.5% 左右", ABOUT, "6.5", "%", UP),
    ("9%左右", ABOUT, "9", "%", UP),
    ("7%左右", ABOUT, "7", "%", UP),
    ("30%以上", AT_LEAST, "30", "%", UP),
    ("10%左右", ABOUT, "10", "%", UP),
    ("10%", EXACTLY, "10", "%", UP),
    ("20项", EXACTLY, "20", "项", UP),
    ("100家", EXACTLY, "100", "家", UP),
    ("100家以上", AT_LEAST, "100", "家", UP),
    ("800家以上", AT_LEAST, "800", "家", UP),
    ("120亿元以上", AT_LEAST, "120", "亿元", UP),
    ("30个以上", AT_LEAST, "30", "个", UP),
    ("超百个", MORE_THAN, "100", "个", UP),
    ("20亿元", EXACTLY, "20", "亿元", UP),
    ("300万平方米", EXACTLY, "300", "万平方米", UP),
    ("50万千瓦", EXACTLY, "50", "万千瓦", UP),
    ("50万千瓦/时", EXACTLY, "50", "万千瓦/时", UP),
    ("8000个", EXACTLY, "8000", "个", UP),
    ("约5公顷", ABOUT, "5", "公顷", UP),
]
WORDS = [
    ("6.5%上下", ABOUT, "6.5", "%", UP),
    ("大约6.5%", ABOUT, "6.5", "%", UP),
    ("约6.5%左右", ABOUT, "6.5", "%", UP),
    ("不低于30%", AT_LEAST, "30", "%", UP),
    ("不少于100家", AT_LEAST, "100", "家", UP),
    ("至少100家", AT_LEAST, "100", "家", UP),
    ("100家及以上", AT_LEAST, "100", "家", UP),
    ("超100个", MORE_THAN, "100", "个", UP),
    ("超过100个", MORE_THAN, "100", "个", UP),
    ("高于5%", MORE_THAN, "5", "%", UP),
    ("突破120亿元", MORE_THAN, "120", "亿元", UP),
    ("5.5%以内", AT_MOST, "5.5", "%", DOWN),
    ("5.5%以下", AT_MOST, "5.5", "%", DOWN),
    ("5.5%之内", AT_MOST, "5.5", "%", DOWN),
    ("不超过5.5%", AT_MOST, "5.5", "%", DOWN),
    ("不高于5.5%", AT_MOST, "5.5", "%", DOWN),
    ("不多于3起", AT_MOST, "3", "起", DOWN),
    ("最多3起", AT_MOST, "3", "起", DOWN),
    ("控制在5.5%以内", AT_MOST, "5.5", "%", DOWN),
    ("控制在5.5%", AT_MOST, "5.5", "%", DOWN),
    ("控制在5.5%左右", ABOUT, "5.5", "%", DOWN),
    ("100", EXACTLY, "100", "", UP),
    ("0%", EXACTLY, "0", "%", UP),
    ("1,200万元", EXACTLY, "1200", "万元", UP),
    ("21,089.58平方米", EXACTLY, "21089.58", "平方米", UP),
    ("一百二十亿元以上", AT_LEAST, "120", "亿元", UP),
    ("百万千瓦", EXACTLY, "1000000", "千瓦", UP),
    ("五千千瓦", EXACTLY, "5000", "千瓦", UP),
    ("２０项", EXACTLY, "20", "项", UP),
    ("６．５％左右", ABOUT, "6.5", "%", UP),
    ("１，２００家", EXACTLY, "1200", "家", UP),
    (" 不低于\u300030 ％ ", AT_LEAST, "30", "%", UP),
]
VERBS = [
    ("增长10%", EXACTLY, "10", "%", UP),
    ("同比增长6.5%左右", ABOUT, "6.5", "%", UP),
    ("年均增长7%以上", AT_LEAST, "7", "%", UP),
    ("提高2个百分点", EXACTLY, "2", "个百分点", UP),
    ("提升50万千瓦", EXACTLY, "50", "万千瓦", UP),
    ("达到120亿元以上", AT_LEAST, "120", "亿元", UP),
    ("达120亿元", EXACTLY, "120", "亿元", UP),
    ("完成20亿元", EXACTLY, "20", "亿元", UP),
    ("实现超百个", MORE_THAN, "100", "个", UP),
    ("新增300万平方米", EXACTLY, "300", "万平方米", UP),
    ("力争120亿元以上", AT_LEAST, "120", "亿元", UP),
    ("力争突破120亿元", MORE_THAN, "120", "亿元", UP),
    ("确保达到30个以上", AT_LEAST, "30", "个", UP),
    ("计划新增20亿元", EXACTLY, "20", "亿元", UP),
    ("保持在85%以上", AT_LEAST, "85", "%", UP),
    ("稳定在10万吨以上", AT_LEAST, "10", "万吨", UP),
    ("保持在5.5%以内", AT_MOST, "5.5", "%", DOWN),
    ("下降3%", EXACTLY, "-3", "%", DOWN),
    ("下降3%以上", AT_LEAST, "-3", "%", DOWN),
    ("下降3%左右", ABOUT, "-3", "%", DOWN),
    ("下降超3%", MORE_THAN, "-3", "%", DOWN),
    ("同比下降3%以上", AT_LEAST, "-3", "%", DOWN),
    ("降低3%", EXACTLY, "-3", "%", DOWN),
    ("减少20万吨", EXACTLY, "-20", "万吨", DOWN),
    ("压减5%以上", AT_LEAST, "-5", "%", DOWN),
    ("下降3%以内", AT_MOST, "-3", "%", UP),
    ("力争下降3%以上", AT_LEAST, "-3", "%", DOWN),
]


@pytest.mark.parametrize(("wording", "kind", "value", "unit", "sense"), [*OF_THE_REPORT, *WORDS, *VERBS])
def test_a_wording_means(wording: str, kind: Kind, value: str, unit: str, sense: Sense) -> None:
    goal = parse(wording)

    assert goal == Goal(kind=kind, value=D(value), unit=unit, sense=sense)
    assert print_goal(goal) == wording


@pytest.mark.parametrize(
    ("wording", "value", "upper", "unit", "sense", "bottom", "top"),
    [
        ("6%—7%", "6", "7", "%", UP, "6", "7"),
        ("6—7%", "6", "7", "%", UP, "6", "7"),
        ("６％～７％", "6", "7", "%", UP, "6", "7"),
        ("增长 6% — 7%", "6", "7", "%", UP, "6", "7"),
        ("100—120亿元", "100", "120", "亿元", UP, "100", "120"),
        ("百至一百二十个", "100", "120", "个", UP, "100", "120"),
        ("1,000—1,200家", "1000", "1200", "家", UP, "1000", "1200"),
        ("下降3%—5%", "-3", "-5", "%", DOWN, "-3", "-5"),
        ("控制在2%—3%", "2", "3", "%", DOWN, "3", "2"),
    ],
)
def test_a_range_means(wording: str, value: str, upper: str, unit: str, sense: Sense, bottom: str, top: str) -> None:
    goal = parse(wording)

    assert goal == Goal(kind=RANGE, value=D(value), upper=D(upper), unit=unit, sense=sense)
    assert (goal.bottom, goal.top, print_goal(goal)) == (D(bottom), D(top), wording)


@pytest.mark.parametrize("dash", DASHES)
def test_every_dash_joins_a_range(dash: str) -> None:
    assert parse(f"6%{dash}7%") == Goal(kind=RANGE, value=D(6), upper=D(7), unit="%")


@pytest.mark.parametrize(
    ("wording", "follows"),
    [
        ("与GDP增速同步", "GDP增速"),
        ("与 GDP 增速同步", "GDP 增速"),
        ("与ＧＤＰ增速同步", "GDP增速"),
        ("与经济增长同步", "经济增长"),
        ("与经济增长基本同步", "经济增长"),
        ("和经济增长保持同步", "经济增长"),
        ("跟地区生产总值同步增长", "地区生产总值"),
        ("与GDP增速同步提高", "GDP增速"),
        ("增长与GDP增速同步", "GDP增速"),
        ("力争实现与GDP增速同步", "GDP增速"),
    ],
)
def test_keeping_step_names_what_it_follows(wording: str, follows: str) -> None:
    goal = parse(wording)

    assert goal == Goal(kind=IN_STEP_WITH, follows=follows)
    assert print_goal(goal) == wording


@pytest.mark.parametrize(
    ("wording", "wrong", "part"),
    [
        ("", Wrong.EMPTY, ""),
        ("  ", Wrong.EMPTY, "  "),
        ("左右", Wrong.NO_NUMBER, "左右"),
        ("增长", Wrong.NO_NUMBER, "增长"),
        ("不低于 许多家", Wrong.NO_NUMBER, "许多家"),
        ("大幅增长6%", Wrong.NO_NUMBER, "大幅增长6%"),
        ("-3%", Wrong.NO_NUMBER, "-3%"),
        ("٣%", Wrong.NO_NUMBER, "٣%"),
        ("6%—", Wrong.NO_NUMBER, "6%—"),
        ("6%—许多", Wrong.NO_NUMBER, "许多"),
        ("6%以山", Wrong.UNKNOWN, "以山"),
        ("120亿元以山", Wrong.UNKNOWN, "以山"),
        ("120亿元左古", Wrong.UNKNOWN, "左古"),
        ("200多家", Wrong.UNKNOWN, "多家"),
        ("100余家", Wrong.UNKNOWN, "余家"),
        ("十几家", Wrong.UNKNOWN, "几家"),
        ("120亿元。", Wrong.UNKNOWN, "。"),
        ("6.5.3%", Wrong.UNKNOWN, ".3%"),
        ("100亿元—120亿元", Wrong.UNKNOWN, "—120亿元"),
        ("百分之六", Wrong.UNKNOWN, "分之六"),
        ("居民收入与GDP同步", Wrong.UNKNOWN, "居民收入"),
        ("收入Ａ与GDP同步", Wrong.UNKNOWN, "收入Ａ"),
        ("下降与GDP同步", Wrong.UNKNOWN, "下降"),
        ("与GDP同步下降", Wrong.UNKNOWN, "下降"),
        ("与 同步", Wrong.UNKNOWN, "与 同步"),
        ("与同步", Wrong.NO_NUMBER, "与同步"),
        ("超100个以上", Wrong.CONTRADICTION, "超100个以上"),
        ("不低于6%以内", Wrong.CONTRADICTION, "不低于6%以内"),
        ("约6%以上", Wrong.CONTRADICTION, "约6%以上"),
        ("约6%—7%", Wrong.CONTRADICTION, "约"),
        ("6%—7%以上", Wrong.CONTRADICTION, "以上"),
        ("控制在5%以上", Wrong.CONTRADICTION, "控制在5%以上"),
        ("7%—6%", Wrong.ORDER, "7%—6%"),
        ("6%—6%", Wrong.ORDER, "6%—6%"),
        ("下降5%—3%", Wrong.ORDER, "下降5%—3%"),
        ("12,00家", Wrong.NUMBER, "12,00"),
        ("１２，００家", Wrong.NUMBER, "１２，００"),
        ("1.23456%", Wrong.NUMBER, "1.23456"),
        ("1000000000000元", Wrong.NUMBER, "1000000000000"),
        ("十百家", Wrong.NUMBER, "十百"),
        ("二零二三家", Wrong.NUMBER, "二零二三"),
        ("下降０%", Wrong.NUMBER, "０"),
        ("6%亿元", Wrong.UNIT, "亿元"),
        ("6%%", Wrong.UNIT, "%"),
        ("6%—7亿元", Wrong.UNIT, "亿元"),
        ("6%—7", Wrong.UNIT, "6%—7"),
        ("100很长很长很长很长很长的计量单位", Wrong.UNIT, "很长很长很长很长很长的计量单位"),
    ],
)
def test_a_wrong_wording_names_the_part_that_was_not_understood(wording: str, wrong: Wrong, part: str) -> None:
    with pytest.raises(WordingError) as refused:
        parse(wording)

    assert (refused.value.wrong, refused.value.part) == (wrong, part)


def test_two_goals_are_equal_where_they_mean_the_same_however_they_were_spelt() -> None:
    assert len({parse("不低于30%"), parse("30％以上"), parse(" 至少 30 % ")}) == 1


@pytest.mark.parametrize(
    ("goal", "wording"),
    [
        (Goal(kind=ABOUT, value=D("6.5000"), unit="%"), "6.5%左右"),
        (Goal(kind=AT_LEAST, value=D("120.0000"), unit="亿元"), "120亿元以上"),
        (Goal(kind=MORE_THAN, value=D(100), unit="个"), "超100个"),
        (Goal(kind=AT_MOST, value=D("5.5"), unit="%", sense=DOWN), "5.5%以内"),
        (Goal(kind=EXACTLY, value=D("1E+2"), unit="家"), "100家"),
        (Goal(kind=ABOUT, value=D("5.5"), unit="%", sense=DOWN), "控制在5.5%左右"),
        (Goal(kind=RANGE, value=D(6), upper=D(7), unit="%"), "6%—7%"),
        (Goal(kind=RANGE, value=D(-3), upper=D(-5), unit="%", sense=DOWN), "下降3%—5%"),
        (Goal(kind=IN_STEP_WITH, follows="GDP增速"), "与GDP增速同步"),
    ],
)
def test_a_goal_that_was_never_spelt_is_printed_in_the_plainest_wording(goal: Goal, wording: str) -> None:
    assert print_goal(goal) == wording
