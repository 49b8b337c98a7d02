"""The section `targets`, and the goals under a target or a measure."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as t

from newarea.actions.loading.loading import Doors, Loading, Values
from newarea.schema.records import Record
from targets.actions.goals import open_target, revise_goal, revise_target, set_goal
from targets.actions.loading.indicators import indicator_of, on_site, renamed
from targets.actions.loading.since import known_since
from targets.actions.loading.tables import TARGETS
from targets.models import Commitment, Goal, Target

INDICATORS = ("indicator", "reference")


class Targets:
    table = TARGETS

    def known(self, slug: str) -> Mapping[str, set[str]]:
        goals, targets = Goal.objects.in_force(), Target.objects.all()
        return {
            "targets": set(targets.filter(programme__slug=slug).values_list("key", flat=True)),
            "goals": set(goals.filter(programme__slug=slug).values_list("key", flat=True)),
        }

    def check(self, records: Sequence[Record], loading: Loading) -> None:
        refuse_goals_twice((goal for record in records for goal in record.all_inside("goals")), loading)

    def load(self, records: Sequence[Record], loading: Loading) -> None:
        there = {row.key: row for row in Target.objects.filter(programme=loading.year)}
        for record in records:
            doors = Doors(create=partial(_open, loading=loading), change=_change, on_site=on_site)
            loading.settle(record, there.get(record.key), doors)
            target = Target.objects.filter(programme=loading.year, key=record.key).first()
            if target is not None:
                load_goals(record.all_inside("goals"), loading, target=target)


def refuse_goals_twice(records: Iterable[Record], loading: Loading) -> None:
    """The key of a goal is unique within the programme, not only under its target or measure."""
    first: dict[str, Record] = {}
    for record in records:
        there = first.setdefault(record.key, record)
        if there is not record:
            text = t("“%(key)s” is a goal already (%(place)s).")
            loading.faults.say(record.place, text, key=record.key, place=there.place)


def _open(record: Record, values: Values, loading: Loading) -> None:
    open_target(Target(programme=loading.year, key=record.key, **values), by=None)


def _change(row: Target, values: Values) -> None:
    revise_target(row, seen=row.version, by=None, **values)


def load_goals(records: Sequence[Record], loading: Loading, **place: Any) -> None:
    """`place` is the target or the measure the goals stand under."""
    related = ("indicator", "reference", "commitment__undertaking")
    own = Goal.objects.in_force().filter(programme=loading.year).select_related(*related)
    there = {row.key: row for row in own}
    for record in records:
        doors = Doors(
            create=partial(_set, loading=loading, place=place),
            change=partial(_revise, record=record, loading=loading),
            on_site=_goal_on_site,
        )
        loading.settle(record, there.get(record.key), doors)


def _goal_on_site(row: Goal, name: str) -> Any:
    if name == "commitment":
        return row.commitment and row.commitment.undertaking
    return on_site(row, name)


def _set(record: Record, values: Values, loading: Loading, place: Values) -> None:
    own = {"programme": loading.year, "key": record.key, "is_example": record.is_example, **place}
    set_goal(Goal(**own | _found(values, loading)), by=None, on=known_since(loading))


def _revise(row: Goal, values: Values, record: Record, loading: Loading) -> None:
    reason = t("Programme file loaded again.")
    changes = _found(values, loading) | ({"is_example": True} if record.is_example else {})
    revise_goal(row, seen=row.version, by=None, on=loading.until, reason=reason, **changes)


def _found(values: Values, loading: Loading) -> Values:
    """With the rows that only this part knows."""
    own = renamed(values)
    own |= {name: indicator_of(loading, own[name]) for name in INDICATORS if own.get(name)}
    if own.get("commitment"):
        own["commitment"] = Commitment.objects.get(undertaking=own["commitment"])
    return own
