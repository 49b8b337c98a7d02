"""Where a programme stands: how many of each kind of thing stand at each light."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.programmes import programme_for
from newarea.api.reading import ON, day_of
from newarea.api.serializers import LIGHTS, CountsSerializer
from newarea.domain.standing import Light, worst_of
from newarea.models import Programme, reference
from newarea.parts import parts


class TallySerializer(serializers.Serializer[dict[str, Any]]):
    kind = serializers.CharField(help_text="`projects`, `milestones`, `goals`, `commitments`.")
    name = serializers.CharField(help_text="In the caller's language.")
    light = serializers.ChoiceField(LIGHTS, help_text="The worst of what is open; grey where there is nothing.")
    counts = CountsSerializer()


class ProgrammeStandingSerializer(serializers.Serializer[dict[str, Any]]):
    on = serializers.DateField(help_text="The day it is as known at the end of.")
    programme = serializers.CharField()
    kinds = TallySerializer(many=True)


def counted(lights: Sequence[Light]) -> dict[str, Any]:
    counts = Counter(lights)
    return {"light": worst_of(lights), "counts": {light.value: counts[light] for light in Light}}


class ProgrammeStanding(Endpoint):
    queryset = Programme.objects.none()
    serializer_class = ProgrammeStandingSerializer

    @extend_schema(
        operation_id="programme_standing",
        summary="Where a programme stands: the lights of its projects, milestones, goals and commitments, counted",
        parameters=[ON],
    )
    def get(self, request: Request, slug: str) -> Response:
        held, on = reference(), day_of(request)
        programme = programme_for(request.user, slug, held)
        tallies = [tally for part in parts().values() for tally in part.tallies(programme, on, held)]
        kinds = [{"kind": tally.kind, "name": tally.label, **counted(tally.lights)} for tally in tallies]
        return Response(self.get_serializer({"on": on, "programme": slug, "kinds": kinds}).data)
