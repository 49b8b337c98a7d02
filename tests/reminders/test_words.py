"""What a person reads: in their language, the most urgent first, each item with its form."""

import re
from datetime import date
from email.header import decode_header, make_header

import pytest
from django.urls import reverse
from django.utils import translation

from newarea import mail
from newarea.models import Digest, Reminder, Undertaking
from tests.builders import a_milestone, a_programme, a_project, a_unit, an_officer
from tests.reminders.stage import a_day, a_duty, an_owner, ledger

pytestmark = pytest.mark.django_db

FRIDAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_URL = "https://plan.example"


def without_spaces(text: str) -> str:
    """Whether a space stands between a figure and a Chinese word is the catalogue's business."""
    return text.replace(" ", "")


def html_of(told) -> str:
    return told.message.get_body(("html",)).get_content()


def test_the_most_urgent_stands_first(smtp):
    owner = an_owner()
    for day in (20, 15, 1, 14, 28):
        a_duty(owner, due_on=date(2023, 9, day), title_en=f"Item {day}")

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert told.message["Subject"] == "Reminder: 2 overdue, 1 due today, 2 coming up"
    assert re.findall(r"Item \d+", told.text) == ["Item 1", "Item 14", "Item 15", "Item 20", "Item 28"]


def test_each_project_stands_together_and_the_one_with_the_most_urgent_item_first(smtp):
    owner, programme = an_owner(), a_programme()
    pipes = a_project(programme, number=3, short_en="Old pipes")
    school = a_project(programme, number=1, short_en="School")
    for project, day in ((school, 20), (pipes, 14), (school, 15), (pipes, 28)):
        a_milestone(
            project, owner=owner, lead_unit=owner.unit, title_en=f"Item {day}",
            start_on=date(2023, 9, 14), due_on=date(2023, 9, day),
        )  # fmt: skip

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert re.findall(r"Project \d|Item \d+", told.text) == [
        "Project 3", "Item 14", "Item 28", "Project 1", "Item 15", "Item 20",
    ]  # fmt: skip


def test_what_comes_in_copy_stands_last_and_says_who_answers_for_it(smtp):
    unit = a_unit()
    head = an_owner(unit, role="head")
    unit.head = head
    unit.save()
    a_duty(an_owner(unit, name="The clerk"), due_on=date(2023, 9, 12), title_en="Late one")
    a_duty(head, due_on=date(2023, 9, 20), title_en="Own one")

    a_day(FRIDAY)

    (told,) = [mail for mail in smtp.delivered if mail.recipients == [head.email]]
    assert told.message["Subject"] == "Reminder: 1 coming up, 1 in copy"
    assert told.text.split("--")[0].splitlines()[3:] == [
        "Reports, decisions and the rest",
        "",
        "- Own one",
        "  20 Sep 2023, 3 working days left",
        "  Reminder: 3 working days before the due date",
        f"  https://plan.example{reverse('report-new', args=[head.undertakings.get().pk])}",
        "",
        "In copy: overdue",
        "",
        "- Late one",
        "  12 Sep 2023, 3 working days overdue",
        "  The clerk answers for it; copied to the head of unit",
        "  Reminder: 3 working days after the due date",
        f"  https://plan.example{Undertaking.objects.get(title_en='Late one').get_absolute_url()}",
        "",
        "You get this because you answer for some of these items; the others are overdue and copied to you.",
    ]


def test_the_plain_text_word_for_word(smtp):
    duty = a_duty(due_on=date(2023, 9, 20), title_en="Main structure finished")

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert told.text.split("--")[0].splitlines() == [
        "Reminder: 1 coming up",
        "15 Sep 2023 Friday",
        "",
        "Reports, decisions and the rest",
        "",
        "- Main structure finished",
        "  20 Sep 2023, 3 working days left",
        "  Reminder: 3 working days before the due date",
        f"  https://plan.example/undertakings/{duty.pk}/report/",
        "",
        "You get this because you answer for these items.",
    ]


def test_chinese_for_who_reads_chinese(smtp):
    a_duty(an_owner(language="zh-hans"), due_on=date(2023, 9, 13), title_zh="主体完工", title_en="Main structure")

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert without_spaces(told.message["Subject"]) == "督办提醒：逾期1项"
    assert without_spaces(told.text).splitlines()[5:7] == ["-主体完工", "2023年9月13日，已逾期2个工作日"]
    assert told.message["Content-Language"] == "zh-hans"
    assert 'lang="zh-Hans"' in html_of(told)


def test_the_senders_own_language_does_not_matter(smtp):
    a_duty(an_owner(language="en"), due_on=date(2023, 9, 13))
    a_duty(an_owner(language="zh-hans"), due_on=date(2023, 9, 13))

    with translation.override("en"):
        a_day(FRIDAY)

    subjects = sorted(without_spaces(told.message["Subject"]) for told in smtp.delivered)
    assert subjects == ["Reminder:1overdue", "督办提醒：逾期1项"]


def test_html_and_text_have_the_same_links(smtp):
    duties = [a_duty(owner := an_owner(), due_on=date(2023, 9, 20))]
    duties.append(a_duty(owner, due_on=date(2023, 9, 15)))

    a_day(FRIDAY)

    (told,) = smtp.delivered
    expected = {f"https://plan.example/undertakings/{duty.pk}/report/" for duty in duties}
    assert set(re.findall(r"https\S+/report/", told.text)) == expected
    assert set(re.findall(r'href="(https[^"]+/report/)"', html_of(told))) == expected


def test_titles_are_escaped_in_html_and_not_in_text(smtp):
    a_duty(due_on=date(2023, 9, 20), title_en="<b>A & B</b>")

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert "- <b>A & B</b>" in told.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html_of(told)


def test_an_owner_who_does_not_report_is_shown_the_page(smtp):
    duty = a_duty(an_officer("leader", language="en"), due_on=date(2023, 9, 20))

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert f"https://plan.example{duty.get_absolute_url()}" in told.text


def test_a_milestone_says_which_project_it_is_of(smtp):
    owner = an_owner()
    project = a_project(number=3, name_en="Old pipes")
    plan = {"owner": owner, "lead_unit": owner.unit, "start_on": FRIDAY, "due_on": date(2023, 9, 20)}
    a_milestone(project, title_en="Phase two", **plan)

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert told.text.splitlines()[3:6] == ["Project 3: Old pipes", "", "- Phase two"]


@pytest.mark.parametrize("has_example", [True, False])
def test_example_data_is_said_to_be_one(smtp, has_example):
    a_duty(due_on=date(2023, 9, 20), programme=a_programme(has_example=has_example))

    a_day(FRIDAY)

    (told,) = smtp.delivered
    sentence = "The plan of these items is an example, not official information."
    assert (sentence in told.text, sentence in html_of(told)) == (has_example, has_example)


def test_the_message_id_is_the_persons_and_the_days(smtp, settings):
    settings.MAIL_FROM = "新区实事 <duban@plan.example>"
    duty = a_duty(due_on=date(2023, 9, 20))

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert told.message_id == f"<reminders.20230915.{duty.owner_id}.mail@plan.example>"
    assert (told.sender, told.message["Auto-Submitted"]) == ("duban@plan.example", "auto-generated")


def test_the_inboxs_links_stay_on_the_site(smtp):
    duty = a_duty(due_on=date(2023, 9, 20))

    a_day(FRIDAY)

    html = Digest.objects.get(channel="inbox").body_html
    assert re.findall(r'href="([^"]+)"', html) == [f"/undertakings/{duty.pk}/report/"]


def test_every_reminder_says_why(smtp):
    duty = a_duty(an_owner(name="区住建局 填报人"), due_on=date(2023, 9, 13))
    a_day(FRIDAY)

    with translation.override("en"):
        said = mail.why(Reminder.objects.get(channel="mail"))

    assert ledger(duty) == [(1, -2, "sent", "")]
    assert said == (
        "区住建局 填报人 answers for it, and it was due on 13 Sep 2023. "
        "Owed since 15 Sep 2023: 2 working days after the due date."
    )


def test_a_long_title_and_a_chinese_name_travel(smtp):
    owner = an_owner(name="哈尔滨新区松北区住房和城乡建设局 填报人", language="zh-hans")
    a_duty(owner, due_on=date(2023, 9, 20), title_zh="老" * 200)

    a_day(FRIDAY)

    (told,) = smtp.delivered
    assert "老" * 200 in told.text
    raw = dict(told.message.raw_items())["To"]
    assert str(make_header(decode_header(raw))) == f"哈尔滨新区松北区住房和城乡建设局 填报人 <{owner.email}>"
