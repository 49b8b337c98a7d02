"""As of a day means: what was known by the end of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from newarea.actions.extensions import ask_extension, grant_extension, refuse_extension
from newarea.actions.plan import end_override, hand_over_post, reopen, replace_unit, revise_plan, set_override
from newarea.actions.reports import return_report, verify_report
from newarea.domain.standing import Facts
from newarea.models import Extension, Undertaking, reference
from newarea.models.undertaking_on import UndertakingOn, undertakings_on
from tests.builders import (
    ADOPTED_ON,
    NOON,
    a_close_out,
    a_draft,
    a_programme,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

START, DUE, LATER = date(2023, 6, 8), date(2023, 9, 15), date(2023, 11, 4)
SENT, DECIDED = date(2023, 8, 24), date(2023, 8, 28)
BEFORE, TODAY = date(2023, 8, 27), date(2023, 9, 4)


def planned(**values) -> Undertaking:
    return an_undertaking(**{"start_on": START, "due_on": DUE} | values)


def known(undertaking: Undertaking, day: date) -> UndertakingOn:
    [row] = undertakings_on(Undertaking.objects.filter(pk=undertaking.pk), day, reference())
    return row


def lights(undertaking: Undertaking, *days: date) -> list[str]:
    return [known(undertaking, day).standing.light.value for day in days]


def asked(undertaking: Undertaking) -> Extension:
    return ask_extension(
        undertaking, new_due_on=LATER, reason="汛期", present_percent=Decimal(50), by=undertaking.owner, on=SENT
    )


def test_all_that_is_known_of_an_undertaking():
    undertaking = planned(weight=Decimal(30))
    a_verified(undertaking, 60, on=SENT, verified_on=DECIDED)
    a_submitted(undertaking, 100, on=date(2023, 9, 1), speaks_for=date(2023, 8, 31), closes=True)

    assert known(undertaking, TODAY).facts == Facts(
        start_on=START,
        due_on=DUE,
        original_due_on=DUE,
        adopted_on=ADOPTED_ON,
        weight=Decimal(30),
        verified=Decimal(60),
        verified_for=SENT,
        verified_submitted_on=SENT,
        waiting_since=date(2023, 9, 1),
        waiting_closes=True,
        waiting_percent=Decimal(100),
    )


def test_an_item_without_a_lead_unit_has_no_whole_plan():
    assert [known(planned(**values), TODAY).standing.is_whole for values in ({}, {"lead_unit": None})] == [True, False]


def test_what_is_not_planned_yet_is_absent():
    undertaking = planned(on=DECIDED)
    everything = Undertaking.objects.filter(pk=undertaking.pk)

    assert undertakings_on(everything, BEFORE, reference()) == []
    assert known(undertaking, DECIDED).facts.due_on == DUE


def test_an_extension_decided_later_does_not_change_earlier_days():
    undertaking = planned()
    a_verified(undertaking, 60, on=SENT)
    extension = asked(undertaking)
    earlier = [known(undertaking, day) for day in (date(2023, 8, 25), BEFORE)]

    grant_extension(extension, by=an_inspector(), on=DECIDED, now=NOON, seen=extension.version)

    assert [known(undertaking, day) for day in (date(2023, 8, 25), BEFORE)] == earlier
    assert [(row.facts.due_on, row.facts.original_due_on) for row in (earlier[1], known(undertaking, DECIDED))] == [
        (DUE, DUE),
        (LATER, DUE),
    ]
    assert lights(undertaking, BEFORE, DECIDED) == ["yellow", "green"]


def test_a_refused_or_waiting_extension_moves_nothing():
    undertaking = planned()
    extension = asked(undertaking)
    assert known(undertaking, BEFORE).facts.due_on == DUE

    refuse_extension(extension, by=an_inspector(), on=DECIDED, now=NOON, seen=extension.version, note="理由不充分")

    assert known(undertaking, TODAY).facts.due_on == DUE


def test_a_corrected_plan_holds_from_its_day():
    undertaking = planned()

    revise_plan(undertaking, seen=1, by=None, on=DECIDED, start_on=date(2023, 7, 1), weight=Decimal(5))

    plans = [(row.start_on, row.weight) for row in (known(undertaking, day).facts for day in (BEFORE, DECIDED))]
    assert plans == [(START, None), (date(2023, 7, 1), Decimal(5))]


def test_a_figure_waits_until_its_verification_is_known():
    undertaking = planned()
    a_verified(undertaking, 30, on=date(2023, 7, 24))
    a_verified(undertaking, 80, on=SENT, verified_on=DECIDED)

    waits = [
        (f.verified, f.waiting_since, f.waiting_percent) for f in _facts(undertaking, date(2023, 8, 23), SENT, BEFORE)
    ]
    assert waits == [(30, None, None), (30, SENT, 80), (30, SENT, 80)]
    assert [(f.verified, f.waiting_since) for f in _facts(undertaking, DECIDED)] == [(80, None)]


def test_a_returned_report_waited_until_it_was_returned_and_says_nothing_after():
    undertaking = planned()
    report = a_submitted(undertaking, 80, on=SENT)
    return_report(report, by=an_inspector(), on=DECIDED, now=NOON, seen=report.version, note="缺验收单")

    waits = [(f.verified, f.waiting_since) for f in _facts(undertaking, BEFORE, DECIDED, TODAY)]
    assert waits == [(None, SENT), (None, None), (None, None)]


def test_handed_in_and_decided_on_one_day_never_waits_at_its_end():
    undertaking = planned()
    report = a_submitted(undertaking, 40, on=SENT)
    verify_report(report, by=an_inspector(), on=SENT, now=NOON, seen=report.version)
    a_verified(undertaking, 50, on=SENT)

    assert [(f.verified, f.waiting_since) for f in _facts(undertaking, SENT)] == [(50, None)]


def test_a_draft_is_known_to_nobody():
    undertaking = planned()
    a_draft(undertaking, 80, speaks_for=SENT)

    assert _facts(undertaking, TODAY)[0] == Facts(
        start_on=START, due_on=DUE, original_due_on=DUE, adopted_on=ADOPTED_ON
    )


def test_a_manual_light_stands_beside_the_computed_one_while_it_is_in_force():
    undertaking, inspector = planned(), an_inspector()
    set_override(undertaking, light="red", reason="停工", by=inspector, on=SENT)
    set_override(undertaking, light="yellow", reason="复工", by=inspector, on=DECIDED)
    end_override(undertaking, by=inspector, on=TODAY)

    seen = [known(undertaking, day) for day in (date(2023, 8, 23), SENT, BEFORE, DECIDED, TODAY)]
    assert [(row.override_light, row.override_reason) for row in seen] == [
        (None, None), ("red", "停工"), ("red", "停工"), ("yellow", "复工"), (None, None),
    ]  # fmt: skip
    assert lights(undertaking, SENT) == ["red"]


def test_a_handed_over_undertaking_shows_who_had_it_on_the_day():
    undertaking = planned()
    old, new = undertaking.owner, an_officer(unit=undertaking.lead_unit)
    hand_over_post(old, new, by=None, on=DECIDED)

    assert [known(undertaking, day).owner_id for day in (BEFORE, DECIDED)] == [old.pk, new.pk]


def test_a_replaced_unit_keeps_its_name_on_the_days_before():
    old, new = a_unit(name_zh="旧局", name_en="Old"), a_unit(name_zh="新局", name_en="New")
    undertaking = planned(lead_unit=old)
    replace_unit(old, new, by=None, on=DECIDED)

    before, after = known(undertaking, BEFORE), known(undertaking, DECIDED)
    assert (before.lead_unit, after.lead_unit, after.lead_unit_id) == ("旧局", "新局", new.pk)
    with translation.override("en"):
        assert before.lead_unit == "Old"


def test_closed_reopened_and_closed_again():
    undertaking = planned()
    a_verified(undertaking, 60, on=date(2023, 7, 24))
    a_close_out(undertaking, on=date(2023, 8, 1), verified_on=date(2023, 8, 3))
    undertaking.refresh_from_db()
    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=SENT, reason="验收不合格")
    a_close_out(undertaking, on=TODAY)

    days = [date(2023, 8, 2), date(2023, 8, 3), date(2023, 8, 23), SENT, BEFORE, TODAY]
    assert [(f.verified, f.completed_on) for f in _facts(undertaking, *days)] == [
        (60, None),
        (100, date(2023, 8, 1)),
        (100, date(2023, 8, 1)),
        (60, None),
        (60, None),
        (100, TODAY),
    ]
    assert lights(undertaking, *days) == ["green", "closed", "closed", "green", "yellow", "closed"]


def test_many_are_read_in_one_query_in_the_order_asked_for(django_assert_num_queries):
    programme = a_programme()
    for number in range(12):
        a_verified(planned(programme=programme, key=f"many-{number}"), 60, on=SENT)
    held = reference()

    with django_assert_num_queries(1):
        rows = undertakings_on(programme.undertakings.order_by("key"), TODAY, held, extra=["programme__slug"])

    assert [row.key for row in rows] == sorted(f"many-{number}" for number in range(12))
    assert {row.extra for row in rows} == {(programme.slug,)}


def _facts(undertaking: Undertaking, *days: date) -> list[Facts]:
    return [known(undertaking, day).facts for day in days]
