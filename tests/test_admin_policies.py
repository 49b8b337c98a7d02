"""The policy tables as an editor meets them: in words, refused in words, with the preview at hand."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newarea.actions.working_calendar import seed_calendar
from newarea.models import DutyPolicy, Reminder, ReminderStep, SendingPolicy, Workday, reference, touch_reference
from tests import queries
from tests.admin_page import address, read, send
from tests.builders import a_milestone, a_programme, a_project, a_unit, an_inspector, an_officer
from tests.reminders.stage import FRIDAY, a_duty, an_owner
from tests.views.visits import text

pytestmark = pytest.mark.django_db
PREVIEW = "/admin/newarea/dutypolicy/preview/"


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = FRIDAY


@pytest.fixture
def editor(client):
    client.force_login(an_officer("administrator", name="管理员"))
    client.cookies["language"] = "en"
    return client


def errors(response) -> dict[str, list[str]]:
    return {name: list(map(str, found)) for name, found in response.context["adminform"].form.errors.items()}


def preview(editor, **chosen):
    return editor.get(PREVIEW, chosen).context


def seen(editor, **chosen) -> list[tuple[str, str, list[str]]]:
    """Day, person, titles."""
    days = preview(editor, **chosen)["days"]
    return [(day.on, str(reader.person), [row.title for row in reader.rows]) for day in days for reader in day.readers]


def test_the_three_tables_stand_under_words_of_their_own(editor):
    apps = editor.get(reverse("admin:index")).context["app_list"]

    found = {str(app["name"]): [model["object_name"] for model in app["models"]] for app in apps}
    assert found["Reminders: who hears of what, and when"][:3] == ["DutyPolicy", "ReminderStep", "SendingPolicy"]
    assert "DutyPolicy" not in [name for named, names in found.items() if "Reminders" not in named for name in names]


def test_every_kind_has_its_row_in_words_and_none_can_be_added(editor):
    listed = text(editor.get(address(DutyPolicy, "changelist")))

    for words in ("Item to finish", "Supervision slip to answer", "Figures to verify", "3 working days overdue"):
        assert words in listed
    assert editor.get(address(DutyPolicy, "add")).status_code == 403


def test_a_missing_kind_is_named_and_chosen_from_a_list(editor):
    DutyPolicy.objects.filter(kind="slip").delete()
    assert editor.get(address(DutyPolicy, "changelist")).context["missing"] == ["supervision slip to answer"]

    form = editor.get(address(DutyPolicy, "add")).context["adminform"].form
    assert form.fields["kind"].choices == [("", "–"), ("slip", "Supervision slip to answer")]
    send(editor, address(DutyPolicy, "add"), kind="slip", head_after="1", reason="新增")

    row = DutyPolicy.objects.get(kind="slip")
    assert (row.head_after, row.history.first().history_change_reason) == (1, "新增")


def test_a_policy_is_changed_with_its_reason(editor):
    row = DutyPolicy.objects.get(kind="undertaking")

    answer = send(editor, address(row), head_after="2", leader_after="", reason="会议决定")

    assert answer.status_code == 302
    row.refresh_from_db()
    line = row.history.first()
    assert (row.head_after, row.leader_after, line.history_change_reason) == (2, None, "会议决定")
    assert reference().policy_of("undertaking").copies == (("head", 2), ("inspection", 10))


def test_who_is_second_to_change_a_policy_is_told(editor):
    row = DutyPolicy.objects.get(kind="undertaking")
    seen_before = read(editor, address(row))
    send(editor, address(row), head_after="2")

    assert send(editor, address(row), seen_before, head_after="4").status_code == 409


def test_a_kind_there_is_cannot_be_deleted(editor):
    row = DutyPolicy.objects.get(kind="report")

    chosen = {"action": "delete_selected", "_selected_action": [row.pk]}
    told = editor.post(address(DutyPolicy, "changelist"), chosen)

    assert "This kind of duty exists: change what its row says instead." in text(told)
    assert editor.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    editor.post(address(DutyPolicy, "changelist"), chosen | {"post": "yes"})
    assert DutyPolicy.objects.filter(pk=row.pk).exists()


def test_a_kind_of_old_can_be_deleted(editor):
    row = DutyPolicy.objects.create(kind="of-old")

    editor.post(address(row, "delete"), {"post": "yes"})

    assert not DutyPolicy.objects.filter(pk=row.pk).exists()


def test_the_one_row_of_sending_is_changed_never_added_or_deleted(editor):
    row = SendingPolicy.objects.get()

    send(editor, address(row), opens="08:30", closes="18:00", spread_minutes="90", reason="夏令时")

    row.refresh_from_db()
    assert (str(row), row.spread_minutes, row.history.first().history_change_reason) == ("08:30 to 18:00", 90, "夏令时")
    assert editor.get(address(SendingPolicy, "add")).status_code == 403
    assert editor.post(address(row, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"opens": "09:00", "closes": "09:30"}, {"closes": ["Leave at least an hour for sending."]}),
        ({"spread_minutes": "601"}, {"__all__": ["The day's messages are spread over 5 to 600 minutes."]}),
        ({"slip_reply_days": "0"}, {"__all__": ["A slip can be answered within 1 to 60 working days."]}),
    ],
)
def test_hours_are_refused_beside_what_was_typed(editor, typed, expected):
    answer = send(editor, address(SendingPolicy.objects.get()), **typed)

    assert errors(answer) == expected
    assert {name: answer.context["adminform"].form[name].value() for name in typed} == typed


def test_steps_stand_in_words_by_kind(editor):
    response = editor.get(address(ReminderStep, "changelist"), {"kind": "undertaking"})

    shown = text(response)
    assert [row.days for row in response.context["cl"].result_list] == [10, 5, 3, 1, 0, -1, -2, -3]
    for words in ("10 working days before the due date", "on the due date", "every 5 working days"):
        assert words in shown


def test_kinds_stand_in_the_order_of_the_parts(editor):
    rows = editor.get(address(ReminderStep, "changelist")).context["cl"].result_list

    assert list(dict.fromkeys(row.kind for row in rows)) == [
        "undertaking", "report", "returned", "verification", "decision", "slip", "observation", "figure",
        "returned_figure",
    ]  # fmt: skip


def test_a_step_is_added_and_one_too_many_refused(editor):
    url = address(ReminderStep, "add")

    assert send(editor, url, kind="undertaking", days="15").status_code == 302
    assert errors(send(editor, url, kind="undertaking", days="15")) == {
        "__all__": ["This step is in the table already."]
    }
    assert errors(send(editor, url, kind="undertaking", days="999")) == {
        "days": ["A step is at most 250 working days before the date and 60 after it."]
    }
    refused = send(editor, url, kind="undertaking", days="-4", repeats_every="2")
    assert errors(refused) == {"repeats_every": ["Only the last step of a kind repeats: take it from the earlier one."]}
    assert errors(send(editor, url, kind="typed", days="1"))["kind"][0].startswith("Select a valid choice")


def test_all_steps_of_items_to_finish_cannot_be_deleted_at_once(editor):
    pks = list(ReminderStep.objects.filter(kind="undertaking").values_list("pk", flat=True))

    answer = editor.post(
        address(ReminderStep, "changelist"),
        {"action": "delete_selected", "_selected_action": pks, "post": "yes"},
        follow=True,
    )

    assert "need at least one step" in text(answer)
    assert ReminderStep.objects.filter(pk__in=pks).count() == 8


@pytest.mark.parametrize("model", [DutyPolicy, ReminderStep, SendingPolicy])
def test_the_preview_is_at_hand_above_list_and_row(editor, model):
    row = model.objects.first()

    assert all(f'href="{PREVIEW}"' in text(editor.get(url)) for url in (address(model, "changelist"), address(row)))


def test_the_preview_shows_days_people_and_items(editor):
    a_duty(an_owner(name="Li"), due_on=date(2023, 9, 28), title_en="Main structure")

    assert seen(editor)[:2] == [
        ("15 Sep 2023 Friday", "Li", ["Main structure"]),
        ("21 Sep 2023 Thursday", "Li", ["Main structure"]),
    ]
    assert Reminder.objects.count() == 0


def test_a_copy_stands_there_with_its_share(editor):
    unit = a_unit()
    unit.head = an_officer("head", unit=unit, name="Head")
    unit.save()
    a_duty(an_owner(unit, name="Li"), due_on=date(2023, 9, 14))

    context = preview(editor, person=unit.head_id, kind="undertaking")

    assert [row.copy for day in context["days"] for reader in day.readers for row in reader.rows] == [
        "head of unit, in copy; Li answers for it"
    ]
    assert (context["messages_count"], context["rows_count"], context["copies_count"]) == (1, 1, 1)


def test_the_preview_is_filtered_by_person_unit_and_kind(editor):
    li, wang = an_owner(name="Li"), an_owner(name="Wang")
    a_duty(li, due_on=date(2023, 10, 9), title_en="One")
    a_duty(wang, due_on=date(2023, 10, 9), title_en="Two", start_on=date(2023, 2, 1))

    assert {person for _, person, _ in seen(editor, person=li.pk)} == {"Li"}
    assert {person for _, person, _ in seen(editor, unit=wang.unit_id)} == {"Wang"}
    assert {title for *_, titles in seen(editor, kind="undertaking") for title in titles} == {"One", "Two"}
    assert {person for _, person, _ in seen(editor, kind="report")} == {"Wang"}
    assert {person for _, person, _ in seen(editor, person="nobody")} == {"Li", "Wang"}


def test_the_preview_warns_of_whom_nothing_reaches(editor):
    programme = a_programme()
    a_duty(an_owner(a_unit(name_en="Roads"), name="Li", email=""), due_on=date(2023, 9, 28), programme=programme)
    a_milestone(a_project(programme), owner=None, lead_unit=None, due_on=date(2023, 9, 28))

    assert preview(editor)["warnings"] == [
        "Without an e-mail address, so the in-app inbox alone: Li.",
        "1 item falls due by then and nobody answers for it: nobody is reminded.",
        "No head of unit, so that copies go to nobody: Roads.",
        "No leader in charge, so that copies go to nobody: Roads.",
        "There is no inspector, so that copies to the inspection office go to nobody.",
    ]


def test_the_preview_warns_of_no_copies_where_none_are_sent(editor):
    a_duty(an_owner(a_unit(name_en="Roads")), due_on=date(2023, 9, 28))
    DutyPolicy.objects.update(head_after=None, leader_after=None, inspection_after=None)
    touch_reference()

    assert preview(editor)["warnings"] == []


def test_the_preview_warns_of_a_year_that_is_not_decreed_and_works(editor, settings):
    settings.DAY = date(2031, 1, 6)
    an_inspector()
    a_duty(an_owner(name="Li"), due_on=date(2031, 1, 10))
    Workday.objects.filter(day__year=2031).delete()
    seed_calendar(2031, 2031)

    context = preview(editor)

    assert context["warnings"][0] == (
        "The holidays of 2031 are not decreed yet: working days are counted Monday to Friday."
    )
    assert [day for day, _, _ in seen(editor)][:3] == ["6 Jan 2031 Monday", "7 Jan 2031 Tuesday", "9 Jan 2031 Thursday"]


def test_the_pages_ask_the_same_at_one_row_and_at_many(editor):
    def more(count: int) -> None:
        for _ in range(count):
            unit = a_unit()
            unit.head = an_officer("head", unit=unit, email="")
            unit.save()
            a_duty(an_owner(unit), due_on=date(2023, 9, 14), start_on=date(2023, 2, 1))

    def asked(url: str) -> int:
        return len(queries.of(editor, url))

    more(1)
    few = asked(PREVIEW)
    more(5)

    assert asked(PREVIEW) == few


def test_the_list_of_policies_asks_the_same_whatever_it_holds(editor):
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            editor.get(address(DutyPolicy, "changelist"))
        return len(told)

    asked()
    many = asked()
    DutyPolicy.objects.exclude(kind="undertaking").delete()

    assert asked() == many


def test_the_preview_is_for_administrators_and_inspectors(client):
    answers = {}
    for role in ("inspector", "head", "leader"):
        client.force_login(an_officer(role, unit=a_unit()))
        answers[role] = client.get(PREVIEW, follow=True).status_code

    assert answers == {"inspector": 200, "head": 404, "leader": 404}


def test_only_the_first_day_stands_open_until_all_are_asked_for(editor):
    owner = an_owner()
    for day in (20, 27):
        a_duty(owner, due_on=date(2023, 9, day))

    def opened(query: str = "") -> list[bool]:
        found = re.findall("<details[^>]*preview-day[^>]*>", editor.get(f"{PREVIEW}{query}").content.decode())
        return [" open" in tag for tag in found]

    assert opened()[:2] == [True, False]
    assert set(opened("?all=1")) == set(opened(f"?person={owner.pk}")) == {True}
