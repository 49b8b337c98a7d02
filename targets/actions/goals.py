"""Targets and goals: a goal is told in the district's wording, and what it means is read from that."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import Officer
from targets.domain.goals import Kind, WordingError, parse
from targets.models import Aspect, Goal, Target
from targets.wording import told

PLACES = ("key", "target", "measure", "commitment", "hedge", "source_reference", "source_sentence", "is_example")
PROMISE = ("indicator", "aspect", "wording", "reference", "is_even_pace")


@transaction.atomic
def open_target(target: Target, *, by: Officer | None) -> Target:
    return checked_save(traced(target, by=by))


@transaction.atomic
def revise_target(target: Target, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> Target:
    return revise_row(target, changes, seen=seen, by=by, reason=reason)


@transaction.atomic
def withdraw_target(target: Target) -> None:
    """Take a main target out of a draft plan, as long as no goal stands under it."""
    _refuse_adopted(target.programme.is_draft)
    if target.goals.exists():
        raise ValidationError(t("Delete the target's goals first."))
    target.delete()


@transaction.atomic
def set_goal(goal: Goal, *, by: Officer | None, on: date, reason: str = "") -> Goal:
    """A new goal, known from `on`; its meaning is read from its wording, or the wording refused."""
    read_wording(goal)
    goal.known_on, goal.by, goal.reason = on, by, reason
    return checked_save(traced(goal, by=by, reason=reason))


@transaction.atomic
def revise_goal(goal: Goal, *, seen: int, by: Officer | None, on: date, reason: str = "", **changes: Any) -> Goal:
    """Change a goal over the version that was seen.

    What an adopted programme promised is not rewritten: the old goal is superseded on the day and a new one takes its
    place, with the reason.
    """
    before = Goal.objects.select_related("programme").get(pk=goal.pk)
    moved = [name for name in PROMISE if name in changes and changes[name] != getattr(before, name)]
    if before.superseded_on is not None:
        raise ValidationError(t("This goal has been replaced; change the one that is in force."))
    if not moved or before.programme.is_draft:
        for name, value in changes.items():
            setattr(goal, name, value)
        read_wording(goal)
        read = {name: getattr(goal, name) for name in ("kind", "sense", "value", "upper")}
        return revise_row(goal, changes | read, seen=seen, by=by, reason=reason)
    if not reason.strip():
        raise ValidationError({"reason": t("Say why what an adopted programme promised is changed.")})
    return _replaced(before, changes, seen=seen, by=by, on=on, reason=reason)


def _replaced(before: Goal, changes: dict[str, Any], *, seen: int, by: Officer | None, on: date, reason: str) -> Goal:
    revise_row(before, {"superseded_on": on}, seen=seen, by=by, reason=reason)
    kept = {name: getattr(before, name) for name in ("programme", *PLACES, *PROMISE)}
    return set_goal(Goal(**kept | changes), by=by, on=on, reason=reason)


@transaction.atomic
def withdraw_goal(goal: Goal) -> None:
    """Delete a goal of a draft plan; what was adopted stays readable."""
    _refuse_adopted(goal.programme.is_draft)
    goal.delete()


def _refuse_adopted(is_draft: bool) -> None:
    if not is_draft:
        raise ValidationError(t("What an adopted programme promised stays; it can be changed with a reason."))


def read_wording(goal: Goal) -> None:
    """Fill in what the wording means, and refuse what does not fit the indicator."""
    try:
        worded = parse(goal.wording)
    except WordingError as error:
        raise ValidationError({"wording": told(error)}) from error
    goal.kind, goal.sense, goal.value, goal.upper = worded.kind, worded.sense, worded.value, worded.upper
    _refuse_misfit(goal, worded.unit)


def _refuse_misfit(goal: Goal, unit: str) -> None:
    faults: dict[str, str] = {}
    indicator, is_relative = goal.indicator, goal.kind == Kind.IN_STEP_WITH
    if goal.aspect not in indicator.aspects:
        faults["aspect"] = t("This indicator is not measured as %(aspect)s.") % {"aspect": goal.get_aspect_display()}
    elif not is_relative and unit != _unit_of(goal):
        faults["wording"] = t("“%(unit)s” is not the unit here; %(wanted)s is.") % {
            "unit": unit or "–",
            "wanted": _unit_of(goal),
        }
    if is_relative and goal.reference is None:
        faults["reference"] = t("Say with which indicator the goal keeps step.")
    if goal.reference is not None:
        faults |= _reference_faults(goal, is_relative)
    if goal.is_even_pace and (goal.aspect == Aspect.GROWTH or not indicator.is_cumulative):
        faults["is_even_pace"] = t("Only a cumulative level is held against the year's share; growth never is.")
    faults |= _foreign_faults(goal)
    if faults:
        raise ValidationError(faults)


def _foreign_faults(goal: Goal) -> dict[str, str]:
    """Where a goal stands and what it measures belong to its own programme."""
    own, faults = goal.programme_id, {}
    if goal.indicator.district_id != goal.programme.district_id:
        faults["indicator"] = t("This indicator belongs to another district.")
    if goal.target is not None and goal.target.programme_id != own:
        faults["target"] = t("This main target belongs to another programme.")
    if goal.measure is not None and goal.measure.area.programme_id != own:
        faults["measure"] = t("This measure belongs to another programme.")
    if goal.commitment is not None and goal.commitment.undertaking.programme_id != own:
        faults["commitment"] = t("This commitment belongs to another programme.")
    return faults


def _reference_faults(goal: Goal, is_relative: bool) -> dict[str, str]:
    if not is_relative:
        return {"reference": t("This wording keeps step with nothing; leave this empty.")}
    assert goal.reference is not None
    if goal.reference.district_id != goal.indicator.district_id:
        return {"reference": t("This indicator belongs to another district.")}
    if goal.aspect not in goal.reference.aspects:
        return {"reference": t("“%(name)s” is not measured in the same way.") % {"name": goal.reference.short_name}}
    return {}


def _unit_of(goal: Goal) -> str:
    return "%" if goal.aspect == Aspect.GROWTH else goal.indicator.unit_zh
