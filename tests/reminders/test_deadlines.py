"""What the parts list feeds the same ledger, under its own stable keys."""

from datetime import date

import pytest
from django.utils.translation import get_language

from newarea.actions.reminders import plan_reminders
from newarea.models import Officer, Reminder, ReminderStep, Unit
from newarea.parts import Deadline
from tests.builders import a_programme
from tests.reminders.stage import a_day, an_owner

pytestmark = pytest.mark.django_db

FRIDAY = date(2023, 9, 15)


class Questions:
    """A part that lists questions to answer."""

    def __init__(self) -> None:
        self.listed: list[Deadline] = []

    def deadlines(self, programme, on):
        return self.listed

    def pages(self, pks):
        return {}


@pytest.fixture
def questions(monkeypatch, settings):
    part = Questions()
    monkeypatch.setattr("newarea.actions.reminders.listed.parts", lambda: {"questions": part})
    a_programme()
    return part


def a_question(person, **values) -> Deadline:
    known = {"key": "question:7", "title": "When is the gas back?", "due_on": date(2023, 9, 20), "url": "/questions/7/"}
    return Deadline(**known | {"person_id": person.pk} | values)


def ledger(channel: str = "mail") -> list[tuple[str, int, int, str, str]]:
    rows = Reminder.objects.filter(channel=channel).order_by("pk")
    return list(rows.values_list("duty", "generation", "step", "state", "cause"))


def test_a_deadline_is_reminded_of_like_an_undertaking(questions, smtp, settings):
    settings.SITE_URL = "https://plan.example"
    questions.listed = [a_question(an_owner())]

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert ledger() == [("questions:question:7", 1, 3, "sent", "")]
    assert ("When is the gas back?" in told.text, "https://plan.example/questions/7/" in told.text) == (True, True)


def test_what_the_part_lists_no_more_is_moot(questions, smtp):
    questions.listed = [a_question(an_owner())]
    plan_reminders(on=FRIDAY)
    questions.listed = []

    a_day(FRIDAY)

    assert (smtp.received, ledger()) == ([], [("questions:question:7", 1, 3, "cancelled", "settled")])


def test_another_person_is_told_and_the_old_one_dropped(questions, smtp):
    first, second = an_owner(), an_owner()
    questions.listed = [a_question(first)]
    plan_reminders(on=FRIDAY)
    questions.listed = [a_question(second)]

    a_day(FRIDAY)
    plan_reminders(on=FRIDAY)
    a_day(FRIDAY, 13)

    key = "questions:question:7"
    assert ledger() == [(key, 1, 3, "cancelled", "settled"), (key, 1, 3, "sent", "")]
    assert [told.recipients for told in smtp.delivered] == [[second.email]]


def test_it_is_written_once_and_gives_way_to_the_next_step(questions):
    questions.listed = [a_question(an_owner())]

    for day in (15, 15, 18, 19):
        plan_reminders(on=date(2023, 9, day))

    key = "questions:question:7"
    assert ledger() == [(key, 1, 3, "cancelled", "superseded"), (key, 1, 1, "pending", "")]


def test_its_kind_may_have_steps_of_its_own(questions):
    ReminderStep.objects.create(kind="question", days=2)
    questions.listed = [a_question(an_owner())]

    plan_reminders(on=date(2023, 9, 15))
    plan_reminders(on=date(2023, 9, 18))

    assert ledger() == [("questions:question:7", 1, 2, "pending", "")]


def test_its_words_are_in_the_persons_language(questions, smtp, monkeypatch):
    owner = an_owner(language="zh-hans")
    questions.deadlines = lambda programme, on: [a_question(owner, title=f"in {get_language()}")]

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert "in zh-hans" in told.text


def test_a_listed_person_who_has_left_is_owed_nothing(questions):
    questions.listed = [a_question(an_owner(is_active=False))]

    assert plan_reminders(on=FRIDAY) == 0


def test_a_moved_date_is_a_new_duty_also_when_the_old_date_returns(questions):
    owner = an_owner()
    for day in (20, 21, 20):
        questions.listed = [a_question(owner, due_on=date(2023, 9, day))]
        plan_reminders(on=FRIDAY)

    key = "questions:question:7"
    assert ledger() == [(key, 1, 3, "pending", ""), (key, 2, 5, "pending", ""), (key, 3, 3, "pending", "")]


def test_only_the_newest_date_is_told(questions, smtp):
    owner = an_owner()
    for day in (20, 21):
        questions.listed = [a_question(owner, due_on=date(2023, 9, day))]
        plan_reminders(on=FRIDAY)

    a_day(FRIDAY)

    key = "questions:question:7"
    assert ledger() == [(key, 1, 3, "cancelled", "settled"), (key, 2, 5, "sent", "")]
    assert len(smtp.delivered) == 1


def test_what_comes_back_after_an_absence_is_a_new_duty(questions):
    listed = [a_question(an_owner())]
    for now in (listed, [], listed):
        questions.listed = now
        plan_reminders(on=FRIDAY)

    key = "questions:question:7"
    assert ledger() == [(key, 1, 3, "pending", ""), (key, 2, 3, "pending", "")]


def test_a_new_title_is_the_same_duty(questions):
    owner = an_owner()
    for title in ("When is the gas back?", "When is the heating back?"):
        questions.listed = [a_question(owner, title=title)]
        plan_reminders(on=FRIDAY)

    assert ledger() == [("questions:question:7", 1, 3, "pending", "")]


def a_late_question(questions) -> tuple[Officer, Officer]:
    """Overdue by three working days, of somebody whose unit has a head."""
    owner, head = an_owner(), an_owner(role="head")
    owner.unit.head = head
    owner.unit.save()
    questions.listed = [a_question(owner, due_on=date(2023, 9, 12))]
    return owner, head


def told(person: Officer) -> list[tuple[str, int, str, str]]:
    rows = Reminder.objects.filter(person=person, channel="mail").order_by("pk")
    return list(rows.values_list("share", "step", "state", "cause"))


def test_overdue_it_goes_in_copy_to_the_head_of_the_unit(questions, smtp):
    owner, head = a_late_question(questions)

    a_day(FRIDAY)

    assert (told(owner), told(head)) == ([("owner", -3, "sent", "")], [("head", -3, "sent", "")])
    assert sorted(mail.recipients[0] for mail in smtp.delivered) == sorted([owner.email, head.email])


def test_a_copy_falls_silent_when_the_post_changes_hands_and_the_successor_is_told(questions, smtp):
    owner, head = a_late_question(questions)
    successor = an_owner(role="head")
    plan_reminders(on=FRIDAY)
    Unit.objects.filter(pk=owner.unit_id).update(head=successor)

    a_day(FRIDAY)

    assert told(head) == [("head", -3, "cancelled", "handed_over")]
    assert told(successor) == [("head", -3, "sent", "")]


def test_a_copy_of_what_was_done_meanwhile_is_not_sent(questions, smtp):
    _, head = a_late_question(questions)
    plan_reminders(on=FRIDAY)
    questions.listed = []

    a_day(FRIDAY)

    assert (told(head), smtp.delivered) == ([("head", -3, "cancelled", "settled")], [])
