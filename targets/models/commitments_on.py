"""Commitments as they were known at the end of a day, with the tasks they are split into: one query for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet

from newarea.domain.standing import SEVERITY, Light, Part, ProjectStanding, Rules, Standing, roll_up
from newarea.models import Reference, Undertaking
from newarea.models.bilingual import in_language
from newarea.models.undertaking_on import UndertakingOn, undertakings_on
from targets.models.hedge import Hedge

BESIDE = {
    "parent_id": "commitment__parent_id",
    "measure_id": "commitment__measure_id",
    "measure_zh": "commitment__measure__title_zh",
    "measure_en": "commitment__measure__title_en",
    "area_id": "commitment__measure__area_id",
    "area_number": "commitment__measure__area__number",
    "area_key": "commitment__measure__area__key",
    "area_zh": "commitment__measure__area__title_zh",
    "area_en": "commitment__measure__area__title_en",
    "wording": "commitment__wording",
    "hedge": "commitment__hedge",
    "is_counted": "commitment__is_counted",
}
ORDER = (
    "commitment__measure__area__number", "commitment__measure__position", "commitment__measure_id",
    "commitment__position", "pk",
)  # fmt: skip


class Place(NamedTuple):
    """Where a commitment stands in the report, and how firmly it is put."""

    parent_id: int | None
    measure_id: int
    measure_zh: str
    measure_en: str
    area_id: int
    area_number: int
    area_key: str
    area_zh: str
    area_en: str
    wording: str
    hedge: str
    is_counted: bool

    @property
    def measure(self) -> str:
        return in_language(self.measure_zh, self.measure_en)

    @property
    def area(self) -> str:
        return in_language(self.area_zh, self.area_en)

    @property
    def hedge_word(self) -> str:
        return str(Hedge(self.hedge).label) if self.hedge else ""


@dataclass
class CommitmentOn:
    """A commitment on a day. Its light is the worst of its own and of its open tasks'; `set_by` is that task. Closed
    out while a task is open, it shows the task: not all of it is done.

    `together` is what the tasks make up by their weights, None without tasks: shown beside, it sets no light. `number`
    is its place in its area, as the table prints it: 3-2.
    """

    row: UndertakingOn
    number: str
    tasks: list[UndertakingOn] = field(default_factory=list)
    set_by: UndertakingOn | None = None
    together: ProjectStanding | None = None

    @property
    def pk(self) -> int:
        return self.row.pk

    @cached_property
    def place(self) -> Place:
        return Place(*self.row.extra)

    @property
    def standing(self) -> Standing:
        return self.set_by.standing if self.set_by else self.row.standing

    @property
    def light(self) -> Light:
        return self.standing.light


def commitments_on(undertakings: QuerySet[Undertaking], on: date, reference: Reference) -> list[CommitmentOn]:
    """Those of the undertakings that are commitments, in the order of the report, tasks below what they belong to."""
    ordered = undertakings.filter(commitment__isnull=False).order_by(*ORDER)
    rows = undertakings_on(ordered, on, reference, extra=tuple(BESIDE.values()))
    return _joined(rows, reference.rules_on(on))


def _joined(rows: Iterable[UndertakingOn], rules: Rules) -> list[CommitmentOn]:
    whole: dict[int, CommitmentOn] = {}
    tasks: dict[int, list[UndertakingOn]] = {}
    in_area: dict[int, int] = {}
    for row in rows:
        place = Place(*row.extra)
        if place.parent_id is None:
            in_area[place.area_id] = in_area.get(place.area_id, 0) + 1
            whole[row.pk] = CommitmentOn(row, f"{place.area_number}-{in_area[place.area_id]}")
        else:
            tasks.setdefault(place.parent_id, []).append(row)
    for pk, held in tasks.items():
        if pk in whole:
            _settle(whole[pk], held, rules)
    return list(whole.values())


def _settle(found: CommitmentOn, tasks: list[UndertakingOn], rules: Rules) -> None:
    found.tasks = tasks
    found.together = roll_up([Part(task.pk, task.facts.weight, task.standing) for task in tasks], rules=rules)
    open_tasks = [task for task in tasks if task.standing.light is not Light.CLOSED]
    worst = max(open_tasks, key=lambda task: SEVERITY[task.standing.light], default=None)
    if worst and SEVERITY[worst.standing.light] > SEVERITY.get(found.row.standing.light, -1):
        found.set_by = worst
