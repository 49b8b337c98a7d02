"""The `projects` section of a programme file: projects with their deliverables, milestones and followers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as t

from newarea.actions.loading.loading import Doors, Loading, Values, value_on_site
from newarea.actions.loading.rows import moved_by_decisions, set_many, take_many
from newarea.document import Faults
from newarea.models import Undertaking
from newarea.schema.kinds import Choice, Day, Flag, Number, Ref, Refs, Text, Whole
from newarea.schema.records import Record, Table
from projects.actions.milestones import plan_milestone, revise_milestone
from projects.actions.projects import add_deliverable, open_project, revise_deliverable, revise_project
from projects.actions.reading import follow
from projects.models import Deliverable, Milestone, Project

NOTHING = Decimal(0)
DELIVERABLES = Table(
    "deliverables",
    key="key",
    kinds={
        "name_zh": Text(longest=120, required=True),
        "name_en": Text(longest=200),
        "measure_zh": Text(longest=20),
        "measure_en": Text(longest=40),
        "planned": Number(above=NOTHING),
        "about": Flag(),
        "derived": Flag(),
    },
)
MILESTONES = Table(
    "milestones",
    key="key",
    also="undertakings",
    kinds={
        "title_zh": Text(longest=200, required=True),
        "title_en": Text(longest=300),
        "lead_unit": Ref(to="units"),
        "supporting_units": Refs(to="units"),
        "owner": Ref(to="officers"),
        "start_on": Day(),
        "due_on": Day(),
        "weight": Number(least=NOTHING, most=Decimal(9999)),
        "predecessors": Refs(to="undertakings"),
        "deliverable": Ref(to="deliverables"),
        "quantity": Number(above=NOTHING),
    },
)
PROJECTS = Table(
    "projects",
    key="key",
    kinds={
        "number": Whole(least=1, required=True),
        "name_zh": Text(longest=120, required=True),
        "name_en": Text(longest=200),
        "short_zh": Text(longest=40),
        "short_en": Text(longest=80),
        "field": Choice(options=Project.Field.values),
        "summary_zh": Text(longest=2000),
        "summary_en": Text(longest=3000),
        "lead_unit": Ref(to="units"),
        "supporting_units": Refs(to="units"),
        "leader_in_charge": Ref(to="officers"),
        "inspector": Ref(to="officers"),
        "budget": Number(least=NOTHING),
        "place_zh": Text(longest=120),
        "place_en": Text(longest=200),
        "source_reference": Text(longest=300),
        "source_sentence": Text(longest=1000),
        "voted_on": Day(),
        "plan_on": Day(),
        "followed_by": Refs(to="officers"),
    },
    inside={"deliverables": DELIVERABLES, "milestones": MILESTONES},
)
NOT_COLUMNS = ("voted_on", "plan_on", "followed_by")
COLUMNS = tuple(name for name in PROJECTS.kinds if name not in NOT_COLUMNS)
PLANNED = tuple(name for name in MILESTONES.kinds if name != "predecessors")
RENAMED = {"about": "is_about", "derived": "is_derived"}


class Projects:
    table = PROJECTS

    def known(self, slug: str) -> Mapping[str, set[str]]:
        milestones = Milestone.objects.filter(project__programme__slug=slug)
        deliverables = Deliverable.objects.filter(project__programme__slug=slug)
        keys = set(milestones.values_list("undertaking__key", flat=True))
        return {
            "projects": set(Project.objects.filter(programme__slug=slug).values_list("key", flat=True)),
            "deliverables": set(deliverables.values_list("key", flat=True)),
            "milestones": keys,
            "undertakings": keys,
        }

    def check(self, records: Sequence[Record], loading: Loading) -> None:
        for record in records:
            _check_plan(record, loading.faults)
        _check_milestones_once(records, loading.faults)

    def load(self, records: Sequence[Record], loading: Loading) -> None:
        own = Project.objects.filter(programme=loading.year)
        there = {row.key: row for row in own.select_related("lead_unit", "leader_in_charge", "inspector")}
        for record in records:
            _load_project(record, there.get(record.key), loading)
        for record in records:
            _load_predecessors(record.all_inside("milestones"), loading)


# Checks that need no database


def _check_plan(record: Record, faults: Faults) -> None:
    milestones = record.all_inside("milestones")
    if milestones and "plan_on" not in record.values:
        text = t("“%(key)s” has milestones; say with plan_on from which day they were known.")
        faults.say(record.place, text, key=record.key)
    _check_weights(milestones, faults)
    for milestone in milestones:
        _check_milestone(milestone, faults)
    _check_quantities(record, faults)


def _check_weights(milestones: Sequence[Record], faults: Faults) -> None:
    unweighted = [one for one in milestones if "weight" not in one.values]
    for one in unweighted if len(unweighted) < len(milestones) else ():
        faults.say(one.place, t("“%(key)s” has no weight, but others of the project have one."), key=one.key)


def _check_milestone(record: Record, faults: Faults) -> None:
    start_on, due_on = record.data("start_on"), record.data("due_on")
    if start_on and due_on and due_on < start_on:
        faults.say(record.place_of("due_on"), t("due_on: before the start."))
    if record.key in (record.data("predecessors") or ()):
        faults.say(record.place_of("predecessors"), t("predecessors: a milestone cannot wait for itself."))
    if "quantity" in record.values and "deliverable" not in record.values:
        faults.say(record.place_of("quantity"), t("quantity: say of which deliverable."))


def _check_quantities(record: Record, faults: Faults) -> None:
    """The milestones of one deliverable together promise no more than it."""
    planned = {one.key: one.data("planned") for one in record.all_inside("deliverables")}
    promised: dict[str, Decimal] = defaultdict(Decimal)
    text = t("quantity: the milestones of “%(key)s” promise %(sum)s together, more than its %(planned)s.")
    for milestone in record.all_inside("milestones"):
        key, quantity = milestone.data("deliverable"), milestone.data("quantity")
        if key is None or quantity is None:
            continue
        promised[key] += quantity
        if planned.get(key) and promised[key] > planned[key]:
            said = {"key": key, "sum": promised[key], "planned": planned[key]}
            faults.say(milestone.place_of("quantity"), text, **said)


def _check_milestones_once(records: Sequence[Record], faults: Faults) -> None:
    """The keys of milestones are those of undertakings: unique within the programme, not only the project."""
    first: dict[str, Record] = {}
    text = t("“%(key)s” is a milestone of another project already (%(place)s).")
    for milestone in (one for record in records for one in record.all_inside("milestones")):
        there = first.setdefault(milestone.key, milestone)
        if there is not milestone:
            faults.say(milestone.place, text, key=milestone.key, place=there.place)


# Loading


def _load_project(record: Record, row: Project | None, loading: Loading) -> None:
    """The vote comes last: from then on the quantities are locked."""
    doors = Doors(create=partial(_open_project, loading=loading), change=_change_project)
    loading.settle(record, row, doors, names=COLUMNS)
    row = row or Project.objects.filter(programme=loading.year, key=record.key).first()
    if row is None:
        return
    _load_deliverables(record, row, loading)
    loading.settle(record, row, doors, names=["voted_on"])
    _load_followers(record, row, loading)
    _load_plan(record, row, loading)


def _open_project(record: Record, values: Values, loading: Loading) -> None:
    many = take_many(values)
    row = open_project(Project(programme=loading.year, key=record.key, **values), by=None)
    set_many(row, many)


def _change_project(row: Project, values: Values) -> None:
    set_many(row, take_many(values))
    revise_project(row, seen=row.version, by=None, **values)


def _load_deliverables(record: Record, project: Project, loading: Loading) -> None:
    there = {row.key: row for row in project.deliverables.all()}
    position = len(there)
    for one in record.all_inside("deliverables"):
        position += one.key not in there
        doors = Doors(
            create=partial(_add_deliverable, project=project, position=position),
            change=_change_deliverable,
            on_site=lambda row, name: getattr(row, RENAMED.get(name, name)),
        )
        loading.settle(one, there.get(one.key), doors, key=f"{record.key}/{one.key}")


def _add_deliverable(record: Record, values: Values, project: Project, position: int) -> None:
    add_deliverable(Deliverable(project=project, key=record.key, position=position, **_renamed(values)), by=None)


def _change_deliverable(row: Deliverable, values: Values) -> None:
    revise_deliverable(row, seen=row.version, by=None, **_renamed(values))


def _renamed(values: Values) -> Values:
    return {RENAMED.get(name, name): value for name, value in values.items()}


def _load_followers(record: Record, project: Project, loading: Loading) -> None:
    """Only the first time: who follows what is each reader's own choice from then on."""
    if "followed_by" not in record.values or loading.ledger.said("followers", record.key) is not None:
        return
    for officer in loading.resolved(record, {"followed_by": record.values["followed_by"]})["followed_by"]:
        follow(project, by=officer, is_following=True)
    loading.ledger.note("followers", record.key, {"followed_by": record.data("followed_by")})


def _load_plan(record: Record, project: Project, loading: Loading) -> None:
    """Once its day has come; until then nobody knows of it."""
    plan_on: date | None = record.data("plan_on")
    milestones = record.all_inside("milestones")
    if plan_on is None:
        return
    if plan_on > loading.until:
        loading.outcome.later += len(milestones)
        return
    _load_milestones(milestones, project, plan_on, loading)


def _load_predecessors(records: Sequence[Record], loading: Loading) -> None:
    """When all milestones are there: one may wait for another project's."""
    for one in records:
        row = Undertaking.objects.filter(programme=loading.year, key=one.key).first()
        if row is not None:
            loading.settle(one, row, Doors(create=_exists, change=set_many), names=["predecessors"])


def _exists(record: Record, values: Values) -> None:
    """What waits for others is there."""


def _load_milestones(records: Sequence[Record], project: Project, plan_on: date, loading: Loading) -> None:
    own = Milestone.objects.filter(project=project).select_related("undertaking__lead_unit", "undertaking__owner")
    there = {row.undertaking.key: row for row in own}
    position = len(there)
    for one in records:
        position += one.key not in there
        doors = Doors(
            create=partial(_plan, project=project, position=position, plan_on=plan_on),
            change=partial(_revise, on=loading.until),
            on_site=_milestone_on_site,
        )
        row = there.get(one.key)
        loading.settle(one, row, doors, names=PLANNED, decided=moved_by_decisions(row.undertaking if row else None))


def _milestone_on_site(row: Milestone, name: str) -> Any:
    return row.deliverable if name == "deliverable" else value_on_site(row.undertaking, name)


def _plan(record: Record, values: Values, project: Project, position: int, plan_on: date) -> None:
    many = take_many(values)
    deliverable = values["deliverable"] = _deliverable(project, values.get("deliverable"))
    if deliverable is not None and "quantity" in values:
        values |= {"measure_zh": deliverable.measure_zh, "measure_en": deliverable.measure_en}
    own: Values = {
        "key": record.key,
        "is_example": record.is_example,
        "position": position,
        "lead_unit": project.lead_unit,
    }
    reason = "" if project.programme.is_draft else t("Added by a programme file.")
    row = plan_milestone(project, by=None, on=plan_on, reason=reason, **own | values)
    set_many(row.undertaking, many)


def _revise(row: Milestone, values: Values, *, on: date) -> None:
    set_many(row.undertaking, take_many(values))
    if "deliverable" in values:
        values["deliverable"] = _deliverable(row.project, values["deliverable"])
    revise_milestone(row, seen=row.undertaking.version, by=None, on=on, **values)


def _deliverable(project: Project, key: str | None) -> Deliverable | None:
    row = project.deliverables.filter(key=key).first()
    if key is not None and row is None:
        raise ValidationError({"deliverable": t("“%(key)s” is no deliverable of this project.") % {"key": key}})
    return row
