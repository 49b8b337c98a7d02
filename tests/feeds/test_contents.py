"""What stands in a feed, and what becomes of an entry whose date moves, passes on or ends."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from newarea.actions.extensions import ask_extension, grant_extension
from newarea.actions.plan import hand_over_post, reopen, revise_plan, withdraw_undertaking
from newarea.actions.programmes import close_programme, revise_programme
from newarea.actions.reminders.listed import adopted, listed_duties, track_duties
from newarea.actions.reminders.own import own_deadlines
from newarea.models import reference
from tests.builders import (
    NOON,
    a_close_out,
    a_goal,
    a_milestone,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    an_indicator,
    an_inspector,
    an_observation,
    an_officer,
)
from tests.feeds.reading import a_feed, event, events, lines, read, told
from tests.reminders.stage import a_duty, an_owner

pytestmark = pytest.mark.django_db

DUE = date(2023, 9, 28)
FRIDAY = date(2023, 9, 15)


def a_project_duty(owner, **values):
    """A milestone of project 4, on which nothing is to be reported before it is due."""
    project = a_project(
        a_programme(), number=4, name_zh="智慧警务", name_en="Police", place_zh="松北区", place_en="Songbei"
    )
    known = {"owner": owner, "lead_unit": owner.unit, "start_on": DUE, "due_on": DUE, "title_en": "Screens hung"}
    return a_milestone(project, **known | values).undertaking


def test_an_item_says_what_where_why_and_leads_to_its_form():
    owner = an_owner(a_unit(name_en="Police Office"))
    undertaking = a_project_duty(owner)

    found = event(a_feed(owner))

    form = f"https://plan.example/undertakings/{undertaking.pk}/report/"
    assert {name: str(found[name]) for name in ("UID", "SUMMARY", "STATUS", "URL", "LOCATION", "TRANSP")} == {
        "UID": f"undertaking-{undertaking.pk}@plan.example",
        "SUMMARY": "Screens hung",
        "STATUS": "CONFIRMED",
        "URL": form,
        "LOCATION": "Songbei",
        "TRANSP": "TRANSPARENT",
    }
    assert str(found["DESCRIPTION"]).split("\n") == [
        "Project 4: Police",
        "Lead unit: Police Office",
        "Starts on 28 Sep 2023.",
        form,
    ]
    assert (found.categories, found["DTSTART"].dt, found["DTEND"].dt) == (
        ["item to finish"],
        DUE,
        date(2023, 9, 29),
    )


def test_who_may_not_report_is_led_to_the_page():
    owner = an_officer(unit=None, language="en")
    undertaking = a_project_duty(owner, lead_unit=a_unit())

    assert str(event(a_feed(owner))["URL"]) == f"https://plan.example/undertakings/{undertaking.pk}/"


def test_an_example_says_that_it_is_one():
    owner = an_owner()
    undertaking = a_project_duty(owner)
    programme = undertaking.programme
    revise_programme(programme, seen=programme.version, by=None, has_example=True)

    found = event(a_feed(owner))

    assert str(found["SUMMARY"]) == "Screens hung (example)"
    assert "Illustration only; not official information" in str(found["DESCRIPTION"])


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        # 29 September to 6 October is a holiday; 7 and 8 October, a weekend, are worked
        (date(2023, 10, 9), ["2023-09-26 09:05", "2023-10-08 09:05", "2023-10-09 09:05"]),
        (date(2023, 9, 30), ["2023-09-21 09:05", "2023-09-27 09:05", "2023-09-30 09:05"]),  # a day off itself
        (date(2023, 12, 29), ["2023-12-22 09:05", "2023-12-28 09:05", "2023-12-29 09:05"]),
    ],
)
def test_alarms_ring_in_the_morning_by_the_working_calendar(due_on, expected):
    owner = an_owner()
    a_duty(owner, due_on=due_on)

    found = event(a_feed(owner))

    midnight = datetime.combine(due_on, datetime.min.time())
    assert [f"{midnight + alarm['TRIGGER'].dt:%Y-%m-%d %H:%M}" for alarm in found.walk("VALARM")] == expected
    assert {str(alarm["ACTION"]) for alarm in found.walk("VALARM")} == {"DISPLAY"}


def test_what_is_overdue_rings_no_more():
    owner = an_owner()
    overdue = a_duty(owner, due_on=date(2023, 9, 14))

    found = {str(found["UID"]): found for found in events(a_feed(owner))}[f"undertaking-{overdue.pk}@plan.example"]

    assert (str(found["STATUS"]), found.walk("VALARM")) == ("CONFIRMED", [])


def test_a_moved_date_keeps_its_name_and_has_a_higher_number():
    owner = an_owner()
    undertaking = a_duty(owner, due_on=DUE)
    feed = a_feed(owner)
    before = event(feed)
    asked = ask_extension(
        undertaking, new_due_on=date(2023, 11, 30), reason="雨季", present_percent=Decimal(50), by=owner, on=FRIDAY
    )

    grant_extension(asked, by=an_inspector(), on=FRIDAY, now=NOON, seen=asked.version)

    after = event(feed)
    assert (after["UID"], after["DTSTART"].dt, after["SEQUENCE"] > before["SEQUENCE"]) == (
        before["UID"],
        date(2023, 11, 30),
        True,
    )
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_a_new_title_has_a_higher_number():
    owner = an_owner()
    undertaking = a_duty(owner, due_on=DUE, title_en="Old")
    feed = a_feed(owner)
    before = event(feed)

    revise_plan(undertaking, seen=undertaking.version, by=None, on=FRIDAY, title_en="New")

    after = event(feed)
    assert (str(after["SUMMARY"]), after["SEQUENCE"] > before["SEQUENCE"]) == ("New", True)


def test_what_is_handed_over_is_cancelled_here_and_stands_there():
    old = an_owner()
    new = an_owner(old.unit)
    a_duty(old, due_on=DUE, title_en="Screens hung")
    feed = a_feed(old)
    before = event(feed)

    hand_over_post(old, new, by=None, on=FRIDAY)

    after = event(feed)
    assert told(feed) == [("Handed over: Screens hung", DUE, "CANCELLED")]
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"], after.walk("VALARM")) == (before["UID"], True, [])
    assert "Since 15 Sep 2023 somebody else answers for it." in str(after["DESCRIPTION"])
    assert told(a_feed(new)) == [("Screens hung", DUE, "CONFIRMED")]


def test_what_comes_back_stands_again_with_a_higher_number():
    first = an_owner()
    second = an_owner(first.unit)
    a_duty(first, due_on=DUE, title_en="Screens hung")
    feed = a_feed(first)
    hand_over_post(first, second, by=None, on=FRIDAY)
    away = event(feed)

    hand_over_post(second, first, by=None, on=FRIDAY)

    back = event(feed)
    assert told(feed) == [("Screens hung", DUE, "CONFIRMED")]
    assert (back["UID"], back["SEQUENCE"] > away["SEQUENCE"]) == (away["UID"], True)


@pytest.mark.parametrize(("later", "shown"), [(90, 1), (91, 0)])
def test_what_was_handed_over_is_shown_for_ninety_days(later, shown, settings):
    old = an_owner()
    a_duty(old, due_on=DUE)
    feed = a_feed(old)
    hand_over_post(old, an_owner(old.unit), by=None, on=FRIDAY)

    settings.DAY = FRIDAY + timedelta(days=later)

    assert len(events(feed)) == shown


def test_what_was_planned_otherwise_before_the_adoption_never_stood_there():
    first, second = an_owner(), an_owner()
    programme = a_programme(adopted_on=None)
    undertaking = a_duty(first, due_on=DUE, programme=programme, on=date(2023, 8, 1))
    revise_plan(undertaking, seen=undertaking.version, by=None, on=date(2023, 8, 2), owner=second)

    revise_programme(programme, seen=programme.version, by=None, state="adopted", adopted_on=date(2023, 8, 10))

    assert told(a_feed(first)) == []


def test_a_draft_stands_in_no_calendar():
    owner = an_owner()
    a_duty(owner, due_on=DUE, programme=a_programme(adopted_on=None))

    assert told(a_feed(owner)) == []


def test_what_is_finished_stays_and_says_so():
    owner = an_owner()
    undertaking = a_duty(owner, due_on=DUE, title_en="Screens hung")
    feed = a_feed(owner)
    before = event(feed)

    a_close_out(undertaking, on=FRIDAY, by=owner)

    after = event(feed)
    assert told(feed) == [("Closed: Screens hung", DUE, "CONFIRMED")]
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"], after.walk("VALARM")) == (before["UID"], True, [])
    assert "Closed: completed on 15 Sep 2023, due on 28 Sep 2023, in time." in str(after["DESCRIPTION"])


@pytest.mark.parametrize(("later", "shown"), [(90, 1), (91, 0)])
def test_what_is_finished_is_shown_for_ninety_days(later, shown, settings):
    owner = an_owner()
    a_close_out(a_duty(owner, due_on=DUE), on=FRIDAY, by=owner)

    settings.DAY = FRIDAY + timedelta(days=later)

    assert len(events(a_feed(owner))) == shown


def test_what_is_opened_again_rings_again_with_a_higher_number():
    owner = an_owner()
    undertaking = a_duty(owner, due_on=DUE, title_en="Screens hung")
    feed = a_feed(owner)
    a_close_out(undertaking, on=FRIDAY, by=owner)
    closed = event(feed)
    undertaking.refresh_from_db()

    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=FRIDAY, reason="返工")

    again = event(feed)
    assert told(feed) == [("Screens hung", DUE, "CONFIRMED")]
    assert (again["SEQUENCE"] > closed["SEQUENCE"], len(again.walk("VALARM"))) == (True, 3)


def test_a_date_that_is_taken_back_is_cancelled():
    owner = an_owner()
    undertaking = a_duty(owner, due_on=DUE, title_en="Screens hung")
    feed = a_feed(owner)
    before = event(feed)

    revise_plan(undertaking, seen=undertaking.version, by=None, on=FRIDAY, due_on=None)

    after = event(feed)
    assert told(feed) == [("Date open again: Screens hung", DUE, "CANCELLED")]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_what_is_taken_out_of_the_plan_is_cancelled():
    owner = an_owner()
    undertaking = a_duty(owner, due_on=DUE, title_en="Screens hung")
    feed = a_feed(owner)
    before = event(feed)

    withdraw_undertaking(undertaking)

    after = event(feed)
    assert told(feed) == [("Taken out: Screens hung", DUE, "CANCELLED")]
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)


def test_a_project_shows_its_milestones_to_a_delegate_whoever_owns_them():
    project = a_project(a_programme(), number=4, name_en="Police")
    first = a_milestone(project, due_on=DUE, title_en="Screens hung").undertaking
    a_milestone(project, due_on=date(2023, 12, 22), title_en="Handed to users")
    a_milestone(a_project(project.programme), due_on=DUE)
    delegate = an_officer("delegate", language="en")
    feed = a_feed(delegate, f"projects:{project.pk}")

    hand_over_post(first.owner, an_owner(first.lead_unit), by=None, on=FRIDAY)

    assert told(feed) == [
        ("Screens hung", DUE, "CONFIRMED"),
        ("Handed to users", date(2023, 12, 22), "CONFIRMED"),
    ]
    assert "X-WR-CALNAME:Project 4: Police" in lines(read(feed))


def test_a_milestone_taken_out_of_a_project_is_cancelled_in_its_calendar():
    project = a_project(a_programme())
    milestone = a_milestone(project, due_on=DUE, title_en="Screens hung")
    feed = a_feed(an_officer("delegate", language="en"), f"projects:{project.pk}")
    read(feed)

    withdraw_undertaking(milestone.undertaking)

    assert told(feed) == [("Taken out: Screens hung", DUE, "CANCELLED")]


def test_a_monthly_report_stands_on_its_reporting_day_and_leaves_the_list_when_it_is_in():
    owner = an_owner()
    undertaking = a_duty(owner, due_on=date(2023, 12, 22), start_on=date(2023, 9, 1))
    feed = a_feed(owner)
    track_duties(on=FRIDAY, reference=reference())
    before = events(feed)[0]

    a_submitted(undertaking, on=FRIDAY, by=owner)

    after = events(feed)[0]
    assert (str(before["SUMMARY"]), before["DTSTART"].dt, str(before["URL"])) == (
        f"Progress report for Sep: {undertaking.title}",
        date(2023, 9, 25),
        f"https://plan.example/undertakings/{undertaking.pk}/report/",
    )
    assert (str(after["SUMMARY"]), str(after["STATUS"])) == ("Off the list: monthly progress report", "CANCELLED")
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)
    assert (len(before.walk("VALARM")), after.walk("VALARM")) == (3, [])


def test_a_duty_says_the_same_before_and_after_the_plan_has_written_it_down():
    owner = an_owner()
    a_duty(owner, due_on=date(2023, 12, 22), start_on=date(2023, 9, 1))
    feed = a_feed(owner)
    before = read(feed)["ETag"]

    track_duties(on=FRIDAY, reference=reference())

    assert read(feed)["ETag"] == before


def test_a_figure_to_enter_stands_in_the_calendar_of_who_enters_it():
    owner = an_owner()
    programme = a_programme(slug="songbei-2023")
    kept = {"statistics_unit": owner.unit, "owner": owner, "frequency": "quarterly", "lag_days": 60}
    gdp = an_indicator(programme.district, name_en="GDP", **kept)
    a_goal(programme, indicator=gdp)
    an_observation(gdp, "6.1", month=3, on=date(2023, 4, 18))

    (found,) = events(a_feed(owner))

    assert (str(found["UID"]), found.categories, str(found["URL"])) == (
        f"duty-targets-observation-{gdp.pk}-2023-06-{owner.pk}@plan.example",
        ["figure to enter"],
        "https://plan.example/songbei-2023/figures/?period=2023-06",
    )


def test_a_verification_stands_in_the_calendar_of_the_inspection_office():
    owner, inspector = an_owner(), an_inspector(language="en")
    undertaking = a_duty(owner, due_on=date(2023, 12, 22), start_on=date(2023, 9, 1))

    a_submitted(undertaking, on=FRIDAY, by=owner)

    assert told(a_feed(inspector)) == [("1 report to verify, handed in on 15 Sep 2023", date(2023, 9, 22), "CONFIRMED")]


@pytest.mark.parametrize(("later", "shown"), [(90, True), (91, False)])
def test_a_duty_that_is_done_is_shown_for_ninety_days(later, shown, settings):
    owner, inspector = an_owner(), an_inspector(language="en")
    undertaking = a_duty(owner, due_on=date(2024, 6, 28), start_on=date(2024, 6, 28))
    report = a_submitted(undertaking, on=FRIDAY, by=owner)
    track_duties(on=FRIDAY, reference=reference())
    report.delete()
    track_duties(on=FRIDAY, reference=reference())

    settings.DAY = FRIDAY + timedelta(days=later)

    cancelled = [row for row in told(a_feed(inspector)) if row[2] == "CANCELLED"]
    assert bool(cancelled) == shown


def test_the_stamps_are_those_of_the_facts():
    owner = an_owner()
    undertaking = a_duty(owner, due_on=DUE)
    planned_at = undertaking.history.latest().history_date

    found = event(a_feed(owner))

    stamp = planned_at.astimezone(UTC).replace(microsecond=0)
    assert abs(found["DTSTAMP"].dt - stamp) <= timedelta(seconds=1)
    assert found["LAST-MODIFIED"].dt == found["DTSTAMP"].dt


def test_the_calendar_says_its_name_zone_and_how_often_to_ask():
    owner = an_owner(a_unit(name_en="Police Office"))

    found = lines(read(a_feed(owner)))

    assert found[:10] == [
        "BEGIN:VCALENDAR",
        "PRODID:-//newarea//calendar feed//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME:Due dates of Police Office reporter",
        "X-WR-CALNAME:Due dates of Police Office reporter",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        "BEGIN:VTIMEZONE",
    ]


def test_a_feed_reads_the_duties_of_its_person_alone():
    inspector, owner = an_inspector(), an_owner()
    for person in (owner, an_owner(), an_owner()):
        a_submitted(a_duty(person, due_on=DUE, start_on=date(2023, 2, 1)), on=date(2023, 9, 11))
        a_duty(person, due_on=DUE, start_on=date(2023, 2, 1))
    track_duties(on=FRIDAY, reference=reference())
    everybodys = listed_duties(on=FRIDAY, reference=reference())

    for person in (inspector, owner):
        own = listed_duties(on=FRIDAY, reference=reference(), person=person.pk)
        assert own == {key: entry for key, entry in everybodys.items() if key[2] == person.pk}
        assert len(own) == 1
    read_for = {
        row.person_id for row in own_deadlines(adopted(reference()), on=FRIDAY, reference=reference(), person=owner.pk)
    }
    assert (read_for, len({key[2] for key in everybodys})) == ({owner.pk}, 4)


def test_what_was_open_when_its_programme_was_closed_is_cancelled():
    owner = an_owner()
    undertaking, done = a_project_duty(owner), a_project_duty(owner, title_en="Doors hung")
    a_close_out(done, on=FRIDAY, by=owner)
    feed = a_feed(owner)
    before = {str(found["UID"]): found for found in events(feed)}

    programme = undertaking.programme
    close_programme(programme, seen=programme.version, by=None)

    states = {str(found["SUMMARY"]): str(found["STATUS"]) for found in events(feed)}
    assert states == {"Programme closed: Screens hung": "CANCELLED", "Closed: Doors hung": "CONFIRMED"}
    dropped = next(found for found in events(feed) if found["STATUS"] == "CANCELLED")
    assert dropped["SEQUENCE"] > before[str(dropped["UID"])]["SEQUENCE"]
