from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.reading import ON, day_of
from newarea.api.serializers import ProgrammeSerializer, RulesSerializer
from newarea.models import Programme, Reader, Reference, reference


def programme_for(reader: Reader, slug: str, held: Reference) -> Programme:
    """One the reader may see, out of the reference edition; else 404."""
    found = next((programme for programme in held.programmes_for(reader) if programme.slug == slug), None)
    if found is None:
        raise Http404
    return found


class ProgrammeDetailSerializer(ProgrammeSerializer):
    rules = serializers.SerializerMethodField()

    class Meta(ProgrammeSerializer.Meta):
        fields = [*ProgrammeSerializer.Meta.fields, "rules"]
        read_only_fields = fields

    @extend_schema_field(RulesSerializer)
    def get_rules(self, programme: Programme) -> dict[str, Any]:
        held: Reference = self.context["reference"]
        return dict(RulesSerializer(held.rules_on(day_of(self.context["request"]))).data)


class Programmes(Endpoint):
    queryset = Programme.objects.none()
    serializer_class = ProgrammeSerializer
    pagination_class = Pages

    def key_of(self, programme: Programme) -> str:
        return programme.slug

    @extend_schema(
        operation_id="programmes",
        summary="Programmes, newest first",
        parameters=[ON],
        responses=ProgrammeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.page(reference().programmes_for(request.user))


class OneProgramme(Endpoint):
    queryset = Programme.objects.none()
    serializer_class = ProgrammeDetailSerializer

    @extend_schema(operation_id="programme", summary="A programme and the thresholds in force", parameters=[ON])
    def get(self, request: Request, slug: str) -> Response:
        held = reference()
        context = {**self.get_serializer_context(), "reference": held}
        return Response(ProgrammeDetailSerializer(programme_for(request.user, slug, held), context=context).data)
