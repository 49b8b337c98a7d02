"""Rules, calendar and programmes are read once an edition; whatever changes them begins a new one."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from newarea.actions.programmes import open_programme, revise_programme, withdraw_programme
from newarea.actions.rules import add_rules, remove_rules, revise_rules
from newarea.actions.units import revise_unit
from newarea.actions.working_calendar import declare_year, seed_calendar, set_workday
from newarea.domain.standing import Rules
from newarea.models import Programme, ReferenceEdition, StandingRules, Workday, reference, touch_reference
from newarea.models.undertaking_on import undertakings_on
from tests.builders import a_programme, a_unit, a_verified, an_officer, an_undertaking

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TODAY, MONDAY = date(2023, 9, 4), date(2023, 10, 9)


@pytest.fixture
def programme() -> Programme:
    return a_programme(slug="songbei")


def add_later_rules(programme: Programme) -> None:
    add_rules(StandingRules(in_force_from=TODAY, yellow_from=5), by=None, on=TODAY)


CHANGES: dict[str, Callable[[Programme], object]] = {
    "a programme is opened": lambda programme: open_programme(
        Programme(slug="next", district=programme.district, year=2024, area_zh="新区")
    ),
    "a programme is revised": lambda programme: revise_programme(
        programme, seen=programme.version, by=None, area_zh="松北区"
    ),
    "a programme is withdrawn": lambda programme: withdraw_programme(Programme.objects.get(slug="draft")),
    "a district is renamed": lambda programme: revise_unit(
        programme.district, seen=programme.district.version, by=None, name_zh="松北"
    ),
    "a working day is decreed": lambda programme: set_workday(MONDAY, is_working=False),
    "a year is seeded": lambda programme: seed_calendar(2021, 2021),
    "a year is declared": lambda programme: declare_year(2022),
    "rules are added": add_later_rules,
}


def content() -> tuple[object, ...]:
    held = reference()
    programmes = [(p.slug, p.area_zh, p.district.name_zh) for p in held.programmes]
    return held.rules, held.calendar.exceptions, held.calendar.known_years, programmes


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_edition_ends_with_every_change(programme, change):
    a_programme(slug="draft", adopted_on=None)
    Workday.objects.filter(day__year=2022).update(is_official=False)
    touch_reference()
    before, seen = reference(), content()

    change(programme)

    assert reference() is not before
    assert content() != seen


def test_rules_that_are_revised_or_removed_end_an_edition(programme):
    rules = add_rules(StandingRules(in_force_from=TODAY, yellow_from=5), by=None, on=TODAY)
    revise_rules(rules, seen=rules.version, by=None, on=TODAY, yellow_from=6)
    assert reference().rules_on(TODAY).yellow_from == 6

    remove_rules(rules, on=TODAY)
    assert reference().rules_on(TODAY) == Rules()


def test_a_change_that_is_rolled_back_was_never_seen(programme):
    before = reference()

    with transaction.atomic():
        set_workday(MONDAY, is_working=False)
        assert not reference().calendar.is_working(MONDAY)
        transaction.set_rollback(True)

    assert reference() is before
    assert reference().calendar.is_working(MONDAY)


def test_what_is_known_costs_one_query_and_what_is_new_eight(programme, django_assert_num_queries):
    touch_reference()
    with django_assert_num_queries(8):
        reference()
    with django_assert_num_queries(1):
        reference()


def test_without_an_edition_nothing_is_kept(programme, django_assert_num_queries):
    ReferenceEdition.objects.all().delete()

    for _ in range(2):
        with django_assert_num_queries(8):
            assert [p.slug for p in reference().programmes] == ["songbei"]


def test_days_gone_by_keep_the_rules_they_were_judged_by(programme):
    for since, yellow_from in ((date(2023, 9, 1), 20), (date(2023, 3, 1), 15)):
        StandingRules.objects.create(in_force_from=since, yellow_from=yellow_from)
    touch_reference()

    days = [date(2023, 2, 28), date(2023, 3, 1), date(2023, 8, 31), date(2023, 9, 1)]
    assert [reference().rules_on(day).yellow_from for day in days] == [10, 15, 15, 20]


def test_a_threshold_moves_lights_from_its_day_on(programme):
    undertaking = an_undertaking(programme, start_on=date(2023, 6, 8), due_on=date(2023, 9, 15))
    a_verified(undertaking, 60, on=date(2023, 8, 24))
    add_rules(StandingRules(in_force_from=TODAY, yellow_from=20), by=None, on=TODAY)

    days = [date(2023, 9, 3), TODAY]
    rows = [undertakings_on(programme.undertakings.all(), day, reference())[0].standing for day in days]
    assert [(row.light.value, row.gap) for row in rows] == [("yellow", Decimal(19)), ("green", Decimal(19))]


def test_drafts_are_for_those_who_make_them(programme):
    a_programme(slug="draft", adopted_on=None)
    readers = [AnonymousUser(), *map(an_officer, ("delegate", "reporter", "inspector", "leader", "administrator"))]

    seen = [len(reference().programmes_for(reader)) for reader in readers]

    assert seen == [1, 1, 1, 2, 2, 2]


def test_a_year_without_a_decree_is_not_known(programme):
    Workday.objects.filter(day__year=2024).update(is_official=False)
    touch_reference()

    assert [reference().calendar.is_known(year) for year in (2021, 2022, 2023, 2024)] == [False, True, True, False]


def test_a_bureau_that_is_renamed_ends_no_edition(programme):
    before, bureau = reference(), a_unit()

    revise_unit(bureau, seen=bureau.version, by=None, name_zh="住建局")

    assert reference() is before
