"""The table of reminder steps, read once for a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from newarea.domain.reminding import days_left, latest_due, step_owed
from newarea.domain.workdays import Calendar
from newarea.models import ReminderStep
from newarea.models.policy import GENERAL

__all__ = ["GENERAL", "Steps", "steps_by_kind", "steps_of"]


@dataclass(frozen=True)
class Steps:
    """The steps of one kind of duty, in working days before (positive) or after (negative) the due date."""

    days: tuple[int, ...]
    repeat_every: int = 0

    def owed(self, *, due_on: date, on: date, calendar: Calendar) -> int | None:
        left = days_left(due_on=due_on, on=on, calendar=calendar)
        return step_owed(days_left=left, steps=self.days, repeat_every=self.repeat_every)

    def latest_due(self, *, on: date, calendar: Calendar) -> date:
        return latest_due(on=on, steps=self.days, calendar=calendar)


def steps_by_kind() -> Mapping[str, Steps]:
    found: dict[str, list[ReminderStep]] = {}
    for row in ReminderStep.objects.order_by("kind", "-days"):
        found.setdefault(row.kind, []).append(row)
    return {kind: Steps(tuple(row.days for row in rows), rows[-1].repeats_every or 0) for kind, rows in found.items()}


def steps_of(kind: str, table: Mapping[str, Steps]) -> Steps:
    """A kind without steps of its own is reminded of like an undertaking."""
    return table.get(kind) or table.get(GENERAL) or Steps(())
