"""Measures: the paragraphs of a work area, with the lights of what is promised in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
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
from newarea.domain.standing import Light, worst_of
from newarea.models import Programme, Reader, Undertaking, reference
from targets.api.commitments import REPORTS, CommitmentSerializer
from targets.api.serializers import NamedMeasureSerializer
from targets.models import Measure
from targets.models.areas_on import areas_of
from targets.models.commitments_on import CommitmentOn, commitments_on


@dataclass(frozen=True, slots=True)
class MeasureOn:
    """A measure on a day, with what is promised in it."""

    measure: Measure
    commitments: Sequence[CommitmentOn]

    @property
    def light(self) -> Light:
        return worst_of(one.light for one in self.commitments)


class MeasureOnSerializer(serializers.Serializer[MeasureOn]):
    """A measure with the worst light of its open commitments."""

    measure = NamedMeasureSerializer()
    position = serializers.IntegerField(source="measure.position", help_text="In its area.")
    source_reference = serializers.CharField(source="measure.source_reference")
    light = serializers.ChoiceField(LIGHTS)
    counts = serializers.SerializerMethodField()

    @extend_schema_field(CountsSerializer)
    def get_counts(self, found: MeasureOn) -> dict[str, int]:
        lights = [one.light for one in found.commitments]
        return {light.value: lights.count(light) for light in Light}


class MeasureDetailSerializer(MeasureOnSerializer):
    on = serializers.SerializerMethodField(help_text="The day it is as known at the end of.")
    commitments = CommitmentSerializer(many=True)

    @extend_schema_field(serializers.DateField())
    def get_on(self, found: MeasureOn) -> date:
        return day_of(self.context["request"])


class MeasuresQuery(serializers.Serializer[Any]):
    """What a list of measures can be asked for; anything else is refused."""

    area = serializers.SlugField(required=False, max_length=80, help_text="The area's key.")
    light = serializers.ChoiceField(LIGHTS, required=False)


def measures_of(programme: Programme, reader: Reader) -> QuerySet[Measure]:
    """In the order of the report."""
    found = Measure.objects.filter(area__in=areas_of(programme, reader)).select_related("area")
    return found.order_by("area__number", "position", "pk")


class Measures(Endpoint):
    queryset = Measure.objects.none()
    serializer_class = MeasureOnSerializer
    pagination_class = Pages
    query = MeasuresQuery

    def key_of(self, found: MeasureOn) -> int:
        return found.measure.pk

    @extend_schema(
        operation_id="measures",
        summary="The measures of a programme with the lights of their commitments, in the order of the report",
        parameters=[ON, MeasuresQuery],
        responses=MeasureOnSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        held, asked = reference(), self.asked()
        programme = programme_for(request.user, slug, held)
        measures = measures_of(programme, request.user)
        if "area" in asked:
            measures = measures.filter(area__key=asked["area"])
        promised: dict[int, list[CommitmentOn]] = {}
        for one in commitments_on(Undertaking.objects.filter(programme=programme.pk), day_of(request), held):
            promised.setdefault(one.place.measure_id, []).append(one)
        rows = [MeasureOn(measure, promised.get(measure.pk, [])) for measure in measures]
        return self.page([row for row in rows if asked.get("light") in (None, row.light)])


class OneMeasure(Endpoint):
    queryset = Measure.objects.none()
    serializer_class = MeasureDetailSerializer

    @extend_schema(
        operation_id="measure",
        summary="A measure with its commitments",
        description=REPORTS,
        parameters=[ON],
    )
    def get(self, request: Request, slug: str, area: str, key: str) -> Response:
        held = reference()
        measures = measures_of(programme_for(request.user, slug, held), request.user)
        measure = get_object_or_404(measures, area__key=area, key=key)
        whole = Undertaking.objects.filter(commitment__measure__area=measure.area_id)  # places are counted in an area
        commitments = [
            one for one in commitments_on(whole, day_of(request), held) if one.place.measure_id == measure.pk
        ]
        context = {**self.get_serializer_context(), "measures": {measure.pk: measure}}
        return Response(MeasureDetailSerializer(MeasureOn(measure, commitments), context=context).data)
