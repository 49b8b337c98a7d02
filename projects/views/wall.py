"""The projects' block of the overview: the wall chart and how many stand at which light."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from newarea.charts import WallMark, WallRow, day_of_share, wall_header, wall_row
from newarea.domain.standing import Light, ProjectStanding
from newarea.models import Programme, Reader, Reference
from newarea.models.undertaking_on import UndertakingOn
from projects.models import Project
from projects.models.project_on import ProjectOn, projects_on

WORST_FIRST = ("red", "yellow", "green", "closed", "grey")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the wall: what stands left and right of the drawing, and the drawing."""

    project: Project
    standing: ProjectStanding
    chart: SafeString
    scope: str


def wall_panel(programme: Programme, on: date, reference: Reference, reader: Reader) -> Mapping[str, Any]:
    """Two queries, whatever the number of projects."""
    projects = Project.objects.visible_to(reader).filter(programme=programme.pk).select_related("lead_unit")
    found = projects_on(projects.prefetch_related("deliverables").order_by("number"), on, reference)
    for row in found:
        row.project.programme = programme
    return {
        "rows": [_row(row, programme.year, on) for row in found],
        "header": wall_header(programme.year, on),
        "counts": light_counts(row.standing.light for row in found),
        "voted_on": max((row.project.voted_on for row in found if row.project.voted_on), default=None),
    }


def light_counts(lights: Any) -> list[tuple[str, int]]:
    """How many of each light, worst first, none left out that occurs."""
    counts = Counter(str(light) for light in lights)
    return [(light, counts[light]) for light in WORST_FIRST if counts[light]]


def _row(row: ProjectOn, year: int, on: date) -> Row:
    return Row(row.project, row.standing, draw(row, year, on), row.project.headline)


def draw(row: ProjectOn, year: int, on: date) -> SafeString:
    """The project's year as one line of the wall."""
    starts = [m.facts.start_on for m in row.milestones if m.facts.start_on]
    ends = [m.facts.due_on for m in row.milestones if m.facts.due_on]
    verified = float(row.standing.verified or 0)
    return wall_row(
        WallRow(
            key=f"wall-{row.project.pk}",
            title=row.project.name,
            light=row.standing.light,
            year=year,
            on=on,
            start_on=min(starts, default=None),
            end_on=max(ends, default=None),
            verified_share=verified,
            verified_to=day_of_share(_lines(row.milestones), verified) if row.standing.light != Light.CLOSED else None,
            marks=[mark_of(m, on) for m in row.milestones],
        )
    )


def _lines(milestones: Sequence[UndertakingOn]) -> list[tuple[date, date, float]]:
    return [
        (m.facts.start_on, m.facts.due_on, 1.0 if m.facts.weight is None else float(m.facts.weight))
        for m in milestones
        if m.facts.start_on and m.facts.due_on
    ]


def mark_of(row: UndertakingOn, on: date) -> WallMark:
    return WallMark(
        title=row.title,
        light=row.standing.light,
        due_on=row.facts.due_on,
        start_on=row.facts.start_on,
        completed_on=row.facts.completed_on,
        original_due_on=row.facts.original_due_on,
        late_days=days_late(row, on),
        grey=row.standing.reason.code,
    )


def days_late(row: UndertakingOn, on: date) -> int:
    """Calendar days past the date in force: of what is closed by its completion, of what is open by the day."""
    if row.facts.due_on is None:
        return 0
    return max(0, ((row.facts.completed_on or on) - row.facts.due_on).days)
