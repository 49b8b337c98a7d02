"""The line used throughout runs a hundred days, 2023-06-08 to 2023-09-15: one point a day.

Its reporting days are 2023-06-25 (18 points), 2023-07-25 (48), 2023-08-25 (79) and 2023-09-25 (100).
"""

from datetime import date
from decimal import Decimal as D

import pytest

from newarea.domain.curve import planned
from newarea.domain.standing import Facts, Light, Part, Reason, Rules, Standing, Word, roll_up, standing
from tests.domain.calendar_2023 import CALENDAR

RULES = Rules()
START, DUE, ADOPTED = date(2023, 6, 8), date(2023, 9, 15), date(2023, 1, 12)


def facts(**given: object) -> Facts:
    plan: dict[str, object] = {"start_on": START, "due_on": DUE, "original_due_on": DUE, "adopted_on": ADOPTED}
    return Facts(**plan | given)  # type: ignore[arg-type]


def verified(percent: str, speaks_for: date, submitted_on: date | None = None) -> dict[str, object]:
    return {
        "verified": D(percent),
        "verified_for": speaks_for,
        "verified_submitted_on": submitted_on or speaks_for,
    }


def stands(on: date, **given: object) -> Standing:
    return standing(facts(**given), on=on, rules=RULES, calendar=CALENDAR)


def gap_reason(light: str, measure_on: date | None, line: str, done: str, gap: str) -> Reason:
    figures = {
        "measure_on": measure_on,
        "planned": D(line),
        "verified": D(done),
        "gap": D(gap),
        "yellow_from": D(10),
        "red_above": D(30),
    }
    return Reason(f"gap_{light}", figures)


def near(gap: str, left: int, waiting_since: date | None = None) -> Reason:
    figures = {"due_on": DUE, "gap": D(gap), "working_days_left": left, "days_left": 7, "waiting_since": waiting_since}
    return Reason("deadline_near", figures)


def past_due(light: str, days: int, waiting_since: date | None = None) -> Reason:
    return Reason(
        f"past_due_{light}", {"due_on": DUE, "past_due": days, "days_past": 10, "waiting_since": waiting_since}
    )


@pytest.mark.parametrize(
    ("start", "due", "on", "line"),
    [
        (START, DUE, date(2023, 6, 7), D("0.0000")),
        (START, DUE, date(2023, 6, 8), D("1.0000")),
        (START, DUE, date(2023, 7, 25), D("48.0000")),
        (START, DUE, date(2023, 9, 14), D("99.0000")),
        (START, DUE, date(2023, 9, 15), D("100.0000")),
        (START, DUE, date(2023, 9, 16), D("100.0000")),
        (START, DUE, date(2024, 9, 15), D("100.0000")),
        (DUE, DUE, DUE, D("100.0000")),
        (DUE, DUE, date(2023, 9, 14), D("0.0000")),
        (date(2023, 1, 1), date(2023, 5, 8), date(2023, 1, 1), D("0.7813")),
        (date(2023, 3, 1), date(2023, 3, 3), date(2023, 3, 1), D("33.3333")),
        (date(2023, 3, 1), date(2023, 3, 3), date(2023, 3, 2), D("66.6667")),
        (None, DUE, DUE, None),
        (START, None, DUE, None),
    ],
)
def test_the_line_rises_evenly_over_calendar_days_from_0_to_100(
    start: date | None, due: date | None, on: date, line: D | None
) -> None:
    assert repr(planned(start, due, on)) == repr(line)


@pytest.mark.parametrize(
    ("percent", "gap", "light", "word"),
    [
        ("84.00", "-5.0000", Light.GREEN, Word.AHEAD),
        ("83.99", "-4.9900", Light.GREEN, Word.ON_SCHEDULE),
        ("69.01", "9.9900", Light.GREEN, Word.ON_SCHEDULE),
        ("69.00", "10.0000", Light.YELLOW, Word.SLOW),
        ("49.00", "30.0000", Light.YELLOW, Word.SLOW),
        ("48.99", "30.0100", Light.RED, Word.BEHIND),
        ("0.00", "79.0000", Light.RED, Word.BEHIND),
        ("120.00", "-41.0000", Light.GREEN, Word.AHEAD),
    ],
)
def test_the_gap_on_the_measure_day_sets_light_and_word(percent: str, gap: str, light: Light, word: Word) -> None:
    now = stands(date(2023, 8, 28), **verified(percent, date(2023, 8, 24)))

    assert (now.light, now.word, now.planned, now.verified, now.gap) == (light, word, D(79), D(percent), D(gap))
    assert now.reason == gap_reason(light, date(2023, 8, 25), "79.0000", percent, gap)
    assert now.other is None


def test_the_whole_standing_of_a_milestone_a_little_late() -> None:
    now = stands(date(2023, 9, 6), **verified("60.00", date(2023, 8, 24)))

    assert now == Standing(
        light=Light.YELLOW,
        word=Word.SLOW,
        reason=near("19.0000", left=7),
        other=gap_reason("yellow", date(2023, 8, 25), "79.0000", "60.00", "19.0000"),
        has_line=True,
        planned=D("79.0000"),
        verified=D("60.00"),
        gap=D("19.0000"),
        measure_on=date(2023, 8, 25),
        working_days_left=7,
        past_due=None,
        reported_this_cycle=True,
        projected_on=date(2023, 10, 17),
    )


def test_other_thresholds_are_printed_and_decide() -> None:
    strict = Rules(yellow_from=D(2), red_above=D(4), ahead_from=D(1), days_left=14, days_past=0)
    behind = facts(**verified("76.00", date(2023, 8, 24)))

    now = standing(behind, on=date(2023, 8, 28), rules=strict, calendar=CALENDAR)
    after = standing(behind, on=date(2023, 9, 18), rules=strict, calendar=CALENDAR)

    assert now.reason.figures["days_left"] == 14
    assert now.other is not None
    assert (now.other.code, now.other.figures["yellow_from"], now.other.figures["red_above"]) == ("gap_yellow", 2, 4)
    assert (after.light, after.reason.code, after.reason.figures["days_past"]) == (Light.RED, "past_due_red", 0)


@pytest.mark.parametrize(
    ("on", "speaks_for", "measure_on", "line"),
    [
        (date(2023, 8, 24), date(2023, 7, 20), date(2023, 7, 25), "48.0000"),
        (date(2023, 8, 25), date(2023, 7, 20), date(2023, 8, 25), "79.0000"),
        (date(2023, 9, 1), date(2023, 8, 31), date(2023, 8, 31), "85.0000"),
    ],
)
def test_progress_is_measured_on_the_later_of_the_verified_day_and_the_last_reporting_day(
    on: date, speaks_for: date, measure_on: date, line: str
) -> None:
    now = stands(on, **verified("50.00", speaks_for))

    assert (now.measure_on, now.planned) == (measure_on, D(line))


def test_nothing_verified_by_the_first_reporting_day_counts_as_zero_there() -> None:
    now = stands(date(2023, 6, 25))

    assert (now.light, now.word, now.reported_this_cycle) == (Light.YELLOW, Word.SLOW, False)
    assert now.reason == gap_reason("yellow", date(2023, 6, 25), "18.0000", "0", "18.0000")


def test_before_the_first_reporting_day_nothing_is_due() -> None:
    now = stands(date(2023, 6, 24))

    assert (now.light, now.word, now.gap, now.verified, now.reported_this_cycle) == (
        Light.GREY,
        Word.NONE,
        None,
        None,
        True,
    )
    assert now.reason == Reason("not_due_yet", {"first_reporting_on": date(2023, 6, 25)})


def test_before_the_first_reporting_day_an_early_figure_can_say_ahead() -> None:
    now = stands(date(2023, 6, 20), **verified("20.00", date(2023, 6, 19)))

    assert (now.light, now.word, now.measure_on, now.gap) == (
        Light.GREEN,
        Word.AHEAD,
        date(2023, 6, 19),
        D("-8.0000"),
    )


def test_before_the_first_reporting_day_an_early_figure_is_not_behind() -> None:
    now = stands(date(2023, 6, 24), **verified("1.00", date(2023, 6, 23)))

    assert (now.light, now.word, now.measure_on, now.verified) == (Light.GREY, Word.NONE, None, D("1.00"))
    assert now.reason == Reason("not_due_yet", {"first_reporting_on": date(2023, 6, 25)})


def test_before_the_first_reporting_day_a_near_date_is_not_behind() -> None:
    now = stands(date(2023, 9, 14), start_on=date(2023, 9, 6), **verified("75.00", date(2023, 9, 13)))

    assert (now.light, now.gap, now.working_days_left) == (Light.GREEN, D("5.0000"), 1)


def test_a_plan_adopted_after_the_start_is_first_asked_after_adoption() -> None:
    assert stands(date(2023, 7, 24), adopted_on=date(2023, 6, 26)).light == Light.GREY
    assert stands(date(2023, 7, 25), adopted_on=date(2023, 6, 26)).measure_on == date(2023, 7, 25)


@pytest.mark.parametrize("adopted_on", [None, date(2023, 8, 29)])
def test_a_plan_not_adopted_yet_is_grey_whatever_it_says(adopted_on: date | None) -> None:
    now = stands(date(2023, 8, 28), adopted_on=adopted_on, due_on=date(2023, 7, 1))

    assert (now.light, now.reason) == (Light.GREY, Reason("not_adopted", {"adopted_on": adopted_on}))


def test_a_plan_adopted_today_counts_today() -> None:
    assert stands(date(2023, 8, 25), adopted_on=date(2023, 8, 25)).light == Light.RED


def test_no_due_date_is_to_be_settled_not_late() -> None:
    now = stands(date(2023, 12, 29), due_on=None)

    assert (now.light, now.reason, now.has_line) == (Light.GREY, Reason("no_plan", {"missing": "due"}), False)
    assert (now.working_days_left, now.past_due, now.planned) == (None, None, None)


def test_no_start_is_to_be_settled_but_the_due_date_holds() -> None:
    before, after = stands(DUE, start_on=None), stands(date(2023, 9, 16), start_on=None)

    assert (before.light, before.reason) == (Light.GREY, Reason("no_plan", {"missing": "start"}))
    assert (after.light, after.reason, after.other) == (Light.YELLOW, past_due("yellow", 0), before.reason)


def test_before_the_start_nothing_has_begun() -> None:
    assert stands(date(2023, 6, 7)).reason == Reason("not_started", {"start_on": START})
    assert stands(date(2023, 6, 8)).reason.code == "not_due_yet"


def test_work_verified_before_its_start_is_ahead() -> None:
    now = stands(date(2023, 6, 7), **verified("10.00", date(2023, 6, 5)))

    assert (now.light, now.word, now.gap, now.projected_on) == (Light.GREEN, Word.AHEAD, D("-10.0000"), None)


@pytest.mark.parametrize(
    ("on", "percent", "light", "code"),
    [
        (date(2023, 9, 5), "78.99", Light.GREEN, "gap_green"),
        (date(2023, 9, 6), "78.99", Light.YELLOW, "deadline_near"),
        (date(2023, 9, 6), "79.00", Light.GREEN, "gap_green"),
        (date(2023, 9, 15), "78.99", Light.YELLOW, "deadline_near"),
        (date(2023, 9, 6), "48.99", Light.RED, "gap_red"),
    ],
)
def test_a_gap_with_seven_working_days_left_is_yellow_at_least(on: date, percent: str, light: Light, code: str) -> None:
    now = stands(on, **verified(percent, date(2023, 8, 24)))

    assert (now.light, now.reason.code) == (light, code)


@pytest.mark.parametrize(
    ("on", "days", "light"),
    [
        (date(2023, 9, 15), None, Light.GREEN),
        (date(2023, 9, 16), 0, Light.YELLOW),
        (date(2023, 9, 17), 0, Light.YELLOW),
        (date(2023, 9, 18), 1, Light.YELLOW),
        (date(2023, 10, 6), 9, Light.YELLOW),
        (date(2023, 10, 7), 10, Light.YELLOW),
        (date(2023, 10, 8), 11, Light.RED),
    ],
)
def test_past_due_is_yellow_from_the_day_after_and_red_after_ten_working_days(
    on: date, days: int | None, light: Light
) -> None:
    now = stands(on, **verified("100.00", date(2023, 8, 24)))

    assert (now.light, now.past_due) == (light, days)
    in_time = gap_reason("green", date(2023, 8, 25), "79.0000", "100.00", "-21.0000")
    assert now.reason == (in_time if days is None else past_due(light, days))


def test_at_equal_lights_the_date_speaks_and_the_gap_is_the_other_reason() -> None:
    now = stands(date(2023, 9, 26), **verified("79.00", date(2023, 8, 24)))

    assert (now.light, now.reason) == (Light.YELLOW, past_due("yellow", 7))
    assert now.other == gap_reason("yellow", date(2023, 9, 25), "100.0000", "79.00", "21.0000")


def test_past_due_counts_although_nothing_was_due_to_be_reported() -> None:
    now = stands(date(2023, 9, 18), start_on=date(2023, 9, 1))

    assert (now.light, now.word, now.reason) == (Light.YELLOW, Word.NONE, past_due("yellow", 1))
    assert now.other == Reason("not_due_yet", {"first_reporting_on": date(2023, 9, 25)})


@pytest.mark.parametrize(
    ("waiting_since", "measure_on", "light"),
    [
        (None, date(2023, 8, 25), Light.RED),
        (date(2023, 8, 24), date(2023, 7, 25), Light.GREEN),
        (date(2023, 8, 25), date(2023, 7, 25), Light.GREEN),
        (date(2023, 8, 26), date(2023, 8, 25), Light.RED),
    ],
)
def test_a_report_handed_in_on_time_keeps_the_measure_day_while_it_waits(
    waiting_since: date | None, measure_on: date, light: Light
) -> None:
    now = stands(date(2023, 9, 4), waiting_since=waiting_since, **verified("45.00", date(2023, 7, 24)))

    assert (now.measure_on, now.light) == (measure_on, light)


def test_a_figure_newer_than_the_kept_reporting_day_is_still_measured_on_its_own_day() -> None:
    now = stands(date(2023, 8, 28), waiting_since=date(2023, 8, 24), **verified("50.00", date(2023, 8, 1)))

    assert (now.measure_on, now.planned) == (date(2023, 8, 1), D("55.0000"))


def test_a_first_report_that_waits_is_nobody_s_lateness() -> None:
    now = stands(date(2023, 7, 10), waiting_since=date(2023, 6, 25))

    assert (now.light, now.reported_this_cycle) == (Light.GREY, True)
    waits = {"waiting_since": date(2023, 6, 25), "first_reporting_on": date(2023, 6, 25)}
    assert now.reason == Reason("first_report_waiting", waits)


def test_a_first_report_that_waits_before_its_day_is_not_due_yet() -> None:
    now = stands(date(2023, 6, 23), waiting_since=date(2023, 6, 20))

    assert now.reason == Reason("not_due_yet", {"first_reporting_on": date(2023, 6, 25)})


@pytest.mark.parametrize(
    ("waiting_since", "on", "expected"),
    [
        (date(2023, 9, 15), date(2023, 10, 20), None),
        (date(2023, 9, 16), date(2023, 10, 20), 0),
        (date(2023, 9, 18), date(2023, 9, 18), 1),
        (date(2023, 9, 18), date(2023, 10, 20), 1),
    ],
)
def test_the_days_a_close_out_request_waits_are_not_past_due(
    waiting_since: date, on: date, expected: int | None
) -> None:
    asked = {"waiting_since": waiting_since, "waiting_closes": True, **verified("75.00", date(2023, 8, 24))}
    now = stands(on, **asked)

    assert now.past_due == expected
    reason = near("4.0000", 0, waiting_since) if expected is None else past_due("yellow", expected, waiting_since)
    assert (now.light, now.reason) == (Light.YELLOW, reason)


def test_a_progress_report_that_waits_does_not_stop_the_days_past_due() -> None:
    now = stands(date(2023, 9, 20), waiting_since=date(2023, 9, 14), **verified("79.00", date(2023, 8, 24)))

    assert now.reason == past_due("yellow", 3)


def test_a_close_out_request_before_the_date_does_not_hide_a_near_date() -> None:
    asked = {"waiting_since": date(2023, 9, 11), "waiting_closes": True}
    now = stands(date(2023, 9, 12), **asked, **verified("75.00", date(2023, 8, 24)))

    assert (now.light, now.reason) == (Light.YELLOW, near("4.0000", 3, date(2023, 9, 11)))


@pytest.mark.parametrize(("percent", "light"), [("78.99", Light.YELLOW), ("79.00", Light.GREEN)])
def test_a_light_does_not_turn_green_because_the_date_passed_while_a_close_out_request_waits(
    percent: str, light: Light
) -> None:
    asked = {"waiting_since": date(2023, 9, 11), "waiting_closes": True, **verified(percent, date(2023, 8, 24))}

    assert [stands(on, **asked).light for on in (DUE, date(2023, 9, 16), date(2023, 12, 29))] == [light] * 3


@pytest.mark.parametrize(
    ("submitted_on", "is_reported"),
    [(date(2023, 7, 25), False), (date(2023, 7, 26), True), (date(2023, 8, 25), True), (date(2023, 8, 26), True)],
)
def test_a_cycle_counts_as_reported_by_what_came_in_after_the_reporting_day_before(
    submitted_on: date, is_reported: bool
) -> None:
    now = stands(date(2023, 8, 28), **verified("75.00", date(2023, 7, 20), submitted_on))

    assert (now.reported_this_cycle, now.measure_on) == (is_reported, date(2023, 8, 25))


def test_a_skipped_cycle_is_measured_with_the_old_figure() -> None:
    now = stands(date(2023, 8, 25), **verified("46.00", date(2023, 7, 24)))

    assert (now.light, now.gap, now.reported_this_cycle) == (Light.RED, D("33.0000"), False)


def test_a_report_that_waits_is_not_a_skipped_cycle() -> None:
    assert stands(date(2023, 8, 28), waiting_since=date(2023, 8, 26)).reported_this_cycle


@pytest.mark.parametrize(
    "missing",
    [{"due_on": None}, {"start_on": None}, {"has_lead_unit": False}, {"due_on": None, "is_even_pace": False}],
)
def test_nobody_missed_a_report_on_what_has_no_whole_plan(missing: dict[str, object]) -> None:
    now = stands(date(2023, 8, 28), **missing)

    assert (now.is_whole, now.reported_this_cycle) == (False, True)


def test_where_only_the_due_date_counts_no_start_is_missing() -> None:
    now = stands(date(2023, 8, 28), start_on=None, is_even_pace=False)

    assert (now.is_whole, now.reported_this_cycle) == (True, False)


def test_an_extension_changes_the_line_from_its_decision_on() -> None:
    report = verified("60.00", date(2023, 8, 24))
    before = stands(date(2023, 8, 28), **report)
    after = stands(date(2023, 8, 28), due_on=date(2023, 11, 4), **report)

    assert (before.light, before.planned, before.gap) == (Light.YELLOW, D("79.0000"), D("19.0000"))
    assert (after.light, after.word, after.planned, after.gap) == (
        Light.GREEN,
        Word.AHEAD,
        D("52.6667"),
        D("-7.3333"),
    )


@pytest.mark.parametrize(
    ("percent", "speaks_for", "finish"),
    [
        ("79.00", date(2023, 8, 25), date(2023, 9, 15)),
        ("39.50", date(2023, 8, 25), date(2023, 12, 24)),
        ("30.00", date(2023, 8, 25), date(2024, 2, 26)),
        ("100.00", date(2023, 8, 25), date(2023, 8, 25)),
        ("0.00", date(2023, 8, 25), None),
        ("1.00", date(2023, 8, 25), date(2045, 1, 22)),
    ],
)
def test_the_projected_finish_draws_the_pace_since_the_start(
    percent: str, speaks_for: date, finish: date | None
) -> None:
    assert stands(date(2023, 8, 28), **verified(percent, speaks_for)).projected_on == finish


def test_a_finish_beyond_the_calendar_is_no_finish() -> None:
    slow = verified("0.01", date(2023, 8, 25))
    assert stands(date(2023, 8, 28), start_on=date(2000, 1, 1), due_on=date(9999, 1, 1), **slow).projected_on is None


@pytest.mark.parametrize(
    ("completed_on", "due_on", "original", "late", "late_original", "reason"),
    [
        (DUE, DUE, DUE, 0, None, ("closed", {"due_on": DUE})),
        (date(2023, 9, 17), DUE, DUE, 2, None, ("closed_late", {"due_on": DUE, "late_days": 2})),
        (
            date(2023, 9, 29),
            date(2023, 9, 28),
            DUE,
            1,
            14,
            (
                "closed_late_moved",
                {"due_on": date(2023, 9, 28), "late_days": 1, "original_due_on": DUE, "late_days_original": 14},
            ),
        ),
        (
            date(2023, 9, 28),
            date(2023, 9, 28),
            DUE,
            0,
            13,
            ("closed_moved", {"due_on": date(2023, 9, 28), "original_due_on": DUE, "late_days_original": 13}),
        ),
        (DUE, date(2023, 9, 28), DUE, 0, 0, ("closed", {"due_on": date(2023, 9, 28)})),
        (DUE, None, None, None, None, ("closed_undated", {})),
    ],
)
def test_a_closed_one_says_in_calendar_days_if_it_was_late(
    completed_on: date,
    due_on: date | None,
    original: date | None,
    late: int | None,
    late_original: int | None,
    reason: tuple[str, dict[str, object]],
) -> None:
    now = stands(date(2023, 11, 1), completed_on=completed_on, due_on=due_on, original_due_on=original)

    code, figures = reason
    assert (now.light, now.word, now.reason) == (
        Light.CLOSED,
        Word.CLOSED,
        Reason(code, {"completed_on": completed_on} | figures),
    )
    assert (now.late_days, now.late_days_original) == (late, late_original)


def test_a_closed_one_has_its_line_but_no_gap_date_or_forecast() -> None:
    now = stands(date(2023, 8, 28), completed_on=date(2023, 8, 20), **verified("98.00", date(2023, 8, 20)))

    assert now == Standing(
        light=Light.CLOSED,
        word=Word.CLOSED,
        reason=Reason("closed", {"completed_on": date(2023, 8, 20), "due_on": DUE}),
        has_line=True,
        planned=D("82.0000"),
        verified=D("98.00"),
        completed_on=date(2023, 8, 20),
        late_days=0,
    )


# A project of several milestones, seen on 2023-08-28


def milestone(percent: str) -> Standing:
    return stands(date(2023, 8, 28), **verified(percent, date(2023, 8, 24)))


NOT_STARTED = stands(date(2023, 8, 28), start_on=date(2023, 9, 1))
NO_DATE = stands(date(2023, 8, 28), due_on=None)
CLOSED = stands(date(2023, 8, 28), completed_on=date(2023, 8, 20))
CLOSED_LATE = stands(date(2023, 8, 28), completed_on=date(2023, 8, 27), due_on=date(2023, 8, 22))


def test_a_project_takes_its_worst_milestone_s_light_and_names_it() -> None:
    project = roll_up(
        [Part("a", D(1), milestone("79.00")), Part("b", D(1), milestone("40.00")), Part("c", D(2), milestone("60.00"))],
        rules=RULES,
    )

    assert (project.light, project.set_by, project.reason) == (Light.RED, "b", milestone("40.00").reason)
    assert (project.planned, project.verified, project.gap) == (D("79.0000"), D("59.7500"), D("19.2500"))
    assert (project.word, project.fault) == (Word.SLOW, None)


def test_of_equally_bad_milestones_the_first_in_the_plan_is_named() -> None:
    parts = [Part("a", None, milestone("79.00")), Part("b", None, milestone("60.00")), Part("c", None, milestone("59"))]

    assert roll_up(parts, rules=RULES).set_by == "b"


def test_a_green_project_speaks_of_its_own_curve() -> None:
    project = roll_up([Part("a", D(3), milestone("79.00")), Part("b", D(1), milestone("72.00"))], rules=RULES)

    assert (project.light, project.set_by) == (Light.GREEN, None)
    assert project.reason == gap_reason("green", None, "79.0000", "77.2500", "1.7500")


def test_no_weights_at_all_weigh_the_same() -> None:
    project = roll_up([Part("a", None, milestone("79.00")), Part("b", None, milestone("70.00"))], rules=RULES)

    assert (project.verified, project.gap, project.fault) == (D("74.5000"), D("4.5000"), None)


def test_weights_need_not_sum_to_one_hundred() -> None:
    project = roll_up([Part("a", D("0.2"), milestone("79")), Part("b", D("0.1"), milestone("70"))], rules=RULES)

    assert project.verified == D("76.0000")


@pytest.mark.parametrize("weights", [(D(3), None), (D(0), D(0))])
def test_weights_that_say_nothing_are_a_fault_and_take_the_curve_away(weights: tuple[D | None, D | None]) -> None:
    parts = [Part("a", weights[0], milestone("79.00")), Part("b", weights[1], milestone("60.00"))]
    project = roll_up(parts, rules=RULES)

    assert (project.fault, project.planned, project.verified, project.gap) == ("weights", None, None, None)
    assert (project.light, project.set_by, project.word) == (Light.YELLOW, "b", Word.NONE)


def test_more_than_one_hundred_counts_as_one_hundred_in_a_project() -> None:
    project = roll_up([Part("a", None, milestone("140.00")), Part("b", None, milestone("60.00"))], rules=RULES)

    assert (project.verified, project.gap) == (D("80.0000"), D("-1.0000"))


def test_a_closed_milestone_counts_one_hundred_and_sets_no_light() -> None:
    project = roll_up([Part("a", None, CLOSED_LATE), Part("b", None, milestone("60.00"))], rules=RULES)

    assert (project.light, project.set_by) == (Light.YELLOW, "b")
    assert (project.planned, project.verified, project.gap) == (D("89.5000"), D("80.0000"), D("9.5000"))


def test_a_milestone_not_begun_pulls_neither_way() -> None:
    project = roll_up([Part("a", None, NOT_STARTED), Part("b", None, milestone("59.00"))], rules=RULES)

    assert (project.planned, project.verified, project.gap) == (D("39.5000"), D("29.5000"), D("10.0000"))
    assert (project.light, project.set_by) == (Light.YELLOW, "b")


def test_an_early_figure_of_a_milestone_not_due_yet_pulls_neither_way() -> None:
    early = stands(date(2023, 8, 24), start_on=date(2023, 7, 26), **verified("10.00", date(2023, 8, 23)))
    project = roll_up([Part("a", None, early), Part("b", None, milestone("79.00"))], rules=RULES)

    assert (early.reason.code, project.planned, project.verified) == ("not_due_yet", D("44.5000"), D("44.5000"))


def test_a_project_of_which_nothing_is_measured_is_grey_for_its_first_milestone_s_reason() -> None:
    project = roll_up([Part("a", None, NOT_STARTED), Part("b", None, NOT_STARTED)], rules=RULES)

    assert (project.light, project.word, project.reason, project.set_by) == (
        Light.GREY,
        Word.NONE,
        NOT_STARTED.reason,
        "a",
    )
    assert (project.planned, project.verified, project.gap) == (None, D("0.0000"), None)


def test_a_project_between_a_closed_and_a_coming_milestone_is_green_by_its_curve() -> None:
    project = roll_up([Part("a", None, CLOSED), Part("b", None, NOT_STARTED)], rules=RULES)

    assert (project.light, project.word, project.set_by) == (Light.GREEN, Word.AHEAD, None)
    assert project.gap == D("-9.0000")


def test_a_milestone_without_a_date_takes_the_curve_away_but_hides_no_light() -> None:
    project = roll_up([Part("a", None, NO_DATE), Part("b", None, milestone("40.00"))], rules=RULES)

    assert (project.planned, project.gap, project.word, project.fault) == (None, None, Word.NONE, None)
    assert (project.light, project.set_by) == (Light.RED, "b")


def test_a_project_with_nothing_but_undated_milestones_is_to_be_settled() -> None:
    project = roll_up([Part("a", None, NO_DATE)], rules=RULES)

    assert (project.light, project.reason, project.set_by) == (Light.GREY, Reason("no_plan", {"missing": "due"}), "a")


def test_a_project_without_milestones_is_grey() -> None:
    project = roll_up([], rules=RULES)

    assert (project.light, project.reason) == (Light.GREY, Reason("no_milestones", {}))


def test_a_project_is_closed_when_all_its_milestones_are() -> None:
    project = roll_up([Part("a", None, CLOSED_LATE), Part("b", None, CLOSED)], rules=RULES)

    assert (project.light, project.word, project.set_by) == (Light.CLOSED, Word.CLOSED, None)
    assert project.reason == Reason("project_closed", {"completed_on": date(2023, 8, 27), "late": 1})


def only_date(on: date, **given: object) -> Standing:
    return stands(on, is_even_pace=False, **given)


@pytest.mark.parametrize(
    ("on", "given", "light", "reason"),
    [
        (date(2023, 6, 7), {}, Light.GREY, Reason("not_started", {"start_on": START})),
        (date(2023, 6, 24), {}, Light.GREY, Reason("not_due_yet", {"first_reporting_on": date(2023, 6, 25)})),
        (
            date(2023, 9, 5),
            {},
            Light.GREEN,
            Reason("date_ahead", {"due_on": DUE, "working_days_left": 8}),
        ),
        (
            date(2023, 9, 6),
            verified("99.99", date(2023, 8, 24)),
            Light.YELLOW,
            Reason(
                "date_near",
                {
                    "due_on": DUE,
                    "verified": D("99.99"),
                    "working_days_left": 7,
                    "days_left": 7,
                    "waiting_since": None,
                },
            ),
        ),
        (
            date(2023, 9, 6),
            verified("100", date(2023, 8, 24)),
            Light.GREEN,
            Reason("date_ahead", {"due_on": DUE, "working_days_left": 7}),
        ),
        (date(2023, 9, 18), {}, Light.YELLOW, past_due("yellow", 1)),
        (date(2023, 10, 8), {}, Light.RED, past_due("red", 11)),
    ],
)
def test_without_an_even_pace_only_the_date_counts(
    on: date, given: dict[str, object], light: Light, reason: Reason
) -> None:
    now = only_date(on, **given)

    assert (now.light, now.word, now.reason) == (light, Word.NONE, reason)
    assert (now.planned, now.gap, now.has_line) == (None, None, False)


def test_without_an_even_pace_a_start_is_not_needed() -> None:
    assert only_date(date(2023, 9, 5), start_on=None).light is Light.GREEN
    assert only_date(date(2023, 9, 5), start_on=None, due_on=None).reason == Reason("no_plan", {"missing": "due"})
