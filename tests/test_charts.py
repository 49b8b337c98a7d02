"""The charts say what their values say: every picture is read back as XML."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils import translation

from newarea.charts import (
    Curve,
    CurvePoint,
    WallMark,
    WallRow,
    day_of_share,
    progress_bar,
    s_curve,
    tally_bar,
    wall_header,
    wall_row,
)

ON = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def a_row(*marks: WallMark, **changes) -> WallRow:
    values = {
        "key": "w4",
        "title": "Smart police",
        "light": "red",
        "year": 2023,
        "on": ON,
        "start_on": date(2023, 3, 1),
        "end_on": date(2023, 12, 10),
        "verified_share": 38.0,
        "marks": marks,
    }
    return WallRow(**(values | changes))


def a_mark(due_on: date | None = date(2023, 8, 15), light: str = "green", **changes) -> WallMark:
    return WallMark(title=changes.pop("title", "Stations"), light=light, due_on=due_on, **changes)


def a_curve(**changes) -> Curve:
    values = {
        "key": "c4",
        "title": "Smart police",
        "light": "red",
        "year": 2023,
        "on": ON,
        "planned": [CurvePoint(date(2023, 3, 1), 0), CurvePoint(date(2023, 12, 31), 100)],
        "verified": [CurvePoint(date(2023, 3, 1), 0), CurvePoint(date(2023, 8, 25), 38)],
    }
    return Curve(**(values | changes))


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def classes(svg: str) -> list[str]:
    return [element.get("class", "") for element in drawn(svg).iter()]


def having(svg: str, name: str) -> list[ElementTree.Element]:
    return [element for element in drawn(svg).iter() if name in element.get("class", "").split()]


def texts(svg: str, name: str) -> list[str]:
    return ["".join(element.itertext()) for element in having(svg, name)]


# What is verified ends on the day the plan meant to have it


def test_half_of_one_line_is_its_middle_day():
    assert day_of_share([(date(2023, 3, 1), date(2023, 3, 10), 1)], 50) == date(2023, 3, 5)


def test_the_whole_share_is_the_last_due_day():
    lines = [(date(2023, 3, 1), date(2023, 3, 10), 1), (date(2023, 5, 1), date(2023, 6, 30), 3)]

    assert day_of_share(lines, 100) == date(2023, 6, 30)


def test_weights_decide_how_far_a_share_reaches():
    early = (date(2023, 1, 1), date(2023, 1, 31), 3)
    late = (date(2023, 7, 1), date(2023, 7, 31), 1)

    assert day_of_share([early, late], 75) == date(2023, 1, 31)


def test_nothing_verified_ends_before_the_start():
    assert day_of_share([(date(2023, 3, 1), date(2023, 3, 10), 1)], 0) == date(2023, 2, 28)


def test_without_a_plan_there_is_no_such_day():
    assert day_of_share([], 50) is None


# The wall


def test_months_are_equally_wide_and_a_day_ends_at_its_place():
    row = wall_row(a_row(a_mark(date(2023, 6, 30), light="closed")))

    assert having(row, "is-closed")[0].get("cx") == "50.0%"


def test_a_leap_year_knows_its_29_february():
    row = wall_row(a_row(a_mark(date(2024, 2, 29), light="grey"), year=2024, on=date(2024, 5, 1)))

    assert having(row, "is-grey")[0].get("cx") == "16.67%"


def test_every_light_has_its_own_shape():
    lights = ["closed", "green", "yellow", "red", "grey"]
    row = wall_row(a_row(*(a_mark(date(2023, 2 + place, 1), light) for place, light in enumerate(lights))))

    shapes = {light: having(row, f"is-{light}")[-1].tag for light in lights}
    assert shapes == {"closed": "circle", "green": "circle", "yellow": "path", "red": "rect", "grey": "circle"}


def test_a_milestone_without_a_date_is_left_out():
    assert having(wall_row(a_row(a_mark(None))), "mark") == []


def test_a_project_without_dates_says_so():
    row = wall_row(a_row(start_on=None, end_on=None, light="grey"))

    assert texts(row, "wall-note") == ["Plan to be settled"]
    assert having(row, "wall-track") == []


def test_the_verified_part_ends_where_the_plan_meant_to_have_it():
    row = wall_row(a_row(verified_to=date(2023, 6, 30)))

    assert having(row, "wall-verified")[0].get("x2") == "50.0%"


def test_what_is_missing_reaches_to_the_line_of_the_day_in_the_light_s_colour():
    missing = having(wall_row(a_row(verified_to=date(2023, 6, 30))), "wall-missing")[0]

    assert (missing.get("class"), missing.get("x1"), missing.get("x2")) == ("wall-missing is-red", "50.0%", "70.83%")


@pytest.mark.parametrize("light", ["green", "closed", "grey"])
def test_nothing_is_missing_where_the_light_is_neither_yellow_nor_red(light):
    assert having(wall_row(a_row(light=light, verified_to=date(2023, 6, 30))), "wall-missing") == []


def test_nothing_verified_colours_nothing():
    assert having(wall_row(a_row(verified_share=0)), "wall-verified") == []


def test_over_a_hundred_percent_ends_at_the_end():
    row = wall_row(a_row(verified_share=130))

    assert having(row, "wall-verified")[0].get("x2") == having(row, "wall-track")[0].get("x2")


def test_a_late_close_out_is_drawn_to_its_completion():
    mark = a_mark(date(2023, 6, 30), "closed", completed_on=date(2023, 7, 17), late_days=17)
    line = having(wall_row(a_row(mark)), "wall-late")[0]

    assert (line.get("x1"), line.get("x2")) == ("50.0%", "54.57%")
    assert texts(wall_row(a_row(mark)), "wall-label") == ["17 days late"]


def test_an_open_delay_is_drawn_to_the_day_of_the_page():
    line = having(wall_row(a_row(a_mark(date(2023, 8, 15), "red", late_days=31))), "wall-late")[0]

    assert (line.get("class"), line.get("x2")) == ("wall-late is-red", "70.83%")


def test_two_delays_that_would_touch_stand_on_two_levels():
    first = a_mark(date(2023, 6, 30), "closed", completed_on=date(2023, 7, 17), late_days=17)
    second = a_mark(date(2023, 7, 25), "red", late_days=52)
    row = wall_row(a_row(first, second))

    assert {line.get("y1") for line in having(row, "wall-late") if line.get("y1") == line.get("y2")} == {"37", "46"}
    assert texts(row, "wall-label") == ["17 days late", "52 days late"]


def test_only_the_worst_delay_keeps_its_label_on_a_telephone():
    first = a_mark(date(2023, 4, 30), "closed", completed_on=date(2023, 5, 3), late_days=3)
    second = a_mark(date(2023, 8, 15), "red", late_days=31)

    assert texts(wall_row(a_row(first, second)), "is-worst") == ["31 days late"]


def test_a_label_does_not_leave_the_year():
    mark = a_mark(date(2023, 12, 1), "closed", completed_on=date(2023, 12, 30), late_days=29)

    assert "at-end" in having(wall_row(a_row(mark)), "wall-label")[0].get("class", "")


def test_a_label_steps_before_its_line_rather_than_across_the_line_of_the_day():
    mark = a_mark(date(2023, 8, 31), "closed", completed_on=date(2023, 9, 6), late_days=6)

    assert "at-end" in having(wall_row(a_row(mark)), "wall-label")[0].get("class", "")


def test_a_moved_date_leaves_a_ghost_where_it_stood():
    mark = a_mark(date(2023, 10, 31), original_due_on=date(2023, 9, 30), title="Rooms")
    row = wall_row(a_row(mark))

    assert having(row, "wall-ghost")[0].get("cx") == "75.0%"
    assert texts(row, "wall-ghost") == ["Rooms: first due 30 Sep, moved to 31 Oct"]


def test_a_date_that_never_moved_leaves_none():
    mark = a_mark(date(2023, 10, 31), original_due_on=date(2023, 10, 31))

    assert having(wall_row(a_row(mark)), "wall-ghost") == []


def test_the_day_is_drawn_only_in_its_own_year():
    assert having(wall_row(a_row(on=date(2024, 2, 1))), "chart-day") == []
    assert len(having(wall_row(a_row()), "chart-day")) == 1


def test_dates_of_other_years_stay_at_the_edges():
    row = wall_row(a_row(start_on=date(2022, 10, 1), end_on=date(2024, 3, 1)))

    assert (having(row, "wall-track")[0].get("x1"), having(row, "wall-track")[0].get("x2")) == ("0.0%", "100.0%")


def test_a_row_is_named_and_described_for_those_who_hear_it():
    row = drawn(wall_row(a_row(a_mark(light="closed"), a_mark(light="closed"), a_mark(light="red"))))
    named = {element.get("id"): element.text for element in row.iter() if element.get("id")}

    assert row.get("role") == "img"
    assert named[row.get("aria-labelledby")] == "Smart police"
    assert named[row.get("aria-describedby")] == "Verified 38%; milestones: Closed 2, Far behind 1."


def test_a_milestone_tells_everything_in_its_tooltip():
    mark = a_mark(date(2023, 6, 30), "closed", completed_on=date(2023, 7, 17), late_days=17)

    assert texts(wall_row(a_row(mark)), "mark") == [
        "Stations: due 30 Jun, Closed, completed 17 Jul, 17 days late",
    ]


def test_every_text_is_escaped():
    evil = '<script>"&'
    row = wall_row(a_row(a_mark(title=evil, late_days=3, original_due_on=date(2023, 5, 1)), title=evil, key='a"b'))

    assert "<script" not in row
    assert drawn(row)[0].text == evil


def test_the_header_names_twelve_months_and_flags_the_day():
    header = wall_header(2023, ON)

    assert texts(header, "chart-flag") == ["15 Sep"]
    assert len([text for text in drawn(header).iter("text") if not text.get("class")]) == 12


@pytest.mark.parametrize(("day", "anchor"), [(date(2023, 1, 2), "at-start"), (date(2023, 12, 30), "at-end")])
def test_the_flag_stays_inside_at_both_ends(day, anchor):
    assert anchor in having(wall_header(2023, day), "chart-flag")[0].get("class", "")


# The curve


def test_a_curve_has_its_planned_and_its_verified_line():
    assert [name for name in classes(s_curve(a_curve())) if name.startswith("curve-")] == [
        "curve-planned",
        "curve-verified is-red",
    ]


def test_a_projection_is_labelled_as_one():
    chart = a_curve(projection=CurvePoint(date(2023, 12, 31), 60), projection_label="projection: 60%")

    assert texts(s_curve(chart), "is-projection") == ["projection: 60%"]
    assert len(having(s_curve(chart), "curve-projection")) == 1


def test_a_projection_beyond_the_year_is_cut_at_its_last_day():
    chart = a_curve(
        verified=[CurvePoint(date(2023, 7, 4), 40)], projection=CurvePoint(date(2024, 6, 28), 80), projection_label="x"
    )

    assert having(s_curve(chart), "curve-projection")[0].get("points", "").split()[-1] == "1000,400"


def test_the_gap_stands_on_the_measure_day_with_both_figures():
    chart = a_curve(measured=CurvePoint(date(2023, 8, 31), 38), planned_then=72.6)

    assert having(s_curve(chart), "curve-gap")[0].get("x1") == "66.67%"
    assert texts(s_curve(chart), "chart-label") == ["planned 72.6%", "verified 38%"]


def test_over_a_hundred_is_drawn_at_a_hundred():
    chart = a_curve(verified=[CurvePoint(date(2023, 1, 31), 120)])

    assert having(s_curve(chart), "curve-verified")[0].get("points") == "83,0"


def test_a_curve_with_nothing_verified_still_shows_its_plan():
    chart = a_curve(verified=[], projection=CurvePoint(date(2023, 12, 31), 60), projection_label="x")

    assert having(s_curve(chart), "curve-verified") == []
    assert having(s_curve(chart), "curve-projection") == []


def test_the_curve_is_described_in_words():
    chart = a_curve(measured=CurvePoint(date(2023, 8, 25), 38), planned_then=72.6, projection_label="60% in December")
    described = drawn(s_curve(chart)).find("desc")

    assert described is not None
    assert described.text == (
        "Dashed: planned. Solid: verified. On 25 Aug 2023 planned 72.6%, verified 38%. "
        "Dotted, a projection: 60% in December."
    )


# Bars


def test_a_bar_shows_the_plan_as_a_tick():
    bar = progress_bar(38.0, 66.4, "red")

    assert having(bar, "bar-done")[0].get("width") == "38.0%"
    assert having(bar, "bar-tick")[0].get("x1") == "66.4%"
    assert drawn(bar).get("aria-label") == "verified 38%, planned 66.4%"


def test_a_bar_never_leaves_its_box_but_says_the_raw_figure():
    bar = progress_bar(130.0)

    assert having(bar, "bar-done")[0].get("width") == "100.0%"
    assert drawn(bar).get("aria-label") == "verified 130%"


def test_a_tally_shows_shares_in_the_order_of_the_lights():
    assert [(part.get("class"), part.get("width")) for part in having(tally_bar({"red": 1, "green": 3}), "tally")] == [
        ("tally is-green", "75.00%"),
        ("tally is-red", "25.00%"),
    ]


def test_an_empty_tally_is_an_empty_bar():
    assert having(tally_bar({}), "tally") == []


# All of them


@pytest.mark.parametrize(
    "svg",
    [
        lambda: wall_row(a_row(a_mark(late_days=3, original_due_on=date(2023, 5, 1)), a_mark(light="red"))),
        lambda: wall_header(2023, ON),
        lambda: s_curve(a_curve(measured=CurvePoint(ON, 38), planned_then=72.6)),
        lambda: progress_bar(1.0, 2.0),
        lambda: tally_bar({"red": 1}),
    ],
)
def test_no_chart_carries_colours_or_styles_of_its_own(svg):
    names = {name for element in drawn(svg()).iter() for name in element.attrib}

    assert names.isdisjoint({"style", "fill", "stroke", "color", "onclick"})
