"""The tables that decide who is reminded of what, when, and who hears of it when nobody acts."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import DutyPolicy, Officer, ReminderStep, SendingPolicy, touch_reference
from newarea.models.policy import GENERAL
from newarea.parts import duty_kinds

EARLIEST, LATEST = 250, -60  # about a year of working days before the date, a quarter after it


def missing_kinds() -> dict[str, str]:
    """Kinds of duty without a row of their own, which are treated like an item to finish."""
    held = set(DutyPolicy.objects.values_list("kind", flat=True))
    return {kind: name for kind, name in duty_kinds().items() if kind not in held}


@transaction.atomic
def open_policy(policy: DutyPolicy, *, by: Officer | None, reason: str = "") -> DutyPolicy:
    if policy.kind not in duty_kinds():
        raise ValidationError({"kind": t("There is no such kind of duty.")})
    checked_save(traced(policy, by=by, reason=reason))
    touch_reference()
    return policy


@transaction.atomic
def revise_policy(policy: DutyPolicy, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> DutyPolicy:
    """The kind stays: another kind has a row of its own."""
    changes.pop("kind", None)
    revise_row(policy, changes, seen=seen, by=by, reason=reason)
    touch_reference()
    return policy


@transaction.atomic
def remove_policy(policy: DutyPolicy) -> None:
    if policy.kind in duty_kinds():
        raise ValidationError(t("This kind of duty exists: change what its row says instead."))
    policy.delete()
    touch_reference()


@transaction.atomic
def revise_sending(
    policy: SendingPolicy, *, seen: int, by: Officer | None, reason: str = "", **changes: Any
) -> SendingPolicy:
    """Hours, intervals and slips hold from the next tick on; what has a minute already keeps it."""
    revise_row(policy, changes, seen=seen, by=by, reason=reason)
    touch_reference()
    return policy


@transaction.atomic
def save_step(step: ReminderStep) -> ReminderStep:
    """New or changed. The next tick compares the table with what it planned by, and plans anew."""
    if step.kind not in duty_kinds():
        raise ValidationError({"kind": t("There is no such kind of duty.")})
    if not LATEST <= step.days <= EARLIEST:
        limits = {"earliest": EARLIEST, "latest": -LATEST}
        raise ValidationError(
            {"days": t("A step is at most %(earliest)d working days before the date and %(latest)d after it.") % limits}
        )
    before = ReminderStep.objects.filter(pk=step.pk).first()
    checked_save(step)
    _refuse_hidden_repeat(step.kind)
    if before is not None and before.kind != step.kind:
        _refuse_no_steps(before.kind)
    return step


@transaction.atomic
def remove_steps(steps: Sequence[ReminderStep]) -> None:
    """All or none."""
    ReminderStep.objects.filter(pk__in=[step.pk for step in steps]).delete()
    _refuse_no_steps(GENERAL)


def _refuse_hidden_repeat(kind: str) -> None:
    """Only the last step repeats; an earlier one that says so would never do it."""
    rows = list(ReminderStep.objects.filter(kind=kind).order_by("-days"))
    if any(row.repeats_every for row in rows[:-1]):
        text = t("Only the last step of a kind repeats: take it from the earlier one.")
        raise ValidationError({"repeats_every": text})


def _refuse_no_steps(kind: str) -> None:
    if kind == GENERAL and not ReminderStep.objects.filter(kind=GENERAL).exists():
        raise ValidationError(t("Items to finish need at least one step; without any, nobody is reminded of anything."))
