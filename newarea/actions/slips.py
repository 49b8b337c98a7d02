"""Supervision slips: issued by hand, answered by the unit, checked by the office, and following their item's plan."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea import formats
from newarea.actions.reminders.issuing import BLUE, RED, Issued, Order, lock_for_issue, write_slip
from newarea.actions.saving import checked_save, revise_row
from newarea.models import (
    Officer,
    Programme,
    Reference,
    SlipAnswer,
    Stale,
    SupervisionSlip,
    Undertaking,
    Unit,
    reference,
)

State, Decision = SupervisionSlip.State, SlipAnswer.Decision
RESTING_ON_THE_DATE = (BLUE, RED)
LONGEST = timedelta(days=366)  # to answer a slip


@transaction.atomic
def issue_slip(
    undertaking: Undertaking, *, colour: str, demand: str, reply_by: date, by: Officer, on: date, now: datetime
) -> Issued:
    """Issue one by hand, and let the unit know at once."""
    locked = lock_for_issue(undertaking.pk)
    if not by.is_inspector:
        raise ValidationError(t("Only the inspection office issues supervision slips."))
    if refusal := obstacle(locked):
        raise ValidationError(refusal)
    if faults := _faults(locked, colour, reply_by, on=on):
        raise ValidationError(faults)
    return write_slip(locked, Order(colour, reply_by, demand, by), on=on, now=now, reference=reference())


def obstacle(undertaking: Undertaking) -> str:
    """Why no slip can be issued for it, as a sentence; empty where one can."""
    if undertaking.closed_on:
        return t("This item is closed; there is nothing to supervise.")
    if undertaking.programme.state != Programme.State.ADOPTED:
        return t("The programme is not in force; there is nothing to supervise.")
    if undertaking.lead_unit is None:
        return t("No unit leads this item yet. Settle the lead unit first.")
    if undertaking.due_on is None:
        return t("No due date has been settled yet; a slip has nothing to rest on.")
    return ""


def _faults(undertaking: Undertaking, colour: str, reply_by: date, *, on: date) -> dict[str, str]:
    """A slip says what is so: red that it is overdue, blue that its date is near and not over."""
    due_on = undertaking.due_on
    assert due_on is not None
    told, faults = {"day": formats.full_day(due_on)}, {}
    if colour == RED and due_on >= on:
        faults["colour"] = t("A red slip is for what is overdue; this is due on %(day)s.") % told
    if colour == BLUE and due_on < on:
        faults["colour"] = t("A blue slip is for what is due soon; this was due on %(day)s.") % told
    if reply_by <= on:
        faults["reply_by"] = t("Leave the unit at least a day to answer.")
    if reply_by > on + LONGEST:
        faults["reply_by"] = t("Leave the unit no more than a year to answer.")
    return faults


@transaction.atomic
def answer_slip(slip: SupervisionSlip, *, text: str, by: Officer, on: date, seen: int) -> SlipAnswer:
    """The unit answers; the slip then waits for the office."""
    locked = _locked(slip, seen=seen)
    if not text.strip():
        raise ValidationError({"text": t("Write the answer first.")})
    if locked.state != State.OPEN:
        raise ValidationError(t("This slip needs no answer any more."))
    revise_row(locked, {"state": State.ANSWERED}, seen=seen, by=by)
    return checked_save(SlipAnswer(slip=locked, text=text.strip(), by=by, on=on))


@transaction.atomic
def accept_answer(slip: SupervisionSlip, *, by: Officer, on: date, seen: int, note: str = "") -> SupervisionSlip:
    locked = _locked(slip, seen=seen)
    _decide(locked, Decision.ACCEPTED, by=by, on=on, note=note)
    return _close(locked, State.ACCEPTED, by=by, on=on, note=note.strip())


@transaction.atomic
def return_answer(
    slip: SupervisionSlip, *, by: Officer, on: date, seen: int, note: str, reference: Reference
) -> SupervisionSlip:
    """Ask for an answer once more, with a new limit."""
    locked = _locked(slip, seen=seen)
    if not note.strip():
        raise ValidationError({"note": t("Say what the answer lacks when you ask for it once more.")})
    if locked.undertaking.closed_on:
        raise ValidationError(t("This item is closed: accept the answer or withdraw the slip."))
    _decide(locked, Decision.RETURNED, by=by, on=on, note=note)
    reply_by = reference.calendar.shift(on, reference.sending.slip_reply_days)
    return revise_row(locked, {"state": State.OPEN, "reply_by": reply_by}, seen=seen, by=by, reason=note.strip())


@transaction.atomic
def withdraw_slip(slip: SupervisionSlip, *, by: Officer, on: date, seen: int, note: str) -> SupervisionSlip:
    """Take it back, for a reason; an answer that waits is not decided any more."""
    locked = _locked(slip, seen=seen)
    if not note.strip():
        raise ValidationError({"note": t("Say why the slip is withdrawn.")})
    if locked.state not in (State.OPEN, State.ANSWERED):
        raise ValidationError(t("This slip is closed already."))
    return _close(locked, State.WITHDRAWN, by=by, on=on, note=note.strip())


def _locked(slip: SupervisionSlip, *, seen: int) -> SupervisionSlip:
    """As it is now; refused to whoever has seen an older version."""
    locked = SupervisionSlip.objects.select_for_update(of=("self",)).select_related("undertaking").get(pk=slip.pk)
    if locked.version != seen:
        raise Stale(locked)
    return locked


def _decide(slip: SupervisionSlip, decision: str, *, by: Officer, on: date, note: str) -> None:
    answer = slip.answers.filter(decision="").first()
    if slip.state != State.ANSWERED or answer is None:
        raise ValidationError(t("No answer to this slip waits to be checked."))
    if answer.by_id == by.pk:
        raise ValidationError(t("Nobody decides their own answer."))
    answer.decision, answer.decided_by, answer.decided_on, answer.note = decision, by, on, note.strip()
    checked_save(answer)


def _close(slip: SupervisionSlip, state: str, *, by: Officer | None, on: date, note: str) -> SupervisionSlip:
    change = {"state": state, "closed_on": on, "closed_by": by, "closing_note": note}
    return revise_row(slip, change, seen=slip.version, by=by, reason=note)


def follow_plan(
    undertaking: Undertaking, *, is_closed: bool, is_extended: bool, new_unit: Unit | None, on: date
) -> None:
    """What a change of the plan means for the slips in hand; inside the change's transaction.

    Closed: what is unanswered is withdrawn by itself. Extended: so is what rested on the old date. Another lead unit:
    it answers for them from now on.
    """
    if is_closed:
        _withdraw(_rows(undertaking, State.OPEN), "closed", on=on)
    elif is_extended:
        unanswered = _rows(undertaking, State.OPEN)
        _withdraw([slip for slip in unanswered if slip.colour in RESTING_ON_THE_DATE], "extended", on=on)
    if new_unit is not None:
        for slip in _rows(undertaking, State.OPEN, State.ANSWERED):
            revise_row(slip, {"unit": new_unit}, seen=slip.version, by=None)


def _rows(undertaking: Undertaking, *states: str) -> list[SupervisionSlip]:
    rows = SupervisionSlip.objects.filter(undertaking=undertaking, state__in=states)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _withdraw(slips: list[SupervisionSlip], why: str, *, on: date) -> None:
    for slip in slips:
        _close(slip, State.WITHDRAWN, by=None, on=on, note=why)
