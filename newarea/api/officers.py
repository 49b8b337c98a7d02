"""Posts, as far as they are the caller's business, and the caller's own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.reading import ON, officer_of
from newarea.api.serializers import UnitSerializer
from newarea.models import Officer

WHOM = "Everybody to inspectors, leaders and administrators; to others themselves and their own unit."


class OfficerSerializer(serializers.ModelSerializer[Officer]):
    name = serializers.CharField(source="get_full_name", help_text="Of the post.")
    unit = UnitSerializer(allow_null=True)

    class Meta:
        model = Officer
        fields = ["id", "name", "role", "unit"]
        read_only_fields = fields


class SelfSerializer(OfficerSerializer):
    """What the site holds of the caller, the addresses too."""

    class Meta(OfficerSerializer.Meta):
        fields = [*OfficerSerializer.Meta.fields, "username", "email", "phone", "language"]
        read_only_fields = fields


class OfficersQuery(serializers.Serializer[Any]):
    unit = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="Its id.")
    role = serializers.ChoiceField(Officer.Role.choices, required=False)


class OfficerView(Endpoint):
    queryset = Officer.objects.none()
    serializer_class: Any = OfficerSerializer
    permission_classes = [IsAuthenticated]


class Officers(OfficerView):
    pagination_class = Pages
    query = OfficersQuery

    @extend_schema(
        operation_id="officers",
        summary="Posts that are in use, as far as the caller may see them",
        description=WHOM,
        parameters=[ON, OfficersQuery],
        responses=OfficerSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        visible = Officer.objects.visible_to(officer_of(request)).filter(is_active=True, **self.asked())
        pks = self.paginate_queryset(visible.order_by("username").values_list("pk", flat=True)) or []
        rows = Officer.objects.filter(pk__in=pks).select_related("unit").order_by("username")
        return self.listed(rows)


class OneOfficer(OfficerView):
    @extend_schema(operation_id="officer", summary="A post", description=WHOM, parameters=[ON])
    def get(self, request: Request, pk: int) -> Response:
        visible = Officer.objects.visible_to(officer_of(request)).select_related("unit")
        return self.one(get_object_or_404(visible, pk=pk))


class Myself(OfficerView):
    serializer_class = SelfSerializer

    @extend_schema(operation_id="my", summary="Who the caller is", parameters=[ON])
    def get(self, request: Request) -> Response:
        return self.one(Officer.objects.select_related("unit").get(pk=officer_of(request).pk))
