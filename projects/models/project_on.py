"""Projects as they were known at the end of a day, with their milestones: two queries, whatever their number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from newarea.domain.standing import Light, Part, ProjectStanding, roll_up
from newarea.models import Reference, Undertaking
from newarea.models.undertaking_on import UndertakingOn, undertakings_on
from projects.models.deliverable import Deliverable
from projects.models.project import Project

BESIDE = ("milestone__project_id", "milestone__position", "milestone__deliverable_id")


@dataclass(slots=True)
class ProjectOn:
    """A project on a day; the milestones stand in the order of the plan."""

    project: Project
    standing: ProjectStanding
    milestones: list[UndertakingOn] = field(default_factory=list)

    @property
    def set_by(self) -> UndertakingOn | None:
        """The milestone whose light the project shows, if it is a milestone's."""
        return next((m for m in self.milestones if m.pk == self.standing.set_by), None)

    @property
    def next_due(self) -> UndertakingOn | None:
        """The open milestone that is due next, late ones first."""
        open_ones = [m for m in self.milestones if m.standing.light is not Light.CLOSED and m.facts.due_on]
        return min(open_ones, key=lambda m: m.facts.due_on or date.max, default=None)

    def done(self, deliverable: Deliverable) -> Decimal | None:
        """The sum of what its milestones have verified; nothing while none of them says."""
        figures = [_done(deliverable, m) for m in self.milestones if m.extra[2] == deliverable.pk]
        known = [figure for figure in figures if figure is not None]
        return sum(known, Decimal()) if known else None


def _done(deliverable: Deliverable, row: UndertakingOn) -> Decimal | None:
    """A milestone reported in percent says nothing of a quantity until it is closed, and then all of it."""
    if row.verified_quantity is None and row.standing.light is Light.CLOSED:
        return deliverable.planned
    return row.verified_quantity


def projects_on(projects: Iterable[Project], on: date, reference: Reference) -> list[ProjectOn]:
    """In the order given; one query for all their milestones."""
    rows = list(projects)
    held = milestones_on([project.pk for project in rows], on, reference)
    rules = reference.rules_on(on)
    found = []
    for project in rows:
        milestones = held.get(project.pk, [])
        parts = [Part(m.pk, m.facts.weight, m.standing) for m in milestones]
        found.append(ProjectOn(project, roll_up(parts, rules=rules), milestones))
    return found


def milestones_on(project_pks: Sequence[int], on: date, reference: Reference) -> dict[int, list[UndertakingOn]]:
    """The milestones known by the end of the day, by project, in the order of the plan."""
    undertakings = Undertaking.objects.filter(milestone__project__in=project_pks)
    ordered = undertakings.order_by("milestone__project_id", "milestone__position", "pk")
    held: dict[int, list[UndertakingOn]] = {}
    for row in undertakings_on(ordered, on, reference, extra=BESIDE):
        held.setdefault(row.extra[0], []).append(row)
    return held
