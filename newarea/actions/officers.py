"""Accounts: who gets into the admin follows from the role, and from nothing else."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, traced
from newarea.models import Officer

UNIT_MAY = ("name", "email", "phone", "language")  # what the head of a unit keeps of its reporters, and of the own post


@transaction.atomic
def open_account(officer: Officer, *, by: Officer | None, reason: str = "") -> Officer:
    refuse_homeless(officer.role, officer.unit)
    officer.is_staff = officer.is_administrator
    return checked_save(traced(officer, by=by, reason=reason))


@transaction.atomic
def revise_officer(officer: Officer, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> Officer:
    """Change an account over the version that was seen."""
    refuse_revision(officer, changes, by=by)
    role = changes.get("role", officer.role)
    is_staff = role == Officer.Role.ADMINISTRATOR or officer.is_superuser
    return traced(officer, by=by, reason=reason).save_seen(seen, **changes, is_staff=is_staff)


def refuse_revision(officer: Officer, changes: Mapping[str, Any], *, by: Officer | None) -> None:
    if by is not None and by.is_editor_of_unit:
        _refuse_beyond_unit(officer, changes, by=by)
    else:
        refuse_lock_out(officer, changes, by=by)
    if "role" in changes or "unit" in changes:
        refuse_homeless(changes.get("role", officer.role), changes.get("unit", officer.unit))


def refuse_homeless(role: str, unit: object) -> None:
    """`unit` is the unit, or what names it."""
    if role == Officer.Role.REPORTER and not unit:
        raise ValidationError({"unit": t("A reporter reports for a unit: say which.")})


def keeps_account(head: Officer, officer: Officer) -> bool:
    """Whether the head of a unit keeps this account: the own, and those of the unit's reporters."""
    is_own_reporter = officer.unit_id == head.unit_id and officer.role == Officer.Role.REPORTER
    return officer == head or (is_own_reporter and not officer.is_superuser)


def _refuse_beyond_unit(officer: Officer, changes: Mapping[str, Any], *, by: Officer) -> None:
    if not keeps_account(by, officer):
        raise ValidationError(t("This account is kept by an administrator."))
    if beyond := [name for name in changes if name not in UNIT_MAY]:
        raise ValidationError({name: t("This is changed by an administrator.") for name in beyond})


def refuse_lock_out(officer: Officer, changes: Mapping[str, Any], *, by: Officer | None) -> None:
    """Nobody shuts the door behind themselves."""
    role, is_active = changes.get("role", officer.role), changes.get("is_active", officer.is_active)
    if officer == by and not (is_active and (role == Officer.Role.ADMINISTRATOR or officer.is_superuser)):
        raise ValidationError(t("You cannot take the administration away from yourself; another administrator can."))
