"""The entry grid: what a statistics unit finds there, what a preview shows and refuses, what is handed in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from newarea.models import Officer
from targets.actions.observations import return_figure
from targets.domain.periods import Period
from targets.forms.figures import FiguresForm
from targets.forms.lines import Line
from targets.forms.numbers import LONGEST, plain_figure, read_figure
from targets.forms.pasting import MOST_LINES, laid_out
from targets.models import Indicator, Observation
from tests import queries
from tests.builders import (
    NOON,
    a_goal,
    a_known_observation,
    a_programme,
    a_unit,
    an_indicator,
    an_inspector,
    an_observation,
    an_officer,
)
from tests.views.visits import messages, signed_in, text, visitor

TODAY, JULY, AUGUST = date(2023, 9, 15), date(2023, 8, 18), "2023-08"
GRID = "/songbei-2023/figures/"


@pytest.fixture(autouse=True)
def _the_day(settings):
    settings.DAY = TODAY


@pytest.fixture
def unit():
    return a_unit("stat", name_zh="区统计局", name_en="Statistics Bureau")


@pytest.fixture
def reporter(unit):
    return an_officer("reporter", unit=unit, name="统计员甲")


@pytest.fixture
def programme():
    return a_programme(slug="songbei-2023")


@pytest.fixture
def industry(programme, unit):
    return a_series(programme, unit, "Industry", "7%左右", short_zh="规上工业", key="industry")


@pytest.fixture
def retail(programme, unit):
    return a_series(programme, unit, "Retail", "8%以上", short_zh="社零额", key="retail")


def a_series(programme, unit, name, wording, *, aspect="growth", **values) -> Indicator:
    indicator = an_indicator(programme.district, short_en=name, statistics_unit=unit, **values)
    a_goal(programme, wording, indicator=indicator, aspect=aspect)
    return indicator


def cell(indicator, aspect="growth") -> str:
    return f"figure-{indicator.pk}-{aspect}"


def sent(officer, action="preview", *, period=AUGUST, published_on="2023-09-15", pasted="", **cells):
    values = {"period": period, "published_on": published_on, "source": "", "pasted": pasted, "action": action}
    return signed_in(officer).post(GRID, values | cells)


def handed_in(officer, **values):
    """Previewed first, as people do."""
    shown = sent(officer, **values)
    form = shown.context["form"]
    told = {name: form.data.get(name, "") for name in (*form.fields, "period")}
    return signed_in(officer).post(GRID, told | {"action": "enter"})


def rows(page) -> dict:
    return {row.line.label: row for row in page.context["rows"]}


def values_of(page) -> dict[str, str]:
    """What stands in the cells."""
    return {row.line.label: row.cell.value() for row in page.context["rows"] if row.cell.value()}


def faults(page) -> dict[str, list[str]]:
    return {row.line.label: list(row.cell.errors) for row in page.context["rows"] if row.cell.errors}


def stored() -> list[tuple]:
    found = Observation.objects.order_by("indicator__position", "pk")
    return [(row.indicator.short_name, row.period.key, row.value, row.state) for row in found]


# Who comes in


@pytest.mark.django_db
class TestWhoComesIn:
    def test_a_stranger_is_asked_to_sign_in(self, industry):
        assert visitor().get(GRID).url == f"/accounts/sign-in/?next={GRID}"

    @pytest.mark.parametrize("role", ["inspector", "leader", "delegate", "administrator"])
    def test_to_other_roles_there_is_no_grid(self, role, industry, unit):
        assert signed_in(an_officer(role, unit=unit)).get(GRID).status_code == 404

    def test_to_another_unit_there_is_no_grid(self, industry):
        other = an_officer(unit=a_unit())

        assert signed_in(other).get(GRID).status_code == 404
        assert sent(other, **{cell(industry): "6.1"}).status_code == 404

    def test_to_a_unit_whose_indicators_have_no_goal_here_there_is_no_grid(self, programme, unit, reporter):
        an_indicator(programme.district, statistics_unit=unit)

        assert signed_in(reporter).get(GRID).status_code == 404

    def test_the_head_of_the_unit_enters_too(self, industry, unit):
        assert signed_in(an_officer("head", unit=unit)).get(GRID).status_code == 200


# The grid


@pytest.mark.django_db
class TestTheGrid:
    def test_one_row_for_each_series_that_a_goal_is_judged_by(self, programme, unit, reporter, industry):
        trade = a_series(
            programme, unit, "Trade", "30%以上", measured_as="both", unit_zh="亿元", unit_en="100 million yuan"
        )
        a_goal(programme, "120亿元以上", indicator=trade, aspect="level")
        gdp = an_indicator(programme.district, short_en="GDP", statistics_unit=unit)
        incomes = an_indicator(programme.district, statistics_unit=a_unit())
        a_goal(programme, "与GDP增速同步", indicator=incomes, reference=gdp)

        page = signed_in(reporter).get(GRID)

        assert [(row.line.label, row.line.unit) for row in page.context["rows"]] == [
            ("Industry", "%"),
            ("Trade · growth", "%"),
            ("Trade · level", "100 million yuan"),
            ("GDP", "%"),
        ]

    def test_the_first_period_that_is_over_and_not_entered_is_offered(self, reporter, industry):
        for month, day in ((2, date(2023, 3, 20)), (3, date(2023, 4, 18))):
            a_known_observation(industry, 6, month=month, on=day)
        an_observation(industry, 6.2, month=4, on=date(2023, 5, 18))

        page = signed_in(reporter).get(GRID)

        assert page.context["period"] == Period(2023, 5)
        assert [key for key, _ in page.context["chooser"].fields["period"].choices] == [
            f"2023-{month:02}" for month in range(2, 9)
        ]

    @pytest.mark.parametrize(("is_cumulative", "month"), [(True, 8), (False, 2)])
    def test_a_gap_before_a_later_figure_from_january_on_is_not_offered(
        self, programme, unit, reporter, is_cumulative, month
    ):
        series = a_series(programme, unit, "Industry", "7%左右", is_cumulative=is_cumulative)
        a_known_observation(series, 7.4, month=7, on=JULY)

        assert signed_in(reporter).get(GRID).context["period"] == Period(2023, month)

    def test_what_came_back_is_offered_again(self, reporter, industry):
        back = an_observation(industry, 6, month=2, on=date(2023, 3, 20))
        return_figure(back, by=an_inspector(), on=date(2023, 3, 21), now=NOON, seen=back.version, note="口径不符")

        page = signed_in(reporter).get(GRID)

        assert page.context["period"] == Period(2023, 2)
        assert (rows(page)["Industry"].state.name, "口径不符" in text(page)) == ("returned", True)

    def test_known_before_and_waiting_stand_beside_the_cell(self, reporter, industry):
        a_known_observation(industry, 7.4, month=7, on=JULY)
        a_known_observation(industry, 7.1, month=8, on=date(2023, 9, 13), published_on=date(2023, 9, 12))
        an_observation(industry, 6.9, month=8, on=date(2023, 9, 14))

        row = rows(signed_in(reporter).get(f"{GRID}?period={AUGUST}"))["Industry"]

        assert (row.known, row.known_on, row.before, row.before_period) == (
            "7.1%",
            date(2023, 9, 12),
            "7.4%",
            "Jan–Jul",
        )
        assert (row.state.word, row.state.more.startswith("6.9%, entered on 14 Sep")) == (
            "waits for verification",
            True,
        )

    def test_a_series_that_publishes_nothing_for_the_period_has_no_row(self, programme, unit, reporter, industry):
        a_series(programme, unit, "GDP", "6.5%左右", frequency="quarterly")

        page = signed_in(reporter).get(f"{GRID}?period={AUGUST}")

        assert (list(rows(page)), page.context["absent"]) == (["Industry"], ["GDP"])

    def test_an_unknown_period_shows_the_default(self, reporter, industry):
        assert signed_in(reporter).get(f"{GRID}?period=2023-13").context["period"] == Period(2023, 2)

    def test_before_the_first_period_is_over_there_is_nothing_to_enter(self, settings, reporter, industry):
        settings.DAY = date(2023, 2, 28)

        assert "No period of this year is over yet" in text(signed_in(reporter).get(GRID))

    def test_a_past_day_is_for_reading(self, reporter, industry):
        a_known_observation(industry, 7.4, month=7, on=JULY)

        page = signed_in(reporter).get(f"{GRID}?period=2023-07&on=2023-08-17")

        assert page.context["form"] is None
        assert (rows(page)["Industry"].known, rows(page)["Industry"].state.name) == ("", "none")
        assert 'method="post"' not in text(page).split("<main")[1]
        assert signed_in(reporter).post(f"{GRID}?on=2023-08-17", {"action": "preview"}).status_code == 400


# The preview


@pytest.mark.django_db
class TestThePreview:
    def test_it_changes_nothing_and_shows_what_would_change(self, reporter, industry):
        a_known_observation(industry, 7.4, month=7, on=JULY)

        page = sent(reporter, **{cell(industry): "6.9"})

        outcome = rows(page)["Industry"].outcome
        assert (outcome.until_now, outcome.value) == ("", "6.9%")
        assert (outcome.difference.text, outcome.difference.against) == ("−0.5 points", "Jan–Jul")
        assert [(t.before.word, t.after.word) for t in outcome.turns] == [("reached", "nearly reached")]
        assert "Hand in 1 figure" in text(page)
        assert [row[1] for row in stored()] == ["2023-07"]

    def test_a_revision_is_held_against_the_figure_it_revises(self, reporter, industry):
        a_known_observation(industry, 7.1, month=8, on=date(2023, 9, 12))

        outcome = rows(sent(reporter, **{cell(industry): "6.2"}))["Industry"].outcome

        assert (outcome.until_now, outcome.value, outcome.difference.text, outcome.difference.against) == (
            "7.1%",
            "6.2%",
            "−0.9 points",
            "the figure until now",
        )

    def test_a_goal_that_keeps_step_is_shown_where_it_would_turn(self, programme, unit, reporter):
        gdp = a_series(programme, unit, "GDP", "6.5%左右")
        a_known_observation(gdp, 6, month=8, on=date(2023, 9, 12))
        for name, value in (("Incomes", 6), ("Wages", 7)):
            follower = an_indicator(programme.district, short_en=name, statistics_unit=a_unit())
            a_goal(programme, "与GDP增速同步", indicator=follower, reference=gdp)
            a_known_observation(follower, value, month=8, on=date(2023, 9, 12))

        turns = rows(sent(reporter, **{cell(gdp): "6.8"}))["GDP"].outcome.turns

        assert [(turn.of, turn.before.light, turn.after.light) for turn in turns] == [
            ("", "yellow", "green"),
            ("Incomes", "green", "red"),
        ]

    @pytest.mark.parametrize(
        ("typed", "fault"),
        [
            ("n/a", "“n/a” is no number; leave the cell empty where nothing is published."),
            ("12,34", "“12,34” is no number that can be read; write 1,234.5 or 1234.5."),
            ("1" * (LONGEST + 1), "This is longer than any figure."),
            ("5000", "At most 1,000 is plausible."),
            ("6.12345", "At most four decimal places."),
        ],
    )
    def test_a_refused_cell_says_why_and_keeps_what_was_typed(self, reporter, industry, typed, fault):
        page = sent(reporter, **{cell(industry): typed})

        assert (faults(page), values_of(page)) == ({"Industry": [fault]}, {"Industry": typed})
        assert fault in text(page)
        assert "Hand in" not in text(page)

    def test_what_waits_already_is_refused(self, reporter, industry, retail):
        an_observation(industry, 6.9, month=8, on=date(2023, 9, 14))

        page = sent(reporter, **{cell(industry): "6.8", cell(retail): "8.2"})

        assert faults(page) == {"Industry": ["A figure for this period is waiting for verification already."]}
        assert len(page.context["preview"].ready) == 1

    def test_a_day_of_publication_that_cannot_be_refuses_every_cell(self, reporter, industry):
        page = sent(reporter, published_on="2023-08-31", **{cell(industry): "6.8"})

        assert faults(page) == {"Industry": ["A figure cannot be published before its period is over."]}

    @pytest.mark.parametrize("day", ["", "yesterday"])
    def test_without_a_day_of_publication_nothing_is_ready(self, reporter, industry, day):
        page = sent(reporter, published_on=day, **{cell(industry): "6.8"})

        assert page.context["preview"].ready == []
        assert (list(page.context["form"].errors), values_of(page)) == (["published_on"], {"Industry": "6.8"})

    def test_a_source_that_is_too_long_is_refused(self, reporter, industry):
        values = {"period": AUGUST, "published_on": "2023-09-15", "action": "preview", cell(industry): "6.8"}
        page = signed_in(reporter).post(GRID, values | {"source": "统" * 201})

        assert list(page.context["form"].errors) == ["source"]

    def test_a_period_that_is_not_offered_is_not_found(self, reporter, industry):
        assert sent(reporter, period="2023-09", **{cell(industry): "6.8"}).status_code == 404
        assert sent(reporter, action="delete", **{cell(industry): "6.8"}).status_code == 404

    def test_what_was_typed_is_escaped(self, reporter, industry):
        page = sent(reporter, pasted="<script>x</script>\t1", **{cell(industry): "<b>"})

        assert b"<script>x" not in page.content
        assert b"<b>" not in page.content


# Pasting


@pytest.mark.django_db
class TestPasting:
    def test_a_column_runs_down_the_rows_and_leaves_the_blank_ones_alone(
        self, programme, unit, reporter, industry, retail
    ):
        a_series(programme, unit, "Investment", "10%左右")

        page = sent(reporter, pasted="６.９％\n\n－０.５\n")

        assert values_of(page) == {"Industry": "６.９％", "Investment": "－０.５"}
        assert [one.value for one in page.context["preview"].ready] == [Decimal("6.9"), Decimal("-0.5")]
        assert page.context["form"]["pasted"].value() == ""

    def test_a_column_that_is_too_long_is_kept_as_it_is(self, reporter, industry, retail):
        page = sent(reporter, pasted="6.9\n8.2\n3.1")

        assert "The column has 3 lines, the table 2 rows; nothing of it was taken over." in text(page)
        assert (values_of(page), page.context["form"]["pasted"].value()) == ({}, "6.9\n8.2\n3.1")

    def test_two_columns_find_their_rows_by_any_name(self, programme, unit, reporter, industry, retail):
        trade = a_series(programme, unit, "Trade", "30%以上", key="trade", measured_as="both", unit_zh="亿元")
        a_goal(programme, "120亿元以上", indicator=trade, aspect="level")

        page = sent(reporter, pasted="社零额\t8.2\nINDUSTRY\t6.9\ntrade（亿元）\t82.4亿元\nTrade\t31.2%")

        assert values_of(page) == {
            "Industry": "6.9",
            "Retail": "8.2",
            "Trade · growth": "31.2%",
            "Trade · level": "82.4亿元",
        }
        assert page.context["form"].unplaced == []

    def test_lines_that_find_no_row_stay_and_say_why(self, programme, unit, reporter, industry):
        trade = a_series(programme, unit, "Trade", "30%以上", measured_as="both", unit_zh="亿元")
        a_goal(programme, "120亿元以上", indicator=trade, aspect="level")
        pasted = "Industry\t6.9\nTourism\t5\nIndustry\t7.0\nTrade\t82.4\n\t3\nRetail\t1\t2\n\t\n"

        page = sent(reporter, pasted=pasted)

        assert page.context["form"].unplaced == [
            "“Tourism” is no row of this table.",
            "“Industry” stands in two lines; the first one was taken.",
            "“Trade” can mean several rows: “Trade · growth”, “Trade · level”.",
            "“3”: a name and one value are expected.",
            "“Retail 1 2”: a name and one value are expected.",
        ]
        assert values_of(page) == {"Industry": "6.9"}
        assert page.context["form"]["pasted"].value() == "Tourism\t5\nIndustry\t7.0\nTrade\t82.4\n\t3\nRetail\t1\t2"

    @pytest.mark.parametrize("pasted", ["7.0", "Industry\t7.0"])
    def test_what_stands_in_a_cell_is_not_written_over(self, reporter, industry, pasted):
        page = sent(reporter, pasted=pasted, **{cell(industry): "6.9"})

        fault = "“Industry” is 7.0 in the pasted text, but something else stands in its cell."
        assert page.context["form"].unplaced == [fault]
        assert (values_of(page), page.context["form"]["pasted"].value()) == ({"Industry": "6.9"}, pasted)

    def test_a_text_beyond_the_limits_is_refused_and_kept(self, reporter, industry):
        long, many = "6" * 20_001, "Industry\t6\n" * (MOST_LINES + 1)

        assert sent(reporter, pasted=long).context["form"].unplaced == [
            "The pasted text is too long: at most 20000 characters, these are 20001."
        ]
        page = sent(reporter, pasted=many)
        assert page.context["form"].unplaced == ["Too many lines: at most 500, these are 501."]
        assert page.context["form"]["pasted"].value() == many


GROWTH = Line(Indicator(name_zh="规上工业"), "growth", is_only=True)
LEVEL = Line(
    Indicator(name_zh="外贸", unit_zh="亿元", unit_en="100 million yuan", measured_as="both"), "level", is_only=False
)


@pytest.mark.parametrize(
    ("typed", "line", "value"),
    [
        ("", GROWTH, None),
        (" 　\t", GROWTH, None),
        ("6.9", GROWTH, "6.9"),
        ("６．９％", GROWTH, "6.9"),
        ("6.9 %", GROWTH, "6.9"),
        ("−0.5", GROWTH, "-0.5"),
        ("－0.5%", GROWTH, "-0.5"),
        ("+3", GROWTH, "3"),
        ("1,234.5", LEVEL, "1234.5"),
        ("1，234，567", LEVEL, "1234567"),
        ("1 234.5", LEVEL, "1234.5"),
        ("82.4 亿元", LEVEL, "82.4"),
        ("82.4 100 million yuan", LEVEL, "82.4"),
    ],
)
def test_figures_as_people_write_them(typed, line, value):
    assert read_figure(typed, line) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "typed", ["-", "—", "/", "6.", ".5", "6..1", "1e3", "1,23", "6.9%%", "百", "NaN", "6 9", "0x1"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        read_figure(typed, GROWTH)


def test_a_level_is_not_counted_in_percent():
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match="counted in 100 million yuan, not in percent"),
    ):
        read_figure("31.2%", LEVEL)


@given(st.decimals(min_value=-1000, max_value=1000, places=4, allow_nan=False))
def test_a_figure_reads_as_it_is_written(value):
    assert read_figure(plain_figure(value), GROWTH) == value


@given(st.text(alphabet="6.,%－−\t\n 规上工业a", max_size=60))
def test_whatever_is_pasted_is_placed_or_explained(pasted):
    found = laid_out(pasted, [GROWTH, LEVEL], {})

    assert bool(found.left.strip()) == bool(found.faults)
    assert set(found.cells) <= {GROWTH.name, LEVEL.name}


def test_nothing_that_is_pasted_is_cut_off_by_the_browser():
    form = FiguresForm(None, rows=[GROWTH], today=TODAY)

    assert "maxlength" not in f"{form['pasted']}{form[GROWTH.name]}"
    assert FiguresForm(QueryDict("a=1"), rows=[GROWTH], today=TODAY).is_valid() is False


# Handing in


@pytest.mark.django_db
class TestHandingIn:
    def test_what_was_previewed_is_entered_and_the_way_leads_back_to_the_period(self, reporter, industry, retail):
        answer = handed_in(reporter, pasted="6.9\n8.2")

        assert answer.url == f"{GRID}?period={AUGUST}"
        assert stored() == [
            ("Industry", AUGUST, Decimal("6.9"), "submitted"),
            ("Retail", AUGUST, Decimal("8.2"), "submitted"),
        ]
        entered = Observation.objects.first()
        assert (entered.entered_by, entered.entered_on, entered.published_on) == (reporter, TODAY, TODAY)

    def test_day_and_source_go_with_every_figure(self, reporter, industry):
        shown = sent(reporter, published_on="2023-09-13", **{cell(industry): "6.9"})
        data = shown.context["form"].data.copy()
        data["source"] = "统计月报"
        previewed = signed_in(reporter).post(GRID, data).context["form"].data.copy()
        previewed["action"] = "enter"
        signed_in(reporter).post(GRID, previewed)

        entered = Observation.objects.get()
        assert (entered.published_on, entered.source) == (date(2023, 9, 13), "统计月报")

    def test_what_was_refused_stays_in_the_form(self, reporter, industry, retail):
        answer = handed_in(reporter, pasted="6.9\n暂无")

        assert (answer.status_code, messages(answer)) == (
            200,
            ["1 figure (Jan–Aug) is handed in. It counts once somebody else has verified it."],
        )
        assert values_of(answer) == {"Retail": "暂无"}
        assert list(faults(answer)) == ["Retail"]
        assert rows(answer)["Industry"].state.name == "waiting"
        assert [row[0] for row in stored()] == ["Industry"]

    def test_lines_that_found_no_row_stay_too(self, reporter, industry):
        answer = handed_in(reporter, pasted="Industry\t6.9\nTourism\t5")

        assert answer.context["form"]["pasted"].value() == "Tourism\t5"
        assert len(stored()) == 1

    def test_nothing_is_entered_that_was_not_previewed(self, reporter, industry):
        shown = sent(reporter, **{cell(industry): "6.9"})
        data = shown.context["form"].data.copy()
        data["action"], data[cell(industry)] = "enter", "7.9"

        answer = signed_in(reporter).post(GRID, data)

        assert "This is not what the preview showed." in text(answer)
        assert (values_of(answer), stored()) == ({"Industry": "7.9"}, [])

    def test_without_a_preview_there_is_a_preview(self, reporter, industry):
        answer = sent(reporter, "enter", **{cell(industry): "6.9"})

        assert (len(answer.context["preview"].ready), stored()) == (1, [])

    def test_an_empty_grid_hands_in_nothing(self, reporter, industry):
        assert "There is no figure to hand in." in text(sent(reporter, "enter"))

    def test_what_a_colleague_entered_meanwhile_is_refused_on_the_form(self, reporter, unit, industry, retail):
        data = sent(reporter, pasted="6.9\n8.2").context["form"].data.copy()
        data["action"] = "enter"
        an_observation(industry, 6.8, month=8, on=TODAY, by=an_officer(unit=unit))

        answer = signed_in(reporter).post(GRID, data)

        assert "This is not what the preview showed." in text(answer)
        assert list(faults(answer)) == ["Industry"]
        assert [row[2] for row in stored()] == [Decimal("6.8")]

    def test_a_figure_verified_meanwhile_is_shown_before_it_is_revised(self, reporter, industry):
        data = sent(reporter, **{cell(industry): "6.9"}).context["form"].data.copy()
        data["action"] = "enter"
        a_known_observation(industry, 6.5, month=8, on=date(2023, 9, 14))

        answer = signed_in(reporter).post(GRID, data)

        assert (rows(answer)["Industry"].outcome.until_now, len(stored())) == ("6.5%", 1)


@pytest.mark.django_db(transaction=True)
def test_a_race_that_the_database_decides_comes_back_on_the_form(reporter, unit, industry, retail):
    if connection.vendor != "postgresql":
        pytest.skip("locks of rows are PostgreSQL's")
    data = sent(reporter, pasted="6.9\n8.2").context["form"].data.copy()
    data["action"] = "enter"
    colleague, is_written = an_officer(unit=unit), Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(write_but_wait, retail, colleague, is_written)
        assert is_written.wait(10)
        answer = signed_in(reporter).post(GRID, data)

    assert (answer.status_code, "Somebody was faster." in text(answer)) == (409, True)
    assert (list(faults(answer)), len(answer.context["preview"].ready)) == (["Retail"], 1)
    assert [row[0] for row in stored()] == ["Retail"]


def write_but_wait(indicator: Indicator, by: Officer, is_written: Event) -> None:
    """Commits only once somebody else stands in the queue for the same row."""
    try:
        with transaction.atomic():
            an_observation(indicator, 8, month=8, on=TODAY, by=by)
            is_written.set()
            for _ in range(200):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    if cursor.fetchone()[0]:
                        return
                sleep(0.05)
    finally:
        connection.close()


# How much it asks the database


@pytest.mark.django_db
def test_the_grid_costs_the_same_for_one_series_and_for_sixty(programme, unit, reporter):
    first = a_series(programme, unit, "S0", "7%左右")
    once, previewed = queries.of(signed_in(reporter), f"{GRID}?period={AUGUST}"), preview_cost(reporter, [first])
    more = [a_series(programme, unit, f"S{number}", "7%左右") for number in range(1, 60)]
    for series in more[:10]:
        a_known_observation(series, 7, month=7, on=JULY)
        an_observation(series, 7, month=8, on=date(2023, 9, 14))

    assert len(queries.of(signed_in(reporter), f"{GRID}?period={AUGUST}")) == len(once) <= 8
    assert preview_cost(reporter, [first, *more]) == previewed <= 20


def preview_cost(officer: Officer, series: list[Indicator]) -> int:
    client = signed_in(officer)
    values = {"period": AUGUST, "published_on": "2023-09-15", "action": "preview"} | {
        cell(one): "6.9" for one in series
    }
    client.post(GRID, values)
    with CaptureQueriesContext(connection) as told:
        page = client.post(GRID, values)
    assert rows(page)[series[0].short_name].outcome
    return len(told)
