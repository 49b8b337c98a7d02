from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as t

from newarea.models import Officer, Versioned

M = TypeVar("M", bound=models.Model)
V = TypeVar("V", bound=Versioned)


def checked_save(row: M) -> M:
    """Validate and save; what only the database can refuse comes back as the constraint's own sentence.

    The constraints are the database's to check, and rows at hand need not be looked up: a query for each is spent only
    to say all that is wrong.
    """
    try:
        row.full_clean(exclude=_at_hand(row), validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            row.save()
    except ValidationError:
        row.full_clean()
        raise
    except IntegrityError as refusal:
        row.full_clean()
        raise ValidationError(constraint_message(type(row), refusal)) from refusal
    return row


def _at_hand(row: models.Model) -> set[str]:
    """Foreign keys whose rows are held in memory, as saved."""
    keys = [field for field in row._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    held = {key.name: key.get_cached_value(row, default=None) for key in keys}
    return {name for name, other in held.items() if other is not None and not other._state.adding}


def traced(row: M, *, by: Officer | None, reason: str = "") -> M:
    """Tell the history who is about to save the row, and why."""
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = reason[:100] or None  # type: ignore[attr-defined]
    return row


def revise_row(row: V, changes: Mapping[str, Any], *, seen: int, by: Officer | None, reason: str = "") -> V:
    """Write `changes` over the version that was seen, with actor and reason in the history; inside a transaction."""
    row.claim_version(seen)
    for name, value in changes.items():
        setattr(row, name, value)
    return checked_save(traced(row, by=by, reason=reason))


def constraint_message(model: type[models.Model], refusal: IntegrityError) -> str:
    """The human message of the constraint an `IntegrityError` names (SQLite names the columns of a unique index)."""
    told = str(refusal)
    for constraint in model._meta.constraints:
        if constraint.name in told or _names_columns(model, constraint, told):
            return str(constraint.get_violation_error_message())
    return t("This contradicts what is stored already.")


def _names_columns(model: type[models.Model], constraint: models.BaseConstraint, told: str) -> bool:
    if not isinstance(constraint, models.UniqueConstraint) or "UNIQUE" not in told:
        return False
    table = model._meta.db_table
    columns = {f"{table}.{f.column}" for f in model._meta.concrete_fields if f.name in constraint.fields}
    return columns == set(told.split(": ", 1)[-1].split(", "))
