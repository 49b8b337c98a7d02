"""Livelihood projects and their milestones as the two sheets of a workbook."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from newarea.actions.tables.columns import Column, column
from newarea.actions.tables.plan import DUTY, KEY, PROGRAMME, SCOPE, TITLES, PlanTable, taken_keys
from newarea.actions.tables.table import Entry, Hand, Held, Key, Lookups, Table, Values, key_text
from newarea.models import Officer, Undertaking
from projects.actions.milestones import plan_milestone, refuse_addition, revise_milestone
from projects.actions.projects import open_project, refuse_revision, revise_project
from projects.models import Deliverable, Milestone, Project


def _projects(lookups: Lookups) -> dict[Key, Any]:
    rows = Project.objects.visible_to(lookups.hand.by).select_related("programme")
    return {(row.programme.slug, row.key): row for row in rows}


def _deliverables(lookups: Lookups) -> dict[Key, Any]:
    rows = Deliverable.objects.select_related("project__programme")
    return {(row.project.programme.slug, row.project.key, row.key): row for row in rows}


def _projects_row(entry: Entry, lookups: Lookups) -> Project | None:
    """The milestone's project, if it is there already and does not come with the same workbook."""
    found = lookups.of("project").get((entry.values.get("programme"), entry.values.get("project")))
    return found if found is not None and found.pk is not None else None


class ProjectTable(Table):
    name, title, model = "project", _("livelihood projects"), Project
    readers = {"project": _projects}
    columns = (
        column(Project, "programme", of="programme", is_key=True, width=16, help=PROGRAMME.help),
        column(Project, "key", is_key=True, width=20),
        column(Project, "number"),
        column(Project, "name_zh", width=34),
        column(Project, "name_en", width=34),
        column(Project, "short_zh"),
        column(Project, "short_en"),
        column(Project, "field"),
        column(Project, "summary_zh", width=44),
        column(Project, "summary_en", width=44),
        column(Project, "lead_unit", of="unit", help=_("Code of the unit.")),
        column(Project, "leader_in_charge", of="officer", help=_("Username.")),
        column(Project, "inspector", of="officer", help=_("Username.")),
        column(Project, "budget", unit=_("10,000 yuan")),
        column(Project, "place_zh"),
        column(Project, "place_en"),
        column(Project, "source_reference"),
        column(Project, "source_sentence", width=34),
        column(Project, "voted_on"),
    )

    def rows(self, by: Officer) -> QuerySet[Project]:
        related = ("programme", "lead_unit", "leader_in_charge", "inspector")
        return Project.objects.visible_to(by).select_related(*related)

    def check(self, entry: Entry, lookups: Lookups) -> None:
        if entry.held is not None:
            refuse_revision(entry.held.row, entry.changed())

    def open(self, values: Values, hand: Hand) -> Project:
        return open_project(Project(**values), by=hand.by, reason=hand.reason)

    def revise(self, held: Held, changes: Values, hand: Hand) -> None:
        revise_project(held.row, seen=held.version, by=hand.by, reason=hand.reason, **changes)


class MilestoneTable(PlanTable):
    name, title = "milestone", _("milestones")
    own = ("project", "position", "deliverable")
    readers = {"project": _projects, "deliverable": _deliverables, "undertaking": taken_keys}
    columns = (
        PROGRAMME,
        KEY,
        column(Milestone, "project", of="project", scope=SCOPE, is_fixed=True, help=_("Key of the project.")),
        column(Milestone, "position"),
        *TITLES,
        *DUTY,
        column(
            Milestone, "deliverable", of="deliverable", scope=(*SCOPE, "project"), help=_("Key of the deliverable.")
        ),
        column(Undertaking, "quantity"),
        column(Undertaking, "measure_zh"),
        column(Undertaking, "measure_en"),
    )

    def rows(self, by: Officer) -> QuerySet[Milestone]:
        related = ("lead_unit", "owner", "programme")
        rows = Milestone.objects.filter(project__in=Project.objects.visible_to(by)).order_by(
            "project", "position", "pk"
        )
        return rows.select_related("project__programme", "deliverable", *(f"undertaking__{name}" for name in related))

    def value(self, row: Any, column: Column) -> Any:
        return key_text(row.project) if column.name == "project" else super().value(row, column)

    def check(self, entry: Entry, lookups: Lookups) -> None:
        super().check(entry, lookups)
        project = _projects_row(entry, lookups) if entry.held is None else None
        if project is not None and not project.programme.is_draft:
            refuse_addition(entry.values, reason=lookups.hand.reason)

    def expect(self, entry: Entry, lookups: Lookups) -> None:
        lookups.of("undertaking")[entry.key] = True

    def write(self, entry: Entry, lookups: Lookups, hand: Hand) -> None:
        if entry.held is None:
            values = self.with_rows(entry, entry.values, lookups)
            del values["programme"]
            plan_milestone(values.pop("project"), **hand.plan(), **values)
        else:
            changes = self.with_rows(entry, entry.changed(), lookups)
            revise_milestone(entry.held.row, seen=entry.held.version, **hand.plan(), **changes)
