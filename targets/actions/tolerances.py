"""Tolerances begin today or later: days gone by keep the ones they were judged by."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import Officer
from targets.models import Tolerance


@transaction.atomic
def add_tolerance(tolerance: Tolerance, *, by: Officer | None, on: date) -> Tolerance:
    _refuse_past(tolerance.in_force_from, on)
    return checked_save(traced(tolerance, by=by))


@transaction.atomic
def revise_tolerance(
    tolerance: Tolerance, *, seen: int, by: Officer | None, on: date, reason: str = "", **changes: Any
) -> Tolerance:
    _refuse_past(Tolerance.objects.get(pk=tolerance.pk).in_force_from, on)
    _refuse_past(changes.get("in_force_from", tolerance.in_force_from), on)
    return revise_row(tolerance, changes, seen=seen, by=by, reason=reason)


@transaction.atomic
def remove_tolerance(tolerance: Tolerance, *, on: date) -> None:
    _refuse_past(tolerance.in_force_from, on)
    tolerance.delete()


def _refuse_past(in_force_from: date, on: date) -> None:
    if in_force_from < on:
        text = t("Days gone by keep the tolerance they had. Let a new one begin today or later.")
        raise ValidationError({"in_force_from": text})
