"""What happened, as known at the end of a day and as far as the reader may see it."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from newarea.actions.evidence import attach_evidence
from newarea.actions.extensions import ask_extension, grant_extension, refuse_extension
from newarea.actions.plan import end_override, hand_over_post, reopen, revise_plan, set_override
from newarea.actions.reports import return_report, submit_report
from newarea.models import Extension, Reader, Undertaking
from newarea.models.trail import WORDS, Event, trail
from tests.builders import (
    NOON,
    a_close_out,
    a_draft,
    a_pdf,
    a_submitted,
    a_unit,
    a_verified,
    an_inspector,
    an_officer,
    an_undertaking,
)

pytestmark = pytest.mark.django_db

PUBLIC = AnonymousUser()
SENT, DECIDED, TODAY = date(2023, 8, 24), date(2023, 8, 28), date(2023, 9, 4)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def told(undertaking: Undertaking, reader: Reader, on: date = TODAY, **values) -> list[Event]:
    return trail({undertaking.pk: "封顶"}, on, reader, **values)


def states(undertaking: Undertaking, reader: Reader, on: date = TODAY) -> list[tuple[date, str]]:
    return [(event.on, event.state) for event in told(undertaking, reader, on)]


def returned(undertaking: Undertaking) -> None:
    report = a_submitted(undertaking, 80, on=SENT)
    return_report(report, by=an_inspector(), on=DECIDED, now=NOON, seen=report.version, note="缺验收单")


def asked(undertaking: Undertaking) -> Extension:
    wanted = {"new_due_on": date(2023, 10, 31), "reason": "汛期", "present_percent": Decimal(50)}
    return ask_extension(undertaking, by=undertaking.owner, on=SENT, **wanted)


@pytest.mark.parametrize("role", [None, "delegate"])
def test_the_public_and_delegates_see_what_is_verified_and_nothing_else(role):
    reader = an_officer(role) if role else PUBLIC
    undertaking = an_undertaking()
    a_verified(undertaking, 40, on=date(2023, 7, 20))
    returned(undertaking)
    a_submitted(undertaking, 60, on=TODAY)

    assert states(undertaking, reader) == [(date(2023, 7, 20), "verified")]


def test_what_was_verified_later_is_not_known_yet():
    undertaking = an_undertaking()
    a_verified(undertaking, 40, on=SENT, verified_on=DECIDED)

    assert states(undertaking, PUBLIC, date(2023, 8, 27)) == []
    assert states(undertaking, PUBLIC, DECIDED) == [(SENT, "verified")]


@pytest.mark.parametrize("role", ["reporter", "head", "inspector", "leader", "administrator"])
def test_the_staff_sees_what_was_handed_in_in_the_state_of_the_day(role):
    reader, undertaking = an_officer(role, a_unit()), an_undertaking()
    a_verified(undertaking, 40, on=SENT, verified_on=DECIDED)

    assert states(undertaking, reader, date(2023, 8, 23)) == []
    assert states(undertaking, reader, SENT) == [(SENT, "submitted")]
    assert states(undertaking, reader, DECIDED) == [(SENT, "verified")]


def test_a_returned_report_is_two_facts_once_it_is_sent_back():
    reader, undertaking = an_inspector(), an_undertaking()
    returned(undertaking)

    assert states(undertaking, reader, SENT) == [(SENT, "submitted")]
    sent_back, handed_in = told(undertaking, reader)
    assert (sent_back.on, sent_back.state, sent_back.note) == (DECIDED, "sent_back", "缺验收单")
    assert (handed_in.on, handed_in.state, handed_in.figures) == (SENT, "returned", "80%")


def test_a_draft_is_nobody_s_news():
    undertaking = an_undertaking()
    a_draft(undertaking, 40, speaks_for=SENT)

    assert [told(undertaking, reader) for reader in (undertaking.owner, an_inspector())] == [[], []]


def test_a_fact_says_who_told_it_and_what():
    undertaking = an_undertaking(lead_unit=a_unit(name_en="Bureau of Housing"))
    a_verified(undertaking, 40, on=SENT, summary="二层完成。")

    [event] = told(undertaking, PUBLIC)
    assert (event.who, event.text, event.figures, event.belongs_to, event.word, event.undertaking_pk) == (
        "Bureau of Housing", "二层完成。", "40%", "封顶", "verified", undertaking.pk,
    )  # fmt: skip


def test_the_plan_s_changes_are_public_and_the_first_plan_is_no_change():
    undertaking = an_undertaking()
    heir = an_officer(unit=undertaking.lead_unit, name="王处长")
    revise_plan(undertaking, seen=1, by=None, on=date(2023, 7, 3), reason="更正", due_on=date(2023, 9, 28))
    extension = asked(undertaking)
    grant_extension(extension, by=an_inspector(), on=DECIDED, now=NOON, seen=extension.version)
    hand_over_post(undertaking.owner, heir, by=None, on=TODAY, reason="岗位调整")

    assert [(event.on, event.state, event.text, event.note) for event in told(undertaking, PUBLIC)] == [
        (TODAY, "handed_over", "Handed over to 王处长.", "岗位调整"),
        (DECIDED, "extended", "Extension granted: due date moved from 28 Sep 2023 to 31 Oct 2023.", "汛期"),
        (date(2023, 7, 3), "corrected", "Plan corrected; due on 28 Sep 2023.", "更正"),
    ]
    assert states(undertaking, PUBLIC, date(2023, 8, 27)) == [(date(2023, 7, 3), "corrected")]


def test_a_request_that_was_refused_moved_nothing():
    undertaking = an_undertaking()
    extension = asked(undertaking)
    refuse_extension(extension, by=an_inspector(), on=DECIDED, now=NOON, seen=extension.version, note="不足")

    assert told(undertaking, PUBLIC) == []


def test_a_close_out_that_is_undone_stays_readable():
    undertaking = an_undertaking()
    a_verified(undertaking, 70, on=date(2023, 7, 20))
    a_close_out(undertaking, on=SENT)
    undertaking.refresh_from_db()
    reopen(undertaking, seen=undertaking.version, by=an_inspector(), on=DECIDED, reason="验收不合格")

    assert states(undertaking, PUBLIC) == [(DECIDED, "reopened"), (SENT, "closed"), (date(2023, 7, 20), "verified")]


def test_a_manual_light_begins_and_ends():
    undertaking, inspector = an_undertaking(), an_inspector()
    set_override(undertaking, light="red", reason="停工", by=inspector, on=SENT)
    end_override(undertaking, by=inspector, on=DECIDED)

    assert states(undertaking, PUBLIC, SENT) == [(SENT, "override")]
    assert states(undertaking, PUBLIC) == [(DECIDED, "override_ended"), (SENT, "override")]
    assert told(undertaking, PUBLIC, with_overrides=False) == []


def test_files_are_for_who_is_signed_in_and_of_what_the_reader_may_see():
    undertaking = an_undertaking()
    for percent, day in ((40, SENT), (60, DECIDED)):
        draft = a_draft(undertaking, percent, speaks_for=day)
        attach_evidence(draft, a_pdf(str(percent)), name=f"{percent}.pdf", by=draft.reporter)
        report = submit_report(draft, by=draft.reporter, on=day, now=NOON, seen=draft.version)
        if percent == 40:
            report.state, report.decided_on, report.decided_by = "verified", day, an_inspector()
            report.save()

    files = {
        str(reader): [[file.name for file in event.evidence] for event in told(undertaking, reader)]
        for reader in (PUBLIC, an_officer("delegate", name="delegate"), an_officer("leader", name="leader"))
    }
    assert files == {"AnonymousUser": [[]], "delegate": [["40.pdf"]], "leader": [["60.pdf"], ["40.pdf"]]}
    assert [event.evidence for event in told(undertaking, an_inspector(), with_evidence=False)] == [[], []]


def test_at_most_four_queries_whatever_their_number(django_assert_max_num_queries):
    undertakings, inspector = [an_undertaking() for _ in range(5)], an_inspector()
    for undertaking in undertakings:
        a_verified(undertaking, 40, on=SENT)
        set_override(undertaking, light="red", reason="停工", by=inspector, on=SENT)
        hand_over_post(undertaking.owner, an_officer(unit=undertaking.lead_unit), by=None, on=TODAY)

    with django_assert_max_num_queries(4):
        events = trail({row.pk: "节点" for row in undertakings}, TODAY, inspector)
        assert [event.word for event in events] == [WORDS[event.state] for event in events]
    assert len(events) == 15
