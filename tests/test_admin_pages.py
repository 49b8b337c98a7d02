"""Every page of the admin opens for the administrator in both languages; other roles: test_admin_roles."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea.actions.chasing import chase
from newarea.actions.extensions import ask_extension
from newarea.actions.month_ends import copy_month_ends
from newarea.actions.plan import revise_plan, set_override
from newarea.actions.saving import revise_row
from newarea.actions.slips import answer_slip, issue_slip
from newarea.actions.tokens import make_token
from newarea.admin.excel import ExcelMixin
from newarea.models import (
    Alert,
    ApiToken,
    ChaseUp,
    Digest,
    DutyPolicy,
    Evidence,
    Extension,
    GroupChat,
    LightOverride,
    MonthEnd,
    Officer,
    Programme,
    Reminder,
    Report,
    SendingPolicy,
    SlipAnswer,
    StandingRules,
    SupervisionSlip,
    Terms,
    Undertaking,
    Workday,
)
from newarea.models.loaded import Loaded
from projects.models import Milestone, Project, Reading
from targets.actions.goals import revise_goal
from targets.models import Commitment, Observation, Tolerance
from tests.admin_page import address
from tests.builders import (
    NOON,
    a_commitment,
    a_deliverable,
    a_goal,
    a_known_observation,
    a_measure,
    a_milestone,
    a_programme,
    a_project,
    a_submitted,
    a_target,
    a_unit,
    a_verified,
    an_area,
    an_inspector,
    an_observation,
    an_officer,
    an_undertaking,
    serial,
)
from tests.queries import tell_planner

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 15)
INTERNAL = {"ReferenceEdition", "Pulse", "ListedDuty", "IdempotencyKey"}
INTERNAL |= {"CalendarFeed", "Mute"}  # a person's own, on a page of the site
WITHOUT_NEW_ROWS = [
    DutyPolicy, SendingPolicy,
    Alert, ChaseUp, Digest, Evidence, Extension, LightOverride, Loaded, MonthEnd, Observation, Reading, Reminder,
    Report, SlipAnswer, SupervisionSlip, Terms, Workday, ApiToken,
]  # fmt: skip
REGISTERED = [model for model in admin.site._registry if model._meta.app_label in ("newarea", "projects", "targets")]


@pytest.fixture(autouse=True)
def _held_day(settings):
    settings.DAY = TODAY


@pytest.fixture
def administrator():
    return an_officer("administrator", unit=a_unit("office"), name="管理员")


@pytest.fixture
def editor(client, administrator):
    client.force_login(administrator)
    return client


def a_year_at_work(rows: int = 1) -> None:
    """`rows` of every noun."""
    programme = a_programme()
    for number in range(rows):
        if number % 10 == 9:
            tell_planner()
        project = a_project(programme, lead_unit=a_unit(), inspector=an_inspector())
        milestone = a_milestone(project, deliverable=a_deliverable(project))
        undertaking = milestone.undertaking
        a_verified(undertaking, 60, on=date(2023, 6, 20))
        a_submitted(an_undertaking(programme), 100, on=date(2023, 9, 1), closes=True)
        extension_of(undertaking)
        set_override(undertaking, light="red", reason="现场停工", by=an_inspector(), on=TODAY)
        a_reminder(undertaking, number)
        a_supervision(undertaking)
        Alert.objects.create(kind="silent", began_at=NOON, ended_at=NOON, told_at=NOON)
        Reading.objects.create(officer=an_officer("delegate"), project=project, is_following=True)
        Loaded.objects.create(scope=programme.slug, section="facts", key=f"fact-{number}")
        a_unit(parent=a_unit(), head=an_officer("head", unit=a_unit()))
        GroupChat.objects.create(unit=a_unit(), service="wecom", url="https://robot.example/", failing_since=NOON)
        StandingRules.objects.create(in_force_from=TODAY + timedelta(days=next(serial)))
        a_year_of_targets(programme)
    tell_planner()
    copy_month_ends(programme, on=TODAY)
    for table in (DutyPolicy, SendingPolicy):
        row = table.objects.first()
        revise_row(row, {}, seen=row.version, by=None, reason="会议决定")


def a_year_of_targets(programme: Programme) -> None:
    """One of each noun of the targets, a task and a replaced goal among them."""
    measure = a_measure(an_area(programme, leader_in_charge=an_officer("leader", unit=a_unit())))
    whole = a_commitment(measure, wording="100家以上")
    a_commitment(measure, parent=whole)
    goal = a_goal(programme, measure=measure, commitment=whole, target=a_target(programme))
    revise_goal(
        goal, seen=1, by=an_officer("administrator", unit=a_unit()), on=TODAY, reason="人大批准", wording="7%左右"
    )
    a_known_observation(goal.indicator, 6, month=6, on=date(2023, 7, 20))
    an_observation(goal.indicator, 7, month=6, on=date(2023, 8, 20))
    Tolerance.objects.create(unit="%", value=Decimal(1), in_force_from=TODAY + timedelta(days=next(serial)))


def extension_of(undertaking: Undertaking) -> None:
    ask_extension(
        undertaking, new_due_on=date(2023, 11, 1), reason="连续降雨", present_percent=60, by=undertaking.owner, on=TODAY
    )


def a_supervision(undertaking: Undertaking) -> None:
    inspector = an_inspector(unit=a_unit())
    chase(undertaking, by=inspector, note="请速报", on=TODAY, now=NOON)
    wanted = {"colour": "yellow", "demand": "", "reply_by": date(2023, 9, 20), "on": TODAY, "now": NOON}
    slip = issue_slip(undertaking, by=inspector, **wanted).slip
    answer_slip(slip, text="月底完成。", by=undertaking.owner, on=TODAY, seen=slip.version)


def a_reminder(undertaking: Undertaking, number: int) -> None:
    person = undertaking.owner
    make_token(name=f"统计平台{number}", scope="read", days=90, by=person, now=NOON)
    digest = Digest.objects.create(person=person, channel="inbox", day=TODAY, not_before=NOON)
    Reminder.objects.create(
        duty=undertaking.duty, generation=1, step=10, person=person, channel="inbox", undertaking=undertaking,
        due_on=undertaking.due_on, planned_on=TODAY, digest=digest,
    )  # fmt: skip


def test_every_noun_is_registered():
    nouns = {
        model
        for app in ("newarea", "projects", "targets")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical") and model.__name__ not in INTERNAL
    }

    assert {model.__name__ for model in nouns - set(REGISTERED)} == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_every_noun_opens(editor, language):
    a_year_at_work()
    editor.cookies["language"] = language

    opened = {url: editor.get(url).status_code for model in REGISTERED for url in pages_of(model)}

    assert {url: code for url, code in opened.items() if code != 200} == {}


def pages_of(model) -> list[str]:
    row = model._default_manager.first()
    assert row is not None, f"no {model.__name__} to look at"
    urls = [address(model, "changelist"), address(row), address(row, "history")]
    if model in WITHOUT_NEW_ROWS:
        return urls
    return [*urls, address(row, "delete"), address(model, "add")]


def test_old_versions_open_and_are_for_reading(editor):
    a_year_at_work()

    for model in REGISTERED:
        if hasattr(model, "history"):
            known = model.history.values(model._meta.pk.attname)
            row = model._default_manager.filter(pk__in=known).first()
            url = f"{address(row, 'history')}{row.history.first().pk}/"
            assert (editor.get(url).status_code, editor.post(url, {}).status_code) == (200, 403), url


def test_ledgers_are_for_reading(editor):
    a_year_at_work()
    for model in WITHOUT_NEW_ROWS:
        row = model._default_manager.first()
        assert editor.get(address(model, "add")).status_code == 403, model
        assert editor.post(address(row, "delete"), {"post": "yes"}).status_code == 403, model
        if model not in (Workday, DutyPolicy, SendingPolicy):
            assert editor.post(address(row), {}).status_code == 403, model


@pytest.mark.parametrize("role", ["reporter", "head", "leader", "delegate"])
def test_nobody_else_gets_in(client, role):
    client.force_login(an_officer(role, is_staff=True))

    for model in REGISTERED:
        response = client.get(address(model, "changelist"), follow=True)
        assert response.status_code == 404, model


def test_who_is_not_signed_in_is_sent_to_the_sites_own_page(client):
    response = client.get(address(Officer, "changelist"), follow=True)

    assert response.redirect_chain[-1] == ("/accounts/sign-in/?next=%2Fadmin%2Fnewarea%2Fofficer%2F", 302)


def test_a_superuser_gets_in_too(client):
    client.force_login(an_officer("reporter", is_superuser=True))

    assert client.get(address(Officer, "changelist")).status_code == 200


def test_pages_bring_no_script_or_style_of_their_own(editor):
    a_year_at_work()

    pages = [editor.get(url).content.decode() for model in REGISTERED for url in pages_of(model)]

    assert [page for page in pages if re.search(r"<script(?![^>]*(src|application/json))|<style|\sstyle=", page)] == []


def test_an_address_of_nothing_is_an_answer(editor):
    for url in ("/admin/newarea/unit/abc/history/", "/admin/newarea/unit/999999/end/", "/admin/newarea/nothing/"):
        assert editor.get(url).status_code == 404, url


def test_choosing_offers_only_who_is_there(editor):
    a_unit("gone", name_zh="撤并局", ended_on=date(2023, 5, 1))
    a_unit("here", name_zh="撤并后局")
    wanted = {"app_label": "newarea", "model_name": "undertaking", "field_name": "lead_unit", "term": "撤并"}

    found = editor.get("/admin/autocomplete/", wanted).json()["results"]

    assert [one["text"] for one in found] == ["撤并后局"]


def test_the_list_shows_where_each_stands(editor):
    for undertaking in (
        a_milestone().undertaking,
        a_commitment(is_even_pace=True, due_on=date(2023, 9, 30)).undertaking,
    ):
        a_verified(undertaking, 60, on=date(2023, 6, 20))
    editor.cookies["language"] = "en"

    for model in (Undertaking, Milestone, Project, Commitment):
        page = editor.get(address(model, "changelist")).content.decode()
        assert 'class="light is-yellow"' in page, model


def test_a_history_shows_the_differences_and_who_made_them(editor, administrator):
    undertaking = an_undertaking(due_on=date(2023, 9, 30))
    revise_plan(undertaking, seen=1, by=administrator, on=TODAY, reason="录入错误", due_on=date(2023, 10, 20))

    page = re.sub(r"\s+", " ", editor.get(address(undertaking, "history")).content.decode())

    assert "<del>2023-09-30</del> → <ins>2023-10-20</ins>" in page
    assert "管理员" in page
    assert "录入错误" in page


def test_pages_of_many_rows_cost_the_same_at_one_row_and_at_a_hundred(editor):
    """Lists, exports, and the pages of what is done to many rows at once."""
    a_year_at_work()
    warm = costs(editor)
    a_year_at_work(99)

    assert {page: n for page, n in costs(editor).items() if n != warm[page]} == {}


def costs(client) -> dict[str, int]:
    """Queries of each page, the second time it is read."""
    found = {}
    for model, noun in admin.site._registry.items():
        if model in REGISTERED:
            url, chosen = address(model, "changelist"), model._default_manager.values_list("pk", flat=True)[:100]
            found[model.__name__] = cost(partial(client.get, url))
            for name in ("excel", "excel-export") if isinstance(noun, ExcelMixin) else ():
                found[f"{model.__name__} {name}"] = cost(partial(client.get, address(model, name)))
            for bulk in getattr(noun, "bulks", ()):
                typed = {"action": bulk.name, "_selected_action": list(chosen), "index": 0}
                found[f"{model.__name__} {bulk.name}"] = cost(partial(client.post, url, typed))
    return found


def cost(ask) -> int:
    ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


UNDATED = {"Unit", "GroupChat", "Deliverable", "Target", "Indicator", "WorkArea", "Measure"}
UNDATED |= {"DutyPolicy", "ReminderStep", "SendingPolicy"}


def test_what_has_a_date_that_people_look_for_is_found_by_it(editor):
    found = {model.__name__ for model in REGISTERED if not admin.site._registry[model].date_hierarchy}

    assert found == UNDATED


def test_a_list_is_narrowed_by_its_dates(editor):
    a_year_at_work()

    for model in REGISTERED:
        if dated := admin.site._registry[model].date_hierarchy:
            answer = editor.get(address(model, "changelist"), {f"{dated}__year": "1990"})
            assert (answer.status_code, list(answer.context["cl"].result_list)) == (200, []), model


def test_a_form_that_clears_the_vote_and_is_refused_is_shown_again(editor):
    project = a_project(a_programme(adopted_on=None), voted_on=date(2023, 1, 18))

    answer = editor.post(address(project), {"voted_on": "", "initial-voted_on": "2023-01-18"})

    assert (answer.status_code, bool(answer.context["errors"])) == (200, True)
