from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import Officer
from targets.models import Measure, WorkArea


@transaction.atomic
def open_area(area: WorkArea, *, by: Officer | None) -> WorkArea:
    return checked_save(traced(area, by=by))


@transaction.atomic
def revise_area(area: WorkArea, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> WorkArea:
    return revise_row(area, changes, seen=seen, by=by, reason=reason)


@transaction.atomic
def withdraw_area(area: WorkArea) -> None:
    if area.measures.exists():
        raise ValidationError(t("Delete the area's measures first."))
    area.delete()


@transaction.atomic
def open_measure(measure: Measure, *, by: Officer | None) -> Measure:
    return checked_save(traced(measure, by=by))


@transaction.atomic
def revise_measure(measure: Measure, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> Measure:
    """A measure may move to another area of the same programme, with all its commitments."""
    area = changes.get("area")
    if area is not None and area.programme_id != Measure.objects.get(pk=measure.pk).area.programme_id:
        raise ValidationError({"area": t("This work area belongs to another programme.")})
    return revise_row(measure, changes, seen=seen, by=by, reason=reason)


@transaction.atomic
def withdraw_measure(measure: Measure) -> None:
    if measure.commitments.exists() or measure.goals.exists():
        raise ValidationError(t("Delete the measure's commitments and goals first."))
    measure.delete()
