"""A project's year as one line and as an S-curve with its table twin."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as t

from newarea import formats
from newarea.charts import Curve, CurvePoint, s_curve, wall_header
from newarea.domain.curve import Course, Projection, planned_series, projection, verified_series
from newarea.domain.standing import Light
from newarea.models.trail import Event
from newarea.models.undertaking_on import UndertakingOn
from projects.models.project_on import ProjectOn
from projects.views.wall import draw


def progress_of(row: ProjectOn, events: Sequence[Event], year: int, on: date) -> dict[str, Any]:
    """`strip` and `header` are the year as one line; `curve` is empty where there is no planned line to draw."""
    courses = [_course(m, events, on) for m in row.milestones]
    beside = {"header": wall_header(year, on), "strip": draw(row, year, on) if row.milestones else ""}
    passed = _days(year, min(on, date(year, 12, 31)))
    planned, verified = planned_series(courses, passed), verified_series(courses, passed)
    if planned is None or verified is None:
        return beside | {"curve": "", "curve_rows": [], "finish_on": None}
    ahead = _ahead(row, courses, passed[-1], verified[-1])
    curve = s_curve(_chart(row, courses, list(zip(passed, verified, strict=True)), ahead, year, on))
    rows = [
        {"day": day, "planned": plan, "verified": done, "gap": plan - done}
        for day, plan, done in zip(passed, planned, verified, strict=True)
    ]
    return beside | {"curve": curve, "curve_rows": rows, "finish_on": ahead and ahead.finish_on}


def _course(row: UndertakingOn, events: Sequence[Event], on: date) -> Course:
    """A close-out that was undone by then says nothing any more: the figures before it stand again."""
    reports = [e.report for e in reversed(events) if e.undertaking_pk == row.pk and e.state in ("verified", "closed")]
    standing = [report for report in reports if report and (report.reopened_on is None or report.reopened_on > on)]
    return Course(
        start_on=row.facts.start_on,
        due_on=row.facts.due_on,
        weight=row.facts.weight,
        figures=[(report.speaks_for, report.percent) for report in standing if report.percent is not None],
        completed_on=row.facts.completed_on,
    )


def _days(year: int, until: date) -> list[date]:
    """The first and sixteenth of each month, the last of December, and the day itself."""
    found = {date(year, month, day) for month in range(1, 13) for day in (1, 16)} | {date(year, 12, 31), until}
    return sorted(day for day in found if day <= max(until, date(year, 1, 1)))


def _ahead(row: ProjectOn, courses: Sequence[Course], on: date, verified: Decimal) -> Projection | None:
    """Where the present pace leads by the year's end; nothing to project for what is closed or over."""
    starts = [course.start_on for course in courses if course.start_on]
    if not starts or row.standing.light is Light.CLOSED or on >= date(on.year, 12, 31):
        return None
    return projection(start=min(starts), measure_on=on, verified=verified, until=date(on.year, 12, 31))


def _chart(
    row: ProjectOn,
    courses: Sequence[Course],
    verified: Sequence[tuple[date, Decimal]],
    ahead: Projection | None,
    year: int,
    on: date,
) -> Curve:
    whole = _days(year, date(year, 12, 31))
    measured, planned_then = _measured(row)
    return Curve(
        key=f"curve-{row.project.pk}",
        title=t("Progress of %(name)s") % {"name": row.project.name},
        light=row.standing.light,
        year=year,
        on=on,
        planned=_points(list(zip(whole, planned_series(courses, whole) or [], strict=True))),
        verified=_points(verified),
        measured=measured,
        planned_then=planned_then,
        projection=CurvePoint(ahead.until, float(ahead.percent)) if ahead else None,
        projection_label=_label(ahead) if ahead else "",
    )


def _measured(row: ProjectOn) -> tuple[CurvePoint | None, float | None]:
    """The figures that set the light, on the latest measure day: the page must not print a second pair beside them."""
    days = [m.standing.measure_on for m in row.milestones if m.standing.measure_on]
    if not days or row.standing.planned is None or row.standing.verified is None:
        return None, None
    return CurvePoint(max(days), float(row.standing.verified)), float(row.standing.planned)


def _points(series: Sequence[tuple[date, Decimal]]) -> list[CurvePoint]:
    return [CurvePoint(day, float(share)) for day, share in series]


def _label(ahead: Projection) -> str:
    return t("at this pace %(share)s at the end of the year") % {"share": formats.percent(ahead.percent, 0)}
