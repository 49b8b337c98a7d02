"""Every reason the domain can give has its sentence, in both languages, with the figures that decided."""

import re
from datetime import date
from decimal import Decimal as D

import pytest
from django.utils import translation
from hypothesis import given

from newarea.domain import standing
from newarea.domain.standing import Reason
from newarea.wording import CURVE_SENTENCES, SENTENCES, why
from tests.domain.test_standing_laws import histories, stands

DOCUMENTED = re.findall(r"^      (\w+)  ", standing.__doc__ or "", re.MULTILINE)
START, DUE, ASKED = date(2023, 6, 8), date(2023, 9, 15), date(2023, 8, 25)
GAP = {"planned": D("79.0000"), "yellow_from": D(10), "red_above": D(30)}
LATE = {"completed_on": date(2023, 9, 29), "due_on": date(2023, 9, 28), "late_days": 1}
MOVED = {"original_due_on": DUE, "late_days_original": 14}


def gap(light: str, verified: str, measure_on: date | None = ASKED, **figures: object) -> Reason:
    told = GAP | {"measure_on": measure_on, "verified": D(verified), "gap": GAP["planned"] - D(verified)} | figures
    return Reason(f"gap_{light}", told)


def near(gap: str, waiting_since: date | None = None) -> Reason:
    figures = {"working_days_left": 3, "days_left": 7, "waiting_since": waiting_since}
    return Reason("deadline_near", {"due_on": DUE, "gap": D(gap)} | figures)


def past(light: str, days: int, waiting_since: date | None = None) -> Reason:
    figures = {"due_on": DUE, "past_due": days, "days_past": 10, "waiting_since": waiting_since}
    return Reason(f"past_due_{light}", figures)


EXAMPLES = [
    (Reason("not_adopted", {"adopted_on": None}), "The plan has not been adopted yet."),
    (
        Reason("no_plan", {"missing": "due"}),
        "Start or due date is not decided yet, so there is no planned line to hold it against.",
    ),
    (Reason("not_started", {"start_on": START}), "Starts on 8 Jun 2023."),
    (
        Reason("not_due_yet", {"first_reporting_on": date(2023, 6, 25)}),
        "The first report is due on 25 Jun 2023; before that nothing counts as behind.",
    ),
    (
        Reason("first_report_waiting", {"waiting_since": date(2023, 6, 25), "first_reporting_on": date(2023, 6, 25)}),
        "The first report was handed in on 25 Jun 2023 and waits for verification.",
    ),
    (
        Reason("no_milestones", {}),
        "There are no milestones yet, so there is no planned line to hold it against.",
    ),
    (
        gap("green", "75.00"),
        "On 25 Aug 2023 planned 79%, verified 75%: 4 points behind (yellow from 10 points).",
    ),
    (
        gap("green", "84.00"),
        "On 25 Aug 2023 planned 79%, verified 84%: 5 points ahead (yellow from 10 points).",
    ),
    (
        gap("green", "79.00"),
        "On 25 Aug 2023 planned 79%, verified 79%: just as planned (yellow from 10 points).",
    ),
    (
        gap("yellow", "63.50"),
        "On 25 Aug 2023 planned 79%, verified 63.5%: 15.5 points behind (yellow from 10 points, red above 30).",
    ),
    (
        gap("red", "40.00"),
        "On 25 Aug 2023 planned 79%, verified 40%: 39 points behind (red above 30 points).",
    ),
    (gap("green", "77.25", None), "Overall planned 79%, verified 77.3%: 1.8 points behind (yellow from 10 points)."),
    (
        gap("yellow", "60.00", None),
        "Overall planned 79%, verified 60%: 19 points behind (yellow from 10 points, red above 30).",
    ),
    (gap("red", "48.00", None), "Overall planned 79%, verified 48%: 31 points behind (red above 30 points)."),
    (
        near("4.0000"),
        "Due on 15 Sep 2023, 3 working days left and 4 points short (yellow when at most 7 working days are left).",
    ),
    (
        near("4.0000", date(2023, 9, 11)),
        "Due on 15 Sep 2023, 3 working days left and 4 points short "
        "(yellow when at most 7 working days are left). "
        "The close-out request of 11 Sep 2023 waits for verification; its days do not count.",
    ),
    (
        past("yellow", 9),
        "Was due on 15 Sep 2023, 9 working days past due (red after more than 10).",
    ),
    (
        past("red", 11, date(2023, 10, 8)),
        "Was due on 15 Sep 2023, 11 working days past due (red after more than 10). "
        "The close-out request of 8 Oct 2023 waits for verification; its days do not count.",
    ),
    (Reason("closed_undated", {"completed_on": DUE}), "Closed: completed on 15 Sep 2023."),
    (
        Reason("closed", {"completed_on": DUE, "due_on": DUE}),
        "Closed: completed on 15 Sep 2023, due on 15 Sep 2023, in time.",
    ),
    (
        Reason("closed_late", LATE | {"late_days": 2}),
        "Closed late: completed on 29 Sep 2023, 2 days after the due date 28 Sep 2023.",
    ),
    (
        Reason("closed_moved", LATE | MOVED),
        "Closed: completed on 29 Sep 2023, in time by the moved date 28 Sep 2023, "
        "14 days after the original date 15 Sep 2023.",
    ),
    (
        Reason("closed_late_moved", LATE | MOVED | {"late_days": 2}),
        "Closed late: completed on 29 Sep 2023, 2 days after the moved date 28 Sep 2023 and "
        "14 days after the original date 15 Sep 2023.",
    ),
    (
        Reason("date_ahead", {"due_on": DUE, "working_days_left": 8}),
        "Due on 15 Sep 2023, 8 working days left; only its due date counts.",
    ),
    (
        Reason(
            "date_near",
            {"due_on": DUE, "verified": D("99.99"), "working_days_left": 7, "days_left": 7, "waiting_since": None},
        ),
        "Due on 15 Sep 2023, 7 working days left and 99.99% verified (yellow when at most 7 working days are left).",
    ),
    (
        Reason("project_closed", {"completed_on": DUE, "late": 2}),
        "Closed: the last milestone was completed on 15 Sep 2023; 2 of them late.",
    ),
]


def test_every_documented_reason_has_its_sentence():
    assert len(DOCUMENTED) == 20
    assert set(SENTENCES) == set(DOCUMENTED)
    assert set(CURVE_SENTENCES) == {code for code in DOCUMENTED if code.startswith("gap_")}
    assert {reason.code for reason, _ in EXAMPLES} == set(DOCUMENTED)


@pytest.mark.parametrize(("reason", "sentence"), EXAMPLES, ids=lambda value: getattr(value, "code", ""))
def test_the_sentence_names_the_rule_and_the_figures(reason, sentence):
    with translation.override("en"):
        assert why(reason) == sentence


@pytest.mark.parametrize("reason", [reason for reason, _ in EXAMPLES], ids=lambda reason: reason.code)
def test_the_chinese_sentence_names_the_same_figures(reason):
    with translation.override("en"):
        english = why(reason)
    with translation.override("zh-hans"):
        chinese = why(reason)

    assert not re.search(r"[A-Za-z]|%\(", chinese)
    assert set(re.findall(r"\d+(?:\.\d+)?%|\d{4}", english)) == set(re.findall(r"\d+(?:\.\d+)?%|\d{4}", chinese))


def test_in_chinese():
    with translation.override("zh-hans"):
        assert why(gap("yellow", "63.50")) == (
            "截至2023年8月25日，计划 79%，已核实 63.5%，落后 15.5 个百分点"
            "（黄灯规则：落后达 10 个百分点；红灯规则：超过 30 个）。"
        )


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (gap("green", "69.01"), "planned 79%, verified 69.01%: 9.99 points behind (yellow from 10"),
        (gap("green", "69.00", planned=D("78.9999"), gap=D("9.9999")), "planned 78.9999%, verified 69%: 9.9999 points"),
        (gap("yellow", "69.00"), "verified 69%: 10 points behind (yellow from 10"),
        (gap("yellow", "49.00"), "verified 49%: 30 points behind (yellow from 10 points, red above 30"),
        (gap("red", "48.99"), "verified 48.99%: 30.01 points behind (red above 30"),
        (gap("green", "78.99"), "planned 79%, verified 78.99%: 0.01 points behind"),
        (gap("green", "79.04"), "planned 79%, verified 79.04%: 0.04 points ahead"),
        (near("0.0003"), "3 working days left and 0.0003 points short"),
    ],
)
def test_a_gap_close_to_a_limit_is_printed_on_its_own_side(reason, words):
    with translation.override("en"):
        assert words in why(reason)


@given(history=histories())
def test_whatever_happened_the_reason_has_a_sentence(history):
    now = stands(*history)

    for reason in filter(None, (now.reason, now.other)):
        assert reason.code in DOCUMENTED
        for language in ("zh-hans", "en"):
            with translation.override(language):
                assert not re.search(r"%\(|None", why(reason))
