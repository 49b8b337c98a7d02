from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as t

M = TypeVar("M", bound=models.Model)


def checked_save(row: M) -> M:
    """Validate and save; what only the database can refuse comes back as the constraint's own sentence."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refusal:
        raise ValidationError(constraint_message(type(row), refusal)) from refusal
    return row


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
