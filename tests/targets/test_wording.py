"""Goals and their reasons in both languages, sentence by sentence."""

import re
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from newarea.domain.standing import Reason
from targets.domain import judging
from targets.domain.goals import WordingError, Wrong, parse
from targets.domain.judging import Judged, Reading, Series, Verdict, judge
from targets.domain.periods import Period
from targets.views.goal_rows import beside
from targets.wording import (
    WRONGS,
    distance,
    entered_figure,
    figure,
    goal_text,
    period_text,
    told,
    verdict_word,
    why_goal,
    year_end_text,
)
from tests.targets.domain.test_judging_laws import judged, months, offsets, series_kinds, tolerances
from tests.targets.domain.wordings import goals

HALF = D("0.5")


def reason(wording: str, value: str, month: int = 8, tolerance: D | None = HALF, **values: Any) -> Reason:
    series = {name: values.pop(name) for name in ("is_pro_rata", "is_growing") if name in values}
    readings = [Reading(Period(2023, month), D(value), date(2023, 9, 15))]
    return judge(parse(wording), Series(readings=readings, **series), tolerance=tolerance, **values).reason


def followed(value: str) -> dict[str, Any]:
    return {"reference": [Reading(Period(2023, 8), D(value), date(2023, 9, 15))]}


STEP = "与GDP增速同步"
SENTENCES = [
    (
        reason("6.5%左右", "6"),
        "%",
        "1—8月为 6%，目标为6.5%左右，差 0.5 个百分点（“左右”：差距不超过 0.5 个百分点即为接近目标）。",
        "Jan–Aug: 6% against about 6.5%, 0.5 points short (about: nearly reached when short by at most 0.5 points).",
    ),
    (
        reason("6.5%左右", "6.5"),
        "%",
        "1—8月为 6.5%，目标为6.5%左右，恰好持平（“左右”：差距不超过 0.5 个百分点即为接近目标）。",
        "Jan–Aug: 6.5% against about 6.5%, just that (about: nearly reached when short by at most 0.5 points).",
    ),
    (
        reason("120亿元左右", "119.9977", 12, None),
        "亿元",
        "全年为 119.9977 亿元，目标为120 亿元左右，差 0.0023 亿元（“左右”：该计量单位未设容差）。",
        "whole year: 119.9977 亿元 against about 120 亿元, 0.0023 亿元 short "
        "(about: no margin has been set for this unit).",
    ),
    (
        reason("30%以上", "33.25"),
        "%",
        "1—8月为 33.25%，目标为30%以上，超出 3.25 个百分点（“以上”：不设容差）。",
        "Jan–Aug: 33.25% against at least 30%, 3.25 points beyond (at least: no margin).",
    ),
    (
        reason("超百个", "100", 12),
        "个",
        "全年为 100 个，目标为100 个以上（不含本数），恰好持平（“超”：恰好等于该数不算达到）。",
        "whole year: 100 个 against more than 100 个, just that (more than: exactly that much is not enough).",
    ),
    (
        reason("10%", "9.9"),
        "%",
        "1—8月为 9.9%，目标为10%，差 0.1 个百分点（只列数字：不设容差）。",
        "Jan–Aug: 9.9% against 10%, 0.1 points short (a bare number: no margin stated).",
    ),
    (
        reason("控制在5.5%以内", "5.6"),
        "%",
        "1—8月为 5.6%，目标为5.5%以内，超出限值 0.1 个百分点（“以内”：不设容差）。",
        "Jan–Aug: 5.6% against at most 5.5%, 0.1 points over (at most: no margin).",
    ),
    (
        reason("控制在5.5%以内", "5.2"),
        "%",
        "1—8月为 5.2%，目标为5.5%以内，低于限值 0.3 个百分点（“以内”：不设容差）。",
        "Jan–Aug: 5.2% against at most 5.5%, 0.3 points under (at most: no margin).",
    ),
    (
        reason("6%—7%", "7.5"),
        "%",
        "1—8月为 7.5%，目标为6%（区间下限），超出 1.5 个百分点（区间：以下限为底线）。超出区间上限 0.5 个百分点。",
        "Jan–Aug: 7.5% against 6% (the lower bound), 1.5 points beyond (a range: its lower bound is the bottom line). "
        "The range is exceeded by 0.5 points.",
    ),
    (
        reason("控制在2%—3%", "1.5"),
        "%",
        "1—8月为 1.5%，目标为3%（区间上限），低于限值 1.5 个百分点（控制区间：以上限为限）。"
        "低于区间下限 0.5 个百分点。",
        "Jan–Aug: 1.5% against 3% (the upper bound), 1.5 points under (a range held to: its upper bound is the limit). "
        "That is 0.5 points below the range.",
    ),
    (
        reason("下降3%以上", "-2.9"),
        "%",
        "1—8月为 −2.9%，目标为下降3%以上，差 0.1 个百分点（“以上”：不设容差）。",
        "Jan–Aug: −2.9% against a fall of at least 3%, 0.1 points short (at least: no margin).",
    ),
    (
        reason("下降3%以上", "-3.1"),
        "%",
        "1—8月为 −3.1%，目标为下降3%以上，超出 0.1 个百分点（“以上”：不设容差）。",
        "Jan–Aug: −3.1% against a fall of at least 3%, 0.1 points beyond (at least: no margin).",
    ),
    (
        reason("下降3%以内", "-3.1"),
        "%",
        "1—8月为 −3.1%，目标为下降3%以内，超出限值 0.1 个百分点（“以内”：不设容差）。",
        "Jan–Aug: −3.1% against a fall of at most 3%, 0.1 points over (at most: no margin).",
    ),
    (
        reason("100亿元以上", "58.3332", 7, is_pro_rata=True),
        "亿元",
        "1—7月为 58.3332 亿元，匀速推进 7 个月应达 58.3333 亿元，差 0.0001 亿元（“以上”：不设容差）。",
        "Jan–Jul: 58.3332 亿元 against 58.3333 亿元, the even pace of 7 months, 0.0001 亿元 short "
        "(at least: no margin).",
    ),
    (
        reason("120亿元以上", "82.4", is_growing=True),
        "亿元",
        "1—8月为 82.4 亿元，全年目标 120 亿元；未承诺匀速推进，待全年数据公布后判定。",
        "Jan–Aug: 82.4 亿元 of 120 亿元; no even pace was promised, so the whole year decides.",
    ),
    (
        reason(STEP, "6.1", **followed("6.4")),
        "%",
        "1—8月为 6.1%，同期地区生产总值为 6.4%，差 0.3 个百分点"
        "（“同步”：同期相比，差距不超过 0.5 个百分点即为接近目标）。",
        "Jan–Aug: 6.1% against 6.4% of 地区生产总值, 0.3 points short "
        "(in step: the same period compared, nearly when short by at most 0.5 points).",
    ),
    (
        reason(STEP, "-1", tolerance=None, reference_missed=True, **followed("-1.2")),
        "%",
        "1—8月为 −1%，同期地区生产总值为 −1.2%，超出 0.2 个百分点（“同步”：同期相比，该计量单位未设容差）。"
        "另：地区生产总值自身未达目标。",
        "Jan–Aug: −1% against −1.2% of 地区生产总值, 0.2 points beyond "
        "(in step: the same period compared; no margin has been set for this unit). 地区生产总值 misses its own goal.",
    ),
    (Reason("not_adopted", {"adopted_on": None}), "%", "计划尚未通过。", "The plan has not been adopted yet."),
    (Reason("not_published", {}), "%", "数据尚未公布。", "No figure has been published yet."),
    (
        Reason("nothing_common", {"own_period": None, "reference_period": None}),
        "%",
        "本指标与地区生产总值的数据均未公布。",
        "Neither its own figure nor that of 地区生产总值 has been published yet.",
    ),
    (
        Reason("nothing_common", {"own_period": None, "reference_period": Period(2023, 6)}),
        "%",
        "本指标数据尚未公布。",
        "Its own figure has not been published yet.",
    ),
    (
        Reason("nothing_common", {"own_period": Period(2023, 6), "reference_period": Period(2023, 3)}),
        "%",
        "1—6月已公布，但同期地区生产总值尚未公布。",
        "Jan–Jun is published, but 地区生产总值 is not for the same period.",
    ),
]


@pytest.mark.parametrize(("why", "unit", "chinese", "english"), SENTENCES)
def test_every_reason_has_its_sentence(why: Reason, unit: str, chinese: str, english: str) -> None:
    assert why_goal(why, unit, follows="地区生产总值") == chinese
    with translation.override("en"):
        assert why_goal(why, unit, follows="地区生产总值") == english


def test_every_documented_reason_stands_in_the_table() -> None:
    documented = set(re.findall(r"^      (\w+)  ", judging.__doc__ or "", re.MULTILINE))

    assert documented | {"reached", "nearly", "missed"} == {why.code for why, *_ in SENTENCES}


@given(goals(), offsets, tolerances, months, series_kinds, st.sampled_from(["zh-hans", "en"]))
def test_a_sentence_is_whole_whatever_the_goal(goal, near, tolerance, month, kind, language) -> None:
    with translation.override(language):
        text = why_goal(judged(goal, near, tolerance, month=month, kind=kind).reason, "%", follows="GDP")

    assert text.endswith(("。", "."))
    assert "%(" not in text


@pytest.mark.parametrize(
    ("wording", "english"),
    [
        ("6.5% 左右", "about 6.5%"),
        ("不低于30%", "at least 30%"),
        ("超百个", "more than 100 个"),
        ("控制在5.5％以内", "at most 5.5%"),
        ("控制在5.5%左右", "held to about 5.5%"),
        ("10%", "10%"),
        ("6%—7%", "6% to 7%"),
        ("下降3%以上", "down by at least 3%"),
        ("下降3%—5%", "down by 3% to 5%"),
        ("与 GDP 增速同步", "in step with GDP growth"),
        ("1,200.5亿元", "1,200.5 亿元"),
    ],
)
def test_a_goal_is_told_in_the_district_s_words_in_chinese_and_by_its_meaning_in_english(
    wording: str, english: str
) -> None:
    assert goal_text(parse(wording)) == wording
    with translation.override("en"):
        assert goal_text(parse(wording), follows="GDP growth") == english


def test_a_goal_takes_the_unit_of_the_language() -> None:
    with translation.override("en"):
        assert goal_text(parse("120亿元以上"), "100 million yuan") == "at least RMB 12 billion"


@pytest.mark.parametrize(
    ("error", "chinese"),
    [
        ((Wrong.EMPTY, ""), "请填写目标值表述，例如 6.5%左右、120亿元以上、与GDP增速同步。"),
        ((Wrong.NO_NUMBER, "许多"), "“许多”处应为数字，例如 6.5%左右。"),
        ((Wrong.UNKNOWN, "左古"), "看不懂“左古”。可用的表述有：左右、以上、超、以内、A—B、与…同步，或只写数字。"),
        ((Wrong.CONTRADICTION, "超5%以上"), "“超5%以上”自相矛盾：左右、以上、超、以内只能用其一。"),
        ((Wrong.ORDER, "7%—6%"), "“7%—6%”：区间应先写较小的数。"),
        ((Wrong.NUMBER, "12,00"), "“12,00”不是可识别的数字；请写阿拉伯数字（最多四位小数），或写百、一百二十。"),
        ((Wrong.UNIT, "亿元"), "“亿元”在此处不能作为计量单位。"),
    ],
)
def test_a_wrong_wording_is_told_with_its_part(error: tuple[Wrong, str], chinese: str) -> None:
    wrong, part = error

    assert told(WordingError(wrong, part)) == chinese
    with translation.override("en"):
        assert part in told(WordingError(wrong, part))


def test_every_fault_of_a_wording_has_its_message() -> None:
    assert set(WRONGS) == set(Wrong)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("6.1000", "%", "6.1%"),
        ("-2.9", "%", "−2.9%"),
        ("82.4567", "亿元", "82.4567 亿元"),
        ("1200", "家", "1,200 家"),
        ("0", "%", "0%"),
    ],
)
def test_a_figure_is_printed_as_published(value: str, unit: str, text: str) -> None:
    assert figure(D(value), unit) == text


@pytest.mark.parametrize(("value", "unit", "text"), [("-0.5", "%", "0.5 个百分点"), ("-0.0023", "亿元", "0.0023 亿元")])
def test_a_distance_between_percents_is_told_in_points(value: str, unit: str, text: str) -> None:
    assert distance(D(value), unit) == text


@pytest.mark.parametrize(
    ("month", "values", "chinese", "english"),
    [
        (8, {}, "1—8月", "Jan–Aug"),
        (2, {}, "1—2月", "Jan–Feb"),
        (1, {}, "1月", "Jan"),
        (12, {}, "全年", "whole year"),
        (8, {"is_cumulative": False}, "8月", "Aug"),
        (6, {"is_cumulative": False, "is_quarterly": True}, "第2季度", "Q2"),
        (8, {"with_year": True}, "2023年1—8月", "Jan–Aug 2023"),
        (12, {"with_year": True}, "2023年全年", "whole year 2023"),
    ],
)
def test_a_period_is_told(month: int, values: dict[str, bool], chinese: str, english: str) -> None:
    assert period_text(Period(2023, month), **values) == chinese
    with translation.override("en"):
        assert period_text(Period(2023, month), **values) == english


@pytest.mark.parametrize(
    ("verdict", "code", "word"),
    [
        ("reached", "reached", "达到目标"),
        ("nearly", "nearly", "接近目标"),
        ("missed", "missed", "未达目标"),
        ("undetermined", "not_published", "未公布"),
        ("undetermined", "nothing_common", "未公布"),
        ("undetermined", "not_adopted", "尚未通过"),
        ("undetermined", "year_not_over", "年度未结束"),
    ],
)
def test_each_verdict_has_its_word(verdict: str, code: str, word: str) -> None:
    judged = Judged(verdict=Verdict(verdict), reason=Reason(code, {"months": None}))

    assert verdict_word(judged) == word


@pytest.mark.parametrize(("verdict", "word"), [("reached", "达到序时"), ("nearly", "接近序时"), ("missed", "未达序时")])
def test_a_share_of_the_year_is_on_pace_or_below_it_and_not_the_year_s_goal_reached(verdict: str, word: str) -> None:
    judged = Judged(verdict=Verdict(verdict), reason=Reason(verdict, {"months": 8}))

    assert verdict_word(judged) == word


def test_a_projection_is_told_with_its_interval_to_one_place() -> None:
    assert year_end_text(D("6.25"), D("5.8343"), D("6.9657"), "%") == "年底约 6.3%（5.8% 至 7%）"


def test_a_level_reads_as_a_number_and_is_typed_in_its_unit():
    with translation.override("en"):
        assert figure(D("82.4"), "100 million yuan") == "RMB 8.24 billion"
        assert entered_figure(D("82.4"), "100 million yuan") == "82.4 × 100 million yuan"
        assert (beside(D("82.4"), "100 million yuan"), beside(D("82.4"), "schools")) == ("RMB 8.24 billion", "82.4")
    with translation.override("zh-hans"):
        assert (figure(D("82.4"), "亿元"), beside(D("82.4"), "亿元")) == ("82.4 亿元", "82.4")
