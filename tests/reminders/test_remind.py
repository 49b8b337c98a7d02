from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from newarea.models import Digest, Pulse, Reminder
from tests.reminders.stage import a_day, a_duty, an_owner, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FRIDAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _held(settings, tmp_path):
    settings.DAY, settings.MAILS, settings.MAIL_FOLDER = FRIDAY, "files", tmp_path


def remind(*arguments: str) -> list[str]:
    told = StringIO()
    with translation.override("en"):
        call_command("remind", *arguments, stdout=told)
    return told.getvalue().splitlines()


def test_a_dry_run_says_who_would_get_what_and_why():
    owner = an_owner(name="Ms Li", email="li@songbei.example")
    a_duty(owner, due_on=date(2023, 9, 28), title_en="Main structure finished")
    a_duty(owner, due_on=date(2023, 9, 14), title_en="Drawings approved")

    assert remind("--on", "2023-09-27", "--dry-run") == [
        "27 Sep 2023 Wednesday",
        "1 person would be reminded.",
        "",
        "Ms Li <li@songbei.example>",
        "- Drawings approved",
        "  14 Sep 2023, 9 working days overdue",
        "  8 working days after the due date: in-app inbox, e-mail",
        "- Progress report for Sep: Drawings approved",
        "  25 Sep 2023, 2 working days overdue",
        "  2 working days after the due date: in-app inbox, e-mail",
        "- Main structure finished",
        "  28 Sep 2023, 1 working day left",
        "  1 working day before the due date: in-app inbox, e-mail",
    ]


def test_a_dry_run_writes_nothing():
    a_duty(due_on=date(2023, 9, 20))

    remind("--dry-run")

    assert (Reminder.objects.count(), Digest.objects.count(), Pulse.objects.count()) == (0, 0, 0)


def test_a_dry_run_leaves_out_what_went_already():
    a_duty(due_on=date(2023, 9, 20))
    a_day(FRIDAY)

    assert remind("--dry-run") == ["15 Sep 2023 Friday", "0 people would be reminded."]


def test_a_dry_run_names_who_has_no_address():
    a_duty(an_owner(name="Mr Wang", email=""), due_on=date(2023, 9, 20))

    told = remind("--dry-run")

    assert told[3] == "Mr Wang <no e-mail address: in-app inbox only>"
    assert told[-1] == "  3 working days before the due date: in-app inbox"


def test_a_day_off_says_when_it_would_go():
    a_duty(due_on=date(2023, 9, 28))

    assert remind("--on", "2023-09-30", "--dry-run")[2] == "A day off: it would wait until 7 Oct 2023."


def test_another_day_is_for_looking_at():
    with pytest.raises(CommandError, match="add --dry-run"):
        remind("--on", "2023-09-27")


def test_what_is_no_day_is_refused():
    with pytest.raises(CommandError, match=r"27\.9\. is not a day"):
        remind("--on", "27.9.", "--dry-run")


def test_by_hand_it_does_what_the_tick_does(tmp_path):
    duty = a_duty(due_on=date(2023, 9, 20))

    told = remind()

    assert (told, ledger(duty), len(list(tmp_path.iterdir()))) == (["2 messages were due."], [(1, 3, "sent", "")], 1)
