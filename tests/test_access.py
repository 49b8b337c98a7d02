"""Who gets what, for every URL there is. A URL that has no row here fails: access is decided, never forgotten."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from operator import attrgetter
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from newarea import clock
from newarea.actions.chasing import chase
from newarea.actions.evidence import attach_evidence
from newarea.actions.extensions import ask_extension, grant_extension
from newarea.actions.feeds import open_feed
from newarea.actions.reports import submit_report, verify_report
from newarea.actions.slips import issue_slip
from newarea.actions.tokens import make_token
from newarea.models import Channel, Digest, Evidence, Officer, Reminder, Report, Undertaking
from newarea.way_out import signed
from tests.builders import (
    NOON,
    a_close_out,
    a_commitment,
    a_draft,
    a_goal,
    a_known_observation,
    a_measure,
    a_milestone,
    a_pdf,
    a_programme,
    a_project,
    a_unit,
    an_area,
    an_indicator,
    an_inspector,
    an_observation,
    an_officer,
)

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "reporter", "other unit", "head", "inspector", "leader", "delegate", "administrator")
STAFF = ("reporter", "other unit", "head", "inspector", "leader", "administrator")
OWN_UNIT = ("reporter", "head")
PLANNERS = ("inspector", "leader", "administrator")
ADMIN = ("administrator",)
FACTS = {
    "undertaking",
    "report",
    "evidence",
    "extension",
    "terms",
    "lightoverride",
    "chaseup",
    "supervisionslip",
    "slipanswer",
}
ROLES_IN_ADMIN = {
    "head": {*FACTS, "milestone", "commitment", "officer"},
    "inspector": {
        *FACTS, "standingrules", "monthend", "reminder", "digest", "dutypolicy", "reminderstep", "sendingpolicy",
    },
}  # fmt: skip


def only(*roles: str, status: int = 200, others: int = 404, anonymous: int | None = None) -> dict[str, int]:
    """The status for these roles, and the one for everybody else."""
    stranger = others if anonymous is None else anonymous
    return {role: status if role in roles else stranger if role == "anonymous" else others for role in ROLES}


EVERYBODY = only(*ROLES)
POST_ONLY = only(*ROLES, status=405)
SIGNED_IN = only(*ROLES[1:], others=302)
API_SIGNED_IN = only(*ROLES[1:], others=401)
API_POST_ONLY = only(*ROLES[1:], status=405, others=401)


@dataclass(frozen=True)
class Row:
    """A URL's name, its arguments as paths into `world`, and the status of a GET for each role."""

    name: str
    arguments: tuple[str, ...]
    expected: dict[str, int] = field(hash=False)

    def __str__(self) -> str:
        return " ".join((self.name, *self.arguments))


PAGES = [
    Row("home", (), only(*ROLES, status=302)),  # to the newest programme
    Row("overview", ("programme.slug",), EVERYBODY),
    Row("overview", ("plan.slug",), only(*PLANNERS)),
    Row("projects", ("programme.slug",), EVERYBODY),
    Row("projects", ("plan.slug",), only(*PLANNERS)),
    Row("project", ("programme.slug", "project.number"), EVERYBODY),
    Row("project", ("plan.slug", "planned_project.number"), only(*PLANNERS)),
    Row("project-history", ("programme.slug", "project.number"), EVERYBODY),
    Row("project-history", ("plan.slug", "planned_project.number"), only(*PLANNERS)),
    Row("wall-screen", ("programme.slug",), EVERYBODY),
    Row("wall-screen", ("plan.slug",), only(*PLANNERS)),
    Row("follow", ("programme.slug", "project.number"), POST_ONLY),
    Row("targets", ("programme.slug",), EVERYBODY),
    Row("targets", ("plan.slug",), only(*PLANNERS)),
    Row("indicator", ("programme.slug", "indicator.key"), EVERYBODY),
    Row("indicator", ("plan.slug", "planned_indicator.key"), only(*PLANNERS)),
    Row("figures", ("programme.slug",), only(*OWN_UNIT, anonymous=302)),
    Row("projects-export", ("programme.slug",), only("inspector", anonymous=302)),
    Row("projects-export", ("plan.slug",), only("inspector", anonymous=302)),
    Row("commitments-export", ("programme.slug",), only("inspector", anonymous=302)),
    Row("figures-excel", ("programme.slug",), only(*OWN_UNIT, anonymous=302)),
    Row("figures-export", ("programme.slug",), only(*OWN_UNIT, anonymous=302)),
    Row("figures-waiting", ("programme.slug",), only(*OWN_UNIT, "inspector", anonymous=302)),
    Row("figure-decision", ("programme.slug", "waiting_observation.pk"), POST_ONLY),
    Row("commitments", ("programme.slug",), EVERYBODY),
    Row("commitments", ("plan.slug",), only(*PLANNERS)),
    Row("commitment", ("programme.slug", "commitment.undertaking.key"), EVERYBODY),
    Row("commitment", ("plan.slug", "planned_commitment.undertaking.key"), only(*PLANNERS)),
    Row("area", ("programme.slug", "area.key"), EVERYBODY),
    Row("area", ("plan.slug", "planned_area.key"), only(*PLANNERS)),
    Row("following", (), SIGNED_IN),
    Row("guide", (), EVERYBODY),
    Row("guide-chapter", ("chapter",), EVERYBODY),
    Row("sign-in", (), only("anonymous", others=302)),
    Row("sign-out", (), POST_ONLY),
    Row("password", (), SIGNED_IN),
    Row("settings", (), SIGNED_IN),
    Row("tokens", (), SIGNED_IN),
    Row("token-withdraw", ("token.pk",), POST_ONLY),
    Row("unsubscribe", ("way_out",), EVERYBODY),
    Row("set_language", (), POST_ONLY),
    Row("workbench", (), SIGNED_IN),
    Row("verification", (), only("inspector", anonymous=302)),
    Row("hand-over", (), only("inspector", "administrator", anonymous=302)),
    Row("undertaking", ("undertaking.pk",), EVERYBODY),
    Row("undertaking", ("planned_undertaking.pk",), only(*PLANNERS)),
    Row("report-new", ("undertaking.pk",), only(*OWN_UNIT, anonymous=302)),
    Row("report-new", ("closed.pk",), only(anonymous=302)),
    Row("report-new", ("planned_undertaking.pk",), only(anonymous=302)),
    Row("report", ("verified.pk",), EVERYBODY),
    Row("report", ("submitted.pk",), only(*STAFF)),
    Row("report", ("draft.pk",), only(*OWN_UNIT, status=302)),
    Row("report-decision", ("submitted.pk",), POST_ONLY),
    Row("report-discard", ("draft.pk",), POST_ONLY),
    Row("extension-new", ("undertaking.pk",), only(*OWN_UNIT, anonymous=302)),
    Row("extension", ("asked.pk",), only(*STAFF)),
    Row("extension", ("granted.pk",), EVERYBODY),
    Row("extension-decision", ("asked.pk",), POST_ONLY),
    Row("reopen", ("closed.pk",), only("inspector", anonymous=302)),
    Row("override", ("undertaking.pk",), only("inspector", anonymous=302)),
    Row("override-end", ("undertaking.pk",), POST_ONLY),
    Row("chase", ("undertaking.pk",), only("inspector", anonymous=302)),
    Row("chase", ("planned_undertaking.pk",), only(anonymous=302)),
    Row("slips", (), only(*STAFF, anonymous=302)),
    Row("slip", ("slip.pk",), only(*OWN_UNIT, "inspector", "leader", "administrator", anonymous=302)),
    Row("slip-new", ("undertaking.pk",), only("inspector", anonymous=302)),
    Row("slip-new", ("planned_undertaking.pk",), only(anonymous=302)),
    Row("slip-answer", ("slip.pk",), POST_ONLY),
    Row("slip-decision", ("slip.pk",), POST_ONLY),
    Row("evidence", ("verified_file.pk",), SIGNED_IN),
    Row("evidence", ("submitted_file.pk",), only(*STAFF, anonymous=302)),
    Row("evidence", ("draft_file.pk",), only(*OWN_UNIT, anonymous=302)),
    Row("evidence-thumbnail", ("picture.pk",), SIGNED_IN),
    Row("search", (), EVERYBODY),
    Row("inbox", (), SIGNED_IN),
    Row("inbox-message", ("message.pk",), only("reporter", anonymous=302)),
    Row("inbox-read", ("message.pk",), POST_ONLY),
    Row("inbox-read-all", (), POST_ONLY),
    Row("calendar", (), SIGNED_IN),
    Row("calendar-new", (), POST_ONLY),
    Row("calendar-renew", ("calendar.pk",), POST_ONLY),
    Row("calendar-revoke", ("calendar.pk",), POST_ONLY),
    Row("calendar-feed", ("calendar.pk", "calendar.code"), EVERYBODY),  # whoever has the address
    Row("mails", (), only(*STAFF, anonymous=302)),
    Row("reminders", (), only(*STAFF, anonymous=302)),
    Row("mail", ("message.pk",), only("reporter", "inspector", "administrator", anonymous=302)),
    Row("mail-resend", ("message.pk",), POST_ONLY),
    Row("mail-set-aside", ("message.pk",), POST_ONLY),
    Row("mails-failed", (), only("inspector", "administrator", anonymous=302)),
    Row("health", (), only("inspector", "administrator", anonymous=302)),
    Row("healthz", (), only(*ROLES, status=503)),  # no beat in a test
    Row("metrics", (), EVERYBODY),  # from this machine; there is no such page through the proxy
]
API = [
    Row("api-unknown", (), only()),
    Row("api-schema", (), EVERYBODY),
    Row("api-docs", (), EVERYBODY),
    Row("api-token", (), API_POST_ONLY),
    Row("api-programmes", (), EVERYBODY),
    Row("api-programme", ("programme.slug",), EVERYBODY),
    Row("api-programme", ("plan.slug",), only(*PLANNERS)),
    Row("api-projects", ("programme.slug",), EVERYBODY),
    Row("api-projects", ("plan.slug",), only(*PLANNERS)),
    Row("api-project", ("programme.slug", "project.number"), EVERYBODY),
    Row("api-project", ("plan.slug", "planned_project.number"), only(*PLANNERS)),
    Row("api-programme-milestones", ("programme.slug",), EVERYBODY),
    Row("api-programme-milestones", ("plan.slug",), only(*PLANNERS)),
    Row("api-milestones", ("programme.slug", "project.number"), EVERYBODY),
    Row("api-milestones", ("plan.slug", "planned_project.number"), only(*PLANNERS)),
    Row("api-deliverables", ("programme.slug", "project.number"), EVERYBODY),
    Row("api-deliverables", ("plan.slug", "planned_project.number"), only(*PLANNERS)),
    Row("api-programme-standing", ("programme.slug",), EVERYBODY),
    Row("api-programme-standing", ("plan.slug",), only(*PLANNERS)),
    Row("api-officers", (), API_SIGNED_IN),
    Row("api-officer", ("owner.pk",), only(*OWN_UNIT, *PLANNERS, anonymous=401)),
    Row("api-my", (), API_SIGNED_IN),
    Row("api-my-verification", (), API_SIGNED_IN),
    Row("api-my-undertakings", (), API_SIGNED_IN),
    Row("api-my-reminders", (), API_SIGNED_IN),
    Row("api-units", (), EVERYBODY),
    Row("api-unit", ("unit.pk",), EVERYBODY),
    Row("api-calendar", ("year",), EVERYBODY),
    Row("api-working-days", (), only(*ROLES, status=400)),  # between which days?
    Row("api-undertakings", ("programme.slug",), EVERYBODY),
    Row("api-undertakings", ("plan.slug",), only(*PLANNERS)),
    Row("api-extensions", ("waiting.pk",), EVERYBODY),
    Row("api-extensions", ("planned_undertaking.pk",), only(*PLANNERS)),
    Row("api-all-extensions", (), EVERYBODY),
    Row("api-extension", ("asked.pk",), only(*STAFF)),
    Row("api-extension", ("granted.pk",), EVERYBODY),
    Row("api-extension-grant", ("asked.pk",), API_POST_ONLY),
    Row("api-extension-refuse", ("asked.pk",), API_POST_ONLY),
    Row("api-undertaking", ("undertaking.pk",), EVERYBODY),
    Row("api-undertaking", ("planned_undertaking.pk",), only(*PLANNERS)),
    Row("api-reports", ("undertaking.pk",), EVERYBODY),
    Row("api-reports", ("planned_undertaking.pk",), only(*PLANNERS)),
    Row("api-report", ("verified.pk",), EVERYBODY),
    Row("api-report", ("submitted.pk",), only(*STAFF)),
    Row("api-report", ("draft.pk",), only(*OWN_UNIT)),
    Row("api-report-submit", ("draft.pk",), API_POST_ONLY),
    Row("api-report-verify", ("submitted.pk",), API_POST_ONLY),
    Row("api-report-return", ("submitted.pk",), API_POST_ONLY),
    Row("api-report-evidence", ("verified.pk",), API_SIGNED_IN),
    Row("api-report-evidence", ("submitted.pk",), only(*STAFF, anonymous=401)),
    Row("api-report-evidence", ("draft.pk",), only(*OWN_UNIT, anonymous=401)),
    Row("api-evidence", ("verified_file.pk",), API_SIGNED_IN),
    Row("api-evidence", ("submitted_file.pk",), only(*STAFF, anonymous=401)),
    Row("api-evidence", ("draft_file.pk",), only(*OWN_UNIT, anonymous=401)),
    Row("api-goals", ("programme.slug",), EVERYBODY),
    Row("api-goals", ("plan.slug",), only(*PLANNERS)),
    Row("api-goal", ("programme.slug", "goal.key"), EVERYBODY),
    Row("api-goal", ("plan.slug", "planned_goal.key"), only(*PLANNERS)),
    Row("api-measures", ("programme.slug",), EVERYBODY),
    Row("api-measures", ("plan.slug",), only(*PLANNERS)),
    Row("api-measure", ("programme.slug", "area.key", "measure.key"), EVERYBODY),
    Row("api-measure", ("plan.slug", "planned_area.key", "planned_measure.key"), only(*PLANNERS)),
    Row("api-indicators", ("programme.slug",), EVERYBODY),
    Row("api-indicators", ("plan.slug",), only(*PLANNERS)),
    Row("api-indicator", ("programme.slug", "indicator.key"), EVERYBODY),
    Row("api-indicator", ("plan.slug", "planned_indicator.key"), only(*PLANNERS)),
    Row("api-observations", ("programme.slug", "indicator.key"), EVERYBODY),
    Row("api-observations", ("plan.slug", "planned_indicator.key"), only(*PLANNERS)),
    Row("api-observation", ("known_observation.pk",), EVERYBODY),
    Row("api-observation", ("waiting_observation.pk",), only(*STAFF)),
    Row("api-observation-verify", ("waiting_observation.pk",), API_POST_ONLY),
    Row("api-observation-return", ("waiting_observation.pk",), API_POST_ONLY),
    Row("api-areas", ("programme.slug",), EVERYBODY),
    Row("api-areas", ("plan.slug",), only(*PLANNERS)),
    Row("api-area", ("programme.slug", "area.key"), EVERYBODY),
    Row("api-area", ("plan.slug", "planned_area.key"), only(*PLANNERS)),
    Row("api-commitments", ("programme.slug",), EVERYBODY),
    Row("api-commitments", ("plan.slug",), only(*PLANNERS)),
    Row("api-commitment", ("programme.slug", "commitment.undertaking.key"), EVERYBODY),
    Row("api-commitment", ("plan.slug", "planned_commitment.undertaking.key"), only(*PLANNERS)),
]
ROWS = [*PAGES, *API]
ANSWERS_STRANGERS = {"api-token": 400, "set_language": 302, "sign-in": 200, "sign-out": 302, "unsubscribe": 200}


def named_urls(resolver: URLResolver, namespace: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """Every URL's full name and pattern; one without a name is called by its pattern."""
    for entry in resolver.url_patterns:
        pattern = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_urls(entry, inner, pattern)
        elif isinstance(entry, URLPattern):
            yield namespace + (entry.name or pattern), pattern


def own_urls() -> set[str]:
    return {name for name, _ in named_urls(get_resolver()) if not name.startswith("admin:")}


@pytest.fixture
def world(settings) -> SimpleNamespace:
    """A programme in its ninth month and the plan of the next one, with one thing of every kind."""
    settings.DAY = date(2023, 9, 15)
    unit = a_unit("own")
    made = SimpleNamespace(programme=a_programme(slug="songbei-2023"), unit=unit, year=2023)
    made.officers = {role: an_officer(role, unit=unit) for role in ("reporter", "head", "inspector", "leader")}
    made.owner = made.officers["reporter"]
    made.officers |= {role: an_officer(role) for role in ("delegate", "administrator")}
    made.officers["other unit"] = an_officer("reporter", unit=a_unit("other"))
    fill_programme(made, by=made.officers["reporter"])
    fill_plan(made)
    fill_targets(made, by=made.officers["reporter"])
    return made


def fill_programme(made: SimpleNamespace, *, by: Officer) -> None:
    """Milestones of the own unit: one with a verified report and a draft, one that waits for decisions, one closed."""
    made.project = a_project(made.programme, lead_unit=made.unit)
    plan = {"lead_unit": made.unit, "owner": by, "due_on": date(2023, 10, 31)}
    made.undertaking, made.waiting, made.closed = (a_milestone(made.project, **plan).undertaking for _ in range(3))
    a_close_out(made.closed, on=date(2023, 9, 1), by=by)
    fill_reports(made, by=by)
    fill_extensions(made, by=by)
    fill_supervision(made)
    made.token, _ = make_token(name="统计平台", scope="read", days=1, by=by, now=clock.now())
    made.calendar = open_feed("", by=by, now=NOON)
    told = {"state": Digest.State.SENT, "not_before": NOON, "sent_at": NOON, "server_reply": "-"}
    made.message = Digest.objects.create(person=by, channel=Channel.INBOX, day=date(2023, 9, 14), **told)
    made.way_out = signed(an_optional_mail(by))
    made.chapter = "reporter"


def an_optional_mail(person: Officer) -> Digest:
    told = {"state": Digest.State.SENT, "not_before": NOON, "sent_at": NOON, "server_reply": "-"}
    day = date(2023, 9, 14)
    mail = Digest.objects.create(person=person, channel=Channel.MAIL, day=day, is_optional=True, **told)
    key = {"duty": "report:1:2023-09", "kind": "report", "generation": 1, "step": 3, "channel": Channel.MAIL}
    Reminder.objects.create(person=person, digest=mail, due_on=date(2023, 9, 25), planned_on=day, state="sent", **key)
    return mail


def fill_reports(made: SimpleNamespace, *, by: Officer) -> None:
    made.verified, made.verified_file = a_report_with_file(made.undertaking, by=by)
    made.picture = attach_evidence(made.verified, a_picture(), name="现场.png", by=by)
    made.submitted, made.submitted_file = a_report_with_file(made.waiting, by=by)
    for report in (made.verified, made.submitted):
        submit_report(report, by=by, on=date(2023, 9, 4), now=NOON, seen=report.version)
    verify_report(made.verified, by=an_inspector(), on=date(2023, 9, 5), now=NOON, seen=made.verified.version)
    made.draft, made.draft_file = a_report_with_file(made.undertaking, by=by)


def a_report_with_file(undertaking: Undertaking, *, by: Officer) -> tuple[Report, Evidence]:
    report = a_draft(undertaking, 50, speaks_for=date(2023, 9, 1), by=by)
    return report, attach_evidence(report, a_pdf(), name="记录.pdf", by=by)


def fill_extensions(made: SimpleNamespace, *, by: Officer) -> None:
    asked = {"new_due_on": date(2023, 11, 30), "reason": "雨季", "present_percent": Decimal(50)}
    made.granted = ask_extension(made.undertaking, by=by, on=date(2023, 9, 4), **asked)
    made.asked = ask_extension(made.waiting, by=by, on=date(2023, 9, 4), **asked)
    grant_extension(made.granted, by=an_inspector(), on=date(2023, 9, 5), now=NOON, seen=made.granted.version)


def fill_supervision(made: SimpleNamespace) -> None:
    """Chased and supervised by the office; the letter is the own unit's."""
    inspector, now = made.officers["inspector"], {"on": date(2023, 9, 12), "now": NOON}
    chase(made.waiting, by=inspector, note="", **now)
    wanted = {"colour": "yellow", "demand": "", "reply_by": date(2023, 9, 15)}
    made.slip = issue_slip(made.waiting, by=inspector, **wanted, **now).slip


def fill_plan(made: SimpleNamespace) -> None:
    made.plan = a_programme(slug="songbei-2024", year=2024, adopted_on=None)
    made.planned_project = a_project(made.plan)
    made.planned_undertaking = a_milestone(made.planned_project).undertaking


def fill_targets(made: SimpleNamespace, *, by: Officer) -> None:
    """What the report promised of the own unit, with a figure that counts and one that waits; and the plan's own."""
    kept = {"statistics_unit": made.unit, "owner": by}
    made.indicator = an_indicator(made.programme.district, key="retail", **kept)
    made.goal = a_goal(made.programme, "7%左右", indicator=made.indicator)
    made.known_observation = a_known_observation(made.indicator, "6.6", month=6, on=date(2023, 7, 14))
    made.waiting_observation = an_observation(made.indicator, "6.8", month=7, on=date(2023, 8, 14))
    made.area = an_area(made.programme, key="city")
    made.measure = a_measure(made.area, key="heating")
    made.commitment = a_commitment(made.measure, key="heating", lead_unit=made.unit, owner=by)
    made.planned_indicator = an_indicator(made.plan.district, key="planned", **kept)
    made.planned_goal = a_goal(made.plan, "8%左右", indicator=made.planned_indicator)
    made.planned_area = an_area(made.plan, key="planned")
    made.planned_measure = a_measure(made.planned_area)
    made.planned_commitment = a_commitment(made.planned_measure, key="planned")


def a_picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return written.getvalue()


def client_of(role: str, world: SimpleNamespace) -> Client:
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(world.officers[role], backend="newarea.backends.OfficerBackend")
    return client


def address(row: Row, world: SimpleNamespace) -> str:
    return reverse(row.name, args=[attrgetter(path)(world) for path in row.arguments])


def test_every_url_has_a_row_and_every_row_a_url():
    assert own_urls() == {row.name for row in ROWS}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_is_theirs(role, world):
    client = client_of(role, world)

    found = {row: client.get(address(row, world)).status_code for row in ROWS}

    assert [
        f"{row}: {status}, not {row.expected[role]}" for row, status in found.items() if status != row.expected[role]
    ] == []


def test_nobody_writes_without_signing_in(world):
    client = client_of("anonymous", world)

    answers = {row.name: client.post(address(row, world)) for row in ROWS}

    refused = {name: answer.status_code for name, answer in answers.items() if not is_refusal(answer)}
    assert refused == ANSWERS_STRANGERS


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_opens_to_each_role_what_it_meets(role, world):
    client = client_of(role, world)
    answers = {place: client.get(place) for place in admin_addresses()}

    if role in ROLES_IN_ADMIN:
        opened = {place for place, answer in answers.items() if answer.status_code == 200}
        assert {place.split("/")[3] for place in opened if place.count("/") > 3} == ROLES_IN_ADMIN[role]
        assert {place: answer.status_code for place, answer in answers.items() if answer.status_code >= 500} == {}
    elif role == "administrator":
        assert {place: answer.status_code for place, answer in answers.items() if answer.status_code >= 500} == {}
        assert {answers[reverse(name)].status_code for name in ("admin:index", "admin:newarea_unit_changelist")} == {
            200
        }
    else:
        assert {place: answer.status_code for place, answer in answers.items() if not is_turned_away(answer)} == {}


def admin_addresses() -> set[str]:
    """Every page of the admin, those of one row with the first row there is."""
    names = {name for name, _ in named_urls(get_resolver()) if name.startswith("admin:")}
    places = {reverse(f"admin:{name}") for name in ("index", "password_change", "jsi18n")}
    for model in admin.site._registry:
        row, prefix = model._default_manager.first(), f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        places |= {admin_address(name, row.pk if row else 1) for name in names if name.startswith(prefix)}
    return places


def admin_address(name: str, pk: object) -> str:
    for arguments in ([], [pk], [pk, 1]):
        with suppress(NoReverseMatch):
            return reverse(name, args=arguments)
    raise AssertionError(f"{name}: which arguments does it take?")


def is_turned_away(answer) -> bool:
    """To the sign-in page of the admin, which sends strangers to sign in and others away."""
    is_sent_on = answer.status_code == 302 and answer["Location"].startswith(("/admin/login/", "/accounts/sign-in/"))
    return is_sent_on or answer.status_code in (404, 405)


def is_refusal(answer) -> bool:
    sent_to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/sign-in/")
    return sent_to_sign_in or answer.status_code in (401, 403, 404, 405)
