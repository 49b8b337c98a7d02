"""What is saved in the admin goes through the actions: the same trail, the same refusals, nobody overwritten."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newarea.actions.officers import open_account, revise_officer
from newarea.actions.plan import revise_plan
from newarea.models import Officer, ReferenceEdition, StandingRules, Terms, Undertaking, Unit, Workday
from projects.models import Deliverable, Milestone, Project
from tests.admin_page import address, read, send
from tests.builders import (
    a_close_out,
    a_deliverable,
    a_milestone,
    a_programme,
    a_project,
    a_unit,
    a_verified,
    an_officer,
    an_undertaking,
)

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = TODAY


def edition():
    return ReferenceEdition.objects.values_list("token", flat=True).first()


def last_change(row):
    return row.history.first()


# An undertaking's plan


def test_a_corrected_date_leaves_terms_history_and_a_log(editor, administrator):
    undertaking = an_undertaking(due_on=date(2023, 9, 30))

    response = send(editor, address(undertaking), due_on="2023-10-20", reason="录入错误")

    assert response.status_code == 302, response.context["errors"]
    terms = undertaking.terms.get(superseded_on=None)
    assert (terms.kind, terms.known_on, terms.due_on, terms.reason, terms.by) == (
        "corrected", TODAY, date(2023, 10, 20), "录入错误", administrator,
    )  # fmt: skip
    change = last_change(undertaking)
    assert (change.due_on, change.history_user, change.history_change_reason) == (
        date(2023, 10, 20), administrator, "录入错误",
    )  # fmt: skip
    assert LogEntry.objects.filter(user=administrator, object_id=undertaking.pk).count() == 1
    undertaking.refresh_from_db()
    assert (undertaking.generation, undertaking.version, undertaking.original_due_on) == (2, 2, date(2023, 9, 30))


def test_an_adopted_plan_does_not_move_without_a_reason(editor):
    undertaking = an_undertaking()

    response = send(editor, address(undertaking), weight="40", title_zh="屋面防水完工")

    assert response.context["adminform"].form.errors == {"reason": ["Say why the plan is changed."]}
    undertaking.refresh_from_db()
    assert (undertaking.weight, undertaking.title_zh, undertaking.terms.count()) == (None, "主体完工", 1)


def test_a_title_is_corrected_without_a_reason(editor):
    undertaking = an_undertaking()

    send(editor, address(undertaking), title_zh="屋面防水完工")

    undertaking.refresh_from_db()
    assert (undertaking.title_zh, undertaking.terms.count()) == ("屋面防水完工", 1)


def test_a_draft_moves_freely_and_takes_its_original_date_along(editor):
    undertaking = an_undertaking(a_programme(adopted_on=None))

    send(editor, address(undertaking), due_on="2023-10-20")

    undertaking.refresh_from_db()
    assert (undertaking.due_on, undertaking.original_due_on) == (date(2023, 10, 20), date(2023, 10, 20))


def test_saving_without_a_change_leaves_no_trail(editor):
    undertaking = an_undertaking()

    assert send(editor, address(undertaking)).status_code == 302

    undertaking.refresh_from_db()
    assert (undertaking.version, undertaking.history.count(), undertaking.terms.count()) == (1, 1, 1)


def test_a_new_undertaking_begins_with_its_terms(editor, administrator):
    programme = a_programme()

    send(
        editor, address(Undertaking, "add"), programme=programme.pk, key="new-item", title_zh="新增事项",
        due_on="2023-11-30", reason="区政府常务会议决定",
    )  # fmt: skip

    undertaking = Undertaking.objects.get(key="new-item")
    terms = undertaking.terms.get()
    assert (terms.kind, terms.known_on, terms.due_on, terms.reason, terms.by, undertaking.original_due_on) == (
        "planned", TODAY, date(2023, 11, 30), "区政府常务会议决定", administrator, date(2023, 11, 30),
    )  # fmt: skip


def test_what_the_database_refuses_comes_back_on_the_form(editor):
    undertaking = an_undertaking(start_on=date(2023, 2, 1))

    response = send(editor, address(undertaking), due_on="2023-01-01", reason="录入错误")

    assert response.context["adminform"].form.non_field_errors() == ["The due date must not lie before the start."]


def test_a_key_twice_comes_back_on_the_form(editor):
    taken = an_undertaking()

    response = send(editor, address(Undertaking, "add"), programme=taken.programme.pk, key=taken.key, title_zh="x")

    assert response.context["adminform"].form.non_field_errors() == [
        "This programme has an undertaking with this key already."
    ]


# Two people at once


def test_who_was_overtaken_sees_both_versions_and_loses_nothing(editor):
    undertaking = an_undertaking(title_zh="主体完工")
    seen = read(editor, address(undertaking))
    revise_plan(undertaking, seen=1, by=None, on=TODAY, title_zh="主体结构完工", weight=Decimal(20))

    response = send(editor, address(undertaking), seen, due_on="2023-10-20", reason="录入错误")

    assert response.status_code == 409
    assert [(row["label"], row["words"], row["current"]) for row in response.context["rows"]] == [
        ("Due", "2023-10-20", "2023-09-30"),
        ("Reason for the change", "录入错误", ""),
    ]
    assert undertaking.terms.count() == 2
    assert resend(editor, response).status_code == 302
    undertaking.refresh_from_db()
    assert (undertaking.due_on, undertaking.title_zh, undertaking.weight, undertaking.version) == (
        date(2023, 10, 20), "主体结构完工", Decimal(20), 3,
    )  # fmt: skip


def resend(client, response):
    """“Save mine over it”: what the conflict page holds."""
    sent = {row["name"]: row["typed"] for row in response.context["rows"]} | dict(response.context["hidden"])
    return client.post(response.request["PATH_INFO"], sent)


def test_a_row_of_a_project_that_was_overtaken_says_so(editor):
    milestone = a_milestone(a_project())
    project = milestone.project
    seen = read(editor, address(project))
    revise_plan(milestone.undertaking, seen=1, by=None, on=TODAY, title_zh="主体结构完工")

    response = send(editor, address(project), seen, milestones__0__weight="30", budget="500", reason="录入错误")

    assert response.status_code == 409
    assert [(row["label"], row["words"]) for row in response.context["rows"]] == [("Weight", "30")]
    assert resend(editor, response).status_code == 302
    milestone.undertaking.refresh_from_db()
    project.refresh_from_db()
    assert (milestone.undertaking.title_zh, milestone.undertaking.weight, project.budget) == (
        "主体结构完工", Decimal(30), Decimal(500),
    )  # fmt: skip


def test_who_edits_another_row_of_the_same_page_is_not_in_the_way(editor):
    project = a_project()
    first, second = a_milestone(project), a_milestone(project)
    seen = read(editor, address(project))
    revise_plan(first.undertaking, seen=1, by=None, on=TODAY, title_zh="主体结构完工")

    assert send(editor, address(project), seen, milestones__1__title_zh="竣工验收").status_code == 302

    assert [row.undertaking.title_zh for row in project.milestones.all()] == ["主体结构完工", "竣工验收"]
    assert second.undertaking.pk in project.milestones.values_list("pk", flat=True)


# A project with its rows


def test_milestones_are_edited_added_and_withdrawn_with_the_project(editor, administrator):
    project = a_project()
    kept, gone = a_milestone(project, weight=Decimal(60)), a_milestone(project)

    response = send(
        editor, address(project), reason="方案优化", milestones__TOTAL_FORMS="3",
        milestones__0__weight="70", milestones__1__DELETE="on",
        milestones__2__title_zh="竣工验收", milestones__2__start_on="2023-10-01", milestones__2__due_on="2023-12-20",
        milestones__2__weight="30", milestones__2__position="9",
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    assert not Undertaking.objects.filter(pk=gone.pk).exists()
    terms = Terms.objects.get(undertaking=kept.pk, superseded_on=None)
    assert (terms.weight, terms.kind, terms.reason, terms.by) == (Decimal(70), "corrected", "方案优化", administrator)
    new = Milestone.objects.get(project=project, position=9).undertaking
    assert (new.title_zh, new.due_on, new.key, new.programme) == (
        "竣工验收", date(2023, 12, 20), f"{project.key}-m1", project.programme,
    )  # fmt: skip
    assert new.terms.get().kind == "planned"


def test_a_milestone_of_an_adopted_plan_needs_the_pages_reason(editor):
    milestone = a_milestone()

    response = send(editor, address(milestone.project), milestones__0__due_on="2023-10-20")

    assert formset_errors(response, "milestones") == ["Say at the foot of the page why the plan is changed."]
    assert Terms.objects.filter(undertaking=milestone.pk).count() == 1


def formset_errors(response, prefix):
    (found,) = [page.formset for page in response.context["inline_admin_formsets"] if page.formset.prefix == prefix]
    return found.non_form_errors()


def test_a_milestone_with_facts_stays(editor):
    milestone = a_milestone()
    a_verified(milestone.undertaking, 40, on=date(2023, 6, 20))

    response = send(editor, address(milestone.project), milestones__0__DELETE="on")

    assert formset_errors(response, "milestones") == [
        "“主体完工” cannot be deleted: there are recorded facts (progress reports 1)."
    ]


def test_an_impossible_row_is_refused_beside_its_field(editor):
    milestone = a_milestone()

    response = send(editor, address(milestone.project), milestones__0__weight="-1", reason="录入错误")

    (page,) = [p for p in response.context["inline_admin_formsets"] if p.formset.prefix == "milestones"]
    assert page.formset.forms[0].errors == {"__all__": ["A weight cannot be negative."]}


def test_the_milestones_own_page_saves_the_same_way(editor, administrator):
    milestone = a_milestone()

    send(editor, address(milestone), due_on="2023-10-20", position="4", reason="录入错误")

    milestone.refresh_from_db()
    terms = milestone.undertaking.terms.get(superseded_on=None)
    assert (milestone.position, terms.due_on, terms.reason, terms.by) == (
        4, date(2023, 10, 20), "录入错误", administrator,
    )  # fmt: skip


def test_a_milestone_is_added_on_its_own_page(editor):
    project = a_project(a_programme(adopted_on=None))

    response = send(editor, address(Milestone, "add"), project=project.pk, title_zh="竣工验收", position="1")

    assert response.status_code == 302, response.context["errors"]
    assert project.milestones.get().undertaking.terms.get().kind == "planned"


def test_a_milestone_is_added_to_an_adopted_plan_with_its_dates_its_weight_and_a_reason(editor, administrator):
    project = a_project()
    a_milestone(project, weight=Decimal(60))
    bare = {"project": project.pk, "title_zh": "竣工验收", "position": "2"}

    refused = send(editor, address(Milestone, "add"), **bare)
    whole = {"start_on": "2023-10-01", "due_on": "2023-12-20", "weight": "40", "reason": "区政府常务会议决定"}
    saved = send(editor, address(Milestone, "add"), **bare | whole)

    assert refused.context["adminform"].form.errors == {
        "start_on": ["The plan is adopted: a milestone that is added to it has a start."],
        "due_on": ["The plan is adopted: a milestone that is added to it has a due date."],
        "weight": ["The project's other milestones have a weight; without one here it would have no curve."],
        "reason": ["Say why a milestone is added to an adopted plan."],
    }
    assert saved.status_code == 302, saved.context["errors"]
    terms = Terms.objects.get(undertaking__title_zh="竣工验收")
    assert (terms.kind, terms.reason, terms.by) == ("planned", "区政府常务会议决定", administrator)
    assert terms.undertaking.history.first().history_change_reason == "区政府常务会议决定"


def test_the_project_page_costs_the_same_with_one_milestone_and_with_twelve(editor):
    project = a_project()
    costs = []
    for _ in range(2):
        for _ in range(1 if not costs else 11):
            a_milestone(project, deliverable=a_deliverable(project))
        editor.get(address(project))
        with CaptureQueriesContext(connection) as queries:
            editor.get(address(project))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_row_that_somebody_deleted_meanwhile_is_an_answer(editor):
    milestone = a_milestone()
    project = milestone.project
    seen = read(editor, address(project))
    milestone.undertaking.delete()

    response = send(editor, address(project), seen, milestones__0__title_zh="竣工验收", budget="5")

    assert response.status_code == 200
    assert response.context["errors"]


# What was voted for


LOCK = (
    "Elected by the delegates&#x27; vote on 18 Jan 2023: name, scope and quantities are locked. They can be changed "
    "only by decision of the standing committee of the district People&#x27;s Congress."
)


def test_the_page_of_a_voted_project_says_by_whom_it_can_be_changed(editor):
    project = a_project()
    deliverable = a_deliverable(project)

    page = editor.get(address(project)).content.decode()

    assert LOCK in page
    names = read(editor, address(project))
    assert not {"name_zh", "summary_zh", "voted_on", "deliverables-0-planned", "deliverables-0-DELETE"} & set(names)
    assert LOCK in editor.get(address(deliverable)).content.decode()


def test_what_is_locked_cannot_be_sent_either(editor):
    project = a_project(name_zh="雨污分流改造")
    deliverable = a_deliverable(project, planned=Decimal(515))

    send(
        editor, address(project), name_zh="改名", budget="900", deliverables__0__planned="1",
        deliverables__0__position="3", deliverables__TOTAL_FORMS="2", deliverables__1__key="more",
        deliverables__1__name_zh="更多", deliverables__1__position="0",
    )  # fmt: skip

    project.refresh_from_db()
    deliverable.refresh_from_db()
    assert (project.name_zh, project.budget, deliverable.planned, deliverable.position) == (
        "雨污分流改造", Decimal(900), Decimal(515), 3,
    )  # fmt: skip
    assert project.deliverables.count() == 1


def test_a_deliverable_of_a_voted_project_is_refused_with_the_sentence(editor):
    project = a_project()

    response = send(editor, address(Deliverable, "add"), project=project.pk, key="more", name_zh="更多", position="0")

    (told,) = response.context["adminform"].form.non_field_errors()
    assert told.endswith("decision of the standing committee of the district People's Congress.")


def test_a_project_is_entered_with_what_was_voted_for(editor):
    programme = a_programme(adopted_on=None)

    response = send(
        editor, address(Project, "add"), programme=programme.pk, number="7", key="sponge", name_zh="海绵城市",
        voted_on="2023-01-18", deliverables__TOTAL_FORMS="1", deliverables__0__key="pipes",
        deliverables__0__name_zh="排水管", deliverables__0__planned="515", deliverables__0__position="1",
    )  # fmt: skip

    assert response.status_code == 302, response.context["errors"]
    assert Project.objects.get(key="sponge").deliverables.get().planned == Decimal(515)


def test_a_mistyped_vote_can_be_mended_in_a_draft(editor):
    project = a_project(a_programme(adopted_on=None))

    send(editor, address(project), voted_on="")
    send(editor, address(project), name_zh="雨污分流改造")

    project.refresh_from_db()
    assert (project.is_locked, project.name_zh) == (False, "雨污分流改造")


# Reference data: rules, calendar, programmes


def test_a_new_threshold_begins_today_and_a_new_edition(editor):
    before = edition()

    send(editor, address(StandingRules, "add"), in_force_from="2023-09-15", yellow_from="8")

    assert StandingRules.objects.get(in_force_from=TODAY).yellow_from == 8
    assert edition() != before


def test_the_past_keeps_its_thresholds(editor):
    begun = StandingRules.objects.earliest("in_force_from")

    response = send(editor, address(StandingRules, "add"), in_force_from="2023-09-14")

    told = "Days gone by keep the rules they had. Let new rules begin today or later."
    assert response.context["adminform"].form.errors == {"in_force_from": [told]}
    assert editor.post(address(begun), {"yellow_from": "1"}).status_code == 403
    assert told in editor.get(address(begun, "delete")).content.decode()


def test_rules_to_come_are_edited_and_deleted(editor, administrator):
    rules = StandingRules.objects.create(in_force_from=TODAY + timedelta(days=30))
    before = edition()

    send(editor, address(rules), red_above="25", reason="督查室要求")

    rules.refresh_from_db()
    assert (rules.red_above, last_change(rules).history_user, edition() != before) == (25, administrator, True)
    assert editor.post(address(rules, "delete"), {"post": "yes"}).status_code == 302
    assert not StandingRules.objects.filter(pk=rules.pk).exists()


def test_a_decreed_day_moves_the_count_of_the_days_behind_it(editor):
    a_programme()
    before, after = edition(), Workday.objects.get(day=date(2023, 10, 9)).ordinal

    send(editor, address(Workday.objects.get(day=date(2023, 9, 18))), is_working=[], note="台风停工")

    row = Workday.objects.get(day=date(2023, 9, 18))
    assert (row.is_working, row.is_exception, row.note) == (False, True, "台风停工")
    assert Workday.objects.get(day=date(2023, 10, 9)).ordinal == after - 1
    assert edition() != before


def test_a_programme_keeps_its_address_once_adopted(editor):
    programme = a_programme()
    before = edition()

    send(editor, address(programme), area_zh="新区", slug="elsewhere", state="draft")

    programme.refresh_from_db()
    assert (programme.area_zh, programme.slug.startswith("district-"), programme.state) == ("新区", True, "adopted")
    assert edition() != before


def test_a_districts_new_name_begins_a_new_edition(editor, administrator):
    programme = a_programme()
    before = edition()

    send(editor, address(programme.district), name_zh="松北新区")

    assert edition() != before
    assert last_change(programme.district).history_user == administrator


def test_units_do_not_belong_to_each_other_in_a_circle(editor):
    upper = a_unit()
    lower = a_unit(parent=upper)

    response = send(editor, address(upper), parent=lower.pk)

    told = "A unit cannot belong to one that belongs to it."
    assert response.context["adminform"].form.errors == {"parent": [told]}


# People


def test_a_new_administrator_gets_in_and_a_reporter_does_not(editor):
    unit = a_unit()
    for name, role in (("boss", "administrator"), ("clerk", "reporter")):
        response = send(
            editor, address(Officer, "add"), username=name, password1="Xinqu-2023-ok", password2="Xinqu-2023-ok",
            role=role, unit=unit.pk, language="zh-hans",
        )  # fmt: skip
        assert response.status_code == 302, response.context["errors"]

    assert dict(Officer.objects.filter(unit=unit).values_list("username", "is_staff")) == {"boss": True, "clerk": False}
    assert Officer.objects.get(username="clerk").check_password("Xinqu-2023-ok")


def test_a_new_role_opens_and_closes_the_door(editor, client):
    officer = an_officer(unit=a_unit())

    send(editor, address(officer), role="administrator")
    officer.refresh_from_db()
    assert officer.is_staff
    send(editor, address(officer), role="reporter")
    officer.refresh_from_db()
    assert not officer.is_staff


def test_nobody_shuts_the_door_behind_themselves(editor, administrator):
    response = send(editor, address(administrator), role="reporter")

    assert response.context["adminform"].form.non_field_errors() == [
        "You cannot take the administration away from yourself; another administrator can."
    ]


def test_the_password_is_changed_and_never_shown(editor):
    officer = an_officer(unit=a_unit())
    officer.set_password("Old-secret-2023")
    officer.save()

    assert officer.password not in editor.get(address(officer)).content.decode()
    editor.post(
        reverse("admin:auth_user_password_change", args=[officer.pk]),
        {"password1": "Xinqu-2023-neu", "password2": "Xinqu-2023-neu", "usable_password": "true"},
    )

    officer.refresh_from_db()
    assert officer.check_password("Xinqu-2023-neu")


# Deleting


def test_what_nothing_hangs_on_is_deleted(editor):
    undertaking = an_undertaking(a_programme(adopted_on=None))
    unit = a_unit()

    for row in (undertaking, unit):
        assert editor.post(address(row, "delete"), {"post": "yes"}).status_code == 302

    assert (Undertaking.objects.filter(pk=undertaking.pk).exists(), Unit.objects.filter(pk=unit.pk).exists()) == (
        False, False,
    )  # fmt: skip


def test_what_has_facts_stays_and_says_why(editor):
    undertaking = an_undertaking()
    a_verified(undertaking, 40, on=date(2023, 6, 20))
    project = a_project()
    officer = undertaking.owner

    for row in (undertaking, undertaking.programme, project, undertaking.lead_unit, officer):
        response = editor.post(address(row, "delete"), {"post": "yes"})
        assert response.status_code == 200, row
        assert response.context["protected"], row
        assert type(row).objects.filter(pk=row.pk).exists()


def test_the_lists_own_deletion_refuses_the_same(editor):
    project = a_project()
    chosen = {"action": "delete_selected", "_selected_action": [project.pk], "post": "yes"}

    response = editor.post(address(Project, "changelist"), chosen)

    assert response.status_code == 200
    assert Project.objects.filter(pk=project.pk).exists()


def test_who_supports_has_its_line_in_the_history(editor, administrator):
    undertaking, unit = an_undertaking(), a_unit(name_en="Water Bureau")

    send(editor, address(undertaking), supporting_units=[unit.pk])

    change = last_change(undertaking)
    assert ([row.unit for row in change.supporting_units.all()], change.history_user) == ([unit], administrator)
    assert "Water Bureau" in editor.get(address(undertaking, "history")).content.decode()


def test_only_what_was_touched_is_written_of_the_supporting_units(editor):
    undertaking, unit = an_undertaking(), a_unit()
    seen = read(editor, address(undertaking))
    undertaking.supporting_units.add(unit)

    send(editor, address(undertaking), seen, title_zh="屋面防水完工")

    assert list(undertaking.supporting_units.all()) == [unit]


def test_the_history_shows_the_day_of_completion_too(editor):
    undertaking = an_undertaking()
    a_close_out(undertaking, on=date(2023, 9, 1))

    page = editor.get(address(undertaking, "history")).content.decode()

    assert "<ins>2023-09-01</ins>" in page


# A reporter reports for a unit


def test_a_reporter_without_a_unit_is_refused_by_every_door(editor, administrator):
    typed = {"username": "clerk-1", "password1": "long-enough-2023", "password2": "long-enough-2023"}
    clerk = an_officer("reporter", unit=a_unit())

    opened = send(editor, address(Officer, "add"), role="reporter", **typed)
    revised = send(editor, address(clerk), unit="")

    for answer in (opened, revised):
        assert answer.context["adminform"].form.errors == {"unit": ["A reporter reports for a unit: say which."]}
    with pytest.raises(ValidationError):
        open_account(Officer(username="clerk-2", role="reporter"), by=administrator)
    with pytest.raises(ValidationError):
        revise_officer(an_officer("leader"), seen=1, by=administrator, role="reporter", unit=None)
    assert set(Officer.objects.values_list("unit", flat=True).filter(role="reporter")) == {clerk.unit_id}
