from collections.abc import Iterable
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.programmes import programme_for
from newarea.api.reading import ON, day_of
from newarea.api.serializers import LIGHTS, CountsSerializer
from newarea.domain.standing import Light
from newarea.models import Undertaking, reference
from targets.api.commitments import REPORTS, CommitmentSerializer
from targets.models import Measure, WorkArea
from targets.models.areas_on import AreaOn, area_on, areas_of, areas_on
from targets.models.commitments_on import commitments_on


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    title = serializers.CharField(help_text="In the caller's language.")

    class Meta:
        model = Measure
        fields = ["position", "key", "title", "title_zh", "title_en", "source_reference"]
        read_only_fields = fields


class AreaSerializer(serializers.Serializer[AreaOn]):
    """A work area with the worst light of its open commitments."""

    # `context` brings the measures by their id

    number = serializers.IntegerField(source="area.number")
    is_number_derived = serializers.BooleanField(source="area.is_number_derived", help_text="The source prints none.")
    key = serializers.CharField(source="area.key")
    title = serializers.CharField(source="area.title", help_text="In the caller's language.")
    title_zh = serializers.CharField(source="area.title_zh")
    title_en = serializers.CharField(source="area.title_en")
    source_reference = serializers.CharField(source="area.source_reference")
    example = serializers.SerializerMethodField(help_text="Some of its commitments are examples, not official facts.")
    light = serializers.ChoiceField(LIGHTS)
    counts = serializers.SerializerMethodField()
    measures = serializers.SerializerMethodField()

    def get_example(self, found: AreaOn) -> bool:
        return any(one.row.is_example for one in found.commitments)

    @extend_schema_field(CountsSerializer)
    def get_counts(self, found: AreaOn) -> dict[str, int]:
        return {light.value: found.counts.get(light, 0) for light in Light}

    @extend_schema_field(MeasureSerializer(many=True))
    def get_measures(self, found: AreaOn) -> list[dict[str, Any]]:
        held = self.context["measures"].values()
        own = [measure for measure in held if measure.area_id == found.area.pk]
        return list(MeasureSerializer(own, many=True).data)


class AreaDetailSerializer(AreaSerializer):
    on = serializers.SerializerMethodField(help_text="The day it is as known at the end of.")
    commitments = CommitmentSerializer(many=True)

    @extend_schema_field(serializers.DateField())
    def get_on(self, found: AreaOn) -> date:
        return day_of(self.context["request"])


def measures_in(areas: Iterable[WorkArea]) -> dict[int, Measure]:
    """In the order of the report, by their id."""
    measures = Measure.objects.filter(area__in=list(areas)).select_related("area").order_by("position", "pk")
    return {measure.pk: measure for measure in measures}


class Areas(Endpoint):
    queryset = WorkArea.objects.none()
    serializer_class = AreaSerializer
    pagination_class = Pages

    def key_of(self, found: AreaOn) -> str:
        return found.area.key

    @extend_schema(
        operation_id="areas",
        summary="The work areas of a programme with their measures and the lights of their commitments",
        parameters=[ON],
        responses=AreaSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        held = reference()
        programme = programme_for(request.user, slug, held)
        found = areas_on(programme, day_of(request), held, request.user)
        page = self.paginate_queryset(found) or []
        return self.listed(page, measures=measures_in(one.area for one in page))


class OneArea(Endpoint):
    queryset = WorkArea.objects.none()
    serializer_class = AreaDetailSerializer

    @extend_schema(
        operation_id="area",
        summary="A work area with its measures and commitments",
        description=REPORTS,
        parameters=[ON],
    )
    def get(self, request: Request, slug: str, key: str) -> Response:
        held = reference()
        area = get_object_or_404(areas_of(programme_for(request.user, slug, held), request.user), key=key)
        undertakings = Undertaking.objects.filter(commitment__measure__area=area.pk)
        found = area_on(area, commitments_on(undertakings, day_of(request), held))
        context = {**self.get_serializer_context(), "measures": measures_in([area])}
        return Response(AreaDetailSerializer(found, context=context).data)
