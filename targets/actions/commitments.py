"""A commitment is an undertaking of a measure: its own are its place and its wording, all else is the plan's."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.plan import plan_undertaking, refuse_beyond_unit, revise_plan, withdraw_undertaking
from newarea.actions.saving import checked_save, traced
from newarea.models import Officer, Terms, Undertaking
from targets.domain.goals import Kind, Sense, WordingError, parse
from targets.models import Commitment, Measure
from targets.wording import told

OWN = (
    "measure", "parent", "position", "wording", "hedge", "is_counted", "source_reference", "source_sentence",
)  # fmt: skip


@transaction.atomic
def plan_commitment(measure: Measure, *, by: Officer | None, on: date, reason: str = "", **values: Any) -> Commitment:
    """A new undertaking with its first terms, in its place in the measure; a key is made where none is given.

    With a wording it is quantified: quantity and unit of measure are read from it. Only the due date counts unless an
    even pace was promised.
    """
    own = {name: values.pop(name) for name in OWN if name in values}
    programme = measure.area.programme
    refuse_foreign(own.get("parent"), measure)
    if "key" not in values:
        values["key"] = next_key(measure)
    plan = {"is_even_pace": False} | values | read_quantity(own.get("wording", ""))
    undertaking = plan_undertaking(Undertaking(programme=programme, **plan), by=by, on=on, reason=reason)
    return checked_save(traced(Commitment(undertaking=undertaking, measure=measure, **own), by=by, reason=reason))


def next_key(measure: Measure) -> str:
    """The measure's key and the next free number."""
    taken = set(measure.area.programme.undertakings.values_list("key", flat=True))
    return next(key for number in count(1) if (key := f"{measure.key[:70]}-c{number}") not in taken)


@transaction.atomic
def revise_commitment(
    commitment: Commitment,
    *,
    seen: int,
    by: Officer | None,
    on: date,
    kind: Terms.Kind = Terms.Kind.CORRECTED,
    reason: str = "",
    **changes: Any,
) -> Commitment:
    """Change a commitment over the version of its undertaking that was seen, wherever the changed columns stand.

    Its tasks move with it to another measure.
    """
    refuse_beyond_unit(commitment.undertaking, changes, by=by)
    own = {name: changes.pop(name) for name in OWN if name in changes}
    before = Commitment.objects.select_related("measure", "parent", "undertaking__programme").get(pk=commitment.pk)
    refuse_revision(before, own)
    measure = own.get("measure", before.measure)
    if own.get("wording", before.wording) != before.wording:
        changes |= read_quantity(own["wording"])
    revise_plan(commitment.undertaking, seen=seen, by=by, on=on, kind=kind, reason=reason, **changes)
    tasks = before.tasks.all() if measure != before.measure else ()
    for row, values in [(commitment, own), *((task, {"measure": measure}) for task in tasks)]:
        _write_own(row, values, by=by, reason=reason)
    return commitment


def refuse_revision(before: Commitment, own: Mapping[str, Any]) -> None:
    """What the measure, the parent or the wording among `own` must not become."""
    parent = own.get("parent", before.parent)
    refuse_foreign(parent, own.get("measure", before.measure), before)
    _refuse_repainting(parent, before)
    if own.get("wording", before.wording) != before.wording:
        _refuse_reported(before)
        read_quantity(own["wording"])


def _write_own(commitment: Commitment, own: Mapping[str, Any], *, by: Officer | None, reason: str) -> None:
    for name, value in own.items():
        setattr(commitment, name, value)
    if own:
        checked_save(traced(commitment, by=by, reason=reason))


def _refuse_reported(commitment: Commitment) -> None:
    if commitment.undertaking.reports.exists():
        raise ValidationError(
            {"wording": t("Progress has been reported against this wording; it cannot change any more.")}
        )


def read_quantity(wording: str) -> dict[str, Any]:
    """The undertaking's columns that a wording decides; a plain commitment has no quantity."""
    if not wording:
        return {"quantity": None, "must_exceed": False, "measure_zh": ""}
    try:
        goal = parse(wording)
    except WordingError as error:
        raise ValidationError({"wording": told(error)}) from error
    if goal.sense is Sense.DOWN or goal.bottom is None or goal.bottom <= 0:
        text = t("A commitment is a quantity to be reached; what keeps step, declines or stays below is a goal.")
        raise ValidationError({"wording": text})
    return {"quantity": goal.bottom, "must_exceed": goal.kind is Kind.MORE_THAN, "measure_zh": goal.unit}


def refuse_foreign(parent: Commitment | None, measure: Measure, commitment: Commitment | None = None) -> None:
    """Tasks stand one floor below a commitment of the same measure, and never below themselves."""
    if commitment is not None and measure.area.programme_id != commitment.undertaking.programme_id:
        raise ValidationError({"measure": t("This measure belongs to another programme.")})
    if parent is None:
        return
    if parent.measure_id != measure.pk:
        raise ValidationError({"parent": t("A task belongs to the measure of its commitment.")})
    if parent.parent_id is not None:
        raise ValidationError({"parent": t("A task cannot be split again.")})
    if commitment is not None and (parent.pk == commitment.pk or commitment.tasks.exists()):
        raise ValidationError({"parent": t("A commitment that has tasks cannot become one.")})


def _refuse_repainting(parent: Commitment | None, before: Commitment) -> None:
    """A task counts in its commitment's light, on past days too: only a draft can be rearranged."""
    if parent != before.parent and not before.undertaking.programme.is_draft:
        text = t("In an adopted programme that would repaint days gone by. Split off a new task instead.")
        raise ValidationError({"parent": text})


@transaction.atomic
def withdraw_commitment(commitment: Commitment) -> None:
    """Take a commitment out of the plan, as long as nothing has happened to it and nothing hangs on it."""
    if commitment.tasks.exists():
        raise ValidationError(t("Delete the commitment's tasks first."))
    withdraw_undertaking(commitment.undertaking)
