"""What an editor does beside editing: adopt, close, hand over, end a unit, write the calendar."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from newarea.actions.programmes import revise_programme
from newarea.models import Programme, ReferenceEdition, Terms, Workday
from tests.admin_page import address, read, send
from tests.builders import a_goal, a_milestone, a_programme, a_project, a_unit, an_officer, an_undertaking
from tests.views.visits import text

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = TODAY


def step(row, name):
    return address(row, name)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_adoption_lists_the_faults_with_the_places_to_mend_them(editor):
    programme = a_programme(adopted_on=None)
    undertaking = a_milestone(a_project(programme), owner=None, weight=Decimal(50)).undertaking

    response = editor.get(step(programme, "adopt"))

    fault = response.context["faults"][0]
    assert (fault.text, fault.url) == ("“主体完工” has no owner.", address(undertaking))
    refused = send(editor, step(programme, "adopt"))
    assert refused.context["form"].errors == {
        "despite_faults": ["Mend the faults first, or say that you adopt in spite of them."]
    }
    assert Programme.objects.get(pk=programme.pk).is_draft


def test_a_programme_is_adopted_in_spite_of_its_faults(editor, administrator):
    programme = a_programme(adopted_on=None)
    a_milestone(a_project(programme), owner=None)
    edition = ReferenceEdition.objects.get().token

    response = editor.post(
        step(programme, "adopt"), {"adopted_on": "2023-01-18", "despite_faults": "on", "version": "1"}, follow=True
    )

    programme.refresh_from_db()
    assert (programme.state, programme.adopted_on) == ("adopted", date(2023, 1, 18))
    assert messages_of(response) == [f"{programme} is adopted."]
    assert programme.history.first().history_user == administrator
    assert LogEntry.objects.filter(object_id=programme.pk, user=administrator).exists()
    assert ReferenceEdition.objects.get().token != edition


def test_an_adoption_is_entered_once_it_has_happened(editor):
    programme = a_programme(adopted_on=None)

    response = send(editor, step(programme, "adopt"), adopted_on="2023-12-01")

    assert response.context["form"].errors == {"adopted_on": ["An adoption is entered once it has happened."]}


def test_a_programme_with_nothing_in_it_says_so_and_is_not_adopted(editor):
    programme = a_programme(adopted_on=None)
    sent = {"adopted_on": "2023-01-18", "despite_faults": "on", "version": "1"}
    nothing = "There is nothing in this programme yet. Enter its projects, targets and work areas, or load a file."

    workbench = editor.get("/workbench/").content.decode()
    shown, refused = editor.get(step(programme, "adopt")), editor.post(step(programme, "adopt"), sent)

    assert (nothing in workbench, "The plan is complete" in workbench) == (True, False)
    assert [fault.text for fault in shown.context["faults"]] == [nothing]
    assert "despite_faults" not in shown.context["form"].fields
    assert refused.context["form"].non_field_errors() == [nothing]
    assert Programme.objects.get(pk=programme.pk).is_draft


def test_a_plan_nobody_answers_for_is_not_called_complete(editor):
    programme = a_programme(adopted_on=None)
    a_goal(programme)

    workbench = editor.get("/workbench/").content.decode()

    assert "Nobody answers for anything yet: the programme has no milestone and no commitment." in workbench
    assert "The plan is complete" not in workbench


def test_who_adopts_what_was_changed_meanwhile_is_told(editor):
    programme = a_programme(adopted_on=None)
    an_undertaking(programme)
    seen = read(editor, step(programme, "adopt"))
    Programme.objects.filter(pk=programme.pk).update(version=2)

    assert send(editor, step(programme, "adopt"), seen).status_code == 409


def test_the_year_is_closed_once(editor):
    programme = a_programme()

    send(editor, step(programme, "close"))

    programme.refresh_from_db()
    assert programme.state == "closed"
    assert editor.get(step(programme, "close")).status_code == 404


def test_the_lists_action_leads_to_the_steps_page(editor):
    draft, adopted = a_programme(adopted_on=None, year=2024), a_programme()
    url = address(Programme, "changelist")

    one = editor.post(url, {"action": "adopt", "_selected_action": [draft.pk]})
    both = editor.post(url, {"action": "adopt", "_selected_action": [draft.pk, adopted.pk]}, follow=True)
    gone = editor.post(url, {"action": "adopt", "_selected_action": [adopted.pk + 1_000]}, follow=True)
    late = editor.post(url, {"action": "adopt", "_selected_action": [adopted.pk]}, follow=True)

    assert one.headers["Location"] == step(draft, "adopt")
    assert messages_of(both) == ["Choose one row for this."]
    assert messages_of(gone) == ["Choose one row for this."]
    assert messages_of(late) == [f"This is not possible for {adopted}."]


def test_attempts_to_sign_in_that_have_expired_are_cleaned_up(editor):
    attempt = AccessAttempt.objects.create(username="somebody", ip_address="127.0.0.1", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=datetime(2023, 9, 1, tzinfo=UTC))

    url, chosen = address(AccessAttempt, "changelist"), {"_selected_action": [attempt.pk]}
    told = editor.post(url, {"action": "cleanup_expired_attempts"} | chosen, follow=True)

    assert messages_of(told) == ["Cleaned up 1 expired access attempts."]


def test_a_post_is_handed_over_with_its_open_undertakings(editor, administrator):
    bureau = a_unit()
    old, new = an_officer(unit=bureau), an_officer(unit=bureau)
    unit = a_unit(head=old)
    undertaking = an_undertaking(lead_unit=bureau, owner=old)

    response = editor.post(step(old, "hand-over"), {"successor": new.pk, "reason": "岗位调整", "version": "1"})

    assert response.status_code == 302
    terms = Terms.objects.get(undertaking=undertaking, superseded_on=None)
    assert (terms.kind, terms.owner, terms.reason, terms.by, terms.known_on) == (
        "handed_over", new, "岗位调整", administrator, TODAY,
    )  # fmt: skip
    unit.refresh_from_db()
    assert (unit.head, unit.history.first().history_user, unit.version) == (new, administrator, 2)


def test_projects_pass_on_with_the_post_and_the_unit(editor, administrator):
    old, new = a_unit(), a_unit()
    leader, successor = an_officer("leader"), an_officer("leader")
    led = a_project(lead_unit=old, leader_in_charge=leader)
    supported, closed = a_project(), a_project(a_programme(year=2022), lead_unit=old)
    supported.supporting_units.add(old)
    revise_programme(closed.programme, seen=closed.programme.version, by=None, state="closed")

    editor.post(step(old, "end"), {"successor": new.pk, "reason": "机构改革", "version": "1"})
    editor.post(step(leader, "hand-over"), {"successor": successor.pk, "reason": "岗位调整", "version": "1"})

    for project in (led, closed):
        project.refresh_from_db()
    assert (led.lead_unit, led.leader_in_charge, closed.lead_unit) == (new, successor, old)
    assert list(supported.supporting_units.all()) == [new]
    assert (led.history.first().history_user, led.history.first().history_change_reason) == (administrator, "岗位调整")


def test_nobody_hands_over_to_themselves(editor):
    officer = an_officer()

    response = editor.post(step(officer, "hand-over"), {"successor": officer.pk, "reason": "岗位调整", "version": "1"})

    assert response.context["form"].errors == {
        "successor": ["This officer cannot take over the post: choose one of the list."]
    }


def test_what_passes_over_and_to_whom_is_seen_before_it_is_done(editor):
    undertaking = an_undertaking()
    heir, _ = an_officer("head", unit=undertaking.lead_unit), an_officer(unit=a_unit())

    response = editor.get(step(undertaking.owner, "hand-over"))

    assert f'<a href="{address(undertaking)}">主体完工</a>' in text(response)
    assert list(response.context["form"].fields["successor"].queryset) == [heir]


def test_a_unit_ends_and_its_successor_inherits(editor, administrator):
    old, new = a_unit(), a_unit()
    officer, undertaking = an_officer(unit=old), an_undertaking(lead_unit=old)

    editor.post(step(old, "end"), {"successor": new.pk, "reason": "机构改革", "version": "1"})

    old.refresh_from_db()
    officer.refresh_from_db()
    undertaking.refresh_from_db()
    assert (old.ended_on, old.succeeded_by, officer.unit, undertaking.lead_unit) == (TODAY, new, new, new)
    assert (officer.history.first().history_user, officer.history.first().unit) == (administrator, new)
    assert officer.version == 2
    assert editor.get(step(old, "end")).status_code == 404


def test_years_are_written_and_taken_as_decreed(editor):
    a_programme()
    seed, declare = (reverse(f"admin:newarea_workday_{name}") for name in ("seed", "declare"))

    send(editor, seed, first="2040", last="2041")
    assert Workday.objects.filter(day__year__in=(2040, 2041)).count() == 366 + 365
    assert set(Workday.objects.filter(day__year=2040).values_list("is_official", flat=True)) == {False}

    edition = ReferenceEdition.objects.get().token
    send(editor, declare, year="2040")
    assert set(Workday.objects.filter(day__year=2040).values_list("is_official", flat=True)) == {True}
    assert ReferenceEdition.objects.get().token != edition


def test_a_century_is_not_written_at_once(editor):
    response = send(editor, reverse("admin:newarea_workday_seed"), first="2025", last="2099")

    assert response.context["form"].errors == {"last": ["At most ten years at a time, in their order."]}


def test_steps_are_for_administrators(client):
    programme = a_programme(adopted_on=None)
    client.force_login(an_officer("inspector"))

    assert client.post(step(programme, "adopt"), {"version": "1"}, follow=True).status_code == 404
    assert Programme.objects.get(pk=programme.pk).is_draft


def test_a_post_that_holds_nothing_is_not_handed_over(editor):
    officer, successor = an_officer(name="空岗"), an_officer()

    response = editor.post(
        step(officer, "hand-over"), {"successor": successor.pk, "reason": "岗位调整", "version": "1"}
    )

    assert response.context["form"].non_field_errors() == ["空岗 holds nothing that could be handed over."]


def test_a_headship_alone_is_handed_over(editor):
    officer, successor = an_officer("head"), an_officer("head")
    unit = a_unit(head=officer)

    editor.post(step(officer, "hand-over"), {"successor": successor.pk, "reason": "岗位调整", "version": "1"})

    unit.refresh_from_db()
    assert unit.head == successor
