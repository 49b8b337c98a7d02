"""Two people at the same moment, on PostgreSQL's real locks: one wins, the other is told, nothing is half-done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from newarea.actions.evidence import attach_evidence
from newarea.actions.extensions import ask_extension, grant_extension, refuse_extension
from newarea.actions.plan import reopen, revise_plan
from newarea.actions.reports import ReportContent, return_report, save_draft, submit_report, verify_report
from newarea.models import Evidence, Extension, Report, Stale, Terms, Undertaking
from tests.builders import NOON, a_close_out, a_draft, a_pdf, a_submitted, a_verified, an_inspector, an_undertaking

pytestmark = pytest.mark.django_db(transaction=True)

AUGUST, TODAY = date(2023, 8, 24), date(2023, 9, 15)
ROUNDS = 2


@pytest.fixture(autouse=True)
def _on_postgres():
    if connection.vendor != "postgresql":
        pytest.skip("locks of rows are PostgreSQL's")


def at_once(*works: Callable[[], Any]) -> list[str]:
    """What became of each: "won", or the name of what it raised."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> str:
        try:
            barrier.wait()
            work()
        except (Stale, ValidationError) as refusal:
            return type(refusal).__name__
        else:
            return "won"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(future.result() for future in [pool.submit(run, work) for work in works])


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_inspectors_one_decides(_round):
    undertaking = an_undertaking()
    in_force = a_verified(undertaking, 40, on=date(2023, 7, 25))
    report = a_submitted(undertaking, 60, on=AUGUST)
    first, second = an_inspector(), an_inspector()
    mine, yours = Report.objects.get(pk=report.pk), Report.objects.get(pk=report.pk)

    outcome = at_once(
        lambda: verify_report(mine, by=first, on=TODAY, now=NOON, seen=report.version),
        lambda: return_report(yours, by=second, on=TODAY, now=NOON, seen=report.version, note="不清"),
    )

    report.refresh_from_db(), in_force.refresh_from_db()
    assert outcome == ["Stale", "won"]
    assert (report.state, in_force.superseded_on) in [("verified", TODAY), ("returned", None)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_verifications_close_once(_round):
    undertaking = an_undertaking()
    draft = a_draft(undertaking, 100, speaks_for=AUGUST, closes=True)
    attach_evidence(draft, a_pdf(), name="a.pdf", by=draft.reporter)
    report = submit_report(draft, by=draft.reporter, on=AUGUST, now=NOON, seen=draft.version)
    inspectors = [an_inspector() for _ in range(4)]
    rows = [Report.objects.get(pk=report.pk) for _ in inspectors]

    outcome = at_once(
        *[
            lambda row=row, by=by: verify_report(row, by=by, on=TODAY, now=NOON, seen=report.version)
            for row, by in zip(rows, inspectors, strict=True)
        ]
    )

    undertaking.refresh_from_db()
    assert (outcome, undertaking.closed_on, undertaking.version) == (["Stale"] * 3 + ["won"], AUGUST, 2)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_first_drafts_are_one(_round):
    undertaking = an_undertaking()
    content = ReportContent(speaks_for=AUGUST, percent=Decimal(50), summary="主体施工")

    outcome = at_once(*[lambda: save_draft(undertaking, content, by=undertaking.owner)] * 3)

    assert outcome.count("won") == 1
    assert undertaking.reports.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_draft_is_handed_in_once(_round):
    draft = a_draft(an_undertaking(), speaks_for=AUGUST)
    rows = [Report.objects.select_related("undertaking").get(pk=draft.pk) for _ in range(3)]

    outcome = at_once(
        *[lambda r=r: submit_report(r, by=draft.reporter, on=AUGUST, now=NOON, seen=draft.version) for r in rows]
    )

    assert outcome == ["Stale", "Stale", "won"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_file_comes_before_the_handing_in_or_not_at_all(_round):
    draft = a_draft(an_undertaking(), speaks_for=AUGUST)
    row = Report.objects.select_related("undertaking").get(pk=draft.pk)

    outcome = at_once(
        lambda: attach_evidence(draft, a_pdf(), name="a.pdf", by=draft.reporter),
        lambda: submit_report(row, by=draft.reporter, on=AUGUST, now=NOON, seen=draft.version),
    )

    assert outcome in (["won", "won"], ["ValidationError", "won"])
    assert Evidence.objects.count() == outcome.count("won") - 1
    assert Report.objects.get(pk=draft.pk).state == "submitted"


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_extension_is_granted_or_refused(_round):
    undertaking = an_undertaking()
    extension = ask_extension(
        undertaking,
        new_due_on=date(2023, 10, 31),
        reason="雨季",
        present_percent=Decimal(50),
        by=undertaking.owner,
        on=AUGUST,
    )
    first, second = an_inspector(), an_inspector()
    mine, yours = Extension.objects.get(pk=extension.pk), Extension.objects.get(pk=extension.pk)

    outcome = at_once(
        lambda: grant_extension(mine, by=first, on=TODAY, now=NOON, seen=extension.version),
        lambda: refuse_extension(yours, by=second, on=TODAY, now=NOON, seen=extension.version, note="不同意"),
    )

    extension.refresh_from_db()
    moved = Terms.objects.filter(undertaking=undertaking, kind="extended").count()
    assert (outcome, (extension.state, moved) in [("granted", 1), ("refused", 0)]) == (["Stale", "won"], True)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_plan_is_moved_once_over_one_version(_round):
    undertaking = an_undertaking()
    rows = [Undertaking.objects.get(pk=undertaking.pk) for _ in range(3)]
    days = [date(2023, 10, day) for day in (10, 11, 12)]

    outcome = at_once(
        *[
            lambda row=row, day=day: revise_plan(row, seen=1, by=None, on=TODAY, due_on=day)
            for row, day in zip(rows, days, strict=True)
        ]
    )

    assert (outcome, undertaking.terms.count()) == (["Stale", "Stale", "won"], 2)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_close_out_is_undone_once(_round):
    undertaking = an_undertaking()
    a_verified(undertaking, 60, on=date(2023, 7, 25))
    a_close_out(undertaking, on=AUGUST)
    rows = [Undertaking.objects.get(pk=undertaking.pk) for _ in range(3)]

    outcome = at_once(
        *[lambda r=r: reopen(r, seen=r.version, by=an_inspector(), on=TODAY, reason="不实") for r in rows]
    )

    assert outcome == ["Stale", "Stale", "won"]
    assert Report.objects.filter(is_restored=True).count() == 1
