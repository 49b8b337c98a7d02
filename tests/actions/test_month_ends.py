from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from newarea import tasks
from newarea.actions.month_ends import copy_month_ends, disagreements, keep_month_ends
from newarea.models import MonthEnd, Programme, Report, Terms, Undertaking
from tests.builders import a_close_out, a_programme, a_verified, an_undertaking

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

START, DUE = date(2023, 3, 1), date(2023, 6, 8)  # a hundred days: one point a day, 56 on the reporting day 2023-04-25
APRIL, MAY = date(2023, 4, 30), date(2023, 5, 31)


@pytest.fixture
def programme() -> Programme:
    return a_programme(slug="songbei", adopted_on=date(2023, 3, 1))


@pytest.fixture
def slow(programme) -> Undertaking:
    """Yellow in April: 56 points planned, 40 verified."""
    undertaking = an_undertaking(programme, key="slow", start_on=START, due_on=DUE)
    a_verified(undertaking, 40, on=date(2023, 4, 20))
    return undertaking


def kept(undertaking: Undertaking) -> list[tuple[date, str]]:
    return list(undertaking.month_ends.order_by("day").values_list("day", "light"))


def test_every_month_that_is_over_since_adoption_is_kept_once(programme, slow):
    assert copy_month_ends(programme, on=MAY) == 2
    assert copy_month_ends(programme, on=MAY) == 0
    assert copy_month_ends(programme, on=date(2023, 6, 1)) == 1

    assert kept(slow) == [(date(2023, 3, 31), "yellow"), (APRIL, "yellow"), (MAY, "red")]


def test_a_copy_holds_the_figures_and_the_reason_of_the_day(programme, slow):
    copy_month_ends(programme, on=MAY)

    row = slow.month_ends.get(day=APRIL)
    assert (row.light, row.word, row.planned, row.verified, row.measure_on) == (
        "yellow", "slow", Decimal("56.0000"), Decimal("40.00"), date(2023, 4, 25),
    )  # fmt: skip
    assert row.reason == {
        "code": "gap_yellow",
        "figures": {
            "measure_on": "2023-04-25",
            "planned": "56.0000",
            "verified": "40.00",
            "gap": "16.0000",
            "yellow_from": "10",
            "red_above": "30",
        },
    }


def test_making_good_in_may_does_not_repaint_april(programme, slow):
    copy_month_ends(programme, on=MAY)

    a_verified(slow, 90, on=date(2023, 5, 24))
    copy_month_ends(programme, on=date(2023, 6, 1))

    assert kept(slow)[1:] == [(APRIL, "yellow"), (MAY, "green")]
    assert disagreements(programme) == []


def test_a_close_out_verified_later_does_not_repaint_the_month_it_was_done_in(programme, slow):
    a_close_out(slow, on=date(2023, 4, 28), verified_on=date(2023, 5, 4))
    copy_month_ends(programme, on=date(2023, 6, 1))

    assert kept(slow)[1:] == [(APRIL, "yellow"), (MAY, "closed")]
    assert disagreements(programme) == []


@pytest.mark.parametrize(
    ("table", "change", "computed"),
    [
        (Report, {"percent": 60}, ("green", Decimal("60.00"))),
        (Report, {"percent": Decimal("40.01")}, ("yellow", Decimal("40.01"))),
        (Terms, {"due_on": date(2023, 12, 31)}, ("green", Decimal("40.00"))),
    ],
)
def test_a_fact_that_was_tampered_with_disagrees(programme, slow, table, change, computed):
    copy_month_ends(programme, on=MAY)

    table.objects.filter(undertaking=slow).update(**change)

    found = {one.kept.day: one.computed for one in disagreements(programme)}
    assert (found[APRIL].light, found[APRIL].verified) == computed


def test_a_kept_light_that_was_tampered_with_disagrees(programme, slow):
    copy_month_ends(programme, on=MAY)

    MonthEnd.objects.filter(day=APRIL).update(light="green")

    assert [(one.kept.day, one.kept.light, one.computed.light) for one in disagreements(programme)] == [
        (APRIL, "green", "yellow")
    ]


def test_a_plan_that_was_tampered_away_disagrees(programme, slow):
    copy_month_ends(programme, on=MAY)

    slow.terms.update(known_on=MAY)

    assert [one.computed for one in disagreements(programme)] == [None, None]


def test_a_draft_has_no_month_ends():
    programme = a_programme(adopted_on=None)
    an_undertaking(programme)

    assert copy_month_ends(programme, on=date(2023, 12, 31)) == 0


def test_what_is_planned_later_has_no_earlier_month_ends(programme, slow):
    later = an_undertaking(programme, on=date(2023, 5, 2))

    assert keep_month_ends(on=date(2023, 6, 1)) == 4
    assert [day for day, _ in kept(later)] == [MAY]


def test_the_hourly_task_keeps_what_is_over(settings, programme, slow):
    settings.DAY = date(2023, 5, 1)

    tasks.keep_month_ends()

    assert kept(slow)[-1] == (APRIL, "yellow")


def test_the_command_keeps_and_checks(settings, programme, slow, capsys):
    settings.DAY, settings.LANGUAGE_CODE = MAY, "en"

    call_command("month_ends")
    call_command("month_ends", "--check")

    assert capsys.readouterr().out == "2 month-end lights kept.\nAll month-end lights agree with the facts.\n"


def test_the_check_lists_what_disagrees_and_fails(settings, programme, slow):
    settings.DAY = MAY
    call_command("month_ends")
    Report.objects.update(percent=70)

    with pytest.raises(CommandError) as refused:
        call_command("month_ends", "--check")

    assert refused.value.returncode == 1
    assert str(refused.value).splitlines() == [
        "1 month-end light disagrees with the facts:",
        "  2023-04-30 slow: kept as Behind (planned 56%, verified 40%); "
        "the facts say On track (planned 56%, verified 70%)",
    ]
