"""Who gets into the admin meets there what the role may do, and of a unit's rows its head meets those alone."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.urls import reverse

from newarea.actions.chasing import chase
from newarea.actions.extensions import ask_extension
from newarea.actions.officers import revise_officer
from newarea.actions.plan import revise_plan, set_override
from newarea.actions.slips import answer_slip, issue_slip
from newarea.models import (
    ChaseUp,
    DutyPolicy,
    Extension,
    LightOverride,
    Officer,
    ReminderStep,
    Report,
    SendingPolicy,
    SlipAnswer,
    SupervisionSlip,
    Terms,
    Undertaking,
    Unit,
    Workday,
)
from projects.actions.milestones import revise_milestone
from projects.models import Milestone
from targets.actions.commitments import revise_commitment
from targets.models import Commitment
from tests.admin_page import address, read, send
from tests.builders import (
    NOON,
    a_commitment,
    a_measure,
    a_milestone,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    an_area,
    an_inspector,
    an_officer,
)
from tests.workbooks import lines

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 15)
WORKED_WITH = [
    "Undertaking", "StandingRules", "Report", "Evidence", "Extension", "Terms", "LightOverride", "ChaseUp",
    "SupervisionSlip", "SlipAnswer", "MonthEnd", "Reminder", "Digest",
]  # fmt: skip
REMINDING = ["DutyPolicy", "ReminderStep", "SendingPolicy"]
OF_A_UNIT = [
    Milestone, Commitment, Undertaking, Officer, Report, Extension, Terms, LightOverride, ChaseUp, SlipAnswer,
    SupervisionSlip,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = TODAY


@pytest.fixture
def units():
    return a_unit("water", name_zh="水务局"), a_unit("roads", name_zh="交通局")


@pytest.fixture
def head(units):
    return an_officer("head", unit=units[0], name="水务局局长")


@pytest.fixture
def editor(client, head):
    client.force_login(head)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def rows(head, units):
    """One row of each noun for each of the two units, by noun: the editor's own and the other one."""
    own, other = (rows_of(unit) for unit in units)
    return {model: (own[model], other[model]) for model in OF_A_UNIT}


def rows_of(unit: Unit) -> dict:
    programme, inspector = a_programme(), an_inspector()
    reporter = an_officer("reporter", unit=unit)
    milestone = a_milestone(a_project(programme, lead_unit=unit), lead_unit=unit, owner=reporter)
    commitment = a_commitment(lead_unit=unit, owner=reporter)
    undertaking = milestone.undertaking
    a_submitted(undertaking, 60, on=date(2023, 9, 1))
    wanted = {"new_due_on": date(2023, 11, 1), "reason": "连续降雨", "present_percent": 60}
    ask_extension(undertaking, by=reporter, on=TODAY, **wanted)
    set_override(undertaking, light="red", reason="现场停工", by=inspector, on=TODAY)
    chase(undertaking, by=inspector, note="请速报", on=TODAY, now=NOON)
    demand = {"colour": "yellow", "demand": "", "reply_by": date(2023, 9, 20)}
    slip = issue_slip(undertaking, by=inspector, on=TODAY, now=NOON, **demand).slip
    answer = answer_slip(slip, text="月底完成。", by=reporter, on=TODAY, seen=slip.version)
    facts = {model: model.objects.get(undertaking=undertaking) for model in (Report, Extension, LightOverride, ChaseUp)}
    return facts | {
        Milestone: milestone, Commitment: commitment, Undertaking: undertaking, Officer: reporter,
        SupervisionSlip: slip, SlipAnswer: answer, Terms: undertaking.terms.get(),
    }  # fmt: skip


def menu(client) -> dict[str, list[str]]:
    """The nouns by app, each with what may be done."""
    found: dict[str, list[str]] = {}
    for part in client.get(reverse("admin:index")).context["app_list"]:
        found.setdefault(part["app_label"], []).extend(model["object_name"] for model in part["models"])
    return found


def changeable(client) -> list[str]:
    apps = client.get(reverse("admin:index")).context["app_list"]
    return [model["object_name"] for app in apps for model in app["models"] if model["perms"]["change"]]


def test_an_administrator_meets_every_noun(client):
    client.force_login(an_officer("administrator"))

    met = {name for names in menu(client).values() for name in names}

    assert met == {model.__name__ for model in admin.site._registry}


def test_an_inspector_reads_what_the_office_works_with_and_changes_nothing(client):
    client.force_login(an_inspector())

    assert menu(client) == {"newarea": [*WORKED_WITH, *REMINDING]}
    assert changeable(client) == []


def test_the_head_of_a_unit_meets_what_the_unit_has(editor):
    assert menu(editor) == {
        "projects": ["Milestone"],
        "targets": ["Commitment"],
        "newarea": [
            "Undertaking", "Officer", "Report", "Evidence", "Extension", "Terms", "LightOverride", "ChaseUp",
            "SupervisionSlip", "SlipAnswer",
        ],
    }  # fmt: skip
    assert changeable(editor) == ["Milestone", "Commitment", "Undertaking", "Officer"]


@pytest.mark.parametrize("role", ["reporter", "leader", "delegate"])
def test_who_has_nothing_to_do_in_the_admin_does_not_get_in(client, units, role):
    client.force_login(an_officer(role, unit=units[0]))

    assert client.get(reverse("admin:index"), follow=True).status_code == 404
    assert reverse("admin:index") not in client.get("/", follow=True).content.decode()


def test_a_head_without_a_unit_does_not_get_in(client):
    client.force_login(an_officer("head", unit=None))

    assert client.get(reverse("admin:index"), follow=True).status_code == 404


def test_the_way_to_the_admin_stands_in_the_masthead(editor):
    assert reverse("admin:index") in editor.get("/", follow=True).content.decode()


@pytest.mark.parametrize("model", OF_A_UNIT, ids=lambda model: model.__name__)
def test_a_list_shows_a_head_the_rows_of_the_unit_alone(editor, rows, head, model):
    own, _ = rows[model]
    of_unit = {Undertaking: {own.pk, rows[Commitment][0].pk}, Officer: {own.pk, head.pk}}
    shown = {row.pk for row in editor.get(address(model, "changelist")).context["cl"].result_list}

    if model is Terms:
        assert shown == set(Terms.objects.filter(lead_unit=head.unit).values_list("pk", flat=True))
    else:
        assert shown == of_unit.get(model, {own.pk})


@pytest.mark.parametrize("model", OF_A_UNIT, ids=lambda model: model.__name__)
def test_a_lists_filters_name_no_plan_in_the_making_and_nothing_of_other_units(editor, rows, units, model):
    draft = a_programme(adopted_on=None, slug="in-the-making", year=2024)
    a_project(draft, name_zh="未公布的项目", name_en="Undisclosed", lead_unit=units[0])
    elsewhere = rows[Milestone][1].project.name_en

    found = editor.get(address(model, "changelist")).context["cl"]

    offered = {str(one["display"]) for spec in found.filter_specs for one in spec.choices(found)}
    assert [one for one in offered if one == elsewhere or "2024" in one or "Undisclosed" in one] == []


@pytest.mark.parametrize("model", OF_A_UNIT, ids=lambda model: model.__name__)
def test_the_row_of_another_unit_is_not_there(editor, rows, model):
    own, other = rows[model]

    found = {
        (method, page): getattr(editor, method)(address(other, page)).status_code
        for page in ("change", "delete", "history")
        for method in ("get", "post")
    }

    assert set(found.values()) == {404}, found
    assert editor.get(address(own)).status_code == 200
    assert editor.get(address(own, "history")).status_code == 200
    assert editor.get(address(own, "delete")).status_code == 404


def test_the_shortcut_to_a_rows_page_knows_the_rows_of_the_list_alone(editor, rows):
    own, other = rows[Undertaking]
    draft = a_project(a_programme(adopted_on=None, slug="in-the-making"))
    day = Workday.objects.get(day=TODAY)
    asked = [(own, own.pk), (other, other.pk), (draft, draft.pk), (draft.programme, draft.programme.pk), (day, "1"),
             (own, "a"), (own, "9" * 30), (own, "\0")]  # fmt: skip
    asked = [(ContentType.objects.get_for_model(row).pk, key) for row, key in asked] + [("9" * 30, "1"), ("a", "1")]

    found = [editor.get(f"/admin/r/{kind}/{key}/") for kind, key in asked]

    assert [one.status_code for one in found] == [302, *[404] * 9]
    assert found[0]["Location"] == own.get_absolute_url()


def test_an_old_version_of_another_units_row_is_not_there(editor, rows):
    for own, other in (rows[Undertaking], rows[Officer], rows[SupervisionSlip]):
        assert editor.get(f"{address(other, 'history')}{other.history.first().pk}/").status_code == 404
        assert editor.get(f"{address(own, 'history')}{own.history.first().pk}/").status_code == 200


def test_a_bulk_action_finds_no_row_of_another_unit(editor, rows, head):
    for model in (Undertaking, Milestone, Commitment):
        own, other = rows[model]
        url, typed = address(model, "bulk_owner"), {"owner": head.pk, "reason": "岗位调整"}
        assert editor.post(url, {"row": [other.pk], **typed}).status_code == 404
        looked_at = editor.post(url, {"row": [own.pk, other.pk], **typed})
        assert [line.row.pk for line in looked_at.context["lines"]] == [own.pk]


def test_a_bulk_action_hands_over_within_the_unit(editor, rows, head):
    own, _ = rows[Undertaking]
    url = address(Undertaking, "bulk_owner")

    looked_at = editor.post(url, {"row": [own.pk], "owner": head.pk, "reason": "岗位调整"})
    editor.post(url, {"plan": looked_at.context["plan"]})

    assert Undertaking.objects.get(pk=own.pk).owner == head
    foreign = editor.post(url, {"row": [own.pk], "owner": rows[Officer][1].pk, "reason": "岗位调整"})
    assert list(foreign.context["form"].errors) == ["owner"]


def test_what_a_head_may_not_do_has_no_address(editor, rows):
    own, officer = rows[Undertaking][0], rows[Officer][0]
    addresses = [
        address(Undertaking, "add"), address(Officer, "add"), address(Milestone, "add"),
        address(Undertaking, "bulk_due"), address(Undertaking, "bulk_lead-unit"), address(Officer, "bulk_deactivate"),
        address(Extension, "bulk_grant"), address(Milestone, "excel"), address(Milestone, "excel-empty"),
        address(Officer, "excel"),
        address(Unit, "changelist"), address(DutyPolicy, "changelist"), reverse("admin:newarea_dutypolicy_preview"),
        address(officer, "hand-over"), address(officer.unit, "end"), address(officer.unit),
        reverse("admin:auth_user_password_change", args=[officer.pk]), reverse("admin:axes_accessattempt_changelist"),
    ]  # fmt: skip

    found = {url: (editor.get(url).status_code, editor.post(url, {"row": [own.pk]}).status_code) for url in addresses}

    assert {url: answers for url, answers in found.items() if answers != (404, 404)} == {}


def test_an_export_holds_the_rows_of_the_unit(editor, rows, head):
    found = {
        model: [line[0] for line in lines(editor.get(address(model, "excel-export")).content)][1:]
        for model in (Officer, Commitment)
    }

    own = rows[Commitment][0].undertaking.programme
    assert found == {Officer: sorted([head.username, rows[Officer][0].username]), Commitment: [own.slug]}


@pytest.mark.parametrize("model", [Undertaking, Milestone, Commitment], ids=lambda model: model.__name__)
def test_a_form_offers_a_head_what_is_theirs(editor, rows, head, model):
    own, _ = rows[model]

    page = editor.get(address(own))

    form = page.context["adminform"].form
    assert "the rest is kept by an administrator" in page.content.decode()
    assert set(form.fields["owner"].queryset) == {head, rows[Officer][0]}
    assert {name for name, field in form.fields.items() if not field.disabled} == {
        "version", "reason", "owner", "title_en",
    }  # fmt: skip


def test_choosing_offers_a_head_the_people_of_the_unit(editor, rows, head):
    wanted = {"app_label": "newarea", "model_name": "undertaking", "field_name": "owner", "term": ""}

    found = editor.get("/admin/autocomplete/", wanted).json()["results"]

    assert {int(one["id"]) for one in found} == {head.pk, rows[Officer][0].pk}
    assert editor.get("/admin/autocomplete/", wanted | {"field_name": "lead_unit"}).status_code == 404


@pytest.mark.parametrize("model", [Undertaking, Milestone, Commitment], ids=lambda model: model.__name__)
def test_a_head_changes_the_owner_and_nothing_beyond(editor, rows, head, model):
    own, _ = rows[model]

    send(editor, address(own), owner=str(head.pk), title_zh="另一个标题", weight="99", reason="岗位调整")

    row = Undertaking.objects.get(pk=own.pk)
    assert (row.owner, row.title_zh, row.weight) == (head, getattr(own, "undertaking", own).title_zh, row.weight)
    assert row.terms.get(superseded_on=None).by == head


def test_a_task_cannot_be_split_off_by_a_head(editor, rows):
    own, _ = rows[Commitment]

    assert [name for name in read(editor, address(own)) if name.startswith("tasks-")] == []


def test_a_head_keeps_how_the_units_reporters_are_reached(editor, rows):
    reporter, _ = rows[Officer]

    send(editor, address(reporter), email="water@example.org", role="administrator", is_active="", unit="")

    row = Officer.objects.get(pk=reporter.pk)
    assert (row.email, row.role, row.unit, row.is_active) == (
        "water@example.org", "reporter", reporter.unit, True,
    )  # fmt: skip


def test_a_head_keeps_the_own_post_too(editor, head):
    send(editor, address(head), phone="0532-1")

    assert Officer.objects.get(pk=head.pk).phone == "0532-1"


def test_another_post_of_the_unit_is_for_reading_and_shows_no_password(editor, units):
    colleague = an_officer("administrator", unit=units[0], password="x")

    page = editor.get(address(colleague))

    assert (page.status_code, editor.post(address(colleague), {"email": "a@b.cn"}).status_code) == (200, 404)
    assert "field-email" in page.content.decode()
    assert "field-password" not in page.content.decode()


@pytest.mark.parametrize("revise", ["plan", "milestone", "commitment"])
def test_the_actions_refuse_what_a_head_may_not_do(rows, head, revise):
    own, other = rows[{"plan": Undertaking, "milestone": Milestone, "commitment": Commitment}[revise]]
    action = {"plan": revise_plan, "milestone": revise_milestone, "commitment": revise_commitment}[revise]
    hand = {"seen": 1, "by": head, "on": TODAY, "reason": "岗位调整"}

    with pytest.raises(ValidationError, match=r"\['此事项属于其他单位。'\]"):
        action(other, **hand, owner=head)
    with pytest.raises(ValidationError, match="由管理员更改"):
        action(own, **hand, due_on=date(2023, 12, 1))
    with pytest.raises(ValidationError, match="请选择本单位人员"):
        action(own, **hand, owner=rows[Officer][1])
    if revise != "plan":
        with pytest.raises(ValidationError, match="由管理员更改"):
            action(own, **hand, position=9)


def test_an_account_is_kept_by_a_head_as_far_as_a_unit_may(rows, head, units):
    own, other = rows[Officer]

    for officer, changes in (
        (other, {"email": "a@example.org"}),
        (an_officer("head", unit=units[0]), {"email": "a@example.org"}),
        (own, {"role": "administrator"}),
        (head, {"role": "administrator"}),
    ):
        with pytest.raises(ValidationError, match="管理员"):
            revise_officer(officer, seen=officer.version, by=head, **changes)


def test_an_inspector_reads_the_policies_and_what_goes_out(client):
    client.force_login(an_inspector())
    policy, step = DutyPolicy.objects.first(), ReminderStep.objects.first()

    assert {client.get(address(row)).status_code for row in (policy, step, SendingPolicy.objects.get())} == {200}
    assert client.get(address(DutyPolicy, "changelist")).status_code == 200
    assert client.get(reverse("admin:newarea_dutypolicy_preview")).status_code == 200
    assert {client.post(address(policy), {}).status_code, client.get(address(DutyPolicy, "add")).status_code} == {404}


def test_an_inspector_decides_extensions_from_the_list(client, rows):
    client.force_login(an_inspector())
    own, _ = rows[Extension]

    typed = {"action": "grant", "_selected_action": [own.pk], "index": 0}
    assert client.post(address(Extension, "changelist"), typed).status_code == 200
    looked_at = client.post(address(Extension, "bulk_grant"), {"row": [own.pk], "reason": "情况属实"})
    client.post(address(Extension, "bulk_grant"), {"plan": looked_at.context["plan"]})

    assert Extension.objects.get(pk=own.pk).state == "granted"


def test_an_inspector_does_not_read_what_is_not_handed_in(client, units):
    owner = an_officer("reporter", unit=units[0])
    undertaking = a_milestone(lead_unit=units[0], owner=owner).undertaking
    draft = Report.objects.create(
        undertaking=undertaking, state="draft", speaks_for=TODAY, percent=50, summary="草稿", reporter=owner
    )
    client.force_login(an_inspector())

    assert list(client.get(address(Report, "changelist")).context["cl"].result_list) == []
    shown = client.get(address(undertaking)).context["inline_admin_formsets"]
    assert [
        form.instance.pk for inline in shown for form in inline.formset.initial_forms if form.instance == draft
    ] == []
    client.force_login(an_officer("head", unit=units[0]))
    assert list(client.get(address(Report, "changelist")).context["cl"].result_list) == [draft]


def test_a_plan_in_the_making_is_not_shown_to_a_unit(editor, units):
    draft = a_programme(adopted_on=None)
    a_milestone(a_project(draft), lead_unit=units[0])
    a_commitment(a_measure(an_area(draft)), lead_unit=units[0])

    for model in (Milestone, Commitment, Undertaking, Terms):
        assert list(editor.get(address(model, "changelist")).context["cl"].result_list) == [], model
