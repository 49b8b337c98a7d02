from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.plan import revise_plan
from newarea.actions.saving import checked_save
from newarea.models import Extension, Officer, Stale, Terms, Undertaking


@transaction.atomic
def ask_extension(
    undertaking: Undertaking,
    *,
    new_due_on: date,
    reason: str,
    present_percent: Decimal,
    by: Officer,
    on: date,
    key: str = "",
) -> Extension:
    """Ask to move the due date; has to happen before it, and moves nothing until it is granted."""
    if undertaking.closed_on:
        raise ValidationError(t("This item is closed; its date cannot be moved."))
    if undertaking.due_on is None:
        raise ValidationError(t("This item has no due date that could be moved."))
    if undertaking.due_on <= on:
        raise ValidationError(t("An extension has to be asked for before the due date."))
    return checked_save(
        Extension(
            undertaking=undertaking,
            key=key,
            reason=reason.strip(),
            due_before=undertaking.due_on,
            new_due_on=new_due_on,
            present_percent=present_percent,
            asked_by=by,
            asked_on=on,
        )
    )


@transaction.atomic
def grant_extension(
    extension: Extension, *, by: Officer, on: date, now: datetime, seen: int, note: str = ""
) -> Extension:
    """Move the due date from today on; days before today keep the date that was in force on them."""
    undertaking = extension.undertaking
    if undertaking.closed_on or undertaking.due_on != extension.due_before:
        raise ValidationError(t("The due date has changed since this was asked; refuse it and let the unit ask again."))
    _decide(extension, Extension.State.GRANTED, by=by, on=on, now=now, seen=seen, note=note)
    revise_plan(
        undertaking,
        seen=undertaking.version,
        by=by,
        on=on,
        kind=Terms.Kind.EXTENDED,
        reason=extension.reason[:500],
        extension=extension,
        due_on=extension.new_due_on,
    )
    return extension


@transaction.atomic
def refuse_extension(extension: Extension, *, by: Officer, on: date, now: datetime, seen: int, note: str) -> Extension:
    """Leave the date where it is; a refusal says why."""
    if not note.strip():
        raise ValidationError({"note": t("Say why the request is refused.")})
    return _decide(extension, Extension.State.REFUSED, by=by, on=on, now=now, seen=seen, note=note)


def _decide(
    extension: Extension, state: Extension.State, *, by: Officer, on: date, now: datetime, seen: int, note: str
) -> Extension:
    if extension.asked_by_id == by.pk:
        raise ValidationError(t("Nobody decides their own request."))
    waiting = Extension.objects.waiting().filter(pk=extension.pk, version=seen)
    decision = {"state": state, "decided_by": by, "decided_on": on, "decided_at": now, "decision_note": note.strip()}
    if not waiting.update(version=seen + 1, **decision):
        raise Stale(Extension.objects.get(pk=extension.pk))
    extension.refresh_from_db()
    return extension
