"""What the livelihood projects answer to the base."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as t

from newarea.models import Officer, Programme, Reader, Reference, Unit
from newarea.models.trail import Event, trail
from newarea.parts import Change, Deadline, Fault, Feed, Found, NavItem, Page, Panel, Queue, Section, Tally
from projects.actions.loading import Projects
from projects.actions.posts import inherit_post, inherit_unit
from projects.models import Milestone, Project, Reading
from projects.models.project_on import projects_on
from projects.views.feeds import project_feeds
from projects.views.searching import found_projects
from projects.views.wall import wall_panel

RECENT = timedelta(days=30)


def nav() -> Sequence[NavItem]:
    return [NavItem(t("Livelihood projects"), "projects")]


def panels(programme: Programme, on: date, reference: Reference, reader: Reader) -> Sequence[Panel]:
    return [Panel("projects/panel.html", wall_panel(programme, on, reference, reader), place=20)]


def tallies(programme: Programme, on: date, reference: Reference) -> Sequence[Tally]:
    rows = projects_on(Project.objects.filter(programme=programme.pk).order_by("number"), on, reference)
    milestones = [milestone.standing.light for row in rows for milestone in row.milestones]
    return [
        Tally("projects", t("Livelihood projects"), [row.standing.light for row in rows]),
        Tally("milestones", t("Milestones"), milestones),
    ]


def deadlines(programme: Programme, on: date) -> Iterable[Deadline]:
    """Milestones are undertakings, which the base lists itself."""
    return []


def duty_kinds() -> Mapping[str, str]:
    return {}


def office_kinds() -> Collection[str]:
    return ()


def pages(pks: Sequence[int]) -> Mapping[int, Page]:
    rows = Milestone.objects.filter(undertaking__in=pks).select_related("project__programme")
    return {row.pk: _page(row) for row in rows}


def _page(milestone: Milestone) -> Page:
    project = milestone.project
    name = t("Project %(number)s: %(name)s") % {"number": project.number, "name": project.short_name}
    return Page(project.get_absolute_url(), name, f"m{milestone.pk}", project.place)


def feeds(subjects: Sequence[str], reader: Reader, on: date) -> Mapping[str, Feed]:
    """A project's milestones."""
    return project_feeds(subjects, reader)


def search(words: Sequence[str], reader: Reader, on: date) -> Sequence[Found]:
    return found_projects(words, reader, on)


def has_any(programme: Programme) -> bool:
    return programme.projects.exists()


def faults(programme: Programme) -> Iterable[Fault]:
    for project in Project.objects.filter(programme=programme).prefetch_related("milestones__undertaking"):
        url = reverse("admin:projects_project_change", args=[project.pk])
        yield from (Fault(text % {"number": project.number}, url) for text in _faults_of(project))


def _faults_of(project: Project) -> Iterable[str]:
    if project.lead_unit_id is None:
        yield t("Project %(number)s has no lead unit.")
    weights = [milestone.undertaking.weight for milestone in project.milestones.all()]
    if not weights:
        yield t("Project %(number)s has no milestones.")
    elif any(weight is None for weight in weights) and any(weight is not None for weight in weights):
        yield t("Project %(number)s: some milestones have a weight and some have none.")
    elif all(weight == 0 for weight in weights):
        yield t("Project %(number)s: the weights of its milestones sum to zero.")


def queues(officer: Officer, on: date) -> Sequence[Queue]:
    return []


def changes_followed_by(officer: Officer, on: date) -> Sequence[Change]:
    """The last thirty days in the projects this officer follows."""
    readings = Reading.objects.filter(officer=officer, is_following=True).values_list("project", flat=True)
    milestones = Milestone.objects.filter(project__in=readings).select_related("project__programme", "undertaking")
    held = {row.pk: _page(row) for row in milestones}
    titles = {row.pk: row.undertaking.title for row in milestones}
    events = [event for event in trail(titles, on, officer, with_evidence=False) if event.on > on - RECENT]
    return [_change(event, held[event.undertaking_pk]) for event in events]


def _change(event: Event, page: Page) -> Change:
    return Change(event.on, f"{event.belongs_to} · {event.word}{t(': ')}{event.text}", page.url, page.belongs_to)


def sections() -> Sequence[Section]:
    return [Projects()]


def hand_over(old: Officer, new: Officer, *, by: Officer | None, reason: str) -> int:
    return inherit_post(old, new, by=by, reason=reason)


def replace_unit(old: Unit, new: Unit, *, by: Officer | None, reason: str) -> None:
    inherit_unit(old, new, by=by, reason=reason)
