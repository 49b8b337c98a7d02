"""Chasing an item by hand: once in a while, at once, and by itself."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea import formats
from newarea.actions.reminders.at_once import Addressee, Notice, Told, addressees, send_at_once
from newarea.actions.reminders.steps import GENERAL
from newarea.actions.saving import checked_save
from newarea.models import ChaseUp, Digest, Officer, Programme, Reference, Share, Undertaking, reference


@dataclass(frozen=True)
class Chased:
    chase_up: ChaseUp
    told: list[Told]


@transaction.atomic
def chase(undertaking: Undertaking, *, by: Officer, note: str, on: date, now: datetime) -> Chased:
    """Ask after an item. Of two inspectors at the same moment the second is told of the first."""
    held = reference()
    locked = _locked(undertaking)
    if not by.is_inspector:
        raise ValidationError(t("Only the inspection office chases an item."))
    if refusal := obstacle(locked, on=on, reference=held):
        raise ValidationError(refusal)
    row = checked_save(ChaseUp(undertaking=locked, by=by, on=on, at=now, note=note.strip()))
    notice = Notice(Digest.Kind.CHASE, row.duty, GENERAL, locked)
    return Chased(row, send_at_once(notice, recipients(locked, on=on), on=on, not_before=now, reference=held))


def _locked(undertaking: Undertaking) -> Undertaking:
    names = ("programme", "owner__unit", "lead_unit__head__unit")
    return Undertaking.objects.select_for_update(of=("self",)).select_related(*names).get(pk=undertaking.pk)


def recipients(undertaking: Undertaking, *, on: date) -> list[Addressee]:
    """The owner and, once it is overdue, the head of the lead unit in copy."""
    is_overdue = undertaking.due_on is not None and undertaking.due_on < on
    return addressees(undertaking, *([Share.OWNER, Share.HEAD] if is_overdue else [Share.OWNER]))


def obstacle(undertaking: Undertaking, *, on: date, reference: Reference) -> str:
    """Why it cannot be chased today, as a sentence; empty where it can."""
    if undertaking.closed_on:
        return t("This item is closed; there is nothing to chase.")
    if undertaking.programme.state != Programme.State.ADOPTED:
        return t("The programme is not in force; there is nothing to chase.")
    if undertaking.due_on is None:
        return t("No due date has been settled yet; there is nothing to chase by.")
    return _nobody(undertaking) or _too_soon(undertaking, on=on, reference=reference)


def _nobody(undertaking: Undertaking) -> str:
    owner = undertaking.owner
    if owner is None:
        return t("Nobody answers for this item yet. Name an owner first.")
    if not owner.is_active:
        return t("%(owner)s answers for this item and does not sign in any more. Hand it over first.") % {
            "owner": owner
        }
    return ""


def _too_soon(undertaking: Undertaking, *, on: date, reference: Reference) -> str:
    last = undertaking.chase_ups.order_by("on", "pk").last()
    if last is None:
        return ""
    again = possible_again(last.on, reference)
    if on >= again:
        return ""
    days = {"last": formats.full_day(last.on), "again": formats.full_day(again)}
    return t("It was chased on %(last)s. It can be chased again on %(again)s.") % days


def possible_again(last: date, reference: Reference) -> date:
    return reference.calendar.shift(last, reference.sending.chase_interval)
