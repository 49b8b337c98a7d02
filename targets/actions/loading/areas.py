"""The section `areas`: work areas with their measures, what these commit to and the tasks that is split into.

What the report says of a commitment is known from the day it was given; its plan (unit, owner, dates, weight) from the
area's `plan_on`, and so are its tasks, which are planning altogether.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as t

from newarea.actions.loading.loading import Doors, Loading, Values
from newarea.actions.loading.rows import moved_by_decisions, set_many, take_many
from newarea.document import Faults
from newarea.models import Terms
from newarea.schema.records import Record
from targets.actions.areas import open_area, open_measure, revise_area, revise_measure
from targets.actions.commitments import plan_commitment, revise_commitment
from targets.actions.loading.goals import load_goals, refuse_goals_twice
from targets.actions.loading.indicators import on_site, renamed
from targets.actions.loading.since import known_since
from targets.actions.loading.tables import AREAS, COMMITMENT, PLAN
from targets.models import Commitment, Measure, WorkArea

AREA = tuple(name for name in AREAS.kinds if name != "plan_on")
OF_UNDERTAKING = ("title_zh", "title_en", "measure_en", *PLAN)


class Areas:
    table = AREAS

    def known(self, slug: str) -> Mapping[str, set[str]]:
        commitments = Commitment.objects.filter(undertaking__programme__slug=slug)
        keys = set(commitments.values_list("undertaking__key", flat=True))
        areas, measures = (
            WorkArea.objects.filter(programme__slug=slug),
            Measure.objects.filter(area__programme__slug=slug),
        )
        return {
            "areas": set(areas.values_list("key", flat=True)),
            "measures": set(measures.values_list("key", flat=True)),
            "commitments": keys,
            "tasks": keys,
            "undertakings": keys,
        }

    def check(self, records: Sequence[Record], loading: Loading) -> None:
        _check_once(commitments_in(records), loading.faults)
        measures = (measure for area in records for measure in area.all_inside("measures"))
        refuse_goals_twice((goal for measure in measures for goal in measure.all_inside("goals")), loading)
        for area in records:
            _check_plan_day(area, loading.faults)
        for one in commitments_in(records):
            _check_dates(one, loading.faults)
            _check_weights(one.all_inside("tasks"), loading.faults)

    def load(self, records: Sequence[Record], loading: Loading) -> None:
        there = {row.key: row for row in WorkArea.objects.filter(programme=loading.year)}
        for record in records:
            doors = Doors(create=partial(_open_area, loading=loading), change=_change_area, on_site=on_site)
            loading.settle(record, there.get(record.key), doors, names=AREA)
            area = WorkArea.objects.filter(programme=loading.year, key=record.key).first()
            if area is not None:
                _load_measures(record, area, loading)
        if not loading.faults:
            _load_goals(records, loading)


# Checks that need no database


def commitments_in(areas: Iterable[Record]) -> Iterator[Record]:
    """With their tasks."""
    for area in areas:
        for measure in area.all_inside("measures"):
            for commitment in measure.all_inside("commitments"):
                yield commitment
                yield from commitment.all_inside("tasks")


def _check_once(records: Iterable[Record], faults: Faults) -> None:
    """The keys of commitments are those of undertakings: unique within the programme."""
    first: dict[str, Record] = {}
    for record in records:
        there = first.setdefault(record.key, record)
        if there is not record:
            text = t("“%(key)s” is a commitment already (%(place)s).")
            faults.say(record.place, text, key=record.key, place=there.place)


def _check_plan_day(area: Record, faults: Faults) -> None:
    planned = [one for one in commitments_in([area]) if one.table.name == "tasks" or set(PLAN) & set(one.values)]
    if planned and "plan_on" not in area.values:
        text = t("“%(key)s” has commitments with a plan; say with plan_on from which day it was known.")
        faults.say(area.place, text, key=area.key)


def _check_dates(record: Record, faults: Faults) -> None:
    start_on, due_on = record.data("start_on"), record.data("due_on")
    if start_on and due_on and due_on < start_on:
        faults.say(record.place_of("due_on"), t("due_on: before the start."))


def _check_weights(tasks: Sequence[Record], faults: Faults) -> None:
    unweighted = [one for one in tasks if "weight" not in one.values]
    for one in unweighted if len(unweighted) < len(tasks) else ():
        faults.say(one.place, t("“%(key)s” has no weight, but others of the commitment have one."), key=one.key)


# Loading


def _open_area(record: Record, values: Values, loading: Loading) -> None:
    open_area(WorkArea(programme=loading.year, key=record.key, **renamed(values)), by=None)


def _change_area(row: WorkArea, values: Values) -> None:
    revise_area(row, seen=row.version, by=None, **renamed(values))


def _load_measures(record: Record, area: WorkArea, loading: Loading) -> None:
    there = {row.key: row for row in area.measures.all()}
    position = len(there)
    for one in record.all_inside("measures"):
        position += one.key not in there
        doors = Doors(create=partial(_open_measure, area=area, position=position), change=_change_measure)
        loading.settle(one, there.get(one.key), doors, key=f"{record.key}/{one.key}")
        measure = there.get(one.key) or area.measures.filter(key=one.key).first()
        if measure is not None:
            _load_commitments(one, measure, record.data("plan_on"), loading)


def _open_measure(record: Record, values: Values, area: WorkArea, position: int) -> None:
    open_measure(Measure(area=area, key=record.key, position=position, **values), by=None)


def _change_measure(row: Measure, values: Values) -> None:
    revise_measure(row, seen=row.version, by=None, **values)


def _load_goals(areas: Sequence[Record], loading: Loading) -> None:
    """Once all commitments are there: a goal may name any of them."""
    for area in areas:
        for one in area.all_inside("measures"):
            measure = Measure.objects.get(area__programme=loading.year, area__key=area.key, key=one.key)
            load_goals(one.all_inside("goals"), loading, measure=measure)


def _load_commitments(record: Record, measure: Measure, plan_on: date | None, loading: Loading) -> None:
    for one in record.all_inside("commitments"):
        row = _load_promise(one, measure, loading)
        if row is None or plan_on is None:
            continue
        if plan_on > loading.until:
            loading.outcome.later += 1 + len(one.all_inside("tasks"))
            continue
        _load_plan(one, row, plan_on, loading)
        for task in one.all_inside("tasks"):
            _load_task(task, row, plan_on, loading)


def _load_promise(record: Record, measure: Measure, loading: Loading) -> Commitment | None:
    create = partial(_plan, measure=measure, on=known_since(loading))
    doors = Doors(create=create, change=partial(_revise, on=loading.until), on_site=_on_site)
    loading.settle(record, _row(record.key, loading), doors, names=tuple(COMMITMENT))
    return _row(record.key, loading)


def _load_plan(record: Record, row: Commitment, plan_on: date, loading: Loading) -> None:
    """The first plan is known from its day; what the file changes later, from the day it is loaded."""
    terms = row.undertaking.terms.order_by("pk")
    promised_on = terms.values_list("known_on", flat=True)[0]
    is_first = terms.count() == 1
    on, kind = (max(plan_on, promised_on), Terms.Kind.PLANNED) if is_first else (loading.until, Terms.Kind.CORRECTED)
    change = partial(_revise, on=on, kind=kind, is_example=record.is_example)
    doors = Doors(create=_exists, change=change, on_site=_on_site)
    decided = moved_by_decisions(row.undertaking)
    loading.settle(record, row, doors, names=tuple(PLAN), decided=decided)


def _load_task(record: Record, parent: Commitment, plan_on: date, loading: Loading) -> None:
    row = _row(record.key, loading)
    create = partial(_plan, measure=parent.measure, on=plan_on, parent=parent)
    doors = Doors(create=create, change=partial(_revise, on=loading.until), on_site=_on_site)
    loading.settle(record, row, doors, decided=moved_by_decisions(row.undertaking if row else None))


def _row(key: str, loading: Loading) -> Commitment | None:
    rows = Commitment.objects.filter(undertaking__programme=loading.year, undertaking__key=key)
    related = ("undertaking__programme", "undertaking__lead_unit", "undertaking__owner", "measure__area")
    return rows.select_related(*related).first()


def _on_site(row: Commitment, name: str) -> Any:
    return on_site(row.undertaking if name in OF_UNDERTAKING else row, name)


def _plan(record: Record, values: Values, measure: Measure, on: date, parent: Commitment | None = None) -> None:
    many = take_many(values)
    position = measure.commitments.filter(parent=parent).count() + 1
    own: Values = {"key": record.key, "is_example": record.is_example, "position": position, "parent": parent}
    row = plan_commitment(measure, by=None, on=on, **own | renamed(values))
    set_many(row.undertaking, many)


def _revise(
    row: Commitment,
    values: Values,
    *,
    on: date,
    kind: Terms.Kind = Terms.Kind.CORRECTED,
    is_example: bool = False,
) -> None:
    """An official promise with an example plan is an example from then on."""
    set_many(row.undertaking, take_many(values))
    mark = {"is_example": True} if is_example else {}
    revise_commitment(row, seen=row.undertaking.version, by=None, on=on, kind=kind, **renamed(values) | mark)


def _exists(record: Record, values: Values) -> None:
    """What is planned is there."""
