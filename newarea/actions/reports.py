"""Progress reports: draft, submit, verify, return. A close-out is a report that `closes`."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea import formats
from newarea.actions.evidence import carry_over
from newarea.actions.plan import revise_plan
from newarea.actions.saving import checked_save
from newarea.models import Officer, Report, Stale, Undertaking

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class ReportContent:
    """What a reporter types; percent or quantity, never both."""

    speaks_for: date
    percent: Decimal | None = None
    quantity: Decimal | None = None
    summary: str = ""
    problems: str = ""
    next_step: str = ""
    expected_on: date | None = None
    decrease_reason: str = ""
    closes: bool = False


@transaction.atomic
def save_draft(
    undertaking: Undertaking, content: ReportContent, *, by: Officer, seen: int | None = None, key: str = ""
) -> Report:
    """Write the undertaking's draft: a new one, or the one there is over the version that was seen."""
    draft = undertaking.reports.filter(state=Report.State.DRAFT).first()
    if draft is None:
        draft = Report(undertaking=undertaking, key=key)
        draft.revises = _returned_before(undertaking)
    else:
        draft.claim_version(seen if seen is not None else 0)
    for name, value in asdict(content).items():
        setattr(draft, name, value)
    draft.percent = percent_of(undertaking, content)
    draft.reporter = by
    is_revision = draft.pk is None and draft.revises is not None
    checked_save(draft)
    if is_revision and draft.revises is not None:
        carry_over(draft.revises, draft)
    return draft


def _returned_before(undertaking: Undertaking) -> Report | None:
    latest = undertaking.reports.exclude(state=Report.State.DRAFT).order_by("pk").last()
    return latest if latest and latest.state == Report.State.RETURNED else None


def percent_of(undertaking: Undertaking, content: ReportContent) -> Decimal | None:
    """The percent that a figure means, two places, cut off: 99.996 of 100 is not done."""
    if undertaking.quantity is None:
        return content.percent
    if content.quantity is None:
        return None
    return (content.quantity * 100 / undertaking.quantity).quantize(HUNDREDTH, ROUND_DOWN)


@transaction.atomic
def submit_report(draft: Report, *, by: Officer, on: date, now: datetime, seen: int) -> Report:
    """Hand a draft in for verification, or say what is missing; nothing is changed by a refusal."""
    _refuse_closed(draft)
    _refuse_incomplete(draft, on=on)
    draft.claim_version(seen)
    draft.state, draft.reporter = Report.State.SUBMITTED, by
    draft.submitted_on, draft.submitted_at = on, now
    return checked_save(draft)


def _refuse_closed(draft: Report) -> None:
    """Read under a lock: a close-out verified in the same moment must not leave a report waiting on a closed item."""
    undertaking = Undertaking.objects.select_for_update().get(pk=draft.undertaking_id)
    if undertaking.closed_on:
        raise ValidationError(t("This item is closed; nothing more can be reported on it."))


def _refuse_incomplete(draft: Report, *, on: date) -> None:
    faults: dict[str, str] = {}
    figure = "percent" if draft.undertaking.quantity is None else "quantity"
    if draft.state != Report.State.DRAFT:
        raise ValidationError(t("This report has been handed in already."))
    if draft.percent is None:
        faults[figure] = t("Give the figure reached so far.")
    if not draft.summary.strip():
        faults["summary"] = t("Say in a sentence what has been done.")
    if draft.speaks_for > on:
        faults["speaks_for"] = t("A report cannot speak for a day that has not come yet.")
    if draft.closes:
        faults |= _close_out_faults(draft, figure)
    elif draft.percent is not None:
        faults |= _order_faults(draft, figure)
    if faults:
        raise ValidationError(faults)


def _close_out_faults(draft: Report, figure: str) -> dict[str, str]:
    faults = {}
    if draft.percent is not None and draft.percent < 100:
        faults[figure] = t("A close-out needs everything done: 100 percent or the whole quantity.")
    elif draft.undertaking.must_exceed and draft.quantity is not None and draft.quantity <= _promised(draft):
        faults[figure] = t("More than %(quantity)s was promised: exactly that much is not enough.") % {
            "quantity": formats.as_entered(_promised(draft), draft.undertaking.measure)
        }
    if not draft.evidence.exists():
        faults["closes"] = t("A close-out needs evidence; attach at least one file.")
    return faults


def _promised(draft: Report) -> Decimal:
    return draft.undertaking.quantity or Decimal(0)


def _order_faults(draft: Report, figure: str) -> dict[str, str]:
    in_force = draft.undertaking.reports.verified().filter(superseded_on=None).first()
    if in_force is None or in_force.percent is None or draft.percent is None:
        return {}
    faults = {}
    if draft.speaks_for < in_force.speaks_for:
        faults["speaks_for"] = t("A later day has been verified already (%(day)s).") % {
            "day": formats.full_day(in_force.speaks_for)
        }
    if draft.percent < in_force.percent and not draft.decrease_reason.strip():
        faults["decrease_reason"] = t("The figure is below the verified one (%(percent)s); say why.") % {
            "percent": formats.percent(in_force.percent, 2)
        }
    return faults


@transaction.atomic
def verify_report(report: Report, *, by: Officer, on: date, now: datetime, seen: int, note: str = "") -> Report:
    """Put the report's figure in force; a close-out closes the undertaking on the day the report speaks for."""
    _refuse_own(report, by)
    undertaking = Undertaking.objects.select_for_update().get(pk=report.undertaking_id)
    in_force = Report.objects.verified().filter(undertaking=report.undertaking_id, superseded_on=None)
    in_force.update(superseded_on=on)
    _decide(report, Report.State.VERIFIED, by=by, on=on, now=now, seen=seen, note=note)
    if report.closes:
        revise_plan(undertaking, seen=undertaking.version, by=by, on=on, closed_on=report.speaks_for)
    return report


@transaction.atomic
def return_report(report: Report, *, by: Officer, on: date, now: datetime, seen: int, note: str) -> Report:
    """Send the report back with a note that says what has to be mended; no figure changes."""
    _refuse_own(report, by)
    if not note.strip():
        raise ValidationError({"note": t("Say what has to be mended when you return a report.")})
    return _decide(report, Report.State.RETURNED, by=by, on=on, now=now, seen=seen, note=note)


def _refuse_own(report: Report, by: Officer) -> None:
    if report.reporter_id == by.pk:
        raise ValidationError(t("Nobody verifies their own report."))


def _decide(
    report: Report, state: Report.State, *, by: Officer, on: date, now: datetime, seen: int, note: str
) -> Report:
    """One conditional update: of two inspectors who decide at once, one wins and the other is told."""
    waiting = Report.objects.waiting().filter(pk=report.pk, version=seen)
    decision = {"state": state, "decided_by": by, "decided_on": on, "decided_at": now, "decision_note": note.strip()}
    if not waiting.update(version=seen + 1, **decision):
        raise Stale(Report.objects.get(pk=report.pk))
    report.refresh_from_db()
    return report


def discard_draft(draft: Report, *, seen: int) -> None:
    """Throw an own draft away with its files' rows; only drafts can go, and only the version that was seen."""
    if not Report.objects.filter(pk=draft.pk, state=Report.State.DRAFT, version=seen).delete()[0]:
        raise Stale(Report.objects.get(pk=draft.pk))
