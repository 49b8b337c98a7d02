from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import Officer, Unit, touch_reference


@transaction.atomic
def open_unit(unit: Unit, *, by: Officer | None, reason: str = "") -> Unit:
    checked_save(traced(unit, by=by, reason=reason))
    return unit


@transaction.atomic
def revise_unit(unit: Unit, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> Unit:
    """Change a unit over the version that was seen; the name of a district stands in the reference edition."""
    refuse_circle(unit, changes.get("parent"))
    revise_row(unit, changes, seen=seen, by=by, reason=reason)
    if unit.kind == Unit.Kind.DISTRICT or "kind" in changes:
        touch_reference()
    return unit


def refuse_circle(unit: Unit, parent: Unit | None) -> None:
    while parent is not None:
        if parent == unit:
            raise ValidationError({"parent": t("A unit cannot belong to one that belongs to it.")})
        parent = parent.parent
