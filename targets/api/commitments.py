from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.programmes import programme_for
from newarea.api.reading import ON, day_of
from newarea.api.serializers import LIGHTS, PointsField, UndertakingSerializer, UnitSerializer
from newarea.domain.standing import SEVERITY, ProjectStanding
from newarea.models import Undertaking, reference
from targets.api.goals import GoalSerializer
from targets.api.serializers import NamedAreaSerializer, NamedMeasureSerializer
from targets.models import Commitment, Hedge, Measure
from targets.models.commitments_on import CommitmentOn, commitments_on
from targets.models.goals_on import goals_on

REPORTS = "Reports on it, with evidence and verification, go through `undertakings/{id}/reports/`."


class CommitmentUndertakingSerializer(UndertakingSerializer):
    """A commitment, or a task of one, as the undertaking it is."""


class TogetherSerializer(serializers.Serializer[ProjectStanding]):
    """What the tasks make up by their weights. Shown beside the commitment; it sets no light."""

    planned = PointsField(allow_null=True)
    verified = PointsField(allow_null=True)
    gap = PointsField(allow_null=True, help_text="planned − verified, in points.")
    fault = serializers.CharField(allow_null=True, help_text="Why nothing is made up: `weights`.")


class CommitmentSerializer(serializers.Serializer[CommitmentOn]):
    """What the report promised of a measure, and where it stands."""

    # `context` brings the measures by their id

    number = serializers.CharField(help_text="Its place in its area: 3-2.")
    light = serializers.ChoiceField(LIGHTS, help_text="The worst of its own and of its open tasks'.")
    set_by = serializers.SerializerMethodField(help_text="That task's id; null for its own.")
    wording = serializers.CharField(source="place.wording", help_text="As printed; empty: to be done by a date.")
    hedge = serializers.ChoiceField(Hedge.choices, source="place.hedge", allow_blank=True)
    counted = serializers.BooleanField(source="place.is_counted", help_text="A quantified one of the report.")
    area = serializers.SerializerMethodField()
    measure = serializers.SerializerMethodField()
    undertaking = CommitmentUndertakingSerializer(source="row")
    tasks = CommitmentUndertakingSerializer(many=True)
    together = TogetherSerializer(allow_null=True)

    def get_set_by(self, found: CommitmentOn) -> int | None:
        return found.set_by.pk if found.set_by else None

    @extend_schema_field(NamedAreaSerializer)
    def get_area(self, found: CommitmentOn) -> dict[str, Any]:
        return dict(NamedAreaSerializer(self._measure(found).area).data)

    @extend_schema_field(NamedMeasureSerializer)
    def get_measure(self, found: CommitmentOn) -> dict[str, Any]:
        return dict(NamedMeasureSerializer(self._measure(found)).data)

    def _measure(self, found: CommitmentOn) -> Measure:
        measure: Measure = self.context["measures"][found.place.measure_id]
        return measure


class CommitmentDetailSerializer(CommitmentSerializer):
    """One commitment with its source and the goals that promise the same."""

    # `context` brings its row and the goals

    on = serializers.SerializerMethodField(help_text="The day it is as known at the end of.")
    source_reference = serializers.SerializerMethodField()
    source_sentence = serializers.SerializerMethodField()
    supporting_units = serializers.SerializerMethodField()
    goals = serializers.SerializerMethodField(help_text="That promise the same.")

    @extend_schema_field(serializers.DateField())
    def get_on(self, found: CommitmentOn) -> date:
        return day_of(self.context["request"])

    def get_source_reference(self, found: CommitmentOn) -> str:
        return self._commitment.source_reference

    def get_source_sentence(self, found: CommitmentOn) -> str:
        return self._commitment.source_sentence

    @extend_schema_field(UnitSerializer(many=True))
    def get_supporting_units(self, found: CommitmentOn) -> list[dict[str, Any]]:
        return list(UnitSerializer(self._commitment.undertaking.supporting_units.all(), many=True).data)

    @extend_schema_field(GoalSerializer(many=True))
    def get_goals(self, found: CommitmentOn) -> list[dict[str, Any]]:
        return list(GoalSerializer(self.context["goals"], many=True, context=self.context).data)

    @property
    def _commitment(self) -> Commitment:
        commitment: Commitment = self.context["commitment"]
        return commitment


ORDERS: Mapping[str, Callable[[CommitmentOn], Any]] = {  # the worst first, what is unknown last
    "number": lambda found: tuple(map(int, found.number.split("-"))),
    "light": lambda found: -SEVERITY.get(found.light, -1),
    "due": lambda found: found.row.facts.due_on or date.max,
    "gap": lambda found: (found.standing.gap is None, -(found.standing.gap or 0)),
}


class CommitmentsQuery(serializers.Serializer[Any]):
    """What a list of commitments can be asked for; anything else in these names is refused."""

    area = serializers.SlugField(required=False, max_length=80, help_text="The area's key.")
    lead_unit = serializers.IntegerField(required=False, min_value=1, help_text="The unit's id.")
    light = serializers.ChoiceField(LIGHTS, required=False)
    counted = serializers.BooleanField(required=False, help_text="The quantified ones of the report, or the others.")
    ordering = serializers.ChoiceField(
        [sign + name for name in ORDERS for sign in ("", "-")],
        required=False,
        help_text="The worst light, the earliest date or the widest gap first; `-` turns it round.",
    )


FILTERS: Mapping[str, Callable[[CommitmentOn], Any]] = {
    "area": lambda found: found.place.area_key,
    "lead_unit": lambda found: found.row.lead_unit_id,
    "light": lambda found: found.light,
    "counted": lambda found: found.place.is_counted,
}


def chosen(found: list[CommitmentOn], asked: Mapping[str, Any]) -> list[CommitmentOn]:
    """Those asked for, in the order asked for; equal ones stay in the order of the report."""
    wanted = {name: value for name, value in asked.items() if name in FILTERS}
    rows = [one for one in found if all(FILTERS[name](one) == value for name, value in wanted.items())]
    ordering = str(asked.get("ordering", "number"))
    return sorted(rows, key=ORDERS[ordering.removeprefix("-")], reverse=ordering.startswith("-"))


class Commitments(Endpoint):
    queryset = Commitment.objects.none()
    serializer_class = CommitmentSerializer
    pagination_class = Pages
    query = CommitmentsQuery

    def key_of(self, found: CommitmentOn) -> int:
        return found.row.pk

    @extend_schema(
        operation_id="commitments",
        summary="The commitments of a programme with their tasks and standing",
        description=REPORTS,
        parameters=[ON, CommitmentsQuery],
        responses=CommitmentSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        asked = self.asked()
        held = reference()
        programme = programme_for(request.user, slug, held)
        found = commitments_on(Undertaking.objects.filter(programme=programme.pk), day_of(request), held)
        page: list[Any] = self.paginate_queryset(chosen(found, asked)) or []
        measures = Measure.objects.select_related("area").in_bulk({one.place.measure_id for one in page})
        return self.listed(page, measures=measures)


class OneCommitment(Endpoint):
    queryset = Commitment.objects.none()
    serializer_class = CommitmentDetailSerializer

    @extend_schema(
        operation_id="commitment",
        summary="A commitment with its source, tasks, standing and the goals that promise the same",
        description=f"{REPORTS} A task has no address of its own here; it stands under `undertakings/{{id}}/`.",
        parameters=[ON],
    )
    def get(self, request: Request, slug: str, key: str) -> Response:
        held, on = reference(), day_of(request)
        programme = programme_for(request.user, slug, held)
        rows = Commitment.objects.whole().select_related("undertaking", "measure__area")
        commitment = get_object_or_404(rows, undertaking__programme=programme.pk, undertaking__key=key)
        area = Undertaking.objects.filter(commitment__measure__area=commitment.measure.area_id)
        found = next((one for one in commitments_on(area, on, held) if one.pk == commitment.pk), None)
        if found is None:
            raise Http404
        told = {
            "commitment": commitment,
            "measures": {commitment.measure_id: commitment.measure},
            "goals": [goal for goal in goals_on(programme, on, held) if goal.goal.commitment_id == commitment.pk],
        }
        return Response(CommitmentDetailSerializer(found, context={**self.get_serializer_context(), **told}).data)
