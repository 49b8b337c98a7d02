from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.reading import ON
from projects.api.projects import project_or_404
from projects.api.serializers import DeliverableSerializer
from projects.models import Deliverable


class Deliverables(Endpoint):
    queryset = Deliverable.objects.none()
    serializer_class = DeliverableSerializer
    pagination_class = Pages

    @extend_schema(
        operation_id="deliverables",
        summary="What a project will hand over",
        parameters=[ON],
        responses=DeliverableSerializer(many=True),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        project = project_or_404(request, slug, number)
        return self.page(project.project.deliverables.all(), project=project)
