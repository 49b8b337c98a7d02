"""The projects' block of the overview: the wall chart, how many stand at which light, what needs attention."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from newarea import formats
from newarea.charts import WallMark, WallRow, day_of_share, wall_header, wall_row
from newarea.domain.standing import Light
from newarea.models import Programme, Reader, Reference, Report
from newarea.models.trail import WORDS
from newarea.models.undertaking_on import UndertakingOn
from projects.models import Project
from projects.models.project_on import ProjectOn, projects_on
from projects.views.rows import late_days, row_of, sentence_of

ORDER = ("closed", "green", "yellow", "red", "grey")
SEVERITY = {"red": 0, "yellow": 1}
RECENT = 6


def wall_panel(programme: Programme, on: date, reference: Reference, reader: Reader) -> Mapping[str, Any]:
    """Four queries, whatever the number of projects: projects, quantities, milestones, what was verified lately."""
    found = projects_on(wall_projects(programme, reader), on, reference)
    rows = [_row(row, programme, on) for row in found]
    attention = [row for row in rows if row["standing"].light in SEVERITY]
    list_url = reverse("projects", args=[programme.slug])
    return {
        "count": len(rows),
        "rows": rows,
        "header": wall_header(programme.year, on),
        "tallies": _tallies(rows, list_url),
        **_together(rows),
        "attention": sorted(attention, key=lambda row: SEVERITY[row["standing"].light]),
        "recent": _lately_verified(found, on),
        "list_url": list_url,
        "rules": reference.rules_on(on),
        "year": programme.year,
    }


def wall_projects(programme: Programme, reader: Reader) -> QuerySet[Project]:
    projects = Project.objects.visible_to(reader).filter(programme=programme.pk).with_news_for(reader)
    return projects.select_related("lead_unit", "programme").prefetch_related("deliverables").order_by("number")


def _tallies(rows: Sequence[Mapping[str, Any]], list_url: str) -> list[dict[str, Any]]:
    counts = Counter(str(row["standing"].light) for row in rows)
    return [{"light": light, "count": counts[light], "url": f"{list_url}?light={light}"} for light in ORDER]


def _together(rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal | None]:
    """Plain means over the projects that have both figures: one that has begun nothing pulls at neither."""
    pairs = [(row["verified"], row["planned"]) for row in rows if row["planned"] is not None]
    if not pairs:
        return {"verified": None, "planned": None}
    verified, planned = (sum(figures, Decimal()) / len(pairs) for figures in zip(*pairs, strict=True))
    return {"verified": verified, "planned": planned}


def _row(row: ProjectOn, programme: Programme, on: date) -> dict[str, Any]:
    beside = {"scope": row.project.headline, "chart": draw(row, programme.year, on), "sentence": sentence_of(row)}
    return row_of(row) | beside


def _lately_verified(found: Sequence[ProjectOn], on: date) -> list[dict[str, Any]]:
    """The newest verified reports of all projects, as a feed."""
    held = {m.pk: (m, row.project) for row in found for m in row.milestones}
    reports = Report.objects.verified().filter(undertaking__in=held, decided_on__lte=on, is_restored=False)
    newest = reports.select_related("reporter__unit").order_by("-decided_on", "-pk")[:RECENT]
    return [_feed_item(report, *held[report.undertaking_id]) for report in newest]


def _feed_item(report: Report, milestone: UndertakingOn, project: Project) -> dict[str, Any]:
    return {
        "on": report.decided_on,
        "who": report.reporter.unit or report.reporter,
        "state": "closed" if report.closes else "verified",
        "word": WORDS["closed" if report.closes else "verified"],
        "text": report.summary,
        "belongs_to": f"{project.number} · {milestone.title}",
        "url": f"{project.get_absolute_url()}#m{milestone.pk}",
        "figures": formats.percent(report.percent or 0),
    }


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
        late_days=late_days(row, on),
        grey=row.standing.reason.code,
    )
