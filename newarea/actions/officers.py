"""Accounts: who gets into the admin follows from the role, and from nothing else."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, traced
from newarea.models import Officer


@transaction.atomic
def open_account(officer: Officer, *, by: Officer | None, reason: str = "") -> Officer:
    officer.is_staff = officer.is_administrator
    return checked_save(traced(officer, by=by, reason=reason))


@transaction.atomic
def revise_officer(officer: Officer, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> Officer:
    """Change an account over the version that was seen."""
    refuse_lock_out(officer, changes, by=by)
    role = changes.get("role", officer.role)
    is_staff = role == Officer.Role.ADMINISTRATOR or officer.is_superuser
    return traced(officer, by=by, reason=reason).save_seen(seen, **changes, is_staff=is_staff)


def refuse_lock_out(officer: Officer, changes: Mapping[str, Any], *, by: Officer | None) -> None:
    """Nobody shuts the door behind themselves."""
    role, is_active = changes.get("role", officer.role), changes.get("is_active", officer.is_active)
    if officer == by and not (is_active and (role == Officer.Role.ADMINISTRATOR or officer.is_superuser)):
        raise ValidationError(t("You cannot take the administration away from yourself; another administrator can."))
