"""A year of made-up rows, written in bulk: what the pages and the reminder scan are measured on."""

from datetime import UTC, date, datetime
from decimal import Decimal

from newarea.actions.programmes import open_programme, revise_programme
from newarea.models import Officer, Programme, Report, Terms, Undertaking, Unit
from projects.models import Deliverable, Milestone, Project

ADOPTED_ON = date(2023, 1, 18)
NOON = datetime(2023, 9, 15, 4, tzinfo=UTC)
MONTHS = range(2, 9)


def a_year(slug: str, *, projects: int, milestones: int) -> Programme:
    """An adopted programme whose milestones have reported every month from February to August."""
    district = Unit.objects.create(code=slug, name_zh="松北区", kind="district")
    row = Programme(slug=slug, district=district, year=2023, area_zh="哈尔滨新区", has_example=True)
    programme = open_programme(row)
    revise_programme(programme, seen=programme.version, by=None, state="adopted", adopted_on=ADOPTED_ON)
    unit = Unit.objects.create(code=f"{slug}-bureau", name_zh="区住建局", parent=district)
    owner = Officer.objects.create(username=f"{slug}-owner", unit=unit, role="reporter")
    inspector = Officer.objects.create(username=f"{slug}-inspector", role="inspector")
    for number in range(1, projects + 1):
        _project(programme, number, milestones, unit, owner, inspector)
    return programme


def _project(
    programme: Programme, number: int, milestones: int, unit: Unit, owner: Officer, inspector: Officer
) -> None:
    project = Project.objects.create(
        programme=programme, number=number, key=f"p{number}", name_zh=f"第{number}个民生项目", lead_unit=unit
    )
    Deliverable.objects.create(project=project, key="pipe", name_zh="管线", planned=Decimal(515), measure_zh="米")
    undertakings = Undertaking.objects.bulk_create(
        Undertaking(
            programme=programme,
            key=f"p{number}-m{place}",
            title_zh=f"第{place}个节点",
            lead_unit=unit,
            owner=owner,
            start_on=date(2023, 1, 20),
            due_on=date(2023, 1 + place % 12, 20) if place % 12 > 1 else date(2023, 12, 20),
            original_due_on=date(2023, 12, 20),
            weight=Decimal(10),
            is_example=True,
        )
        for place in range(1, milestones + 1)
    )
    Milestone.objects.bulk_create(
        Milestone(undertaking=row, project=project, position=place) for place, row in enumerate(undertakings)
    )
    Terms.objects.bulk_create(terms_of(row) for row in undertakings)
    Report.objects.bulk_create(report for row in undertakings for report in reports_of(row, owner, inspector))


def terms_of(row: Undertaking) -> Terms:
    return Terms(
        undertaking=row,
        known_on=ADOPTED_ON,
        start_on=row.start_on,
        due_on=row.due_on,
        weight=row.weight,
        is_even_pace=row.is_even_pace,
        lead_unit=row.lead_unit,
        owner=row.owner,
    )


def reports_of(row: Undertaking, owner: Officer, inspector: Officer) -> list[Report]:
    return [
        Report(
            undertaking=row,
            state="verified",
            speaks_for=date(2023, month, 24),
            percent=Decimal(month * 9),
            summary="按计划推进，本月完成既定工作量。",
            reporter=owner,
            submitted_on=date(2023, month, 24),
            submitted_at=NOON,
            decided_on=date(2023, month, 26),
            decided_at=NOON,
            decided_by=inspector,
            superseded_on=None if month == MONTHS[-1] else date(2023, month + 1, 26),
        )
        for month in MONTHS
    ]
