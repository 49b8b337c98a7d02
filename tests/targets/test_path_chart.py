"""The chart of an indicator says what its values say: every picture is read back as XML."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils import translation

from targets.charts import Ending, PathChart, PathPoint, path_chart
from targets.charts.scale import scale_of

MARCH, APRIL, JUNE = date(2023, 3, 31), date(2023, 4, 30), date(2023, 6, 30)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def flat(value: str) -> list[PathPoint]:
    return [PathPoint(date(2022, 12, 31), Decimal(value)), PathPoint(date(2023, 12, 31), Decimal(value))]


def a_point(day: date, value: str, light: str = "red", **changes) -> PathPoint:
    return PathPoint(day, Decimal(value), light, **{"name": f"Jan–{day:%b}"} | changes)


def a_path(*points: PathPoint, **changes) -> PathChart:
    values = {
        "key": "p",
        "title": "GDP through the year",
        "year": 2023,
        "on": date(2023, 9, 15),
        "unit": "%",
        "points": points,
        "goal": flat("6.5"),
        "goal_label": "goal about 6.5%",
    }
    return PathChart(**values | changes)


def drawn(path: PathChart) -> ElementTree.Element:
    return ElementTree.fromstring(path_chart(path))


def having(path: PathChart, name: str) -> list[ElementTree.Element]:
    return [element for element in drawn(path).iter() if name in element.get("class", "").split()]


def texts(path: PathChart, name: str) -> list[str]:
    return ["".join(element.itertext()) for element in having(path, name)]


SCALES = [
    (["5.9", "6.5"], False, ["5.8", "6", "6.2", "6.4", "6.6"]),
    (["12", "36"], False, ["0", "10", "20", "30", "40"]),
    (["15.2", "120"], True, ["0", "25", "50", "75", "100", "125"]),
    (["-3", "2"], False, ["-3", "-2", "-1", "0", "1", "2"]),
    (["-3.4", "-3"], False, ["-3.4", "-3.3", "-3.2", "-3.1", "-3"]),
    (["6.5", "6.5"], False, ["5", "6", "7", "8"]),
    (["0", "0"], True, ["-0.6", "-0.4", "-0.2", "0", "0.2", "0.4", "0.6"]),
    ([], False, ["-0.6", "-0.4", "-0.2", "0", "0.2", "0.4", "0.6"]),
]


@pytest.mark.parametrize(("values", "from_zero", "ticks"), SCALES)
def test_the_scale_ends_and_steps_in_round_numbers(values, from_zero, ticks):
    scale = scale_of(map(Decimal, values), from_zero=from_zero)

    assert scale.ticks == tuple(map(Decimal, ticks))
    assert (scale.low, scale.high) == (scale.ticks[0], scale.ticks[-1])


def test_each_figure_stands_at_its_periods_end_as_the_shape_of_its_own_light():
    path = a_path(a_point(MARCH, "5.9"), a_point(APRIL, "6.1", "yellow"), a_point(JUNE, "6.6", "green"))

    marks = having(path, "mark")

    assert [(mark.tag, mark.get("class")) for mark in marks] == [
        ("rect", "mark is-red"), ("path", "mark is-yellow"), ("circle", "mark is-green"),
    ]  # fmt: skip
    assert ["".join(mark.itertext()) for mark in marks] == ["Jan–Mar: 5.9%", "Jan–Apr: 6.1%", "Jan–Jun: 6.6%"]
    assert [marks[0].get("x"), marks[2].get("cx")] == ["25.0%", "50.0%"]


def test_a_goal_for_growth_is_a_flat_line_with_its_tolerance_below():
    path = a_path(a_point(MARCH, "6"), margin=Decimal("-0.5"))  # the scale runs from 6 to 6.5

    assert having(path, "path-goal")[0].get("points") == "0,0 1000,0"
    assert having(path, "path-band")[0].get("points") == "0,0 1000,0 1000,1000 0,1000"
    assert texts(path, "path-goal-label") == ["goal about 6.5%"]


def test_a_goal_without_a_margin_has_no_band():
    assert having(a_path(a_point(MARCH, "6")), "path-band") == []


def test_an_even_pace_is_a_straight_line_from_nothing():
    goal = [PathPoint(date(2022, 12, 31), Decimal(0)), PathPoint(date(2023, 12, 31), Decimal(100))]
    path = a_path(a_point(JUNE, "40"), goal=goal, unit="亿元", is_level=True)

    assert having(path, "path-goal")[0].get("points") == "0,1000 1000,0"
    assert [text for text in texts(path, "at-start") if text[0].isdigit()] == ["0", "20", "40", "60", "80", "100 亿元"]


def test_what_it_keeps_step_with_is_the_second_path():
    followed = [
        PathPoint(MARCH, Decimal("5.9"), name="GDP, Jan–Mar"),
        PathPoint(JUNE, Decimal("6.1"), name="GDP, Jan–Jun"),
    ]
    path = a_path(a_point(MARCH, "5.8"), goal=followed, goal_label="GDP", is_followed=True)

    assert len(having(path, "path-followed")) == 1
    assert texts(path, "path-followed-mark") == ["GDP, Jan–Mar: 5.9%", "GDP, Jan–Jun: 6.1%"]
    assert texts(path, "path-followed-label") == ["GDP"]


def test_one_figure_of_the_reference_is_a_mark_without_a_line():
    path = a_path(a_point(MARCH, "5.8"), goal=[PathPoint(MARCH, Decimal("5.9"))], is_followed=True)

    assert (having(path, "path-followed"), len(having(path, "path-followed-mark"))) == ([], 1)


def test_what_a_revision_replaced_is_a_hollow_mark_that_says_so():
    path = a_path(a_point(MARCH, "5.9"), a_point(JUNE, "6.1", before=[Decimal("6.4")]))

    assert texts(path, "path-before") == ["Jan–Jun: first published as 6.4%, since revised"]


def test_a_small_revision_stands_beside_what_replaced_it():
    near = a_path(a_point(JUNE, "6", before=[Decimal("6.01")]))
    far = a_path(a_point(JUNE, "6", before=[Decimal("6.4")]))

    assert [having(path, "path-before")[0].get("transform") for path in (near, far)] == ["translate(-10)", None]


def test_the_path_is_thin_where_a_figure_between_is_missing():
    path = a_path(a_point(MARCH, "5.9"), a_point(APRIL, "6"), a_point(JUNE, "6.1"), gaps=frozenset({APRIL}))

    assert [line.get("class") for line in having(path, "path-line")] == ["path-line", "path-line is-broken"]


def test_a_projection_is_dotted_with_its_interval_and_labelled_as_one():
    path = a_path(a_point(JUNE, "6.1"), ending=Ending(Decimal("6.1"), Decimal("5.82"), Decimal("6.38")))

    assert having(path, "path-projection")[0].get("points", "").startswith("500,")
    assert len(having(path, "path-whisker")) == 3
    assert texts(path, "is-projection") == ["projection 6.1%"]
    assert "Dotted, a projection to the year's end: 6.1%, between 5.82% and 6.38%." in "".join(drawn(path).itertext())


def test_without_a_projection_nothing_is_dotted():
    path = a_path(a_point(JUNE, "6.1"))

    assert [having(path, name) for name in ("path-projection", "path-whisker", "is-projection")] == [[], [], []]


def test_the_goals_label_stands_on_the_side_that_the_figures_leave_free():
    short, beyond = a_path(a_point(MARCH, "7"), a_point(JUNE, "6")), a_path(a_point(MARCH, "6"), a_point(JUNE, "7"))
    line = 138.0  # of 6.5, halfway up a scale from 6 to 7

    def place(path: PathChart) -> float:
        return float(having(path, "path-goal-label")[0].get("y", ""))

    assert (place(short), place(beyond)) == (line - 8, line + 16)


def test_the_line_of_the_day_is_there_in_its_year_alone():
    path = a_path(a_point(JUNE, "6.1"))

    assert texts(path, "chart-flag") == ["15 Sep"]
    assert texts(a_path(a_point(JUNE, "6.1"), on=date(2024, 1, 22)), "chart-flag") == []


def test_a_reader_who_hears_it_is_told_the_ends_and_the_goal():
    heard = drawn(a_path(a_point(MARCH, "5.9"), a_point(JUNE, "6.1")))

    assert heard.get("role") == "img"
    assert [heard[0].text, heard[1].text] == [
        "GDP through the year",
        "2 figures, from Jan–Mar: 5.9% to Jan–Jun: 6.1%; goal about 6.5%.",
    ]


def test_before_the_first_figure_the_goal_stands_alone():
    path = a_path()

    assert drawn(path)[1].text == "No figure has been published by this day; goal about 6.5%."
    assert (having(path, "mark"), len(having(path, "path-goal"))) == ([], 1)
    assert (path.scale.low, path.scale.high) == (0, 8)


def test_names_are_escaped():
    path = a_path(a_point(JUNE, "6.1", name="<b>"), title="<i>", goal_label="<u>")

    assert "<b>" not in path_chart(path)
    assert (drawn(path)[0].text, texts(path, "path-goal-label")) == ("<i>", ["<u>"])
