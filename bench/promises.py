"""What a report promised, written in bulk: nine indicators with a year of figures, ten areas with commitments."""

from datetime import date
from decimal import Decimal
from itertools import count

from bench.year import ADOPTED_ON, MONTHS, NOON, reports_of, terms_of
from newarea.models import Officer, Programme, Report, Terms, Undertaking, Unit
from targets.actions.areas import open_area, open_measure
from targets.actions.goals import open_target, set_goal
from targets.actions.indicators import open_indicator
from targets.models import Commitment, Goal, Indicator, Measure, Observation, Target, WorkArea

serial = count(1)


def targets_of(programme: Programme, unit: Unit, owner: Officer, inspector: Officer) -> None:
    """Nine goals; every figure was revised once, so that each period has two vintages."""
    for number in range(1, 10):
        indicator = open_indicator(
            Indicator(
                district=programme.district, key=f"i{number}", name_zh=f"第{number}个指标", position=number,
                statistics_unit=unit, owner=owner, lag_days=20,
            ),
            by=None,
        )  # fmt: skip
        target = open_target(Target(programme=programme, number=number, key=f"t{number}", name_zh="目标"), by=None)
        goal = Goal(programme=programme, indicator=indicator, target=target, key=f"g{number}", wording="6.5%左右")
        set_goal(goal, by=None, on=ADOPTED_ON)
        Observation.objects.bulk_create(
            _figure(indicator, month, day, owner, inspector) for month in MONTHS for day in (18, 28)
        )


def _figure(indicator: Indicator, month: int, day: int, owner: Officer, inspector: Officer) -> Observation:
    on = date(2023, month + 1, day)
    return Observation(
        indicator=indicator, aspect="growth", year=2023, month=month, value=Decimal(month) - Decimal(day) / 10,
        published_on=on, source="统计公报", state="verified", entered_by=owner, entered_on=on, entered_at=NOON,
        decided_by=inspector, decided_on=on, decided_at=NOON,
    )  # fmt: skip


def areas_of(programme: Programme, *, areas: int, commitments: int, owner: Officer, inspector: Officer) -> None:
    """Three measures an area; each commitment has reported every month."""
    for number in range(1, areas + 1):
        area = open_area(
            WorkArea(programme=programme, number=number, key=f"a{number}", title_zh=f"方面{number}"), by=None
        )
        for place in range(1, 4):
            row = Measure(area=area, key=f"m{place}", position=place, title_zh=f"措施{place}")
            measure = open_measure(row, by=None)
            commitments_of(measure, commitments // areas // 3, owner, inspector)


def commitments_of(measure: Measure, number: int, owner: Officer, inspector: Officer) -> None:
    rows = Undertaking.objects.bulk_create(
        Undertaking(
            programme=measure.area.programme, key=f"c{next(serial)}", title_zh="新增高新技术企业", owner=owner,
            lead_unit=owner.unit, start_on=date(2023, 2, 1), due_on=date(2023, 12, 20), is_even_pace=place % 2 == 0,
        )
        for place in range(number)
    )  # fmt: skip
    Commitment.objects.bulk_create(
        Commitment(undertaking=row, measure=measure, position=place) for place, row in enumerate(rows)
    )
    Terms.objects.bulk_create(terms_of(row) for row in rows)
    Report.objects.bulk_create(report for row in rows for report in reports_of(row, owner, inspector))
