"""A milestone is an undertaking of a project: its own are its place and its deliverable, all else is the plan's."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.plan import plan_undertaking, refuse_beyond_unit, revise_plan, withdraw_undertaking
from newarea.actions.saving import checked_save, traced
from newarea.models import Officer, Undertaking
from projects.models import Milestone, Project

OWN = ("position", "deliverable")


@transaction.atomic
def plan_milestone(project: Project, *, by: Officer | None, on: date, reason: str = "", **values: Any) -> Milestone:
    """A new undertaking with its first terms, in its place in the project; a key is made where none is given.

    Once the plan is adopted, an addition moves the project's curve and opens again what was closed: it is whole, and it
    says why.
    """
    if not project.programme.is_draft:
        others = list(project.milestones.values_list("undertaking__weight", flat=True))
        refuse_addition(values, reason=reason, others=others)
    own = {name: values.pop(name) for name in OWN if name in values}
    _refuse_foreign(own, project)
    if "key" not in values:
        values["key"] = next_key(project)
    undertaking = plan_undertaking(Undertaking(programme=project.programme, **values), by=by, on=on, reason=reason)
    return checked_save(traced(Milestone(undertaking=undertaking, project=project, **own), by=by, reason=reason))


def next_key(project: Project) -> str:
    """The project's key and the next free number."""
    taken = set(project.programme.undertakings.values_list("key", flat=True))
    return next(key for number in count(1) if (key := f"{project.key[:70]}-m{number}") not in taken)


def refuse_addition(values: Mapping[str, Any], *, reason: str, others: Sequence[Decimal | None] = ()) -> None:
    """All that speaks against adding a milestone with these columns to an adopted plan; `others` are the weights that
    the project's milestones have."""
    faults = _missing_dates(values)
    if text := _uneven_weight(values.get("weight"), others):
        faults["weight"] = text
    if not reason.strip():
        faults["reason"] = t("Say why a milestone is added to an adopted plan.")
    if faults:
        raise ValidationError(faults)


def _missing_dates(values: Mapping[str, Any]) -> dict[str, str]:
    texts = {
        "start_on": t("The plan is adopted: a milestone that is added to it has a start."),
        "due_on": t("The plan is adopted: a milestone that is added to it has a due date."),
    }
    return {name: text for name, text in texts.items() if values.get(name) is None}


def _uneven_weight(weight: Decimal | None, others: Sequence[Decimal | None]) -> str:
    """Of the milestones of a project all have a weight or none has: otherwise it has no curve."""
    if weight is None and any(other is not None for other in others):
        return t("The project's other milestones have a weight; without one here it would have no curve.")
    if weight is not None and any(other is None for other in others):
        return t("The project's other milestones have no weight; with one here it would have no curve.")
    return ""


@transaction.atomic
def revise_milestone(
    milestone: Milestone, *, seen: int, by: Officer | None, on: date, reason: str = "", **changes: Any
) -> Milestone:
    """Change a milestone over the version of its undertaking that was seen, wherever the changed columns stand."""
    refuse_beyond_unit(milestone.undertaking, changes, by=by)
    own = {name: changes.pop(name) for name in OWN if name in changes}
    _refuse_foreign(own, milestone.project)
    revise_plan(milestone.undertaking, seen=seen, by=by, on=on, reason=reason, **changes)
    for name, value in own.items():
        setattr(milestone, name, value)
    return checked_save(traced(milestone, by=by, reason=reason)) if own else milestone


def _refuse_foreign(own: Mapping[str, Any], project: Project) -> None:
    deliverable = own.get("deliverable")
    if deliverable is not None and deliverable.project_id != project.pk:
        raise ValidationError({"deliverable": t("This deliverable belongs to another project.")})


@transaction.atomic
def withdraw_milestone(milestone: Milestone) -> None:
    """Take a milestone out of the plan, as long as nothing has happened to its undertaking."""
    withdraw_undertaking(milestone.undertaking)
