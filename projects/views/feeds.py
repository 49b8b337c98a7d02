"""The calendars of projects, as the base's calendar feed asks for them: “projects:12”."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as t

from newarea.models import Reader
from newarea.parts import Feed
from projects.models import Milestone, Project

PREFIX = "projects:"


def subject_of(project: Project) -> str:
    return f"{PREFIX}{project.pk}"


def project_feeds(subjects: Sequence[str], reader: Reader) -> Mapping[str, Feed]:
    """Three queries, however many are asked for."""
    asked = [subject.removeprefix(PREFIX) for subject in subjects]
    keys = [int(key) for key in asked if key.isascii() and key.isdecimal() and len(key) <= 18]
    projects = Project.objects.visible_to(reader).filter(pk__in=keys).select_related("programme")
    held = _milestones(keys)
    return {
        subject_of(project): Feed(_title(project), project.get_absolute_url(), held.get(project.pk, []))
        for project in projects
    }


def _title(project: Project) -> str:
    return t("Project %(number)s: %(name)s") % {"number": project.number, "name": project.short_name}


def _milestones(projects: Sequence[int]) -> dict[int, list[int]]:
    """Those taken out of the plan too: a calendar that has shown them has to say that they are gone."""
    kept = Milestone.objects.filter(project__in=projects).order_by("pk").values_list("project", "pk")
    gone = Milestone.history.filter(project_id__in=projects, history_type="-").order_by("undertaking_id")
    found: dict[int, list[int]] = {}
    for project, pk in [*kept, *gone.values_list("project_id", "undertaking_id")]:
        found.setdefault(project, []).append(pk)
    return found
