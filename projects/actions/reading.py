from datetime import date, datetime

from newarea.models import Officer
from projects.models import Project, Reading


def look_at(project: Project, *, by: Officer, on: date, now: datetime) -> None:
    """Remember that the officer has seen the project as it stands: one conditional write, or the first row."""
    seen = Reading.objects.filter(officer=by, project=project)
    if not seen.update(looked_on=on, looked_at=now):
        Reading.objects.get_or_create(officer=by, project=project, defaults={"looked_on": on, "looked_at": now})


def follow(project: Project, *, by: Officer, is_following: bool) -> None:
    Reading.objects.update_or_create(officer=by, project=project, defaults={"is_following": is_following})
