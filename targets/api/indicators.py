from collections.abc import Iterable, Mapping
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
from newarea.api.serializers import UnitSerializer
from newarea.models import reference
from targets.api.goals import GoalSerializer, judged_by
from targets.api.observations import ObservationSerializer, in_force, observations_known
from targets.models import Indicator
from targets.models.goals_on import GoalOn, goals_on

FIGURES = "Verified figures known on the day to everybody, every vintage; waiting and returned ones to staff."


class IndicatorSerializer(serializers.ModelSerializer[Indicator]):
    """A series the district publishes, with its goals in the programme and the figures of the year."""

    # `context` brings both by indicator

    name = serializers.CharField(help_text="In the caller's language.")
    basis = serializers.ChoiceField(Indicator.Basis.choices, allow_blank=True)
    unit = serializers.CharField(help_text="Of the level, in the caller's language; growth is in percent.")
    statistics_unit = UnitSerializer(allow_null=True, help_text="Enters the figures.")
    goals = serializers.SerializerMethodField()
    observations = serializers.SerializerMethodField(help_text="Of the programme's year, the latest period first.")

    class Meta:
        model = Indicator
        fields = [
            "key", "name", "name_zh", "name_en", "measured_as", "basis", "frequency", "is_cumulative", "joins_january",
            "unit", "unit_zh", "unit_en", "statistics_unit", "lag_days", "source_reference", "goals", "observations",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(GoalSerializer(many=True))
    def get_goals(self, indicator: Indicator) -> list[dict[str, Any]]:
        return list(GoalSerializer(self.context["goals"].get(indicator.pk, []), many=True, context=self.context).data)

    @extend_schema_field(ObservationSerializer(many=True))
    def get_observations(self, indicator: Indicator) -> list[dict[str, Any]]:
        rows = self.context["observations"].get(indicator.pk, [])
        return list(ObservationSerializer(rows, many=True, context=self.context).data)


class IndicatorDetailSerializer(IndicatorSerializer):
    on = serializers.SerializerMethodField(help_text="The day it is as known at the end of.")

    class Meta(IndicatorSerializer.Meta):
        fields = ["on", *IndicatorSerializer.Meta.fields]
        read_only_fields = fields

    @extend_schema_field(serializers.DateField())
    def get_on(self, indicator: Indicator) -> date:
        return day_of(self.context["request"])


def beside(indicators: Iterable[Indicator], goals: Iterable[GoalOn], request: Request, year: int) -> dict[str, Any]:
    """What the serializer tells of them: goals and figures by indicator, and which of the figures are in force."""
    on = day_of(request)
    rows = observations_known(request.user, on).filter(indicator__in=list(indicators), year=year)
    observations = list(rows.order_by("aspect", "-month", "-published_on", "-pk"))
    return {
        "goals": by_indicator(goals),
        "observations": by_indicator(observations),
        "in_force": in_force(observations, on),
    }


def by_indicator(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    held: dict[int, list[Any]] = {}
    for row in rows:
        held.setdefault(row.indicator.pk, []).append(row)
    return held


class Indicators(Endpoint):
    queryset = Indicator.objects.none()
    serializer_class = IndicatorSerializer
    pagination_class = Pages

    @extend_schema(
        operation_id="indicators",
        summary="The indicators a programme promises something of, with goals and figures",
        description=FIGURES,
        parameters=[ON],
        responses=IndicatorSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        held = reference()
        programme = programme_for(request.user, slug, held)
        goals = goals_on(programme, day_of(request), held)
        page = self.paginate_queryset(judged_by(goals)) or []
        return self.listed(page, **beside(page, goals, request, programme.year))


class OneIndicator(Endpoint):
    queryset = Indicator.objects.none()
    serializer_class = IndicatorDetailSerializer

    @extend_schema(
        operation_id="indicator",
        summary="An indicator with its goals in a programme and the year's figures",
        description=FIGURES,
        parameters=[ON],
    )
    def get(self, request: Request, slug: str, key: str) -> Response:
        held = reference()
        programme = programme_for(request.user, slug, held)
        goals = goals_on(programme, day_of(request), held)
        indicator = get_object_or_404(judged_by(goals), key=key)
        context = {**self.get_serializer_context(), **beside([indicator], goals, request, programme.year)}
        return Response(IndicatorDetailSerializer(indicator, context=context).data)
