"""Each kind of goal against the figures of a year, case by case."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from newarea.domain.standing import Light, Reason
from targets.domain.goals import Kind, Sense, parse
from targets.domain.judging import Judged, Reading, Series, Verdict, judge, share_of_year
from targets.domain.periods import Period

REACHED, NEARLY, MISSED, UNDETERMINED = Verdict.REACHED, Verdict.NEARLY, Verdict.MISSED, Verdict.UNDETERMINED
HALF = D("0.5")
JUNE, AUGUST, DECEMBER = Period(2023, 6), Period(2023, 8), Period(2023, 12)


def reading(value: str, month: int = 8) -> Reading:
    return Reading(Period(2023, month), D(value), date(2023, 9, 15))


def judged(wording: str, *readings: Reading, tolerance: D | None = HALF, **more: Any) -> Judged:
    return judge(parse(wording), Series(readings=readings), tolerance=tolerance, **more)


@pytest.mark.parametrize(
    ("wording", "value", "verdict", "gap"),
    [
        ("6.5%左右", "7.1", REACHED, "0.6"),
        ("6.5%左右", "6.5", REACHED, "0.0"),
        ("6.5%左右", "6.4999", NEARLY, "-0.0001"),
        ("6.5%左右", "6.0", NEARLY, "-0.5"),
        ("6.5%左右", "5.9999", MISSED, "-0.5001"),
        ("30%以上", "30", REACHED, "0"),
        ("30%以上", "29.9999", MISSED, "-0.0001"),
        ("不低于30%", "30.1", REACHED, "0.1"),
        ("超百个", "100", MISSED, "0"),
        ("超百个", "101", REACHED, "1"),
        ("超百个", "99", MISSED, "-1"),
        ("10%", "10", REACHED, "0"),
        ("10%", "10.4", REACHED, "0.4"),
        ("10%", "9.9", MISSED, "-0.1"),
        ("5.5%以内", "5.5", REACHED, "0.0"),
        ("5.5%以内", "5.2", REACHED, "-0.3"),
        ("5.5%以内", "5.6", MISSED, "0.1"),
        ("控制在5.5%", "5.5", REACHED, "0.0"),
        ("控制在5.5%", "5.6", MISSED, "0.1"),
        ("控制在5.5%左右", "5.5", REACHED, "0.0"),
        ("控制在5.5%左右", "6.0", NEARLY, "0.5"),
        ("控制在5.5%左右", "6.1", MISSED, "0.6"),
        ("6%—7%", "5.9", MISSED, "-0.1"),
        ("6%—7%", "6", REACHED, "0"),
        ("6%—7%", "7", REACHED, "1"),
        ("6%—7%", "7.5", REACHED, "1.5"),
        ("控制在2%—3%", "3", REACHED, "0"),
        ("控制在2%—3%", "3.1", MISSED, "0.1"),
        ("下降3%以上", "-2.9", MISSED, "0.1"),
        ("下降3%以上", "-3", REACHED, "0"),
        ("下降3%以上", "-3.1", REACHED, "-0.1"),
        ("下降3%", "-3", REACHED, "0"),
        ("下降3%", "-2.9", MISSED, "0.1"),
        ("下降超3%", "-3", MISSED, "0"),
        ("下降超3%", "-3.1", REACHED, "-0.1"),
        ("下降3%左右", "-3.2", REACHED, "-0.2"),
        ("下降3%左右", "-2.5", NEARLY, "0.5"),
        ("下降3%左右", "-2.4", MISSED, "0.6"),
        ("下降3%左右", "1", MISSED, "4"),
        ("下降3%以内", "-3", REACHED, "0"),
        ("下降3%以内", "-3.1", MISSED, "-0.1"),
        ("下降3%以内", "2", REACHED, "5"),
        ("下降3%—5%", "-2.9", MISSED, "0.1"),
        ("下降3%—5%", "-3", REACHED, "0"),
    ],
)
def test_a_goal_against_a_figure(wording: str, value: str, verdict: Verdict, gap: str) -> None:
    found = judged(wording, reading(value))

    assert (found.verdict, found.gap, found.value, found.period) == (verdict, D(gap), D(value), AUGUST)


@pytest.mark.parametrize(
    ("wording", "value", "exceeded"),
    [
        ("6%—7%", "7", None),
        ("6%—7%", "7.5", "0.5"),
        ("6%—7%", "5", None),
        ("下降3%—5%", "-5", None),
        ("下降3%—5%", "-5.5", "0.5"),
        ("控制在2%—3%", "1.5", "0.5"),
        ("6%以上", "9", None),
    ],
)
def test_beyond_a_range_is_said(wording: str, value: str, exceeded: str | None) -> None:
    told = judged(wording, reading(value)).reason.figures["exceeded"]

    assert told == (None if exceeded is None else D(exceeded))


@pytest.mark.parametrize(
    ("verdict", "light"),
    [(REACHED, Light.GREEN), (NEARLY, Light.YELLOW), (MISSED, Light.RED), (UNDETERMINED, Light.GREY)],
)
def test_each_verdict_has_its_light(verdict: Verdict, light: Light) -> None:
    assert Judged(verdict=verdict, reason=Reason(str(verdict), {})).light is light


def test_the_reason_carries_the_figures_that_decided() -> None:
    found = judged("6.5%左右", reading("6.1", 6), reading("6.2"))

    assert found == Judged(
        verdict=NEARLY,
        reason=Reason(
            "nearly",
            {
                "period": AUGUST,
                "value": D("6.2"),
                "kind": Kind.ABOUT,
                "sense": Sense.UP,
                "needed": D("6.5"),
                "gap": D("-0.3"),
                "tolerance": HALF,
                "months": None,
                "exceeded": None,
                "reference_missed": False,
            },
        ),
        period=AUGUST,
        value=D("6.2"),
        needed=D("6.5"),
        gap=D("-0.3"),
    )


def test_not_published_is_grey_and_never_zero() -> None:
    assert judged("6.5%左右") == Judged(verdict=UNDETERMINED, reason=Reason("not_published", {}))


def test_zero_is_a_figure() -> None:
    assert judged("6.5%左右", reading("0")).verdict is MISSED


def test_without_a_house_rule_about_knows_no_margin() -> None:
    assert judged("6.5%左右", reading("6.4999"), tolerance=None).verdict is MISSED


def test_a_goal_without_a_margin_does_not_print_the_house_rule() -> None:
    assert judged("30%以上", reading("29.9")).reason.figures["tolerance"] is None


def test_growth_is_never_held_against_a_share_of_the_year() -> None:
    found = judged("6.5%左右", reading("6.5", 3))

    assert (found.verdict, found.needed, found.reason.figures["months"]) == (REACHED, D("6.5"), None)


STEP = "与GDP增速同步"


@pytest.mark.parametrize(
    ("own", "followed", "verdict", "gap"),
    [
        ("6.4", "6.4", REACHED, "0.0"),
        ("6.5", "6.4", REACHED, "0.1"),
        ("5.9", "6.4", NEARLY, "-0.5"),
        ("5.8", "6.4", MISSED, "-0.6"),
        ("-1", "-1.2", REACHED, "0.2"),
    ],
)
def test_in_step_is_held_against_the_figure_of_the_other(own: str, followed: str, verdict: Verdict, gap: str) -> None:
    found = judged(STEP, reading(own), reference=[reading(followed)])

    assert (found.verdict, found.needed, found.gap) == (verdict, D(followed), D(gap))


def test_in_step_compares_the_latest_period_for_which_both_are_published() -> None:
    own, other = [reading("5.0", 3), reading("6.0", 6)], [reading("6.2", 3), reading("6.4", 6)]
    ahead = judged(STEP, *own, reading("9.0", 9), reference=other)
    behind = judged(STEP, *own, reference=[*other, reading("1.0", 9)])

    assert (ahead.period, ahead.value, ahead.needed, ahead.verdict) == (JUNE, D("6.0"), D("6.4"), NEARLY)
    assert behind == ahead


@pytest.mark.parametrize(
    ("own", "followed", "own_period", "reference_period"),
    [
        ([], [], None, None),
        ([reading("6", 6)], [], JUNE, None),
        ([], [reading("6", 6)], None, JUNE),
        ([reading("6", 6)], [reading("6", 8)], JUNE, AUGUST),
    ],
)
def test_in_step_is_undetermined_until_both_are_published_for_a_period(
    own: list[Reading], followed: list[Reading], own_period: Period | None, reference_period: Period | None
) -> None:
    found = judged(STEP, *own, reference=followed)

    figures = {"own_period": own_period, "reference_period": reference_period}
    assert found == Judged(verdict=UNDETERMINED, reason=Reason("nothing_common", figures))


def test_in_step_says_when_what_it_follows_misses_its_own_goal() -> None:
    found = judged(STEP, reading("5.0"), reference=[reading("5.0")], reference_missed=True)

    assert (found.verdict, found.reason.figures["reference_missed"]) == (REACHED, True)


def at_even_pace(wording: str, value: str, month: int) -> Judged:
    series = Series(readings=[reading(value, month)], is_pro_rata=True)
    return judge(parse(wording), series, tolerance=D(5))


@pytest.mark.parametrize(
    ("wording", "value", "month", "verdict", "needed"),
    [
        ("120亿元以上", "70", 7, REACHED, "70"),
        ("120亿元以上", "69.9999", 7, MISSED, "70"),
        ("100亿元以上", "58.3333", 7, REACHED, "58.3333"),
        ("100亿元以上", "58.3332", 7, MISSED, "58.3333"),
        ("100亿元以上", "66.6667", 8, REACHED, "66.6667"),
        ("100亿元以上", "66.6666", 8, MISSED, "66.6667"),
        ("120亿元以上", "20", 2, REACHED, "20"),
        ("120亿元以上", "119", 12, MISSED, "120"),
        ("120亿元以上", "120", 12, REACHED, "120"),
        ("120亿元左右", "75", 8, NEARLY, "80"),
        ("超120亿元", "80", 8, MISSED, "80"),
        ("120起以内", "80", 8, REACHED, "80"),
        ("120起以内", "81", 8, MISSED, "80"),
        ("减少120吨", "-80", 8, REACHED, "-80"),
        ("减少120吨", "-79", 8, MISSED, "-80"),
    ],
)
def test_a_level_at_even_pace_is_held_against_the_year_s_share(
    wording: str, value: str, month: int, verdict: Verdict, needed: str
) -> None:
    found = at_even_pace(wording, value, month)

    assert (found.verdict, found.needed) == (verdict, D(needed))
    assert found.reason.figures["months"] == (None if month == 12 else month)


def test_a_range_at_even_pace_is_called_exceeded_by_the_whole_year_alone() -> None:
    told = [at_even_pace("100—120亿元", "130", month).reason.figures["exceeded"] for month in (6, 12)]

    assert told == [None, D(10)]


@pytest.mark.parametrize(
    ("value", "months", "share"),
    [("100", 7, "58.3333"), ("100", 8, "66.6667"), ("120", 6, "60.0000"), ("1", 1, "0.0833"), ("0.0006", 1, "0.0001")],
)
def test_a_share_of_the_year_is_so_many_twelfths_to_four_places(value: str, months: int, share: str) -> None:
    assert str(share_of_year(D(value), months)) == share


def growing(wording: str, value: str, month: int, tolerance: D | None = D(5)) -> Judged:
    series = Series(readings=[reading(value, month)], is_growing=True)
    return judge(parse(wording), series, tolerance=tolerance)


@pytest.mark.parametrize(
    ("wording", "value", "month", "verdict"),
    [
        ("120亿元以上", "110", 11, UNDETERMINED),
        ("120亿元以上", "120", 9, REACHED),
        ("120亿元以上", "110", 12, MISSED),
        ("120亿元左右", "118", 11, UNDETERMINED),
        ("120亿元左右", "118", 12, NEARLY),
        ("超120亿元", "120", 9, UNDETERMINED),
        ("超120亿元", "121", 9, REACHED),
        ("3起以内", "2", 6, UNDETERMINED),
        ("3起以内", "3", 6, UNDETERMINED),
        ("3起以内", "4", 6, MISSED),
        ("3起以内", "3", 12, REACHED),
        ("控制在120起左右", "123", 6, UNDETERMINED),
        ("控制在120起左右", "126", 6, MISSED),
        ("控制在120起左右", "123", 12, NEARLY),
        ("减少120吨", "-40", 6, UNDETERMINED),
        ("减少120吨", "-120", 6, REACHED),
        ("减少120吨", "-40", 12, MISSED),
    ],
)
def test_a_level_without_an_even_pace_waits_for_the_year_s_end_unless_it_is_settled(
    wording: str, value: str, month: int, verdict: Verdict
) -> None:
    assert growing(wording, value, month).verdict is verdict


def test_a_level_that_waits_says_how_far_it_is() -> None:
    figures = {"period": AUGUST, "value": D(82), "needed": D(120)}

    assert growing("120亿元以上", "82", 8) == Judged(
        verdict=UNDETERMINED, reason=Reason("year_not_over", figures), period=AUGUST, value=D(82)
    )


def test_a_stock_is_judged_by_its_latest_figure_alone() -> None:
    assert judged("120亿元以上", reading("119"), tolerance=None).verdict is MISSED
