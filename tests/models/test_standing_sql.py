"""The rules in SQL and the rules in Python say the same of every plan, whatever happened to it, on every day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, note, settings

from newarea.models import Reference, Undertaking
from newarea.models.standing_sql import with_standing
from newarea.models.undertaking_on import undertakings_on
from projects.models import Project
from projects.models.project_on import projects_on
from projects.models.standing_sql import with_standing as projects_with_standing
from tests.builders import a_programme, an_inspector, an_officer
from tests.models.stories import Item, Paper, Stage, Story, stories, telling_days

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

START, DUE = date(2023, 6, 8), date(2023, 9, 15)  # a hundred days: one point a day, 79 on the reporting day 2023-08-25
EARLY, JULY, AUGUST = date(2020, 12, 1), date(2023, 7, 24), date(2023, 8, 24)


def an_item(*papers: Paper, start_on: date | None = START, due_on: date | None = DUE, **values: Any) -> Item:
    return Item(start_on=start_on, due_on=due_on, papers=papers, **values)


def verified(percent: str, on: date = AUGUST) -> Paper:
    return Paper(D(percent), on, decided_on=on)


def asks_to_close(on: date, decided_on: date | None = None) -> Paper:
    return Paper(D(100), on, decided_on=decided_on, closes=True)


LIMITS = ("84.00", "83.99", "79.00", "78.99", "69.01", "69.00", "49.00", "48.99", "0", "120.00")
EDGES = {
    "exact limits of the gap": Story([an_item(verified(percent)) for percent in LIMITS], [date(2023, 8, 28)]),
    "exact limits of the date": Story(
        [
            an_item(),
            an_item(verified("78.99")),
            an_item(verified("79.00")),
            an_item(verified("100")),
            an_item(verified("79"), start_on=None),
            an_item(verified("75", date(2023, 9, 13)), start_on=date(2023, 9, 6)),
        ],
        [date(2023, 9, day) for day in (5, 6, 14, 15, 16, 17, 18, 25)] + [date(2023, 10, day) for day in (6, 7, 8)],
    ),
    "due on a weekend": Story(
        [an_item(verified("79"), due_on=date(2023, 9, 16)), an_item(verified("50"), due_on=date(2023, 10, 1))],
        [date(2023, 9, day) for day in (16, 17, 18)] + [date(2023, 10, day) for day in (2, 7, 8, 20)],
    ),
    "a close-out waits": Story(
        [
            an_item(verified("75"), asks_to_close(date(2023, month, day)))
            for month, day in ((9, 11), (9, 15), (9, 16), (9, 28), (9, 30), (10, 7), (10, 8))
        ],
        [DUE, date(2023, 9, 16), date(2023, 10, 6), date(2023, 10, 8), date(2023, 12, 29)],
    ),
    "a close-out waits for what was due on a day off, on a make-up day": Story(
        [
            an_item(verified("100"), asks_to_close(date(2023, 10, day)), due_on=due_on)
            for due_on in (date(2023, 9, 29), date(2023, 10, 7))
            for day in (18, 19, 20, 21, 23)
        ],
        [date(2023, 12, 29)],
    ),
    "a close-out waits over years nobody decreed": Story(
        [
            an_item(asks_to_close(day), start_on=date(2021, 1, 4), due_on=date(2021, 2, 5), planned_on=EARLY)
            for day in (date(2021, 2, 19), date(2021, 2, 20), date(2021, 2, 22), date(2023, 1, 20), date(2026, 1, 5))
        ],
        [date(2021, 2, 25), date(2023, 2, 1), date(2026, 1, 4), date(2026, 2, 1)],
        adopted_on=EARLY,
    ),
    "a skipped cycle, a first report that waits, an early figure": Story(
        [
            an_item(verified("46", JULY)),
            an_item(Paper(D(50), date(2023, 6, 20))),
            an_item(verified("1", date(2023, 6, 20))),
            an_item(verified("3.01", date(2023, 6, 20)), start_on=date(2023, 6, 11)),
            an_item(verified("30", JULY), Paper(D(60), AUGUST, decided_on=date(2023, 9, 20))),
            an_item(verified("45", JULY), Paper(D(60), date(2023, 8, 25), decided_on=date(2023, 9, 20))),
        ],
        [date(2023, 6, day) for day in (20, 24, 25)] + [JULY, date(2023, 8, 25), date(2023, 9, 19), date(2023, 9, 21)],
    ),
    "unknown dates": Story(
        [
            an_item(verified("46"), start_on=None),
            an_item(verified("46"), due_on=None),
            an_item(start_on=None, due_on=None),
            an_item(asks_to_close(AUGUST, AUGUST), due_on=None),
        ],
        [date(2023, 8, 28), DUE, date(2023, 9, 16), date(2023, 10, 8)],
    ),
    "closed and reopened": Story(
        [
            an_item(verified("46", JULY), asks_to_close(AUGUST, AUGUST), reopened_on=date(2023, 8, 30)),
            an_item(asks_to_close(AUGUST, date(2023, 9, 5)), moved=((date(2023, 8, 1), date(2023, 9, 30)),)),
        ],
        [date(2023, 8, 23), AUGUST, date(2023, 8, 29), date(2023, 8, 30), date(2023, 9, 4), date(2023, 9, 5)],
    ),
    "only the date counts": Story(
        [
            an_item(*papers, is_even_pace=False, start_on=start_on)
            for start_on in (START, None)
            for papers in ((), (verified("99.99"),), (verified("100"),), (Paper(D(50), AUGUST),))
        ]
        + [an_item(is_even_pace=False, due_on=None), an_item(asks_to_close(AUGUST, AUGUST), is_even_pace=False)],
        [date(2023, 6, day) for day in (7, 24, 25)]
        + [date(2023, 9, day) for day in (5, 6, 14, 15, 16, 28)]
        + [date(2023, 10, day) for day in (7, 8)],
    ),
    "not adopted": Story([an_item(), an_item(asks_to_close(AUGUST, AUGUST))], [date(2023, 8, 28)], adopted_on=None),
    "weights": Story(
        [
            an_item(verified("140"), project=1),
            an_item(verified("59.00"), project=1),
            an_item(verified("70"), project=2, weight=D("0.20")),
            an_item(verified("60.01"), project=2, weight=D("0.10")),
            an_item(asks_to_close(AUGUST, AUGUST), project=2, weight=D("49.99")),
            an_item(verified("70"), project=3, weight=D(3)),
            an_item(verified("20"), project=3),
        ],
        [date(2023, 8, 28)],
    ),
    "one closed, one not begun": Story(
        [
            an_item(asks_to_close(AUGUST, AUGUST)),
            an_item(start_on=date(2023, 12, 1), due_on=date(2023, 12, 31)),
        ],
        [date(2023, 8, 28)],
    ),
    "weights of nothing": Story(
        [
            an_item(verified("40"), project=1, weight=D(0)),
            an_item(asks_to_close(AUGUST, AUGUST), project=2, weight=D(0)),
            an_item(verified("79"), project=3),
            an_item(verified("49"), project=3, start_on=None),
        ],
        [date(2023, 8, 28)],
    ),
}


def with_edges(test: Callable[..., None]) -> Callable[..., None]:
    for story in EDGES.values():
        test = example(story=story)(test)
    return test


properties = settings(
    max_examples=settings().max_examples // 5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


def whole(value: D | None, steps: int) -> int | None:
    return None if value is None else int(value * steps)


def in_python(on: date, held: Reference) -> dict[int, tuple[Any, ...]]:
    rows = undertakings_on(Undertaking.objects.all(), on, held)
    return {
        row.pk: (
            row.standing.light.value,
            row.standing.word.value,
            whole(row.standing.gap, 10_000),
            whole(row.standing.planned, 10_000),
            whole(row.standing.verified, 100),
        )
        for row in rows
    }


def in_sql(on: date, held: Reference) -> dict[int, tuple[Any, ...]]:
    rows = with_standing(Undertaking.objects.all(), on, held)
    return {row[0]: row[1:] for row in rows.values_list("pk", "light", "word", "gap4", "planned4", "verified100")}


def projects_in_python(on: date, held: Reference) -> dict[int, tuple[Any, ...]]:
    return {
        row.project.pk: (
            row.standing.light.value,
            row.standing.word.value,
            whole(row.standing.gap, 10_000),
            whole(row.standing.planned, 10_000),
            whole(row.standing.verified, 10_000),
            row.next_due and row.next_due.facts.due_on,
        )
        for row in projects_on(Project.objects.all(), on, held)
    }


def projects_in_sql(on: date, held: Reference) -> dict[int, tuple[Any, ...]]:
    rows = projects_with_standing(Project.objects.all(), on, held)
    columns = ("pk", "light", "word", "gap4", "planned4", "verified4", "next_due_on")
    return {row[0]: row[1:] for row in rows.values_list(*columns)}


@pytest.fixture
def stage():
    """The years 2022 to 2024 are seeded; all others are Mondays to Fridays."""
    return Stage(a_programme(adopted_on=None).district, an_officer(), an_inspector())


@contextmanager
def told(stage: Stage, story: Story) -> Iterator[Reference]:
    """The database holds the story, and afterwards nothing of it."""
    with transaction.atomic():
        yield stage.play(story)
        transaction.set_rollback(True)


@properties
@with_edges
@given(story=stories())
def test_undertakings(stage, story):
    with told(stage, story) as held:
        for on in telling_days(story):
            note((on, story))
            assert in_sql(on, held) == in_python(on, held)


@properties
@with_edges
@given(story=stories())
def test_projects(stage, story):
    with told(stage, story) as held:
        for on in telling_days(story):
            note((on, story))
            assert projects_in_sql(on, held) == projects_in_python(on, held)
