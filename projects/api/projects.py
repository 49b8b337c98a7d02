from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
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
from newarea.models import Programme, reference
from projects.api.serializers import ProjectDetailSerializer, ProjectOnSerializer
from projects.models import Project
from projects.models.project_on import ProjectOn, projects_on

ORDERS: Mapping[str, Callable[[ProjectOn], Any]] = {  # as on the page: the worst first, what is unknown last
    "number": lambda row: row.project.number,
    "light": lambda row: -SEVERITY.get(row.standing.light, -1),
    "gap": lambda row: (row.standing.gap is None, -(row.standing.gap or 0)),
}


class ProjectsQuery(serializers.Serializer[Any]):
    """What a list of projects can be asked for; anything else in these names is refused."""

    field = serializers.ChoiceField(Project.Field.choices, required=False)
    lead_unit = serializers.IntegerField(required=False, min_value=1, help_text="The unit's id.")
    light = serializers.ChoiceField(LIGHTS, required=False)
    ordering = serializers.ChoiceField(
        [sign + name for name in ORDERS for sign in ("", "-")],
        required=False,
        help_text="The worst light or the widest gap first; `-` turns it round.",
    )


def projects_of(programme: Programme) -> QuerySet[Project]:
    found = Project.objects.filter(programme=programme.pk).select_related("lead_unit")
    return found.prefetch_related("supporting_units").order_by("number")


def in_order(rows: list[ProjectOn], ordering: str) -> list[ProjectOn]:
    """Equal ones stay in the order of their numbers."""
    return sorted(rows, key=ORDERS[ordering.removeprefix("-")], reverse=ordering.startswith("-"))


class Projects(Endpoint):
    queryset = Project.objects.none()
    serializer_class = ProjectOnSerializer
    pagination_class = Pages
    query = ProjectsQuery

    def key_of(self, row: ProjectOn) -> int:
        return row.project.number

    @extend_schema(
        operation_id="projects",
        summary="The projects of a programme with their milestones and standing",
        parameters=[ON, ProjectsQuery],
        responses=ProjectOnSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        asked = self.asked()
        held = reference()
        programme = programme_for(request.user, slug, held)
        columns = {name: asked[name] for name in ("field", "lead_unit") if name in asked}
        rows = projects_on(projects_of(programme).filter(**columns), day_of(request), held)
        wanted = [row for row in rows if asked.get("light") in (None, row.standing.light)]
        return self.page(in_order(wanted, asked.get("ordering", "number")))


class OneProject(Endpoint):
    queryset = Project.objects.none()
    serializer_class = ProjectDetailSerializer

    @extend_schema(
        operation_id="project",
        summary="A project with its milestones, deliverables and standing",
        parameters=[ON],
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        return Response(self.get_serializer(project_or_404(request, slug, number)).data)


def project_or_404(request: Request, slug: str, number: int) -> ProjectOn:
    held = reference()
    projects = projects_of(programme_for(request.user, slug, held)).filter(number=number)
    rows = projects_on(projects.prefetch_related("deliverables"), day_of(request), held)
    if not rows:
        raise Http404
    return rows[0]
