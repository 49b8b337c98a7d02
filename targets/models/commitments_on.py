"""Commitments as they were known at the end of a day, with the tasks they are split into: one query for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from newarea.domain.standing import SEVERITY, Light, Part, ProjectStanding, Rules, Standing, roll_up
from newarea.models import Reference, Undertaking
from newarea.models.undertaking_on import UndertakingOn, undertakings_on

BESIDE = (
    "commitment__parent_id", "commitment__measure_id", "commitment__measure__area_id", "commitment__wording",
    "commitment__hedge", "commitment__position",
)  # fmt: skip
ORDER = (
    "commitment__measure__area__number", "commitment__measure__position", "commitment__measure_id",
    "commitment__position", "pk",
)  # fmt: skip


@dataclass(slots=True)
class CommitmentOn:
    """A commitment on a day. Its light is the worst of its own and of its open tasks'; `set_by` is that task.

    `together` is what the tasks make up by their weights, None without tasks: shown beside, it sets no light.
    """

    row: UndertakingOn
    tasks: list[UndertakingOn] = field(default_factory=list)
    set_by: UndertakingOn | None = None
    together: ProjectStanding | None = None

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def standing(self) -> Standing:
        return self.set_by.standing if self.set_by else self.row.standing

    @property
    def light(self) -> Light:
        return self.standing.light

    @property
    def measure_id(self) -> int:
        return int(self.row.extra[1])

    @property
    def area_id(self) -> int:
        return int(self.row.extra[2])

    @property
    def wording(self) -> str:
        return str(self.row.extra[3])

    @property
    def hedge(self) -> str:
        return str(self.row.extra[4])


def commitments_on(undertakings: QuerySet[Undertaking], on: date, reference: Reference) -> list[CommitmentOn]:
    """Those of the undertakings that are commitments, in the order of the report, tasks below what they belong to."""
    ordered = undertakings.filter(commitment__isnull=False).order_by(*ORDER)
    rows = undertakings_on(ordered, on, reference, extra=BESIDE)
    return _joined(rows, reference.rules_on(on))


def _joined(rows: Iterable[UndertakingOn], rules: Rules) -> list[CommitmentOn]:
    whole: dict[int, CommitmentOn] = {}
    tasks: dict[int, list[UndertakingOn]] = {}
    for row in rows:
        parent = row.extra[0]
        if parent is None:
            whole[row.pk] = CommitmentOn(row)
        else:
            tasks.setdefault(parent, []).append(row)
    for pk, held in tasks.items():
        if pk in whole:
            _settle(whole[pk], held, rules)
    return list(whole.values())


def _settle(found: CommitmentOn, tasks: list[UndertakingOn], rules: Rules) -> None:
    found.tasks = tasks
    found.together = roll_up([Part(t.pk, t.facts.weight, t.standing) for t in tasks], rules=rules)
    if found.row.standing.light is Light.CLOSED:
        return
    open_tasks = [task for task in tasks if task.standing.light is not Light.CLOSED]
    worst = max(open_tasks, key=lambda task: SEVERITY[task.standing.light], default=None)
    if worst and SEVERITY[worst.standing.light] > SEVERITY[found.row.standing.light]:
        found.set_by = worst
