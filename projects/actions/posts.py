"""Who answers for a project passes on with the post or the unit; a closed year keeps its names."""

from django.db.models import QuerySet

from newarea.actions.saving import revise_row, traced
from newarea.models import Officer, Programme, Unit
from projects.models import Project


def inherit_post(old: Officer, new: Officer, *, by: Officer | None, reason: str) -> int:
    """Returns how many posts passed on."""
    count = 0
    for name in ("leader_in_charge", "inspector"):
        for project in _current().filter(**{name: old}):
            revise_row(project, {name: new}, seen=project.version, by=by, reason=reason)
            count += 1
    return count


def inherit_unit(old: Unit, new: Unit, *, by: Officer | None, reason: str) -> None:
    for project in _current().filter(lead_unit=old):
        revise_row(project, {"lead_unit": new}, seen=project.version, by=by, reason=reason)
    for project in _current().filter(supporting_units=old):
        traced(project, by=by, reason=reason).supporting_units.add(new)
        project.supporting_units.remove(old)


def _current() -> QuerySet[Project]:
    return Project.objects.exclude(programme__state=Programme.State.CLOSED)
