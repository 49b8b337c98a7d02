"""The units of the district: public, as the pages show them."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.reading import ON, day_of
from newarea.models import Unit


class UnitDetailSerializer(serializers.ModelSerializer[Unit]):
    name = serializers.CharField(help_text="In the caller's language.")
    belongs_to = serializers.IntegerField(source="parent_id", allow_null=True, help_text="The id of the unit above.")
    succeeded_by = serializers.IntegerField(source="succeeded_by_id", allow_null=True, help_text="The heir's id.")

    class Meta:
        model = Unit
        fields = [
            "id", "code", "name", "name_zh", "name_en", "kind", "belongs_to", "is_inspection_office", "ended_on",
            "succeeded_by",
        ]  # fmt: skip
        read_only_fields = fields


class UnitsQuery(serializers.Serializer[Unit]):
    kind = serializers.ChoiceField(Unit.Kind.choices, required=False)
    belongs_to = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="The id above.")


class Units(Endpoint):
    queryset = Unit.objects.none()
    serializer_class = UnitDetailSerializer
    pagination_class = Pages
    query = UnitsQuery

    @extend_schema(
        operation_id="units",
        summary="The units that there are on the day, in the order of official lists",
        parameters=[ON, UnitsQuery],
        responses=UnitDetailSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked()
        if "belongs_to" in asked:
            asked["parent"] = asked.pop("belongs_to")
        return self.page(Unit.objects.standing_on(day_of(request)).filter(**asked))


class OneUnit(Endpoint):
    queryset = Unit.objects.none()
    serializer_class = UnitDetailSerializer

    @extend_schema(operation_id="unit", summary="A unit, also one that has ended", parameters=[ON])
    def get(self, request: Request, pk: int) -> Response:
        return self.one(get_object_or_404(Unit, pk=pk))
