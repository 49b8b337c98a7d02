"""Figures in a workbook: the statistics unit's own, refused by the same rules as in the grid."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from targets.models import Observation
from tests.builders import a_goal, a_known_observation, a_programme, a_unit, an_indicator, an_officer
from tests.workbooks import a_workbook, lines

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 15)
PAGE = "/songbei-2023/figures/excel/"
HEAD = ["District", "Indicator", "Growth or level", "Period", "Published on", "Value", "Source"]
JULY = ["songbei", "gdp", "growth", "2023-07", date(2023, 8, 20), 6.1, "统计公报"]


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = TODAY


@pytest.fixture
def indicator():
    programme = a_programme(slug="songbei-2023", district=a_unit("songbei", kind="district"))
    indicator = an_indicator(programme.district, key="gdp")
    a_goal(programme, indicator=indicator)
    return indicator


@pytest.fixture
def reporter(client, indicator):
    client.force_login(indicator.owner)
    client.cookies["language"] = "en"
    return client


def upload(client, *rows):
    return client.post(PAGE, {"file": SimpleUploadedFile("august.xlsx", a_workbook(HEAD, *rows))})


def found(answer):
    return [(row.state, [text for _, text in row.faults]) for row in answer.context["work"].rows()]


def write(client, answer):
    work = answer.context["work"]
    held = {"held": work.form.to_hold, "name": "august.xlsx", "previewed": work.preview.fingerprint}
    return client.post(PAGE, held | {"action": "write"})


def test_a_figure_is_previewed_then_waits_for_verification(reporter, indicator):
    answer = upload(reporter, JULY)
    assert (found(answer), Observation.objects.count()) == ([("added", [])], 0)

    assert write(reporter, answer).status_code == 302

    row = Observation.objects.get()
    assert (row.state, row.value, row.period.key, row.published_on, row.source, row.entered_by, row.entered_on) == (
        "submitted", Decimal("6.1"), "2023-07", date(2023, 8, 20), "统计公报", indicator.owner, TODAY,
    )  # fmt: skip


def test_what_is_known_changes_nothing_and_a_revision_is_a_row_of_its_own(reporter, indicator):
    a_known_observation(indicator, "6.1", month=7, on=date(2023, 8, 20))
    answer = upload(reporter, JULY, [*JULY[:4], date(2023, 9, 1), 6.4, "修订"])
    assert (found(answer), answer.context["work"].counts()[2]) == ([("added", [])], ("unchanged", 1))

    write(reporter, answer)

    assert list(Observation.objects.order_by("pk").values_list("value", flat=True)) == [Decimal("6.1"), Decimal("6.4")]


def test_the_rules_of_the_grid_refuse_rows(reporter):
    rows = [
        [*JULY[:3], "2023-09", *JULY[4:]],
        [*JULY[:3], "July", *JULY[4:]],
        [*JULY[:5], 6.12345, ""],
        [*JULY[:3], "2023-06", date(2023, 10, 1), 6, ""],
    ]
    assert found(upload(reporter, *rows)) == [
        ("refused", ["The period is not over yet."]),
        ("refused", ["Write the period as year and month: 2023-08."]),
        ("refused", ["Ensure that there are no more than 4 decimal places."]),
        ("refused", ["A day to come cannot be the day of publication."]),
    ]


def test_an_indicator_of_another_unit_is_unknown(reporter, indicator):
    other = an_indicator(indicator.district, key="trade")
    a_known_observation(other, "5", month=7, on=date(2023, 8, 20))

    answer = upload(reporter, ["songbei", "trade", *JULY[2:]], ["songbei", "nothing", *JULY[2:]])

    assert found(answer) == [
        ("refused", [f"“{key}” is unknown here. Choose one of the list, or add it first."])
        for key in ("trade", "nothing")
    ]
    assert len(lines(reporter.get(f"{PAGE}export/").content)) == 1


def test_who_enters_no_figures_has_no_such_page(client, indicator):
    client.force_login(an_officer("reporter", unit=a_unit("elsewhere")))
    assert [client.get(url).status_code for url in (PAGE, f"{PAGE}export/")] == [404, 404]
