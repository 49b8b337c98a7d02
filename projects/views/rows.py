"""One project as a line of the wall, the list or the following page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as t

from newarea.domain.standing import Light
from newarea.models.undertaking_on import UndertakingOn
from newarea.wording import why
from projects.models.project_on import ProjectOn


def row_of(row: ProjectOn) -> dict[str, Any]:
    """What every line says: name, unit, light with its override, verified against planned."""
    project, standing = row.project, row.standing
    return {
        "number": project.number,
        "url": project.get_absolute_url(),
        "name": project.short_name,
        "full_name": project.name,
        "field": project.get_field_display(),
        "unit": project.lead_unit.name if project.lead_unit else "",
        "standing": standing,
        "override": override_of(row.set_by),
        "is_unreported": any(is_unreported(m) for m in row.milestones),
        "verified": standing.verified if row.milestones else None,
        "planned": standing.planned,
        "gap": standing.gap,
        "is_new": getattr(project, "has_news", False),
    }


def next_of(row: ProjectOn) -> dict[str, Any] | None:
    """The open milestone due next, with the working days left (None once past due)."""
    milestone = row.next_due
    if milestone is None:
        return None
    past = milestone.standing.past_due is not None
    left = None if past else milestone.standing.working_days_left
    return {"title": milestone.title, "due_on": milestone.facts.due_on, "left": left}


def override_of(row: UndertakingOn | None) -> Mapping[str, Any] | None:
    if row is None or row.override_light is None:
        return None
    return {"light": row.override_light, "reason": row.override_reason}


def is_unreported(row: UndertakingOn) -> bool:
    return row.standing.light is not Light.CLOSED and not row.standing.reported_this_cycle


def sentence_of(row: ProjectOn) -> str:
    """Why the project has its light; a milestone that set it is named."""
    text = why(row.standing.reason)
    return f"“{row.set_by.title}”{t(': ')}{text}" if row.set_by else text


def late_days(row: UndertakingOn, on: date) -> int:
    """Calendar days past the date in force: of what is closed by its completion, of what is open by the day."""
    if row.facts.due_on is None:
        return 0
    return max(0, ((row.facts.completed_on or on) - row.facts.due_on).days)
