"""Who may enter which figure when, and what becomes of it."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from newarea.models import Officer, Stale
from targets.actions.observations import Figure, enter_figures, fault_of, return_figure, verify_figure
from targets.domain.periods import Period
from targets.models import Indicator, Observation
from tests.actions.test_at_once import at_once
from tests.builders import NOON, a_known_observation, a_unit, an_indicator, an_inspector, an_observation, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JULY_20, AUGUST_20 = date(2023, 7, 20), date(2023, 8, 20)


@pytest.fixture
def indicator() -> Indicator:
    return an_indicator()


def a_figure(indicator: Indicator, value: str = "6.2", *, month: int = 6, **values: object) -> Figure:
    told: dict = {"aspect": "growth", "period": Period(2023, month), "value": D(value), "published_on": JULY_20}
    return Figure(indicator=indicator, **told | values)


def fault(figure: Figure, *, by: Officer | None = None, on: date = AUGUST_20) -> str:
    by = by or figure.indicator.owner
    assert by is not None
    return fault_of(figure, by=by, on=on)


def test_a_figure_is_written_down_as_it_was_published_and_waits(indicator):
    figure = a_figure(indicator, source=" 统计公报 ")
    [row] = enter_figures([figure], by=indicator.owner, on=AUGUST_20, now=NOON)

    row.refresh_from_db()
    assert (row.indicator, row.aspect, row.period, row.value) == (indicator, "growth", Period(2023, 6), D("6.2"))
    assert (row.published_on, row.source, row.state) == (JULY_20, "统计公报", "submitted")
    assert (row.entered_by, row.entered_on, row.entered_at) == (indicator.owner, AUGUST_20, NOON)
    assert (row.decided_by, row.decided_on) == (None, None)


def test_another_reporter_of_the_statistics_unit_may_enter_it_too(indicator):
    assert fault(a_figure(indicator), by=an_officer(unit=indicator.statistics_unit)) == ""


@pytest.mark.parametrize("role", ["inspector", "leader", "delegate", "administrator"])
def test_no_other_role_enters_figures(indicator, role):
    by = an_officer(role, unit=indicator.statistics_unit)

    assert fault(a_figure(indicator), by=by) == "Only the statistics unit of this indicator enters its figures."


def test_no_other_unit_enters_figures(indicator):
    outsiders = [an_officer(unit=a_unit()), an_officer()]

    told = {fault(a_figure(indicator), by=by) for by in outsiders}

    assert told == {"Only the statistics unit of this indicator enters its figures."}


def test_without_a_statistics_unit_nobody_enters_figures():
    orphan = an_indicator(statistics_unit=None)

    assert fault(a_figure(orphan), by=an_officer()) == "Only the statistics unit of this indicator enters its figures."


def test_a_growth_has_no_level(indicator):
    assert fault(a_figure(indicator, aspect="level")) == "This indicator has no such figure."


@pytest.mark.parametrize(("month", "is_published"), [(1, False), (2, True), (4, True)])
def test_january_alone_is_not_published(indicator, month, is_published):
    figure = a_figure(indicator, month=month)

    assert (fault(figure) == "") == is_published


def test_a_quarterly_indicator_knows_quarters_alone():
    gdp = an_indicator(frequency="quarterly")

    told = [fault(a_figure(gdp, month=month)) for month in (3, 5)]

    assert told == ["", "Nothing is published for this period."]


@pytest.mark.parametrize(("on", "told"), [(date(2023, 6, 30), "The period is not over yet."), (date(2023, 7, 1), "")])
def test_a_period_has_to_be_over(indicator, on, told):
    assert fault(a_figure(indicator, published_on=date(2023, 7, 1)), on=on) == told


@pytest.mark.parametrize("published_on", [date(2023, 6, 20), date(2023, 6, 30)])
def test_nothing_is_published_before_its_period_is_over(indicator, published_on):
    assert (
        fault(a_figure(indicator, published_on=published_on))
        == "A figure cannot be published before its period is over."
    )


@pytest.mark.parametrize(("on", "is_refused"), [(date(2023, 7, 19), True), (JULY_20, False)])
def test_a_day_to_come_is_no_day_of_publication(indicator, on, is_refused):
    assert (fault(a_figure(indicator), on=on) == "A day to come cannot be the day of publication.") == is_refused


@pytest.mark.parametrize(
    ("value", "is_plausible"), [("1000", True), ("-1000", True), ("1000.0001", False), ("-1000.0001", False)]
)
def test_a_growth_beyond_reason_is_refused(indicator, value, is_plausible):
    assert (fault(a_figure(indicator, value)) == "") == is_plausible


def test_a_figure_has_at_most_four_decimal_places(indicator):
    told = [fault(a_figure(indicator, value)) for value in ("6.1234", "6.12345")]

    assert told == ["", "At most four decimal places."]


def test_one_figure_of_a_period_waits_at_a_time(indicator):
    an_observation(indicator, "6.2", month=6, on=JULY_20)

    assert fault(a_figure(indicator, "6.3")) == "A figure for this period is waiting for verification already."
    assert fault(a_figure(indicator, "6.3", month=7, published_on=AUGUST_20)) == ""


def test_the_same_figure_is_not_entered_twice(indicator):
    a_known_observation(indicator, "6.2", month=6, on=JULY_20)

    assert fault(a_figure(indicator, "6.20")) == "This figure is known already."


def test_a_revision_is_published_no_earlier_than_what_it_revises(indicator):
    a_known_observation(indicator, "6.2", month=6, on=JULY_20)

    days = (date(2023, 7, 19), JULY_20, AUGUST_20)
    told = [fault(a_figure(indicator, "6.0", published_on=day)) for day in days]

    assert told == ["A figure published later is known already (20 Jul 2023); this one would change nothing.", "", ""]


def test_a_returned_figure_stands_in_nobody_s_way(indicator):
    row = an_observation(indicator, "6.2", month=6, on=JULY_20)
    return_figure(row, by=an_inspector(), on=JULY_20, now=NOON, seen=row.version, note="与公报不符")

    assert fault(a_figure(indicator, "6.2")) == ""


def test_a_value_that_was_revised_may_come_back(indicator):
    a_known_observation(indicator, "6.2", month=6, on=JULY_20)
    a_known_observation(indicator, "6.0", month=6, on=date(2023, 8, 1))

    assert fault(a_figure(indicator, "6.2", published_on=AUGUST_20)) == ""


def test_of_several_figures_all_are_written_down_or_none(indicator):
    figures = [a_figure(indicator), a_figure(indicator, "6.5", month=1)]

    with pytest.raises(ValidationError, match="Nothing is published for this period"):
        enter_figures(figures, by=indicator.owner, on=AUGUST_20, now=NOON)

    assert Observation.objects.count() == 0


def test_one_period_twice_in_one_go_is_refused(indicator):
    with pytest.raises(ValidationError, match="A figure for this period is waiting for verification already"):
        enter_figures([a_figure(indicator), a_figure(indicator, "6.3")], by=indicator.owner, on=AUGUST_20, now=NOON)

    assert Observation.objects.count() == 0


def test_another_officer_verifies_a_figure(indicator):
    row, by = an_observation(indicator, "6.2", month=6, on=JULY_20), an_inspector()

    verify_figure(row, by=by, on=AUGUST_20, now=NOON, seen=1)

    row.refresh_from_db()
    assert (row.state, row.decided_by, row.decided_on, row.decided_at) == ("verified", by, AUGUST_20, NOON)
    assert (row.decision_note, row.version) == ("", 2)


def test_nobody_decides_their_own_figure(indicator):
    row = an_observation(indicator, "6.2", month=6, on=JULY_20)

    with pytest.raises(ValidationError, match="Nobody verifies their own figure"):
        verify_figure(row, by=indicator.owner, on=AUGUST_20, now=NOON, seen=1)
    with pytest.raises(ValidationError, match="Nobody verifies their own figure"):
        return_figure(row, by=indicator.owner, on=AUGUST_20, now=NOON, seen=1, note="有误")


def test_a_figure_is_not_decided_before_it_was_entered(indicator):
    row = an_observation(indicator, "6.2", month=6, on=AUGUST_20, published_on=JULY_20)

    with pytest.raises(ValidationError, match="A figure cannot be decided before it was entered"):
        verify_figure(row, by=an_inspector(), on=date(2023, 8, 19), now=NOON, seen=1)


@pytest.mark.parametrize("note", ["", "  "])
def test_a_returned_figure_says_what_is_wrong(indicator, note):
    row = an_observation(indicator, "6.2", month=6, on=JULY_20)

    with pytest.raises(ValidationError, match="Say what is wrong when you return a figure"):
        return_figure(row, by=an_inspector(), on=AUGUST_20, now=NOON, seen=1, note=note)


def test_a_decided_figure_is_not_decided_again(indicator):
    row = a_known_observation(indicator, "6.2", month=6, on=JULY_20)

    with pytest.raises(Stale):
        return_figure(row, by=an_inspector(), on=AUGUST_20, now=NOON, seen=row.version, note="有误")

    row.refresh_from_db()
    assert row.state == "verified"


def on_postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("locks of rows are PostgreSQL's")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(2))
def test_of_two_who_decide_at_once_one_is_told(_round):
    on_postgres()
    row = an_observation(an_indicator(), "6.2", month=6, on=JULY_20)
    first, second = an_inspector(), an_inspector()
    mine, yours = Observation.objects.get(pk=row.pk), Observation.objects.get(pk=row.pk)

    outcome = at_once(
        lambda: verify_figure(mine, by=first, on=AUGUST_20, now=NOON, seen=1),
        lambda: return_figure(yours, by=second, on=AUGUST_20, now=NOON, seen=1, note="有误"),
    )

    row.refresh_from_db()
    assert outcome == ["Stale", "won"]
    assert (row.state, row.version, row.decided_by in (first, second)) in [("verified", 2, True), ("returned", 2, True)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(2))
def test_of_two_who_enter_the_same_period_at_once_one_is_told(_round):
    on_postgres()
    indicator = an_indicator()
    colleague = an_officer(unit=indicator.statistics_unit)

    outcome = at_once(
        lambda: enter_figures([a_figure(indicator)], by=indicator.owner, on=AUGUST_20, now=NOON),
        lambda: enter_figures([a_figure(indicator, "6.3")], by=colleague, on=AUGUST_20, now=NOON),
    )

    assert (outcome, Observation.objects.count()) == (["ValidationError", "won"], 1)
