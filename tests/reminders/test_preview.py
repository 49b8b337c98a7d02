"""Who would get what in the days to come: each step on the day it would go out."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from newarea.actions.reminders import foresee_days
from newarea.actions.settings import choose_messages
from newarea.models import Channel, Digest, DutyPolicy, ListedDuty, Reminder, touch_reference
from tests.builders import a_submitted, a_unit, an_inspector, an_officer
from tests.reminders.stage import FRIDAY, a_day, a_duty, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def _held(settings, tmp_path):
    settings.DAY, settings.MAILS, settings.MAIL_FOLDER = FRIDAY, "files", tmp_path
    translation.activate("en")


def seen(*, on: date = FRIDAY, days: int = 30, kind: str = "undertaking") -> list[tuple[date, str, int, str]]:
    """Day, person, step and share, of one kind of duty."""
    return [
        (day.on, str(one.person), line.item.step, line.item.share)
        for day in foresee_days(on=on, days=days)
        for one in day.people
        for line in one.lines
        if line.kind == kind
    ]


def test_each_step_stands_on_the_day_it_would_go_out():
    """28 September 2023 is a Thursday; the 29th to 6 October is the holiday, 7 and 8 October are working days."""
    a_duty(an_owner(name="Li"), due_on=date(2023, 9, 28))

    assert seen() == [
        (date(2023, 9, 15), "Li", 10, "owner"),
        (date(2023, 9, 21), "Li", 5, "owner"),
        (date(2023, 9, 25), "Li", 3, "owner"),
        (date(2023, 9, 27), "Li", 1, "owner"),
        (date(2023, 9, 28), "Li", 0, "owner"),
        (date(2023, 10, 7), "Li", -1, "owner"),
        (date(2023, 10, 8), "Li", -2, "owner"),
        (date(2023, 10, 9), "Li", -3, "owner"),
    ]


def test_it_is_what_the_days_then_bring():
    duty = a_duty(an_owner(name="Li"), due_on=date(2023, 9, 28))
    told = seen()

    for day in sorted({day for day, *_ in told}):
        a_day(day)

    sent = duty.reminders.filter(channel="mail", state="sent").order_by("pk")
    assert list(sent.values_list("digest__day", "step")) == [(day, step) for day, _, step, _ in told]


def test_what_is_owed_on_a_day_off_goes_on_the_next_working_day():
    a_duty(an_owner(name="Li"), due_on=date(2023, 9, 28))

    assert seen(on=date(2023, 9, 30), days=9)[0] == (date(2023, 10, 7), "Li", -1, "owner")


def test_a_make_up_sunday_is_a_day_of_sending():
    """10 October less two working days is Sunday 8 October, a working day by decree."""
    a_duty(an_owner(name="Li"), due_on=date(2023, 10, 9))

    assert (date(2023, 10, 8), "Li", 1, "owner") in seen()


def test_copies_stand_on_their_day_with_their_share():
    unit = a_unit()
    unit.head, unit.leader_in_charge = an_officer("head", unit=unit, name="Head"), an_officer("leader", name="Leader")
    unit.save()
    an_officer("inspector", name="Office")
    a_duty(an_owner(unit, name="Li"), due_on=date(2023, 9, 14))

    copies = [row for row in seen() if row[3] != "owner"]

    assert copies == [
        (date(2023, 9, 19), "Head", -3, "head"),
        (date(2023, 9, 28), "Leader", -10, "leader"),
        (date(2023, 9, 28), "Office", -10, "inspection"),
    ]


def test_monthly_reports_stand_before_their_reporting_days():
    """25 September is a Monday."""
    a_duty(an_owner(name="Li"), due_on=date(2023, 12, 29), start_on=date(2023, 9, 1))

    assert [(day, step) for day, _, step, _ in seen(kind="report")][:4] == [
        (date(2023, 9, 20), 3),
        (date(2023, 9, 22), 1),
        (date(2023, 9, 25), 0),
        (date(2023, 9, 26), -1),
    ]


def test_it_writes_nothing():
    a_duty(due_on=date(2023, 9, 20), start_on=date(2023, 2, 1))

    foresee_days(on=FRIDAY, days=30)

    assert (Reminder.objects.count(), Digest.objects.count(), ListedDuty.objects.count()) == (0, 0, 0)


def test_all_lists_are_read_before_the_first_row_is_written():
    """SQLite has one writer at a time: whoever saves meanwhile waits."""
    a_duty(due_on=date(2023, 9, 20), start_on=date(2023, 2, 1))

    with CaptureQueriesContext(connection) as told:
        foresee_days(on=FRIDAY, days=30)

    asked = [query["sql"] for query in told]
    first_write = next(place for place, sql in enumerate(asked) if sql.startswith(("INSERT", "UPDATE")))
    lists = [place for place, sql in enumerate(asked) if 'FROM "newarea_extension"' in sql]
    lists += [place for place, sql in enumerate(asked) if 'FROM "newarea_supervisionslip"' in sql]
    assert (bool(lists), [place for place in lists if place > first_write]) == (True, [])


def test_what_went_already_does_not_stand_there_again():
    a_duty(an_owner(name="Li"), due_on=date(2023, 9, 28))
    a_day(FRIDAY)

    assert seen(days=10) == [(date(2023, 9, 21), "Li", 5, "owner")]


def test_what_came_after_todays_message_waits_for_the_next_one():
    owner = an_owner(name="Li")
    a_duty(owner, due_on=date(2023, 9, 28))
    a_day(FRIDAY)
    a_duty(owner, due_on=date(2023, 9, 15))

    assert seen(days=4) == [(date(2023, 9, 18), "Li", -1, "owner")]


def test_what_a_person_switched_off_comes_to_the_inbox_alone():
    owner = an_owner(name="Li")
    a_duty(owner, due_on=date(2023, 12, 29), start_on=date(2023, 9, 1))
    choose_messages(owner, wanted={("report", Channel.MAIL): False})

    (day,) = [day for day in foresee_days(on=date(2023, 9, 20), days=1) if day.people]

    assert [line.channels for line in day.people[0].lines] == [["in-app inbox"]]


def test_the_queries_do_not_grow_with_what_there_is():
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            foresee_days(on=FRIDAY, days=30)
        return len(told)

    def more(count: int) -> None:
        for _ in range(count):
            owner = an_owner(head_of := a_unit())
            head_of.head = an_officer("head", unit=head_of)
            head_of.save()
            a_duty(owner, due_on=date(2023, 9, 14), start_on=date(2023, 2, 1))
            a_submitted(a_duty(owner, due_on=date(2023, 10, 31), start_on=date(2023, 2, 1)), on=date(2023, 9, 14))

    an_inspector()
    more(1)
    asked()
    few = asked()
    more(6)

    assert asked() == few


def test_the_command_prints_the_same():
    a_duty(an_owner(name="Ms Li", email="li@songbei.example"), due_on=date(2023, 9, 28), title_en="Main structure")
    told = StringIO()

    call_command("remind", "--on", "2023-09-25", "--dry-run", "--days", "3", stdout=told)

    assert told.getvalue().splitlines() == [
        "Reminders on 2 days.",
        "",
        "25 Sep 2023 Monday",
        "1 person would be reminded.",
        "",
        "Ms Li <li@songbei.example>",
        "- Main structure",
        "  28 Sep 2023, 3 working days left",
        "  3 working days before the due date: in-app inbox, e-mail",
        "",
        "27 Sep 2023 Wednesday",
        "1 person would be reminded.",
        "",
        "Ms Li <li@songbei.example>",
        "- Main structure",
        "  28 Sep 2023, 1 working day left",
        "  1 working day before the due date: in-app inbox, e-mail",
    ]


@pytest.mark.parametrize("days", ["0", "367", "many"])
def test_the_command_takes_a_number_of_days(days):
    with pytest.raises(CommandError, match="is not a number of days from 1 to 366"):
        call_command("remind", "--dry-run", "--days", days)


def test_looking_ahead_is_for_looking():
    with pytest.raises(CommandError, match="add --dry-run"):
        call_command("remind", "--days", "3")


def test_another_table_is_another_preview():
    unit = a_unit()
    unit.head = an_officer("head", unit=unit, name="Head")
    unit.save()
    a_duty(an_owner(unit, name="Li"), due_on=date(2023, 9, 14))
    DutyPolicy.objects.filter(kind="undertaking").update(head_after=2)
    touch_reference()

    assert (date(2023, 9, 18), "Head", -2, "head") in seen()
