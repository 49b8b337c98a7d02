from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from newarea.actions.evidence import attach_evidence
from newarea.actions.reports import (
    ReportContent,
    discard_draft,
    percent_of,
    return_report,
    save_draft,
    submit_report,
    verify_report,
)
from newarea.models import Report, Stale, Undertaking
from tests.builders import NOON, a_close_out, a_draft, a_pdf, a_submitted, a_verified, an_inspector, an_undertaking

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

JULY, AUGUST, SEPTEMBER = date(2023, 7, 25), date(2023, 8, 24), date(2023, 9, 14)


def content(**values) -> ReportContent:
    return ReportContent(**{"speaks_for": AUGUST, "percent": Decimal(50), "summary": "主体施工。"} | values)


def submitted(draft: Report, *, on: date = AUGUST) -> Report:
    return submit_report(draft, by=draft.reporter, on=on, now=NOON, seen=draft.version)


def verified(report: Report, *, on: date = AUGUST) -> Report:
    return verify_report(report, by=an_inspector(), on=on, now=NOON, seen=report.version)


def faults_of(draft: Report, *, on: date = AUGUST) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        submitted(draft, on=on)
    return refusal.value.message_dict


def test_a_draft_is_written_over_the_version_that_was_seen():
    undertaking = an_undertaking()
    draft = save_draft(undertaking, content(), by=undertaking.owner)

    again = save_draft(undertaking, content(percent=Decimal(55)), by=undertaking.owner, seen=draft.version)

    assert (again.pk, again.percent, again.version) == (draft.pk, Decimal(55), 2)


def test_a_draft_over_another_version_shows_what_stands_there_now():
    undertaking = an_undertaking()
    draft = save_draft(undertaking, content(), by=undertaking.owner)
    save_draft(undertaking, content(percent=Decimal(60)), by=undertaking.owner, seen=draft.version)

    with pytest.raises(Stale) as stale:
        save_draft(undertaking, content(percent=Decimal(70)), by=undertaking.owner, seen=draft.version)

    assert (stale.value.current.percent, stale.value.current.version) == (Decimal(60), 2)
    assert undertaking.reports.get().percent == Decimal(60)


def test_an_unseen_draft_is_not_written_over():
    undertaking = an_undertaking()
    save_draft(undertaking, content(), by=undertaking.owner)

    with pytest.raises(Stale):
        save_draft(undertaking, content(), by=undertaking.owner)


def test_an_incomplete_draft_is_kept_but_not_handed_in():
    undertaking = an_undertaking()
    draft = save_draft(undertaking, content(percent=None, summary=" "), by=undertaking.owner)

    assert faults_of(draft) == {
        "percent": ["Give the figure reached so far."],
        "summary": ["Say in a sentence what has been done."],
    }
    assert undertaking.reports.get().state == Report.State.DRAFT


@pytest.mark.parametrize(
    ("promised", "done", "percent"),
    [(15, "12.4", "82.66"), (3, "2.9999", "99.99"), (3, 3, 100), (3, 4, "133.33"), (515, None, None)],
)
def test_a_quantity_means_a_percentage_cut_off_after_two_places(promised, done, percent):
    undertaking = Undertaking(quantity=Decimal(promised))
    quantity = None if done is None else Decimal(done)

    expected = None if percent is None else Decimal(percent)
    assert percent_of(undertaking, content(percent=None, quantity=quantity)) == expected


def test_a_report_does_not_speak_for_tomorrow():
    draft = a_draft(an_undertaking(), speaks_for=date(2023, 8, 25))

    assert faults_of(draft) == {"speaks_for": ["A report cannot speak for a day that has not come yet."]}


def test_a_report_does_not_go_back_behind_what_is_verified():
    undertaking = an_undertaking()
    a_verified(undertaking, 50, on=AUGUST)

    faults = faults_of(a_draft(undertaking, 60, speaks_for=JULY), on=SEPTEMBER)

    assert list(faults) == ["speaks_for"]


def test_a_figure_goes_down_only_with_a_reason():
    undertaking = an_undertaking(quantity=Decimal(15))
    a_verified(undertaking, Decimal("12.4"), on=AUGUST)
    draft = a_draft(undertaking, Decimal("11.9"), speaks_for=SEPTEMBER)

    faults = faults_of(draft, on=SEPTEMBER)
    explained = save_draft(
        undertaking,
        content(speaks_for=SEPTEMBER, percent=None, quantity=Decimal("11.9"), decrease_reason="重复统计"),
        by=undertaking.owner,
        seen=draft.version,
    )

    assert faults == {"decrease_reason": ["The figure is below the verified one (82.66%); say why."]}
    assert submitted(explained, on=SEPTEMBER).state == Report.State.SUBMITTED


def test_a_close_out_needs_everything_done_and_a_file():
    draft = a_draft(an_undertaking(), 99, speaks_for=AUGUST, closes=True)

    assert faults_of(draft) == {
        "percent": ["A close-out needs everything done: 100 percent or the whole quantity."],
        "closes": ["A close-out needs evidence; attach at least one file."],
    }


def test_a_report_waits_once():
    undertaking = an_undertaking()
    a_submitted(undertaking, 40, on=AUGUST)

    with pytest.raises(ValidationError, match="waiting for verification already"):
        submitted(a_draft(undertaking, 45, speaks_for=AUGUST))


def test_nothing_is_handed_in_twice():
    draft = a_draft(an_undertaking(), speaks_for=AUGUST)
    submitted(draft)

    with pytest.raises(ValidationError, match="handed in already"):
        submitted(draft)


def test_nothing_is_reported_on_what_is_closed():
    undertaking = an_undertaking()
    a_close_out(undertaking, on=AUGUST)
    undertaking.refresh_from_db()

    with pytest.raises(ValidationError, match="This item is closed"):
        submitted(a_draft(undertaking, speaks_for=SEPTEMBER), on=SEPTEMBER)


def test_a_verified_figure_takes_the_place_of_the_one_before():
    undertaking = an_undertaking()
    first = a_verified(undertaking, 40, on=JULY)

    second = a_verified(undertaking, 55, on=AUGUST, verified_on=date(2023, 8, 28))

    first.refresh_from_db()
    assert (first.superseded_on, second.superseded_on) == (date(2023, 8, 28), None)
    assert (second.state, second.decided_on, second.percent) == (Report.State.VERIFIED, date(2023, 8, 28), 55)


def test_a_verified_close_out_closes_on_the_day_it_speaks_for():
    undertaking = an_undertaking()

    a_close_out(undertaking, on=AUGUST, verified_on=SEPTEMBER, speaks_for=date(2023, 8, 20))

    undertaking.refresh_from_db()
    assert (undertaking.closed_on, undertaking.generation) == (date(2023, 8, 20), 1)


def test_nobody_verifies_their_own_report():
    report = a_submitted(an_undertaking(), on=AUGUST)

    with pytest.raises(ValidationError, match="Nobody verifies their own report"):
        verify_report(report, by=report.reporter, on=AUGUST, now=NOON, seen=report.version)
    with pytest.raises(ValidationError, match="Nobody verifies their own report"):
        return_report(report, by=report.reporter, on=AUGUST, now=NOON, seen=report.version, note="x")


def test_a_return_says_what_has_to_be_mended():
    report = a_submitted(an_undertaking(), on=AUGUST)

    with pytest.raises(ValidationError) as refusal:
        return_report(report, by=an_inspector(), on=AUGUST, now=NOON, seen=report.version, note=" ")

    assert list(refusal.value.message_dict) == ["note"]


def test_a_returned_report_stays_and_the_next_one_revises_it():
    undertaking = an_undertaking()
    a_verified(undertaking, 40, on=JULY)
    report = a_submitted(undertaking, 60, on=AUGUST)

    return_report(report, by=an_inspector(), on=AUGUST, now=NOON, seen=report.version, note="照片不清")
    revision = a_draft(undertaking, 58, speaks_for=AUGUST)

    assert (report.state, report.decision_note, revision.revises) == (Report.State.RETURNED, "照片不清", report)
    assert undertaking.reports.verified().get(superseded_on=None).percent == 40


def test_a_decision_names_the_version_it_saw():
    report = a_submitted(an_undertaking(), on=AUGUST)

    with pytest.raises(Stale):
        verify_report(report, by=an_inspector(), on=AUGUST, now=NOON, seen=report.version - 1)

    assert Report.objects.get(pk=report.pk).state == Report.State.SUBMITTED


def test_who_decides_second_is_told_and_changes_nothing():
    report = a_submitted(an_undertaking(), on=AUGUST)
    first, second = an_inspector(), an_inspector()
    seen = report.version
    verify_report(Report.objects.get(pk=report.pk), by=first, on=AUGUST, now=NOON, seen=seen)

    with pytest.raises(Stale) as stale:
        return_report(report, by=second, on=AUGUST, now=NOON, seen=seen, note="不清楚")

    assert (stale.value.current.state, stale.value.current.decided_by) == (Report.State.VERIFIED, first)


def test_a_failed_verification_supersedes_nothing():
    undertaking = an_undertaking()
    in_force = a_verified(undertaking, 40, on=JULY)
    report = a_submitted(undertaking, 60, on=AUGUST)

    with pytest.raises(Stale):
        verify_report(report, by=an_inspector(), on=AUGUST, now=NOON, seen=99)

    in_force.refresh_from_db()
    assert in_force.superseded_on is None


def test_a_draft_can_be_thrown_away_with_its_files():
    draft = a_draft(an_undertaking(), speaks_for=AUGUST)
    attach_evidence(draft, a_pdf(), name="a.pdf", by=draft.reporter)

    discard_draft(draft, seen=draft.version)

    assert not Report.objects.exists()


def test_what_was_handed_in_cannot_be_thrown_away():
    report = a_submitted(an_undertaking(), on=AUGUST)

    with pytest.raises(Stale):
        discard_draft(report, seen=report.version)
