"""Short words for the rows tests need. Everything goes through the actions, so the trail is as in life."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from newarea.actions.evidence import attach_evidence
from newarea.actions.plan import plan_undertaking
from newarea.actions.programmes import open_programme, revise_programme
from newarea.actions.reports import ReportContent, save_draft, submit_report, verify_report
from newarea.models import Officer, Programme, Report, Undertaking, Unit
from projects.models import Deliverable, Milestone, Project
from targets.actions.areas import open_area, open_measure
from targets.actions.commitments import plan_commitment
from targets.actions.goals import open_target, set_goal
from targets.actions.indicators import open_indicator
from targets.actions.observations import Figure, enter_figures, verify_figure
from targets.domain.periods import Period
from targets.models import Commitment, Goal, Indicator, Measure, Observation, Target, WorkArea

NOON = datetime(2023, 9, 15, 4, 0, tzinfo=UTC)
ADOPTED_ON = date(2023, 1, 18)
serial = count(1)


def a_unit(code: str = "", **values: Any) -> Unit:
    code = code or f"unit-{next(serial)}"
    return Unit.objects.create(code=code, **{"name_zh": f"区{code}局", "name_en": f"Bureau {code}"} | values)


def an_officer(role: str = "reporter", unit: Unit | None = None, **values: Any) -> Officer:
    name = f"{role}-{next(serial)}"
    return Officer.objects.create(username=name, role=role, unit=unit, **{"email": f"{name}@songbei.example"} | values)


def an_inspector(**values: Any) -> Officer:
    return an_officer("inspector", **values)


def a_programme(*, year: int = 2023, adopted_on: date | None = ADOPTED_ON, **values: Any) -> Programme:
    """Adopted unless `adopted_on` is None."""
    district = values.pop("district", None) or a_unit(kind="district")
    slug = values.pop("slug", None) or f"district-{next(serial)}"
    programme = open_programme(
        Programme(slug=slug, district=district, year=year, area_zh="哈尔滨新区", area_en="Harbin New Area", **values)
    )
    if adopted_on:
        revise_programme(programme, seen=programme.version, by=None, state="adopted", adopted_on=adopted_on)
    return programme


def an_undertaking(programme: Programme | None = None, *, on: date = ADOPTED_ON, **values: Any) -> Undertaking:
    """Led by a unit of its own with a reporter as owner, from 1 February to 30 September, unless told otherwise."""
    programme = programme or a_programme()
    if "lead_unit" not in values:
        values["lead_unit"] = a_unit()
    if "owner" not in values:
        values["owner"] = an_officer(unit=values["lead_unit"]) if values["lead_unit"] else None
    defaults = {
        "key": f"item-{next(serial)}",
        "title_zh": "主体完工",
        "start_on": date(2023, 2, 1),
        "due_on": date(2023, 9, 30),
    }
    return plan_undertaking(Undertaking(programme=programme, **defaults | values), by=None, on=on)


def a_project(programme: Programme | None = None, **values: Any) -> Project:
    number = values.pop("number", None) or next(serial)
    defaults = {
        "key": f"project-{number}",
        "name_zh": f"项目{number}",
        "name_en": f"Project {number}",
        "voted_on": ADOPTED_ON,
    }
    return Project.objects.create(programme=programme or a_programme(), number=number, **defaults | values)


def a_deliverable(project: Project | None = None, **values: Any) -> Deliverable:
    defaults = {"key": f"deliverable-{next(serial)}", "name_zh": "排水管", "planned": Decimal(515), "measure_zh": "米"}
    return Deliverable.objects.create(project=project or a_project(), **defaults | values)


def a_milestone(project: Project | None = None, *, deliverable: Deliverable | None = None, **values: Any) -> Milestone:
    project = project or a_project()
    undertaking = an_undertaking(project.programme, **values)
    position = project.milestones.count() + 1
    return Milestone.objects.create(
        undertaking=undertaking, project=project, position=position, deliverable=deliverable
    )


def a_draft(
    undertaking: Undertaking, percent: Any = 50, *, speaks_for: date, by: Officer | None = None, **values: Any
) -> Report:
    figure = "percent" if undertaking.quantity is None else "quantity"
    content = ReportContent(
        speaks_for=speaks_for, **{figure: Decimal(str(percent)), "summary": "按计划推进。"} | values
    )
    return save_draft(undertaking, content, by=by or undertaking.owner or an_officer(unit=undertaking.lead_unit))


def a_submitted(undertaking: Undertaking, percent: Any = 50, *, on: date, **values: Any) -> Report:
    """Speaks for the day it is handed in, unless told otherwise; a close-out gets a file."""
    draft = a_draft(undertaking, percent, **{"speaks_for": on} | values)
    if draft.closes:
        attach_evidence(draft, a_pdf(), name="验收单.pdf", by=draft.reporter)
    return submit_report(draft, by=draft.reporter, on=on, now=NOON, seen=draft.version)


def a_verified(
    undertaking: Undertaking, percent: Any = 50, *, on: date, verified_on: date | None = None, **values: Any
) -> Report:
    report = a_submitted(undertaking, percent, on=on, **values)
    return verify_report(report, by=an_inspector(), on=verified_on or on, now=NOON, seen=report.version)


def a_close_out(undertaking: Undertaking, *, on: date, verified_on: date | None = None, **values: Any) -> Report:
    full = undertaking.quantity or 100
    return a_verified(undertaking, full, on=on, verified_on=verified_on, closes=True, **values)


def a_pdf(text: str = "example") -> bytes:
    return b"%PDF-1.4\n% " + text.encode() + b"\n%%EOF\n"


def an_indicator(district: Unit | None = None, **values: Any) -> Indicator:
    """Growth, monthly, cumulative, kept by a statistics unit of its own with its reporter as owner."""
    number = next(serial)
    if "statistics_unit" not in values:
        values["statistics_unit"] = a_unit()
    if "owner" not in values and values["statistics_unit"]:
        values["owner"] = an_officer(unit=values["statistics_unit"])
    defaults = {
        "key": f"indicator-{number}",
        "position": number,
        "name_zh": f"指标{number}",
        "name_en": f"Indicator {number}",
    }
    district = district or a_unit(kind="district")
    return open_indicator(Indicator(district=district, **defaults | values), by=None)


def a_target(programme: Programme, **values: Any) -> Target:
    number = values.pop("number", None) or next(serial)
    defaults = {"key": f"target-{number}", "name_zh": f"目标{number}", "name_en": f"Target {number}"}
    return open_target(Target(programme=programme, number=number, **defaults | values), by=None)


def a_goal(
    programme: Programme | None = None,
    wording: str = "6.5%左右",
    *,
    indicator: Indicator | None = None,
    on: date = ADOPTED_ON,
    **values: Any,
) -> Goal:
    """Of a main target of its own, unless it stands under a measure."""
    programme = programme or a_programme()
    indicator = indicator or an_indicator(programme.district)
    if "target" not in values and "measure" not in values:
        values["target"] = a_target(programme)
    values = {"key": f"goal-{next(serial)}"} | values
    return set_goal(Goal(programme=programme, indicator=indicator, wording=wording, **values), by=None, on=on)


def an_observation(
    indicator: Indicator,
    value: Any,
    *,
    month: int,
    on: date,
    year: int = 2023,
    aspect: str = "growth",
    published_on: date | None = None,
    by: Officer | None = None,
    source: str = "统计公报",
) -> Observation:
    """Entered on `on`, and published on that day unless told otherwise; it waits for verification."""
    figure = Figure(
        indicator=indicator,
        aspect=aspect,
        period=Period(year, month),
        value=Decimal(str(value)),
        published_on=published_on or on,
        source=source,
    )
    by = by or indicator.owner or an_officer(unit=indicator.statistics_unit)
    return enter_figures([figure], by=by, on=on, now=NOON)[0]


def a_known_observation(
    indicator: Indicator, value: Any, *, month: int, on: date, verified_on: date | None = None, **values: Any
) -> Observation:
    row = an_observation(indicator, value, month=month, on=on, **values)
    return verify_figure(row, by=an_inspector(), on=verified_on or on, now=NOON, seen=row.version)


def an_area(programme: Programme | None = None, **values: Any) -> WorkArea:
    number = values.pop("number", None) or next(serial)
    defaults = {"key": f"area-{number}", "title_zh": f"方面{number}", "title_en": f"Area {number}"}
    area = WorkArea(programme=programme or a_programme(), number=number, **defaults | values)
    return open_area(area, by=None)


def a_measure(area: WorkArea | None = None, **values: Any) -> Measure:
    area, number = area or an_area(), next(serial)
    defaults = {"key": f"measure-{number}", "title_zh": f"措施{number}", "title_en": f"Measure {number}"}
    position = values.pop("position", None) or area.measures.count() + 1
    return open_measure(Measure(area=area, position=position, **defaults | values), by=None)


def a_commitment(measure: Measure | None = None, *, on: date = ADOPTED_ON, **values: Any) -> Commitment:
    """Led by a unit of its own with a reporter as owner, from 1 February to 31 December, unless told otherwise."""
    measure = measure or a_measure()
    if "lead_unit" not in values:
        values["lead_unit"] = a_unit()
    if "owner" not in values:
        values["owner"] = an_officer(unit=values["lead_unit"]) if values["lead_unit"] else None
    defaults = {
        "key": f"commitment-{next(serial)}",
        "title_zh": "新增高新技术企业",
        "start_on": date(2023, 2, 1),
        "due_on": date(2023, 12, 31),
    }
    return plan_commitment(measure, by=None, on=on, **defaults | values)
