from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import Officer
from targets.models import Indicator

MEASURED = ("measured_as", "unit_zh", "is_cumulative", "frequency", "joins_january")


@transaction.atomic
def open_indicator(indicator: Indicator, *, by: Officer | None) -> Indicator:
    _refuse_foreign_owner(indicator)
    return checked_save(traced(indicator, by=by))


@transaction.atomic
def revise_indicator(
    indicator: Indicator, *, seen: int, by: Officer | None, reason: str = "", **changes: Any
) -> Indicator:
    """Change an indicator over the version that was seen; what its figures mean stays once there are any."""
    before = Indicator.objects.get(pk=indicator.pk)
    moved = [name for name in MEASURED if name in changes and changes[name] != getattr(before, name)]
    if moved and before.observations.exists():
        text = t("There are figures already; what they mean cannot change. Open another indicator instead.")
        raise ValidationError(dict.fromkeys(moved, text))
    for name, value in changes.items():
        setattr(indicator, name, value)
    _refuse_foreign_owner(indicator)
    return revise_row(indicator, changes, seen=seen, by=by, reason=reason)


@transaction.atomic
def withdraw_indicator(indicator: Indicator) -> None:
    """Delete an indicator that has neither goals nor figures."""
    if indicator.goals.exists() or indicator.followed_by_goals.exists() or indicator.observations.exists():
        raise ValidationError(t("It cannot be deleted: there are goals or figures."))
    indicator.delete()


def _refuse_foreign_owner(indicator: Indicator) -> None:
    """Who is reminded has to be able to enter the figure."""
    owner = indicator.owner
    if owner is not None and (indicator.statistics_unit_id is None or owner.unit_id != indicator.statistics_unit_id):
        raise ValidationError({"owner": t("The owner has to belong to the statistics unit.")})
