"""Asking to move a date, and the page on which it is decided."""

from datetime import date
from decimal import Decimal

import pytest

from newarea.actions.extensions import ask_extension, grant_extension
from newarea.actions.plan import revise_plan
from newarea.models import Extension
from tests.builders import NOON, a_milestone, a_submitted, a_verified, an_inspector, an_officer
from tests.views.visits import messages, signed_in, text, visitor

pytestmark = pytest.mark.django_db

TODAY, DUE, LATER = date(2023, 9, 15), date(2023, 9, 28), date(2023, 10, 31)
WAITS = "An extension to 31 Oct 2023 was asked for on 15 Sep 2023 and waits for a decision."


@pytest.fixture
def undertaking():
    return a_milestone(title_zh="教学楼封顶", due_on=DUE).undertaking


@pytest.fixture
def url(undertaking):
    return f"/undertakings/{undertaking.pk}/extension/"


def asked(undertaking) -> Extension:
    return ask_extension(
        undertaking, new_due_on=LATER, reason="雨季", present_percent=Decimal(60), by=undertaking.owner, on=TODAY
    )


def decide(officer, extension, action, **values):
    sent = {"version": extension.version, "action": action} | values
    return signed_in(officer).post(f"/extensions/{extension.pk}/decision/", sent, follow=True)


def test_a_request_waits_and_moves_nothing(undertaking, url):
    a_verified(undertaking, 60, on=date(2023, 8, 24))
    client = signed_in(undertaking.owner)

    page = text(client.get(url))
    sent = {"new_due_on": "2023-10-31", "reason": "雨季影响", "present_percent": "60"}
    response = client.post(url, sent, follow=True)

    extension = undertaking.extensions.get()
    undertaking.refresh_from_db()
    assert 'value="60"' in page
    assert messages(response) == ["The request waits for the inspection office; until then the date stays."]
    assert (extension.state, extension.new_due_on, extension.asked_on, undertaking.due_on) == (
        "submitted",
        LATER,
        TODAY,
        DUE,
    )


def test_what_was_typed_stays_when_it_is_refused(undertaking, url):
    sent = {"new_due_on": "2023-09-20", "reason": "雨季影响", "present_percent": "60"}

    page = text(signed_in(undertaking.owner).post(url, sent))

    assert "The new due date must lie after the present one." in page
    assert "雨季影响" in page


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [
        (TODAY, "an extension has to be asked for before that day. Report where it stands"),
        (date(2023, 9, 1), "an extension has to be asked for before that day. Report where it stands"),
        (None, "No due date has been settled yet, so there is none to move."),
    ],
)
def test_where_nothing_can_be_asked_for_the_page_says_why(due_on, sentence):
    undertaking = a_milestone(due_on=due_on).undertaking

    page = text(signed_in(undertaking.owner).get(f"/undertakings/{undertaking.pk}/extension/"))

    assert sentence in page
    assert 'name="new_due_on"' not in page


def test_a_second_request_waits_for_the_first(undertaking, url):
    asked(undertaking)

    assert WAITS in text(signed_in(undertaking.owner).get(url))


# Where the button would stand


@pytest.fixture
def pages(undertaking):
    """The workbench, the item and the project, as their reporter sees them."""
    paths = ("/workbench/", f"/undertakings/{undertaking.pk}/", undertaking.milestone.project.get_absolute_url())
    return lambda: [text(signed_in(undertaking.owner).get(path)) for path in paths]


def test_an_extension_is_offered_before_the_due_date(pages, url):
    assert [f'href="{url}"' in page for page in pages()] == [True, True, True]


def test_while_a_request_waits_its_days_stand_in_the_buttons_place(undertaking, pages, url):
    request = asked(undertaking)
    workbench, item, project = pages()

    assert [url in page for page in (workbench, item, project)] == [False, False, False]
    link = f'<a href="/extensions/{request.pk}/">extension to 31 Oct asked for on 15 Sep, waiting</a>'
    assert (workbench.count(link), project.count(link)) == (2, 1)
    assert WAITS in item
    assert f'<a href="/extensions/{request.pk}/">Look at it</a>' in item


@pytest.mark.parametrize("due_on", [TODAY, date(2023, 9, 1)])
def test_from_the_due_date_on_it_says_that_it_is_too_late_and_what_can_be_done(undertaking, pages, url, due_on):
    revise_plan(undertaking, seen=undertaking.version, by=None, on=TODAY, due_on=due_on)
    workbench, item, project = pages()

    assert [url in page for page in (workbench, item, project)] == [False, False, False]
    short = "too late for an extension: report where it stands and when it will be finished"
    assert (workbench.count(short), project.count(short)) == (2, 1)
    assert "an extension has to be asked for before that day. Report where it stands" in item


def test_what_waits_to_be_closed_out_needs_no_extension(undertaking, pages):
    revise_plan(undertaking, seen=undertaking.version, by=None, on=date(2023, 9, 1), due_on=date(2023, 9, 14))
    a_submitted(undertaking, 100, on=date(2023, 9, 13), closes=True)

    assert [words in page for page in pages() for words in ("too late for", "has to be asked")] == [False] * 6


def test_the_inspection_office_grants(undertaking):
    inspector, extension = an_inspector(), asked(undertaking)

    response = decide(inspector, extension, "grant")

    undertaking.refresh_from_db()
    assert messages(response) == ["The due date of “教学楼封顶” has been moved."]
    assert undertaking.due_on == LATER


def test_the_inspection_office_refuses_with_a_reason(undertaking):
    extension = asked(undertaking)

    bare = decide(an_inspector(), extension, "refuse", note="")
    told = decide(an_inspector(), extension, "refuse", note="理由不充分")

    extension.refresh_from_db()
    assert "Say why the request is refused." in text(bare)
    assert messages(told) == ["The request for “教学楼封顶” has been refused; its date stays."]
    assert (extension.state, extension.decision_note) == ("refused", "理由不充分")


def test_who_decides_second_reads_the_first_decision(undertaking):
    extension = asked(undertaking)
    first = an_inspector(name="督查员甲")
    seen = extension.version
    grant_extension(Extension.objects.get(pk=extension.pk), by=first, on=TODAY, now=NOON, seen=seen)

    response = decide(an_inspector(), extension, "refuse", note="我不同意")

    page = text(response)
    assert response.status_code == 409
    assert "It now says “granted”, decided by 督查员甲 on 15 Sep 2023." in page
    assert "我不同意" in page


def test_granted_ones_are_public_and_others_are_not(undertaking):
    extension = asked(undertaking)
    url = f"/extensions/{extension.pk}/"

    waiting = visitor().get(url).status_code
    decide(an_inspector(), extension, "grant")

    assert (waiting, visitor().get(url).status_code, visitor().get(f"{url}?on=2023-09-14").status_code) == (
        404,
        200,
        404,
    )


def test_only_inspectors_decide(undertaking):
    extension = asked(undertaking)

    statuses = {
        role: decide(an_officer(role, unit=undertaking.lead_unit), extension, "grant").status_code
        for role in ("reporter", "head", "leader", "delegate", "administrator")
    }

    assert set(statuses.values()) == {404}
    assert Extension.objects.get().state == "submitted"


def test_the_claimed_figure_and_the_offices_note_are_for_the_staff(undertaking):
    extension = asked(undertaking)
    decide(an_inspector(), extension, "grant", note="内部意见。")

    public = visitor().get(extension.get_absolute_url()).content.decode()

    assert "雨季" in public
    assert "60%" not in public
    assert "内部意见。" not in public
