"""What the policy table decides, on literal days: copies, hours of sending, reporting days, make-up weekends."""

import re
from datetime import date, time

import pytest
from django.utils import translation

from newarea.actions.policies import revise_policy, revise_sending
from newarea.actions.reminders import plan_reminders
from newarea.actions.working_calendar import seed_calendar
from newarea.models import (
    Digest,
    DutyPolicy,
    Officer,
    Programme,
    Reminder,
    SendingPolicy,
    StandingRules,
    Undertaking,
    Workday,
    reference,
    touch_reference,
)
from tests.builders import a_goal, a_programme, a_submitted, a_unit, a_verified, an_indicator, an_inspector, an_officer
from tests.reminders.stage import SHANGHAI, a_day, a_duty, an_owner, ledger
from tests.reminders.test_planning import move

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DUE = date(2023, 9, 14)  # a Thursday; three working days later is Tuesday the 19th, ten is Thursday the 28th


@pytest.fixture
def unit():
    unit = a_unit()
    unit.head, unit.leader_in_charge = an_officer("head", unit=unit), an_officer("leader")
    unit.save()
    return unit


@pytest.fixture
def duty(unit) -> Undertaking:
    an_inspector()
    return a_duty(an_owner(unit), due_on=DUE)


def copies(duty: Undertaking) -> list[tuple[str, int, int]]:
    """Share, generation and step of the copies in the inbox, in the order of their writing."""
    rows = duty.reminders.filter(channel="inbox").exclude(share="owner").order_by("pk")
    return list(rows.values_list("share", "generation", "step"))


def change(kind: str = "undertaking", **values) -> None:
    row = DutyPolicy.objects.get(kind=kind)
    revise_policy(row, seen=row.version, by=None, **values)


def reports(owner: Officer) -> list[tuple[str, date, int]]:
    """Duty, due date and step of what is to be reported, without the person in the key."""
    rows = Reminder.objects.filter(person=owner, channel="inbox", kind="report", share="owner").order_by("pk")
    return [
        (duty.rpartition(":")[2], due_on, step) for duty, due_on, step in rows.values_list("duty", "due_on", "step")
    ]


def test_two_days_overdue_nobody_else_hears_of_it(duty):
    plan_reminders(on=date(2023, 9, 18))

    assert copies(duty) == []


def test_three_days_overdue_the_head_of_the_unit_gets_a_copy(duty, unit):
    plan_reminders(on=date(2023, 9, 19))

    assert copies(duty) == [("head", 1, -3)]
    (copy,) = duty.reminders.filter(channel="inbox", share="head")
    assert (copy.person, copy.owner) == (unit.head, duty.owner)


def test_ten_days_overdue_leader_and_inspection_office_too(duty):
    for day in (19, 27, 28):
        plan_reminders(on=date(2023, 9, day))

    assert copies(duty) == [("head", 1, -3), ("leader", 1, -10), ("inspection", 1, -10)]


def test_after_a_long_silence_all_of_them_at_once(duty):
    plan_reminders(on=date(2023, 10, 31))

    assert copies(duty) == [("head", 1, -3), ("leader", 1, -10), ("inspection", 1, -10)]


def test_a_copy_goes_once_however_long_it_stays_overdue(duty):
    for day in (date(2023, 9, 28), date(2023, 10, 9), date(2023, 11, 30)):
        a_day(day)

    assert [share for share, *_ in copies(duty)] == ["head", "leader", "inspection"]


def test_a_new_date_is_a_new_generation_with_copies_of_its_own(duty):
    plan_reminders(on=date(2023, 9, 19))
    move(duty, on=date(2023, 9, 19), due_on=date(2023, 9, 20), reason="节后")
    plan_reminders(on=date(2023, 9, 22))
    plan_reminders(on=date(2023, 9, 25))

    assert copies(duty) == [("head", 1, -3), ("head", 2, -3)]


def test_the_table_moves_the_copies(duty):
    change(head_after=2, leader_after=None, inspection_after=4)
    plan_reminders(on=date(2023, 9, 18))
    plan_reminders(on=date(2023, 9, 20))

    assert copies(duty) == [("head", 1, -2), ("inspection", 1, -4)]


def test_a_copy_that_went_out_goes_again_only_at_another_day_of_the_table(duty):
    plan_reminders(on=date(2023, 9, 19))
    change(leader_after=4)
    plan_reminders(on=date(2023, 9, 20))

    assert copies(duty) == [("head", 1, -3), ("leader", 1, -4)]


def test_each_kind_has_a_table_of_its_own(unit):
    owner = an_owner(unit)
    a_duty(owner, due_on=date(2023, 12, 29), start_on=date(2023, 7, 1))
    change("report", head_after=1, leader_after=None, inspection_after=None)
    change("undertaking", head_after=None)

    plan_reminders(on=date(2023, 8, 28))  # the Monday after the reporting day of Friday 25 August

    found = Reminder.objects.filter(channel="inbox").exclude(share="owner")
    assert list(found.values_list("kind", "share", "person", "step")) == [("report", "head", unit.head_id, -1)]


def test_who_answers_for_it_gets_no_copy_of_it(unit):
    duty = a_duty(unit.head, due_on=DUE)

    plan_reminders(on=date(2023, 9, 19))

    assert copies(duty) == []


def test_a_post_that_nobody_fills_gets_no_copy(duty, unit):
    Officer.objects.filter(pk=unit.leader_in_charge_id).update(is_active=False)

    plan_reminders(on=date(2023, 9, 28))

    assert [share for share, *_ in copies(duty)] == ["head", "inspection"]


def minutes_of_sending(day: date) -> set[time]:
    rows = Digest.objects.filter(day=day).values_list("not_before", flat=True)
    return {at.astimezone(SHANGHAI).time() for at in rows}


def test_changed_hours_move_the_minute_of_sending():
    a_duty(due_on=date(2023, 9, 15))
    a_duty(due_on=date(2023, 9, 18))
    row = SendingPolicy.objects.get()
    a_day(date(2023, 9, 15), 9, 5)
    assert all(time(9) < minute < time(10) for minute in minutes_of_sending(date(2023, 9, 15)))

    revise_sending(row, seen=1, by=None, opens=time(14), closes=time(16), spread_minutes=20)
    a_day(date(2023, 9, 18), 9, 5)
    assert minutes_of_sending(date(2023, 9, 18)) == set()
    a_day(date(2023, 9, 18), 14, 5)

    assert all(time(14) < minute < time(14, 20) for minute in minutes_of_sending(date(2023, 9, 18)))


def test_outside_the_changed_hours_nothing_goes_out():
    duty = a_duty(due_on=date(2023, 9, 15))
    revise_sending(SendingPolicy.objects.get(), seen=1, by=None, opens=time(14), closes=time(16))

    a_day(date(2023, 9, 15), 13, 55)
    a_day(date(2023, 9, 15), 16, 5)

    assert ledger(duty, "inbox") == [(1, 0, "pending", "")]


@pytest.mark.parametrize(
    ("reported_on", "on", "due_on", "step"),
    [
        (date(2023, 5, 24), date(2023, 6, 25), date(2023, 6, 25), 0),  # a Sunday, worked for the Dragon Boat Festival
        (date(2023, 5, 24), date(2023, 6, 21), date(2023, 6, 25), 1),  # the 22nd to 24th are the festival
        (date(2023, 9, 22), date(2023, 10, 25), date(2023, 10, 25), 0),  # a Wednesday
        (date(2023, 9, 22), date(2023, 10, 20), date(2023, 10, 25), 3),
        (date(2023, 10, 24), date(2023, 11, 24), date(2023, 11, 24), 0),  # the 25th is a Saturday
        (date(2024, 1, 24), date(2024, 2, 23), date(2024, 2, 23), 0),  # the 25th is a Sunday without work
    ],
)
def test_the_reporting_day_is_a_working_day(reported_on, on, due_on, step):
    owner = an_owner()
    duty = a_duty(owner, due_on=date(2024, 12, 31), start_on=date(2023, 2, 1))
    a_verified(duty, 10, on=reported_on)

    plan_reminders(on=on)

    assert reports(owner) == [(f"{due_on}", due_on, step)]


def test_a_reporting_day_in_the_holiday_is_the_working_day_before():
    """On the 3rd of the month, October's falls into the National Day holiday: it is 28 September."""
    StandingRules.objects.update(reporting_day=3)
    touch_reference()
    owner = an_owner()
    duty = a_duty(owner, due_on=date(2023, 12, 29), start_on=date(2023, 2, 1))
    a_verified(duty, 10, on=date(2023, 8, 31))

    for day in (date(2023, 9, 27), date(2023, 9, 28), date(2023, 10, 7)):
        plan_reminders(on=day)

    assert [(due_on, step) for _, due_on, step in reports(owner)] == [
        (date(2023, 9, 28), 1), (date(2023, 9, 28), 0), (date(2023, 9, 28), -1),
    ]  # fmt: skip


def test_make_up_weekends_count():
    """From 28 September to Tuesday 10 October: the 7th and 8th, a weekend, are worked; it is four days, not two."""
    duty = a_duty(due_on=date(2023, 10, 10))

    for day in (date(2023, 9, 27), date(2023, 9, 28), date(2023, 10, 7)):
        plan_reminders(on=day)

    assert [step for _, step, _, _ in ledger(duty, "inbox")] == [5, 3]


def test_a_year_nobody_knows_works_from_monday_to_friday():
    Workday.objects.filter(day__year=2031).delete()
    seed_calendar(2031, 2031)
    programme = a_programme(year=2031, adopted_on=date(2031, 1, 2))
    duty = a_duty(due_on=date(2031, 10, 2), programme=programme)

    plan_reminders(on=date(2031, 9, 29))

    assert (ledger(duty, "inbox"), reference().calendar.is_known(2031)) == ([(1, 3, "pending", "")], False)


def test_what_waits_for_the_office_is_nobodys_to_report(unit):
    owner = an_owner(unit)
    duty = a_duty(owner, due_on=date(2023, 12, 29), start_on=date(2023, 7, 1))
    a_submitted(duty, 10, on=date(2023, 8, 21))

    plan_reminders(on=date(2023, 8, 28))

    assert (reports(owner), copies(duty)) == ([], [])


def test_whoever_answers_is_told_who_was_told_in_copy(duty, unit):
    a_day(date(2023, 9, 18))
    a_day(date(2023, 9, 28))

    before, after = duty.owner.digests.filter(channel="mail", state="sent").order_by("day")
    office = Officer.objects.get(role="inspector")
    with translation.override("en"):
        copied = f"Copied to: {unit.head}, {unit.leader_in_charge}, {office}"
    assert ("Copied to" in before.body_text, copied in after.body_text, copied in after.body_html) == (
        False,
        True,
        True,
    )


def test_in_a_copy_there_is_something_to_look_at_and_no_form(duty, unit):
    a_day(date(2023, 9, 19))

    own, copy = (person.digests.get(channel="mail").body_html for person in (duty.owner, unit.head))

    assert ("Open the form" in own, "Look at it" in own) == (True, False)
    assert ("Open the form" in copy, "打开办理" in copy, "查看" in copy) == (False, False, True)
    assert (f"/undertakings/{duty.pk}/report/" in own, f"/undertakings/{duty.pk}/report/" in copy) == (True, False)


def test_whoever_gets_a_copy_may_open_what_it_leads_to(unit, client):
    """The form of a report, or of a figure, is for whoever answers for it."""
    inspector, owner = an_inspector(), an_owner(unit)
    a_duty(owner, due_on=date(2023, 12, 29), start_on=date(2023, 2, 1))
    programme = Programme.objects.get()
    a_goal(programme, indicator=an_indicator(programme.district, statistics_unit=unit, owner=owner, lag_days=20))

    a_day(date(2023, 9, 15))

    (copy,) = inspector.digests.filter(channel="inbox")
    client.force_login(inspector)
    pages = [(url, client.get(url).status_code) for url in re.findall(r'href="([^"]+)"', copy.body_html)]
    assert {status for _, status in pages} == {200}
    assert sorted({url.split("/")[-3] for url, _ in pages}) == ["indicators", "undertakings"]
