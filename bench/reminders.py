"""What finding the owed reminders costs, with twelve thousand undertakings and with a hundred times as many."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import NamedTuple

import psycopg2
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newarea import clock
from newarea.actions.programmes import open_programme, revise_programme
from newarea.actions.reminders import plan_reminders, tick
from newarea.models import Officer, Programme, Undertaking, Unit

ON = date(2023, 9, 15)
FEW, MANY, DUE, OWNERS = 12_000, 1_200_000, 2_000, 200
ROUNDS = 15
GOAL, SQL_GOAL = 1.3, 0.05


class Cost(NamedTuple):
    """Seconds of a plan into an empty ledger, of one that finds nothing new, and of an idle tick."""

    scan: float
    again: float
    idle: float


def run(database_url: str) -> None:
    """Two databases measured in turn, least of all rounds: what it costs on a machine that does nothing else."""
    sizes = {"reminders_few": FEW, "reminders_many": MANY}
    home = str(connection.settings_dict["NAME"])
    programme = prepare()
    for name, count in sizes.items():
        _copy(database_url, home, name)
        _move_to(name)
        fill(programme, count)
        _sql("VACUUM ANALYZE")
        plan_reminders(on=ON)
        _sql("ANALYZE newarea_reminder")
    rounds: dict[str, list[Cost]] = {name: [] for name in sizes}
    for _ in range(ROUNDS):
        for name, measured in rounds.items():
            _move_to(name)
            measured.append(measure())
    few, many = (_least(rounds[name]) for name in sizes)
    owed, scan_sql, tick_sql = _counted()
    for count, cost in ((FEW, few), (MANY, many)):
        print(
            f"reminders: {count:>9,} undertakings, {owed:,} owed: scan {cost.scan * 1000:.0f} ms, "
            f"nothing new {cost.again * 1000:.1f} ms, idle tick {cost.idle * 1000:.1f} ms"
        )
    print(f"reminders: {scan_sql / owed:.4f} SQL an item owed (goal <= {SQL_GOAL}), {tick_sql} SQL an idle tick")
    scan, again, idle = (large / small for large, small in zip(many, few, strict=True))
    print(
        f"reminders: a hundred times as many: scan {scan:.2f} x (goal <= {GOAL}), "
        f"nothing new {again:.2f} x, idle tick {idle:.2f} x"
    )
    _move_to(home)


def measure() -> Cost:
    connection.ensure_connection()
    tick(on=ON, now=clock.now())
    _sql("TRUNCATE newarea_reminder")
    scan, again = _seconds(lambda: plan_reminders(on=ON)), _seconds(lambda: plan_reminders(on=ON))
    return Cost(scan, again, _seconds(lambda: tick(on=ON, now=clock.now())))


def _least(measured: list[Cost]) -> Cost:
    return Cost(*map(min, zip(*measured, strict=True)))


def _counted() -> tuple[int, int, int]:
    """What is owed, and the SQL of finding it and of a tick that finds nothing."""
    _sql("TRUNCATE newarea_reminder")
    with CaptureQueriesContext(connection) as plan:
        owed = plan_reminders(on=ON)
    with CaptureQueriesContext(connection) as ticked:
        tick(on=ON, now=clock.now())
    return owed, len(plan), len(ticked)


def _copy(database_url: str, home: str, name: str) -> None:
    """Of an empty site, while nobody is connected to it."""
    connection.close()
    with closing(psycopg2.connect(database_url.rpartition("/")[0] + "/template1")) as admin:
        admin.autocommit = True
        admin.cursor().execute(f"CREATE DATABASE {name} TEMPLATE {home}")


def _move_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def prepare() -> Programme:
    district = Unit.objects.create(code="bench-reminders", name_zh="区", kind="district")
    programme = Programme(slug="bench-reminders", district=district, year=2023, area_zh="新区")
    open_programme(programme)
    adopted = {"state": Programme.State.ADOPTED, "adopted_on": date(2023, 1, 18)}
    revise_programme(programme, seen=programme.version, by=None, **adopted)
    Officer.objects.bulk_create(
        Officer(username=f"bench-owner-{number}", email=f"{number}@bench.example", unit=district)
        for number in range(OWNERS)
    )
    Undertaking.objects.create(programme=programme, key="model", title_zh="主体完工", lead_unit=district)
    return programme


def fill(programme: Programme, count: int) -> None:
    """`count` copies of the model: the first `DUE` are owed something, of the rest half are closed, half far."""
    owners = list(Officer.objects.filter(username__startswith="bench-owner-").values_list("pk", flat=True))
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
        f"generate_series(1, {count}) AS n WHERE model.programme_id = %s AND model.key = 'model'",
        programme.pk,
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _sql(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
