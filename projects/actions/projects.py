"""Projects and what they will hand over. What the delegates voted for is locked: name, scope and quantities."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import formats
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save, revise_row, traced
from newarea.models import Officer
from projects.models import Deliverable, Project


def lock_message(project: Project) -> str:
    """By whom what was voted for can be changed, in one sentence; empty where nothing is locked."""
    if project.voted_on is None:
        return ""
    return t(
        "Elected by the delegates' vote on %(day)s: name, scope and quantities are locked. They can be changed only by "
        "decision of the standing committee of the district People's Congress."
    ) % {"day": formats.date_format(project.voted_on)}


@transaction.atomic
def open_project(project: Project, *, by: Officer | None, reason: str = "") -> Project:
    return checked_save(traced(project, by=by, reason=reason))


@transaction.atomic
def revise_project(project: Project, *, seen: int, by: Officer | None, reason: str = "", **changes: Any) -> Project:
    """Change a project over the version that was seen; what is locked stays, and the refusal says who can change it."""
    before = Project.objects.select_related("programme").get(pk=project.pk)
    refuse_revision(before, changes)
    return revise_row(project, changes, seen=seen, by=by, reason=reason)


def refuse_revision(before: Project, changes: Mapping[str, Any]) -> None:
    if before.is_locked:
        _refuse_locked(before, before, Project.LOCKED, changes)
        _refuse_unlocking(before, changes.get("voted_on", before.voted_on))


def _refuse_locked(project: Project, before: models.Model, names: Iterable[str], changes: Mapping[str, Any]) -> None:
    moved = [name for name in names if name in changes and changes[name] != getattr(before, name)]
    if moved:
        raise ValidationError({name: lock_message(project) for name in moved})


def _refuse_unlocking(project: Project, voted_on: date | None) -> None:
    """While the programme is a draft a mistyped day can be mended; afterwards the vote is a fact."""
    if voted_on != project.voted_on and not project.programme.is_draft:
        raise ValidationError({"voted_on": lock_message(project)})


@transaction.atomic
def withdraw_project(project: Project) -> None:
    """Take a project out of a draft plan, as long as it has no milestones and nobody has voted for it."""
    if project.is_locked:
        raise ValidationError(lock_message(project))
    if project.milestones.exists():
        raise ValidationError(t("Delete the project's milestones first."))
    project.delete()


@transaction.atomic
def add_deliverable(
    deliverable: Deliverable, *, by: Officer | None, reason: str = "", with_project: bool = False
) -> Deliverable:
    """`with_project`: it is entered together with its project, as the delegates voted for it."""
    if not with_project:
        _refuse_if_locked(deliverable.project)
    return checked_save(traced(deliverable, by=by, reason=reason))


@transaction.atomic
def revise_deliverable(
    deliverable: Deliverable, *, seen: int, by: Officer | None, reason: str = "", **changes: Any
) -> Deliverable:
    before = Deliverable.objects.select_related("project").get(pk=deliverable.pk)
    if before.project.is_locked:
        _refuse_locked(before.project, before, (*Deliverable.LOCKED, "project"), changes)
    return revise_row(deliverable, changes, seen=seen, by=by, reason=reason)


@transaction.atomic
def remove_deliverable(deliverable: Deliverable) -> None:
    _refuse_if_locked(deliverable.project)
    deliverable.delete()


def _refuse_if_locked(project: Project) -> None:
    if project.is_locked:
        raise ValidationError(lock_message(project))
