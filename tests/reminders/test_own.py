"""What the base lists beside undertakings. The reporting days of 2023: 25 July, 25 August, 25 September, 25 October."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from newarea.actions.extensions import ask_extension, refuse_extension
from newarea.actions.plan import hand_over_post
from newarea.actions.reminders.own import own_deadlines
from newarea.actions.reports import return_report
from newarea.actions.slips import issue_slip
from newarea.models import Officer, Reminder, Undertaking, reference
from tests.builders import (
    NOON,
    a_draft,
    a_milestone,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)  # fmt: skip
from tests.reminders.stage import a_day, a_duty, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FRIDAY = date(2023, 9, 15)
FAR = date(2023, 12, 29)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def listed(on: date, kind: str) -> list[tuple[str, date, int]]:
    """Title, due day and person of each."""
    held = reference()
    found = own_deadlines([p for p in held.programmes if p.state == "adopted"], on=on, reference=held)
    return [(each.title, each.due_on, each.person_id) for each in found if each.kind == kind]


def an_item(owner: Officer | None = None, **values) -> Undertaking:
    return a_duty(owner, **{"due_on": FAR, "start_on": date(2023, 2, 1)} | values)


def test_one_report_a_person_and_month_however_many_items():
    owner = an_owner()
    for item in (an_item(owner), an_item(owner), an_item(owner)):
        a_verified(item, on=date(2023, 8, 20))

    assert listed(FRIDAY, "report") == [("Progress report for Sep, 3 items", date(2023, 9, 25), owner.pk)]


def test_what_was_reported_since_the_last_reporting_day_is_not_due():
    owner = an_owner()
    for on in (date(2023, 8, 20), date(2023, 9, 14)):
        a_verified(an_item(owner), on=on)

    assert listed(FRIDAY, "report") == [("Progress report for Sep: 主体完工", date(2023, 9, 25), owner.pk)]


def test_a_month_that_was_missed_stays_due_by_its_own_day():
    owner = an_owner()
    a_verified(an_item(owner), on=date(2023, 7, 20))
    a_verified(an_item(owner), on=date(2023, 8, 20))

    assert listed(FRIDAY, "report") == [
        ("Progress report for Aug: 主体完工", date(2023, 8, 25), owner.pk),
        ("Progress report for Sep: 主体完工", date(2023, 9, 25), owner.pk),
    ]


def test_a_report_that_waits_is_in():
    a_submitted(an_item(), on=date(2023, 9, 1))

    assert listed(FRIDAY, "report") == []


def test_a_draft_is_not_in():
    owner = an_owner()
    item = an_item(owner)
    a_verified(item, on=date(2023, 8, 20))
    a_draft(item, speaks_for=date(2023, 9, 14))

    assert listed(FRIDAY, "report") == [("Progress report for Sep: 主体完工", date(2023, 9, 25), owner.pk)]


@pytest.mark.parametrize("values", [{"start_on": date(2023, 9, 16)}, {"owner": None}, {"closed_on": date(2023, 9, 1)}])
def test_no_report_is_due_for(values):
    item = an_item()
    Undertaking.objects.filter(pk=item.pk).update(**values)

    assert listed(FRIDAY, "report") == []


def test_the_reporting_day_moves_to_the_working_day_before():
    owner = an_owner()
    a_verified(an_item(owner), on=date(2023, 10, 20))

    assert [due for _, due, _ in listed(date(2023, 11, 20), "report")] == [date(2023, 11, 24)]  # the 25th: a Saturday


def test_a_returned_report_is_mended_within_three_working_days():
    owner = an_owner()
    item = an_item(owner, title_en="Main structure")
    report = a_submitted(item, on=date(2023, 9, 13))
    return_report(report, by=an_inspector(), on=date(2023, 9, 14), now=NOON, seen=report.version, note="缺照片")

    mended = listed(FRIDAY, "returned")

    assert mended == [("Returned, to be mended: Main structure", date(2023, 9, 19), owner.pk)]
    assert listed(FRIDAY, "report") == []


def test_a_report_in_its_place_ends_it():
    item = an_item()
    report = a_submitted(item, on=date(2023, 9, 13))
    return_report(report, by=an_inspector(), on=date(2023, 9, 14), now=NOON, seen=report.version, note="缺照片")
    a_submitted(item, on=FRIDAY)

    assert listed(FRIDAY, "returned") == []


def test_every_inspector_verifies_but_nobody_their_own():
    first, second = an_inspector(), an_inspector()
    for day in (11, 11, 13):
        a_submitted(an_item(), on=date(2023, 9, day))

    assert listed(FRIDAY, "verification") == [
        ("2 reports to verify, handed in on 11 Sep 2023", date(2023, 9, 18), first.pk),
        ("2 reports to verify, handed in on 11 Sep 2023", date(2023, 9, 18), second.pk),
        ("1 report to verify, handed in on 13 Sep 2023", date(2023, 9, 20), first.pk),
        ("1 report to verify, handed in on 13 Sep 2023", date(2023, 9, 20), second.pk),
    ]


def test_an_extension_is_decided_within_five_working_days():
    inspector, item = an_inspector(), an_item(title_en="Main structure")
    request = ask_extension(
        item, new_due_on=date(2024, 1, 31), reason="雨季", present_percent=50, by=item.owner, on=date(2023, 9, 13)
    )

    waiting = listed(FRIDAY, "decision")
    refuse_extension(request, by=inspector, on=FRIDAY, now=NOON, seen=request.version, note="理由不足")

    assert waiting == [("Extension to decide: Main structure", date(2023, 9, 20), inspector.pk)]
    assert listed(FRIDAY, "decision") == []


def test_a_digest_tells_of_all_of_it_and_falls_silent_once_it_is_done(smtp):
    owner, inspector = an_owner(), an_inspector(language="en")
    item = an_item(owner)
    a_submitted(item, on=date(2023, 9, 11))

    a_day(date(2023, 9, 15))
    told = {mail.recipients[0]: mail.text for mail in smtp.delivered}

    assert set(told) == {inspector.email}
    assert "1 report to verify, handed in on 11 Sep 2023" in told[inspector.email]


def test_what_was_verified_between_planning_and_sending_is_not_said(smtp):
    inspector = an_inspector(language="en")
    a_submitted(an_item(), on=date(2023, 9, 11))
    a_day(FRIDAY, 3)
    owed = set(Reminder.objects.values_list("kind", "state"))

    Undertaking.objects.get().reports.update(state="verified", decided_on=FRIDAY, decided_by=inspector)
    a_day(FRIDAY, 10)

    assert owed == {("verification", "pending")}
    assert set(Reminder.objects.filter(kind="verification").values_list("state", "cause")) == {("cancelled", "settled")}
    assert smtp.delivered == []


def test_handed_over_it_is_a_new_persons_duty():
    first = an_owner()
    second = an_owner(first.unit)
    a_verified(an_item(first), on=date(2023, 8, 20))
    hand_over_post(first, second, by=None, on=FRIDAY)

    assert [person for _, _, person in listed(FRIDAY, "report")] == [second.pk]


def test_nothing_of_a_draft_programme():
    programme = a_programme(adopted_on=None)
    an_undertaking(programme, owner=an_officer(unit=a_unit()))

    assert listed(FRIDAY, "report") == []


def test_as_many_queries_for_one_as_for_twenty():
    an_inspector()
    counts = []
    for number in (1, 20):
        for _ in range(number):
            a_submitted(an_item(), on=date(2023, 9, 11))
            a_verified(an_item(), on=date(2023, 8, 20))
            report = a_submitted(an_item(), on=date(2023, 9, 13))
            return_report(report, by=an_inspector(), on=FRIDAY, now=NOON, seen=report.version, note="缺照片")
        reference()
        with CaptureQueriesContext(connection) as captured:
            listed(FRIDAY, "report")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_what_is_about_one_item_belongs_to_its_project():
    owner = an_owner()
    project = a_project(a_programme(), number=4, name_en="Police")
    plan = {"owner": owner, "lead_unit": owner.unit, "start_on": date(2023, 2, 1), "due_on": date(2023, 9, 14)}
    item = a_milestone(project, **plan).undertaking
    inspector = an_inspector(unit=a_unit(is_inspection_office=True))
    reply_by = date(2023, 9, 20)
    issue_slip(item, colour="red", demand="", reply_by=reply_by, by=inspector, on=FRIDAY, now=NOON)

    found = own_deadlines(reference().programmes, on=FRIDAY, reference=reference())

    assert {each.kind: each.belongs_to for each in found} == {
        "report": "Project 4: Police",
        "slip": "Project 4: Police",
    }
