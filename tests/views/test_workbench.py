"""What each role finds on its workbench."""

from datetime import date
from decimal import Decimal

import pytest

from newarea.actions.extensions import ask_extension
from newarea.actions.reports import return_report
from newarea.models import Channel, Reminder
from projects.models import Reading
from tests import queries
from tests.builders import (
    NOON,
    a_close_out,
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
)
from tests.views.visits import signed_in, text, visitor

pytestmark = pytest.mark.django_db

JULY, AUGUST, TODAY = date(2023, 7, 25), date(2023, 8, 24), date(2023, 9, 15)


@pytest.fixture
def unit():
    return a_unit("housing", name_en="Housing Bureau")


@pytest.fixture
def reporter(unit):
    return an_officer("reporter", unit=unit)


@pytest.fixture
def project(unit):
    return a_project(a_programme(slug="songbei-2023"), number=1, short_en="Gas renewal", lead_unit=unit)


def an_item(project, owner, title, **values):
    return a_milestone(project, title_zh=title, lead_unit=owner.unit, owner=owner, **values).undertaking


def duties_of(officer, query: str = "") -> list[tuple]:
    """Kind, day and title of each line of “To do”, in order."""
    page = signed_in(officer).get(f"/workbench/{query}")
    return [(d.kind, d.limit.due_on if d.limit else None, d.title) for d in page.context["duties"]]


def items_of(officer, query: str = "") -> list[str]:
    page = signed_in(officer).get(f"/workbench/{query}")
    return [item["row"].title for item in page.context["items"]]


def test_a_stranger_is_asked_to_sign_in():
    response = visitor().get("/workbench/?report=1")

    assert response.status_code == 302
    assert response.url == "/accounts/sign-in/?next=/workbench/%3Freport%3D1"


def test_what_is_owed_stands_by_date(project, reporter):
    to_mend = an_item(project, reporter, "甲", due_on=date(2023, 12, 1))
    silent = an_item(project, reporter, "乙", due_on=date(2023, 12, 2))
    reported = an_item(project, reporter, "丙", due_on=date(2023, 9, 22))
    drafted = an_item(project, reporter, "丁", due_on=date(2023, 12, 4))
    a_verified(to_mend, 60, on=AUGUST)
    report = a_submitted(to_mend, 65, on=date(2023, 9, 12))
    return_report(report, by=an_inspector(), on=date(2023, 9, 13), now=NOON, seen=report.version, note="照片不清")
    a_verified(silent, 60, on=date(2023, 7, 20))
    a_verified(reported, 85, on=date(2023, 9, 11))
    a_verified(drafted, 60, on=date(2023, 9, 11))
    a_draft(drafted, 65, speaks_for=TODAY)

    assert duties_of(reporter) == [
        ("report", date(2023, 8, 25), "Progress report for Aug"),
        ("mend", date(2023, 9, 18), "Returned, to be mended: 甲"),
        ("finish", date(2023, 9, 22), "To be finished: 丙"),
        ("draft", None, "Draft, not handed in yet: 丁"),
    ]


def test_what_is_to_be_mended_is_one_line_with_one_button_though_it_is_due(project, reporter):
    item = an_item(project, reporter, "甲", due_on=date(2023, 9, 22))
    a_verified(item, 60, on=AUGUST)
    report = a_submitted(item, 80, on=date(2023, 9, 12))
    return_report(report, by=an_inspector(), on=date(2023, 9, 13), now=NOON, seen=report.version, note="照片不清")

    (duty,) = signed_in(reporter).get("/workbench/").context["duties"]

    assert (duty.kind, duty.action, duty.asking) == ("mend", "Mend", None)
    assert duty.note == "照片不清; the item itself is due on 22 Sep 2023"


def test_reports_of_one_project_are_one_line(project, reporter):
    for title in ("甲", "乙", "丙"):
        a_verified(an_item(project, reporter, title, due_on=date(2023, 12, 1)), 70, on=AUGUST)

    page = signed_in(reporter).get("/workbench/")

    (duty,) = page.context["duties"]
    assert (duty.title, duty.limit.due_on, duty.limit.left) == ("Progress report for Sep", date(2023, 9, 25), 6)
    assert [item.title for item in duty.items] == ["甲", "乙", "丙"]
    assert duty.belongs_to == "Project 1: Gas renewal"
    assert "last report on 24 Aug 2023" in text(page)


def test_what_waits_with_the_office_is_owed_by_nobody_here(project, reporter):
    item = an_item(project, reporter, "甲", due_on=date(2023, 9, 6))
    a_submitted(item, 100, on=date(2023, 9, 14), closes=True)

    page = signed_in(reporter).get("/workbench/")

    assert page.context["duties"] == []
    assert [row.undertaking for row in page.context["waiting_reports"]] == [item]


def test_what_is_past_due_says_for_how_long(project, reporter):
    item = an_item(project, reporter, "甲", due_on=date(2023, 9, 8))
    a_verified(item, 80, on=date(2023, 9, 11))

    assert "5 working days past due" in text(signed_in(reporter).get("/workbench/"))


def test_open_items_stand_by_due_date_and_closed_ones_are_gone(project, reporter):
    an_item(project, reporter, "三", due_on=None)
    an_item(project, reporter, "二", due_on=date(2023, 11, 1))
    an_item(project, reporter, "一", due_on=date(2023, 10, 1))
    a_close_out(an_item(project, reporter, "完"), on=AUGUST)
    an_item(project, an_officer(unit=a_unit()), "别人的")

    assert items_of(reporter) == ["一", "二", "三"]


def test_a_past_day_shows_what_was_open_then_and_offers_nothing(project, reporter):
    item = an_item(project, reporter, "甲")
    a_close_out(item, on=AUGUST)

    page = signed_in(reporter).get(f"/workbench/?on=2023-08-01&report={item.pk}")

    assert [row["row"].title for row in page.context["items"]] == ["甲"]
    assert "form" not in page.context
    assert "report=" not in text(page).split("<main")[1].split("</main>")[0]
    assert items_of(reporter) == []


def test_the_form_stands_inline(project, reporter):
    item = an_item(project, reporter, "甲")

    page = text(signed_in(reporter).get(f"/workbench/?report={item.pk}"))

    assert 'id="form"' in page
    assert f'action="/undertakings/{item.pk}/report/"' in page


@pytest.mark.parametrize("asked", ["0", "x", "-1", "²", "999999", "9" * 5000])
def test_a_form_of_what_is_not_there_is_not_found(reporter, asked):
    assert signed_in(reporter).get(f"/workbench/?report={asked}").status_code == 404


def test_a_form_of_another_unit_s_item_is_not_found(project, reporter):
    other = an_item(project, an_officer(unit=a_unit()), "别人的")

    assert signed_in(reporter).get(f"/workbench/?report={other.pk}").status_code == 404


def test_a_unit_without_items_is_told_whom_to_ask(reporter):
    page = text(signed_in(reporter).get("/workbench/"))

    assert "Nothing to do at the moment" in page
    assert "Your unit leads nothing that is open" in page


def test_twenty_five_items_a_page(project, reporter):
    for number in range(27):
        an_item(project, reporter, f"事项{number}")

    assert [len(items_of(reporter, f"?page={page}")) for page in (1, 2)] == [25, 2]


def test_the_inspector_sees_who_waits_and_who_is_silent(project, reporter):
    waiting, silent, moving = (an_item(project, reporter, title) for title in "甲乙丙")
    a_submitted(waiting, 50, on=date(2023, 9, 11))
    a_verified(moving, 60, on=AUGUST)
    ask_extension(
        moving, new_due_on=date(2023, 10, 31), reason="雨季", present_percent=Decimal(60), by=reporter, on=TODAY
    )

    page = signed_in(an_inspector()).get("/workbench/")

    (report,), (extension,), (unreported,) = (page.context[name] for name in ("reports", "extensions", "unreported"))
    assert (report["report"].undertaking, report["limit"].due_on, report["limit"].left) == (
        waiting,
        date(2023, 9, 18),
        1,
    )
    assert (extension["extension"].undertaking, extension["limit"].due_on) == (moving, date(2023, 9, 22))
    assert unreported["row"].pk == silent.pk


def test_what_has_no_date_is_nobodys_silence_but_a_plan_that_is_not_complete(project, reporter):
    item = an_item(project, reporter, "甲", due_on=None)

    unreported = signed_in(an_inspector()).get("/workbench/").context["unreported"]
    bench, page = (text(signed_in(reporter).get(url)) for url in ("/workbench/", f"/undertakings/{item.pk}/"))

    assert unreported == []
    assert [("plan not complete" in shown, "no report this cycle" in shown) for shown in (bench, page)] == [
        (True, False), (True, False),
    ]  # fmt: skip


def test_the_inspector_sees_the_queue_of_a_past_day(project, reporter):
    a_verified(an_item(project, reporter, "甲"), 50, on=date(2023, 8, 21), verified_on=AUGUST)

    page = signed_in(an_inspector()).get("/workbench/?on=2023-08-22")

    assert [item["report"].percent for item in page.context["reports"]] == [50]


def test_a_leader_sees_what_needs_attention_in_the_units_in_charge(project, reporter, unit):
    leader = an_officer("leader")
    unit.leader_in_charge = leader
    unit.save()
    red = an_item(project, reporter, "红")
    a_verified(red, 10, on=AUGUST)
    a_verified(an_item(project, reporter, "绿", due_on=date(2023, 12, 1)), 90, on=AUGUST)
    a_verified(an_item(project, an_officer(unit=a_unit()), "别处红"), 10, on=AUGUST)

    page = signed_in(leader).get("/workbench/")

    assert [item["row"].pk for item in page.context["attention"]] == [red.pk]
    assert "points behind" in page.context["attention"][0]["sentence"]


def test_a_leader_without_units_sees_all_red_before_yellow(project, reporter):
    yellow, red = an_item(project, reporter, "黄"), an_item(project, reporter, "红")
    a_verified(yellow, 70, on=AUGUST)
    a_verified(red, 10, on=AUGUST)

    page = signed_in(an_officer("leader")).get("/workbench/")

    assert [item["row"].pk for item in page.context["attention"]] == [red.pk, yellow.pk]


def test_a_delegate_sees_what_changed_in_what_is_followed(project, reporter):
    delegate = an_officer("delegate")
    Reading.objects.create(officer=delegate, project=project, is_following=True)
    item = an_item(project, reporter, "甲")
    a_verified(item, 70, on=AUGUST, summary="主体封顶。")
    a_submitted(item, 80, on=date(2023, 9, 14), summary="未经核实。")

    page = text(signed_in(delegate).get("/workbench/"))

    assert "主体封顶。" in page
    assert "未经核实。" not in page


def test_the_administrator_finds_the_doors_and_what_the_plan_lacks():
    an_undertaking(a_programme(), title_zh="无日期", due_on=None)

    page = text(signed_in(an_officer("administrator", is_staff=True)).get("/workbench/"))

    assert "“无日期” has no due date." in page
    assert 'href="/admin/newarea/officer/"' in page


def test_reminders_say_what_became_of_them(project, reporter):
    item = an_item(project, reporter, "甲")
    for channel in (Channel.INBOX, Channel.MAIL):
        Reminder.objects.create(
            duty=item.duty,
            generation=1,
            step=10,
            person=reporter,
            channel=channel,
            undertaking=item,
            due_on=item.due_on,
            planned_on=TODAY,
        )

    page = signed_in(reporter).get("/workbench/")

    (reminded,) = page.context["reminders"]
    assert sorted(reminded.told) == ["e-mail pending", "in-app inbox pending"]


def test_a_copy_is_told_apart_from_how_late_the_item_is(project, reporter):
    leader, item = an_officer("leader"), an_item(project, reporter, "甲", due_on=date(2023, 8, 15))
    owed = {"duty": item.duty, "generation": 1, "step": -10, "undertaking": item, "due_on": item.due_on}
    Reminder.objects.create(person=leader, share="leader", channel=Channel.INBOX, planned_on=TODAY, **owed)

    (reminded,) = signed_in(leader).get("/workbench/").context["reminders"]

    assert reminded.words == "in copy (10 working days after the due date)"


def test_what_is_due_says_what_was_handed_in_and_waits(project, reporter):
    item = an_item(project, reporter, "甲", due_on=date(2023, 9, 22))
    a_verified(item, 50, on=AUGUST)
    a_submitted(item, 80, on=date(2023, 9, 13))

    (duty,) = signed_in(reporter).get("/workbench/").context["duties"]

    assert (duty.kind, "verified 50%; handed in 80%, not verified yet; " in duty.note) == ("finish", True)


@pytest.mark.parametrize("role", ["reporter", "inspector", "leader", "delegate", "administrator"])
def test_a_workbench_costs_the_same_for_one_item_and_for_many(role, project, reporter):
    officer = {"reporter": reporter}.get(role) or an_officer(role)
    Reading.objects.create(officer=officer, project=project, is_following=True)

    def more(count: int) -> None:
        for number in range(count):
            item = an_item(project, reporter, f"事项{number}", due_on=date(2023, 9, 22))
            a_verified(item, 20, on=JULY)
            a_submitted(item, 30, on=date(2023, 9, 14))
            drafted = an_item(project, reporter, f"草稿{number}")
            a_draft(drafted, 30, speaks_for=TODAY)
            ask_extension(
                drafted,
                new_due_on=date(2023, 10, 31),
                reason="雨季",
                present_percent=Decimal(60),
                by=reporter,
                on=TODAY,
            )

    more(1)
    once = queries.of(signed_in(officer), "/workbench/")
    more(6)

    assert len(queries.of(signed_in(officer), "/workbench/")) == len(once) <= 16
