"""Milestones: of one project, and of all projects of a programme to be filtered."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.programmes import programme_for
from newarea.api.reading import ON, day_of
from newarea.api.serializers import LIGHTS
from newarea.domain.standing import SEVERITY
from newarea.models import reference
from newarea.models.undertaking_on import UndertakingOn
from projects.api.projects import project_or_404
from projects.api.serializers import MilestoneSerializer
from projects.models import Project
from projects.models.project_on import milestones_on

REPORTS = "A milestone is an undertaking: reports on it go through `undertakings/{id}/reports/`."


class MilestoneOf(NamedTuple):
    """A milestone and the number of its project."""

    row: UndertakingOn
    project: int

    @property
    def is_late(self) -> bool:
        return bool(self.row.standing.past_due)


class ProgrammeMilestoneSerializer(MilestoneSerializer):
    """A milestone with the number of its project; `context` brings the numbers by the milestones' ids."""

    project = serializers.SerializerMethodField(help_text="Its number.")

    def get_project(self, row: UndertakingOn) -> int:
        number: int = self.context["numbers"][row.pk]
        return number


ORDERS: Mapping[str, Callable[[MilestoneOf], Any]] = {  # the worst first, what is unknown last
    "number": lambda found: found.project,
    "due": lambda found: found.row.facts.due_on or date.max,
    "light": lambda found: -SEVERITY.get(found.row.standing.light, -1),
    "gap": lambda found: (found.row.standing.gap is None, -(found.row.standing.gap or 0)),
}
FILTERS: Mapping[str, Callable[[MilestoneOf], Any]] = {
    "project": lambda found: found.project,
    "light": lambda found: found.row.standing.light,
    "lead_unit": lambda found: found.row.lead_unit_id,
    "late": lambda found: found.is_late,
}


class MilestonesQuery(serializers.Serializer[Any]):
    """What a list of milestones can be asked for; anything else is refused."""

    project = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="Its number.")
    light = serializers.ChoiceField(LIGHTS, required=False)
    lead_unit = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="The unit's id.")
    late = serializers.BooleanField(required=False, help_text="Past its due date by working days, or not.")
    ordering = serializers.ChoiceField(
        [sign + name for name in ORDERS for sign in ("", "-")],
        default="number",
        help_text="The earliest date, the worst light or the widest gap first; `-` turns it round.",
    )


def chosen(found: list[MilestoneOf], asked: Mapping[str, Any]) -> list[MilestoneOf]:
    """Those asked for, in the order asked for; equal ones stay in the order of the plan."""
    wanted = {name: value for name, value in asked.items() if name in FILTERS}
    rows = [one for one in found if all(FILTERS[name](one) == value for name, value in wanted.items())]
    ordering = asked["ordering"]
    return sorted(rows, key=ORDERS[ordering.removeprefix("-")], reverse=ordering.startswith("-"))


class ProgrammeMilestones(Endpoint):
    queryset = Project.objects.none()
    serializer_class = ProgrammeMilestoneSerializer
    pagination_class = Pages
    query = MilestonesQuery

    def key_of(self, found: MilestoneOf) -> int:
        return found.row.pk

    @extend_schema(
        operation_id="programme_milestones",
        summary="The milestones of all projects of a programme, with their standing",
        description=REPORTS,
        parameters=[ON, MilestonesQuery],
        responses=ProgrammeMilestoneSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        held, asked = reference(), self.asked()
        projects = Project.objects.filter(programme=programme_for(request.user, slug, held).pk).order_by("number")
        numbers = dict(projects.values_list("pk", "number"))
        found = milestones_on(list(numbers), day_of(request), held)
        rows = [MilestoneOf(row, number) for pk, number in numbers.items() for row in found.get(pk, [])]
        page: list[MilestoneOf] = self.paginate_queryset(chosen(rows, asked)) or []
        return self.listed([one.row for one in page], numbers={one.row.pk: one.project for one in page})


class Milestones(Endpoint):
    queryset = Project.objects.none()
    serializer_class = MilestoneSerializer
    pagination_class = Pages

    @extend_schema(
        operation_id="milestones",
        summary="The milestones of a project in the order of the plan, with their standing",
        description=REPORTS,
        parameters=[ON],
        responses=MilestoneSerializer(many=True),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        return self.page(project_or_404(request, slug, number).milestones)
