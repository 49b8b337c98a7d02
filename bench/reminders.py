"""What finding the owed reminders costs, with twelve thousand undertakings and with a hundred times as many."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import NamedTuple

from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea import clock
from newarea.actions.programmes import adopt_programme, open_programme
from newarea.actions.reminders import plan_reminders, tick
from newarea.models import Officer, Programme, Reminder, Undertaking, Unit

ON = date(2023, 9, 15)
FEW, MANY, DUE, OWNERS = 12_000, 1_200_000, 2_000, 200
ROUNDS = 7
GOAL, SQL_GOAL = 1.3, 0.05


class Measured(NamedTuple):
    """Median seconds of a plan into an empty ledger, and of one that finds nothing new; SQL of both and of a tick."""

    first: float
    again: float
    idle: float
    owed: int
    first_sql: int
    tick_sql: int


def run(database_url: str) -> None:
    """`database_url` is where Django's default connection leads already."""
    programme = prepare()
    few = measured_with(programme, FEW)
    many = measured_with(programme, MANY)
    for count, found in ((FEW, few), (MANY, many)):
        print(
            f"reminders: {count:>9,} undertakings, {found.owed:,} owed: scan {found.first * 1000:.0f} ms "
            f"({found.first / found.owed * 1e6:.0f} µs and {found.first_sql / found.owed:.4f} SQL each, "
            f"goal <= {SQL_GOAL}), nothing new {found.again * 1000:.0f} ms, "
            f"idle tick {found.idle * 1000:.0f} ms in {found.tick_sql} SQL"
        )
    scan, again = many.first / few.first, many.again / few.again
    print(f"reminders: a hundred times as many: scan {scan:.2f} x, nothing new {again:.2f} x (goal <= {GOAL})")


def prepare() -> Programme:
    district = Unit.objects.create(code="bench-reminders", name_zh="区", kind="district")
    programme = Programme(slug="bench-reminders", district=district, year=2023, area_zh="新区")
    open_programme(programme)
    adopt_programme(programme, seen=programme.version, by=None, on=date(2023, 1, 18), despite_faults=True)
    Officer.objects.bulk_create(
        Officer(username=f"bench-owner-{number}", email=f"{number}@bench.example", unit=district)
        for number in range(OWNERS)
    )
    Undertaking.objects.create(programme=programme, key="model", title_zh="主体完工", lead_unit=district)
    return programme


def measured_with(programme: Programme, count: int) -> Measured:
    fill(programme, count)
    _sql("VACUUM ANALYZE newarea_undertaking")
    plan_reminders(on=ON)  # warm, and the number of the owed is the second's
    first = [_seconds(lambda: plan_reminders(on=ON), before=_empty) for _ in range(ROUNDS)]
    _empty()
    with CaptureQueriesContext(connection) as plan:
        owed = plan_reminders(on=ON)
    again = [_seconds(lambda: plan_reminders(on=ON)) for _ in range(ROUNDS)]
    tick(on=ON, now=clock.now())
    with CaptureQueriesContext(connection) as ticked:
        tick(on=ON, now=clock.now())
    idle = [_seconds(lambda: tick(on=ON, now=clock.now())) for _ in range(ROUNDS)]
    return Measured(median(first), median(again), median(idle), owed, len(plan), len(ticked))


def fill(programme: Programme, count: int) -> None:
    """Up to `count` copies of the model: the first `DUE` are owed something, of the rest half are closed, half far."""
    owners = list(Officer.objects.filter(username__startswith="bench-owner-").values_list("pk", flat=True))
    there = Undertaking.objects.filter(programme=programme, key__startswith="n-").count()
    values = {
        "key": "'n-' || n",
        "owner_id": f"({min(owners)} + n %% {OWNERS})",
        "due_on": f"CASE WHEN n <= {DUE} THEN date '2023-08-16' + (n %% 40)::int"
        f" WHEN n %% 2 = 0 THEN date '2023-03-01' + (n %% 150)::int ELSE date '2023-10-20' + (n %% 70)::int END",
        "closed_on": f"CASE WHEN n > {DUE} AND n %% 2 = 0 THEN date '2023-08-01' END",
    }
    names = [str(field.column) for field in Undertaking._meta.concrete_fields if not field.primary_key]
    columns, expressions = ", ".join(names), ", ".join(values.get(name, f"model.{name}") for name in names)
    _sql(
        f"INSERT INTO newarea_undertaking ({columns}) SELECT {expressions} FROM newarea_undertaking AS model, "
        f"generate_series({there + 1}, {count}) AS n WHERE model.programme_id = %s AND model.key = 'model'",
        programme.pk,
    )


def _empty() -> None:
    _sql("TRUNCATE newarea_reminder")
    assert not Reminder.objects.exists()


def _seconds(work: Callable[[], object], before: Callable[[], None] = lambda: None) -> float:
    before()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _sql(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
