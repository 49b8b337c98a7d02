from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from newarea.actions.plan import (
    end_override,
    hand_over_post,
    reopen,
    replace_unit,
    revise_plan,
    set_override,
)
from newarea.models import LightOverride, Officer, Report, Stale, Terms, Undertaking, Unit, reference
from newarea.models.undertaking_on import undertakings_on
from tests.builders import (
    ADOPTED_ON,
    a_close_out,
    a_programme,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JULY, AUGUST, TODAY = date(2023, 7, 25), date(2023, 8, 24), date(2023, 9, 15)


def plan_of(undertaking: Undertaking) -> list[tuple[str, date, date | None]]:
    return [(str(row.kind), row.known_on, row.superseded_on) for row in undertaking.terms.order_by("pk")]


def on_day(undertaking: Undertaking, day: date):
    return undertakings_on(Undertaking.objects.filter(pk=undertaking.pk), day, reference())[0]


def test_a_new_undertaking_has_its_first_terms():
    undertaking = an_undertaking()

    assert plan_of(undertaking) == [("planned", ADOPTED_ON, None)]
    assert (undertaking.generation, undertaking.original_due_on) == (1, date(2023, 9, 30))


def test_a_changed_plan_is_known_from_the_day_of_the_change():
    undertaking = an_undertaking()

    revise_plan(undertaking, seen=1, by=None, on=TODAY, reason="更正", due_on=date(2023, 11, 30))

    assert plan_of(undertaking) == [("planned", ADOPTED_ON, TODAY), ("corrected", TODAY, None)]
    assert [on_day(undertaking, day).facts.due_on for day in (AUGUST, TODAY)] == [
        date(2023, 9, 30),
        date(2023, 11, 30),
    ]


def test_what_is_no_part_of_the_plan_leaves_the_terms_alone():
    undertaking = an_undertaking()

    revise_plan(undertaking, seen=1, by=None, on=TODAY, title_zh="主体封顶")

    assert (plan_of(undertaking), undertaking.generation) == ([("planned", ADOPTED_ON, None)], 1)
    assert undertaking.history.first().title_zh == "主体封顶"


@pytest.mark.parametrize(
    ("change", "generation"),
    [
        ({"due_on": date(2023, 10, 31)}, 2),
        ({"due_on": date(2023, 9, 30)}, 1),
        ({"start_on": date(2023, 3, 1)}, 1),
        ({"weight": Decimal(20)}, 1),
    ],
)
def test_a_moved_date_begins_a_new_generation(change, generation):
    undertaking = an_undertaking()

    revise_plan(undertaking, seen=1, by=None, on=TODAY, **change)

    assert undertaking.generation == generation


def test_the_old_date_coming_back_is_a_new_generation_too():
    undertaking = an_undertaking()

    revise_plan(undertaking, seen=1, by=None, on=TODAY, due_on=date(2023, 10, 31))
    revise_plan(undertaking, seen=2, by=None, on=TODAY, due_on=date(2023, 9, 30))

    assert undertaking.generation == 3


def test_a_plan_is_changed_over_the_version_that_was_seen():
    undertaking = an_undertaking()
    other = Undertaking.objects.get(pk=undertaking.pk)
    revise_plan(undertaking, seen=1, by=None, on=TODAY, weight=Decimal(30))

    with pytest.raises(Stale) as stale:
        revise_plan(other, seen=1, by=None, on=TODAY, weight=Decimal(40))

    assert (stale.value.current.weight, undertaking.terms.count()) == (Decimal(30), 2)


def test_a_due_date_before_the_start_is_refused_and_nothing_is_left():
    undertaking = an_undertaking()

    with pytest.raises(ValidationError, match="must not lie before the start"):
        revise_plan(undertaking, seen=1, by=None, on=TODAY, due_on=date(2023, 1, 1))

    row = Undertaking.objects.get(pk=undertaking.pk)
    assert (row.version, row.due_on, row.terms.count()) == (1, date(2023, 9, 30), 1)


def test_a_draft_programme_has_no_original_date_to_keep():
    undertaking = an_undertaking(a_programme(adopted_on=None))

    revise_plan(undertaking, seen=1, by=None, on=TODAY, due_on=date(2023, 12, 1))

    assert undertaking.original_due_on == date(2023, 12, 1)


def test_a_successor_inherits_what_is_open_and_history_keeps_the_old_name():
    bureau = a_unit()
    old, new = an_officer(unit=bureau), an_officer(unit=bureau)
    open_one, closed = (an_undertaking(lead_unit=bureau, owner=old) for _ in range(2))
    a_close_out(closed, on=AUGUST)
    unit = a_unit(head=old)

    count = hand_over_post(old, new, by=an_inspector(), on=TODAY, reason="岗位调整")

    open_one.refresh_from_db(), closed.refresh_from_db(), unit.refresh_from_db()
    assert (count, open_one.owner, closed.owner, unit.head) == (1, new, old, new)
    assert [(row.kind, row.owner) for row in open_one.terms.order_by("pk")] == [
        (Terms.Kind.PLANNED, old),
        (Terms.Kind.HANDED_OVER, new),
    ]
    assert open_one.generation == 2
    assert on_day(open_one, AUGUST).owner_id == old.pk


def test_nobody_succeeds_to_themselves():
    officer = an_officer()

    with pytest.raises(ValidationError, match="somebody else"):
        hand_over_post(officer, officer, by=None, on=TODAY)


@pytest.mark.parametrize(("role", "is_of_the_unit"), [("reporter", False), ("delegate", True), ("inspector", False)])
def test_only_the_lead_units_people_take_over_its_items(role, is_of_the_unit):
    undertaking = an_undertaking(title_en="Main structure")
    stranger = an_officer(role, unit=undertaking.lead_unit if is_of_the_unit else a_unit())

    with pytest.raises(ValidationError, match="“Main structure” is led by Bureau"):
        hand_over_post(undertaking.owner, stranger, by=None, on=TODAY)

    assert Undertaking.objects.get(pk=undertaking.pk).owner == undertaking.owner


def test_an_item_without_a_lead_unit_passes_to_anybody():
    undertaking = an_undertaking(lead_unit=None, owner=an_officer())

    assert hand_over_post(undertaking.owner, an_officer(), by=None, on=TODAY) == 1


def test_a_successor_unit_inherits_officers_and_open_undertakings():
    old, new = a_unit(), a_unit()
    undertaking, officer = an_undertaking(lead_unit=old), an_officer(unit=old)

    replace_unit(old, new, by=None, on=TODAY, reason="机构改革")

    undertaking.refresh_from_db()
    assert (undertaking.lead_unit, Officer.objects.get(pk=officer.pk).unit) == (new, new)
    assert Unit.objects.filter(pk=old.pk, ended_on=TODAY, succeeded_by=new).exists()
    assert on_day(undertaking, AUGUST).lead_unit_id == old.pk


def test_reopening_restores_the_figure_that_stood_before():
    undertaking = an_undertaking()
    a_verified(undertaking, 70, on=JULY)
    closing = a_close_out(undertaking, on=AUGUST)
    undertaking.refresh_from_db()

    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=TODAY, reason="验收资料不实")

    closing.refresh_from_db()
    figure = undertaking.reports.verified().get(superseded_on=None)
    assert (undertaking.closed_on, undertaking.generation) == (None, 2)
    assert (closing.reopened_on, closing.superseded_on) == (TODAY, TODAY)
    assert (figure.percent, figure.speaks_for, figure.is_restored, figure.decided_on) == (70, JULY, True, TODAY)


def test_days_before_a_reopening_keep_the_close_out():
    undertaking = an_undertaking()
    a_verified(undertaking, 70, on=JULY)
    a_close_out(undertaking, on=AUGUST)
    undertaking.refresh_from_db()
    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=TODAY, reason="验收资料不实")

    days = [on_day(undertaking, day) for day in (JULY, AUGUST, date(2023, 9, 14), TODAY)]

    assert [(row.facts.verified, row.facts.completed_on) for row in days] == [
        (70, None),
        (100, AUGUST),
        (100, AUGUST),
        (70, None),
    ]


def test_reopening_what_had_no_figure_before_leaves_none():
    undertaking = an_undertaking()
    a_close_out(undertaking, on=AUGUST)
    undertaking.refresh_from_db()

    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=TODAY, reason="验收资料不实")

    assert on_day(undertaking, TODAY).facts.verified is None


def test_a_second_close_out_after_a_reopening_stands():
    undertaking = an_undertaking()
    a_close_out(undertaking, on=AUGUST)
    undertaking.refresh_from_db()
    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=TODAY, reason="验收资料不实")

    a_close_out(undertaking, on=date(2023, 9, 20))

    undertaking.refresh_from_db()
    assert undertaking.closed_on == date(2023, 9, 20)
    assert on_day(undertaking, date(2023, 9, 20)).standing.light == "closed"


def test_who_reopens_second_is_told():
    undertaking = an_undertaking()
    a_close_out(undertaking, on=AUGUST)
    first, second = Undertaking.objects.get(pk=undertaking.pk), Undertaking.objects.get(pk=undertaking.pk)
    reopen(first, seen=first.version, by=an_inspector(), on=TODAY, reason="不实")

    with pytest.raises(Stale):
        reopen(second, seen=second.version, by=an_inspector(), on=TODAY, reason="不实")
    assert Report.objects.filter(is_restored=True).count() == 0


@pytest.mark.parametrize("reason", ["", "  "])
def test_reopening_needs_a_reason(reason):
    undertaking = an_undertaking()
    a_close_out(undertaking, on=AUGUST)
    undertaking.refresh_from_db()

    with pytest.raises(ValidationError, match="Say why"):
        reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=TODAY, reason=reason)


def test_a_manual_light_stands_beside_the_computed_one():
    undertaking = an_undertaking()
    inspector = an_inspector()

    set_override(undertaking, light="red", reason="现场停工", by=inspector, on=AUGUST)
    set_override(undertaking, light="yellow", reason="已复工", by=inspector, on=TODAY)

    rows = [(row.light, row.from_on, row.ended_on) for row in LightOverride.objects.order_by("pk")]
    assert rows == [("red", AUGUST, TODAY), ("yellow", TODAY, None)]
    assert [on_day(undertaking, day).override_light for day in (JULY, AUGUST, TODAY)] == [None, "red", "yellow"]
    assert end_override(undertaking, by=inspector, on=TODAY) == 1
    assert end_override(undertaking, by=inspector, on=TODAY) == 0


def test_a_manual_light_needs_a_reason():
    with pytest.raises(ValidationError):
        set_override(an_undertaking(), light="red", reason=" ", by=an_inspector(), on=TODAY)
