"""Rows are validated before they are saved; what the database checks anyway is asked beforehand by nobody."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from newarea.actions.saving import checked_save
from newarea.models import Unit
from targets.actions.areas import open_area
from targets.models import Indicator, Observation, WorkArea
from tests.builders import a_programme, a_unit, an_area, an_indicator, an_inspector


def test_a_sound_row_costs_no_query_but_its_own(db):
    programme = a_programme()

    with CaptureQueriesContext(
        connection,
    ) as asked:
        open_area(WorkArea(programme=programme, number=1, key="opening", title_zh="对外开放"), by=None)

    told = [query["sql"].split()[0] for query in asked.captured_queries]
    assert [verb for verb in told if verb in ("SELECT", "UPDATE", "DELETE")] == []
    assert told.count("INSERT") == 2  # the area and its history


def test_a_refused_row_says_all_that_is_wrong(db):
    indicator = an_indicator()
    officer = an_inspector()
    row = Observation(
        indicator=indicator, aspect="growth", year=2023, month=13, value=1, published_on=date(2023, 5, 2),
        entered_by=officer, entered_on=date(2023, 5, 1), entered_at="2023-05-01T08:00:00Z",
    )  # fmt: skip

    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        checked_save(row)

    assert refusal.value.messages == [
        "The month must lie between 1 and 12.",
        "A figure cannot be entered before it is published.",
    ]


def test_a_missing_value_and_a_broken_rule_are_told_together(db):
    row = Indicator(district=a_unit(kind="district"), key="gdp", measured_as="level")

    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        checked_save(row)

    assert sorted(refusal.value.messages) == ["A level needs its unit, such as 亿元.", "This field cannot be blank."]


def test_a_taken_number_and_key_are_both_told(db):
    area = an_area(number=1, key="opening")

    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        open_area(WorkArea(programme=area.programme, number=1, key="opening", title_zh="对外开放"), by=None)

    assert refusal.value.messages == [
        "This programme has a work area with this number already.",
        "This programme has a work area with this key already.",
    ]


def test_what_a_row_belongs_to_is_looked_up_where_only_its_number_is_known(db):
    with translation.override("en"), pytest.raises(ValidationError, match="is not a valid choice"):
        checked_save(Unit(code="water", kind="bureau", name_zh="区水务局", parent_id=987_654))
