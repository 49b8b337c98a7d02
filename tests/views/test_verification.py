"""The queue, the report page and the decision."""

from datetime import date, timedelta

import pytest

from newarea.actions.evidence import attach_evidence
from newarea.actions.reports import return_report, submit_report, verify_report
from newarea.models import Report
from tests import queries
from tests.builders import (
    NOON,
    a_draft,
    a_milestone,
    a_pdf,
    a_programme,
    a_project,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
)
from tests.views.visits import a_photo, messages, signed_in, text, visitor

pytestmark = pytest.mark.django_db

AUGUST, TODAY = date(2023, 8, 24), date(2023, 9, 15)


@pytest.fixture
def inspector():
    return an_inspector(unit=a_unit(name_en="Inspection Office"))


@pytest.fixture
def project():
    return a_project(a_programme(slug="songbei-2023"), number=1, short_en="Gas renewal")


def a_waiting(project, title, *, on=date(2023, 9, 13), percent=60, **values) -> Report:
    return a_submitted(
        a_milestone(project, title_zh=title, **values).undertaking, percent, on=on, summary=f"{title}进展"
    )


def queue(officer, query: str = "") -> list[str]:
    page = signed_in(officer).get(f"/verification/{query}")
    return [claim.undertaking.title for claim in page.context["claims"]]


def decide(officer, report: Report, action: str, **values):
    sent = {"version": report.version, "action": action} | values
    return signed_in(officer).post(f"/reports/{report.pk}/decision/", sent, follow=True)


def test_oldest_first_with_the_days_that_are_left(project, inspector):
    a_waiting(project, "后来", on=date(2023, 9, 14))
    a_waiting(project, "先来", on=date(2023, 9, 7))

    page = signed_in(inspector).get("/verification/")

    limits = [(c.undertaking.title, c.limit.due_on, c.limit.left, c.limit.past) for c in page.context["claims"]]
    assert limits == [("先来", date(2023, 9, 14), 0, 1), ("后来", date(2023, 9, 21), 4, None)]
    assert "1 working day past due" in text(page)


def test_claim_evidence_and_what_stood_before_side_by_side(project, inspector):
    undertaking = a_milestone(project, title_zh="甲").undertaking
    a_verified(undertaking, 40, on=AUGUST)
    draft = a_draft(undertaking, 55, speaks_for=date(2023, 9, 12), problems="雨天", expected_on=date(2023, 10, 8))
    photo = attach_evidence(draft, a_photo().read(), name="现场.jpg", by=draft.reporter, caption="东立面")
    submit_report(draft, by=draft.reporter, on=date(2023, 9, 13), now=NOON, seen=draft.version)

    page = text(signed_in(inspector).get("/verification/"))

    assert all(words in page for words in ("55%", "40%", "雨天", "东立面", "8 days after the due date"))
    assert f'src="/evidence/{photo.pk}/thumbnail/"' in page
    assert f'href="/evidence/{photo.pk}/"' in page


def test_the_queue_is_narrowed_by_unit_and_by_project(project, inspector):
    housing = a_unit(name_en="Housing Bureau", name_zh="住建局")
    a_waiting(project, "甲", lead_unit=housing)
    a_waiting(a_project(project.programme, number=2, short_en="Schools"), "乙")

    assert queue(inspector, f"?unit={housing.pk}") == ["甲"]
    assert queue(inspector, "?belongs=/songbei-2023/projects/2/") == ["乙"]
    assert queue(inspector, "?unit=nobody") == ["甲", "乙"]


def test_the_queue_is_ordered_by_due_date_or_unit(project, inspector):
    a_waiting(project, "晚", on=date(2023, 9, 11), due_on=date(2023, 12, 1), lead_unit=a_unit(name_en="B"))
    a_waiting(project, "早", on=date(2023, 9, 12), due_on=date(2023, 10, 1), lead_unit=a_unit(name_en="A"))

    orders = [queue(inspector, query) for query in ("", "?sort=due", "?sort=unit", "?sort=password")]

    assert orders == [["晚", "早"], ["早", "晚"], ["早", "晚"], ["晚", "早"]]


def test_an_empty_queue_says_so(inspector):
    assert "Nothing waits for verification" in text(signed_in(inspector).get("/verification/"))


def test_on_a_past_day_the_queue_is_for_reading(project, inspector):
    a_verified(a_milestone(project, title_zh="甲").undertaking, 50, on=date(2023, 8, 21), verified_on=AUGUST)

    page = signed_in(inspector).get("/verification/?on=2023-08-22")

    assert [claim.undertaking.title for claim in page.context["claims"]] == ["甲"]
    assert "/decision/" not in text(page)


def test_verifying_puts_the_figure_in_force_and_goes_back_to_the_queue(project, inspector):
    report = a_waiting(project, "甲")

    response = decide(inspector, report, "verify", note="现场核实", next="/verification/?sort=due")

    report.refresh_from_db()
    assert response.redirect_chain == [("/verification/?sort=due", 302)]
    assert messages(response) == ["“甲” is verified: 60%."]
    assert (report.state, report.decided_by, report.decided_on, report.decision_note) == (
        Report.State.VERIFIED,
        inspector,
        TODAY,
        "现场核实",
    )


def test_a_way_back_to_elsewhere_is_not_taken(project, inspector):
    response = decide(inspector, a_waiting(project, "甲"), "verify", next="https://evil.example/")

    assert response.redirect_chain == [("/verification/", 302)]


def test_a_return_needs_a_note(project, inspector):
    report = a_waiting(project, "甲")

    refused = decide(inspector, report, "return", note="")
    accepted = decide(inspector, report, "return", note="照片不清")

    report.refresh_from_db()
    assert "Say what has to be mended when you return a report." in text(refused)
    assert messages(accepted) == ["“甲” has been returned."]
    assert (report.state, report.decision_note) == (Report.State.RETURNED, "照片不清")


def test_who_decides_second_reads_the_first_decision_and_keeps_the_note(project, inspector):
    report = a_waiting(project, "甲")
    other = an_inspector(name="督查员乙")
    verify_report(Report.objects.get(pk=report.pk), by=other, on=TODAY, now=NOON, seen=report.version)

    response = decide(inspector, report, "return", note="我认为不清楚")

    page = text(response)
    assert response.status_code == 409
    assert "It now says “verified”, decided by 督查员乙 on 15 Sep 2023." in page
    assert "我认为不清楚" in page
    assert Report.objects.get(pk=report.pk).state == Report.State.VERIFIED


@pytest.mark.parametrize("role", ["reporter", "head", "leader", "delegate", "administrator"])
def test_others_decide_nothing(role, project):
    report = a_waiting(project, "甲")

    response = decide(an_officer(role, unit=report.undertaking.lead_unit), report, "verify")

    assert response.status_code == 404
    assert Report.objects.get(pk=report.pk).state == Report.State.SUBMITTED


def test_an_unknown_decision_is_none(project, inspector):
    assert decide(inspector, a_waiting(project, "甲"), "delete").status_code == 404


def test_twenty_five_a_page(project, inspector):
    for number in range(27):
        a_waiting(project, f"事项{number}")

    assert [len(queue(inspector, f"?page={page}")) for page in (1, 2, 99)] == [25, 2, 2]


def test_the_queue_costs_the_same_for_one_and_for_many(project, inspector):
    a_waiting(project, "甲", percent=100)
    once = queries.of(signed_in(inspector), "/verification/")
    for number in range(8):
        report = a_draft(a_milestone(project, lead_unit=a_unit()).undertaking, 50, speaks_for=TODAY)
        attach_evidence(report, a_pdf(str(number)), name="a.pdf", by=report.reporter)
        submit_report(report, by=report.reporter, on=TODAY, now=NOON, seen=report.version)

    assert len(queries.of(signed_in(inspector), "/verification/")) == len(once) <= 11


# The report's own page


def test_a_verified_report_is_public_without_its_files(project):
    report = a_verified(a_milestone(project, title_zh="甲").undertaking, 55, on=AUGUST, summary="主体封顶。")

    page = text(visitor().get(f"/reports/{report.pk}/"))

    assert "主体封顶。" in page
    assert "Files are shown to those who have signed in." in page
    assert "/decision/" not in page


def test_on_a_past_day_a_report_is_as_it_was_then(project, inspector):
    report = a_verified(a_milestone(project).undertaking, 55, on=date(2023, 8, 21), verified_on=AUGUST)
    client, url = signed_in(inspector), f"/reports/{report.pk}/"

    then, before = client.get(f"{url}?on=2023-08-22"), client.get(f"{url}?on=2023-08-20")
    stranger = visitor().get(f"{url}?on=2023-08-22")

    assert "waits for verification" in text(then)
    assert (then.context["claim"].is_decided, before.status_code, stranger.status_code) == (False, 404, 404)


def test_the_lead_unit_can_mend_what_was_returned(project, inspector):
    report = a_waiting(project, "甲")
    return_report(report, by=inspector, on=TODAY, now=NOON, seen=report.version, note="照片不清")

    own = text(signed_in(report.reporter).get(f"/reports/{report.pk}/"))
    other = text(signed_in(an_officer(unit=a_unit())).get(f"/reports/{report.pk}/"))

    door = f'href="/undertakings/{report.undertaking_id}/report/"'
    assert (door in own, door in other) == (True, False)


def test_the_figure_before_is_the_one_verified_before(project, inspector):
    undertaking = a_milestone(project).undertaking
    for step in range(3):
        report = a_verified(undertaking, 20 + step * 10, on=AUGUST + timedelta(days=step))

    claim = signed_in(inspector).get(f"/reports/{report.pk}/").context["claim"]

    assert (claim.figure, claim.before, claim.before_on) == ("40%", "30%", date(2023, 8, 25))


def test_a_draft_leads_to_its_form(project):
    draft = a_draft(a_milestone(project).undertaking, speaks_for=TODAY)

    response = signed_in(draft.reporter).get(f"/reports/{draft.pk}/")

    assert response.url == f"/undertakings/{draft.undertaking_id}/report/"
