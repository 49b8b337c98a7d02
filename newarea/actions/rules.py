"""Thresholds are appended with a day of validity: days gone by keep the ones they were judged by."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import Officer, StandingRules, touch_reference


@transaction.atomic
def add_rules(rules: StandingRules, *, by: Officer | None, on: date) -> StandingRules:
    _refuse_past(rules.in_force_from, on)
    checked_save(traced(rules, by=by))
    touch_reference()
    return rules


@transaction.atomic
def revise_rules(
    rules: StandingRules, *, seen: int, by: Officer | None, on: date, reason: str = "", **changes: Any
) -> StandingRules:
    _refuse_past(StandingRules.objects.get(pk=rules.pk).in_force_from, on)
    _refuse_past(changes.get("in_force_from", rules.in_force_from), on)
    revise_row(rules, changes, seen=seen, by=by, reason=reason)
    touch_reference()
    return rules


@transaction.atomic
def remove_rules(rules: StandingRules, *, on: date) -> None:
    _refuse_past(rules.in_force_from, on)
    rules.delete()
    touch_reference()


def _refuse_past(in_force_from: date, on: date) -> None:
    if in_force_from < on:
        raise ValidationError(
            {"in_force_from": t("Days gone by keep the rules they had. Let new rules begin today or later.")}
        )
