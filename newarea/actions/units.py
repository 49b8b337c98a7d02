from typing import Any

from django.db import transaction

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import Officer, Unit, touch_reference


@transaction.atomic
def open_unit(unit: Unit, *, by: Officer | None) -> Unit:
    checked_save(traced(unit, by=by))
    return unit


@transaction.atomic
def revise_unit(unit: Unit, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> Unit:
    """Change a unit over the version that was seen; the name of a district stands in the reference edition."""
    revise_row(unit, changes, seen=seen, by=by, reason=reason)
    if unit.kind == Unit.Kind.DISTRICT or "kind" in changes:
        touch_reference()
    return unit
