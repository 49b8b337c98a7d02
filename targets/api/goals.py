from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.programmes import programme_for
from newarea.api.reading import ON, day_of
from newarea.api.serializers import LIGHTS, ReasonSerializer
from newarea.domain.standing import SEVERITY
from newarea.models import reference
from targets.api.serializers import FigureField, NamedIndicatorSerializer, NamedMeasureSerializer, PeriodField
from targets.domain.goals import Kind, Sense
from targets.domain.judging import Verdict
from targets.domain.periods import Period
from targets.domain.projecting import Method, YearEnd
from targets.models import Aspect, Goal, Hedge, Indicator, Target
from targets.models.goals_on import GoalOn, goals_on
from targets.wording import goal_text, why_goal


class MeaningSerializer(serializers.Serializer[GoalOn]):
    """What the wording means. Of a decline the values are negative; in step with another indicator there is none."""

    text = serializers.SerializerMethodField(help_text="In the caller's language.")
    kind = serializers.ChoiceField([kind.value for kind in Kind], source="worded.kind")
    value = FigureField(source="worded.value", allow_null=True)
    upper = FigureField(source="worded.upper", allow_null=True, help_text="Of a range.")
    unit = serializers.CharField(help_text="`%`, or that of the level in the caller's language.")
    sense = serializers.ChoiceField(
        [sense.value for sense in Sense], source="worded.sense", help_text="What is better."
    )
    in_step_with = NamedIndicatorSerializer(source="goal.reference", allow_null=True)
    is_even_pace = serializers.BooleanField(
        source="goal.is_even_pace", help_text="A level held against the year's share until the year is over."
    )

    def get_text(self, found: GoalOn) -> str:
        return goal_text(found.worded, found.unit, name_followed(found))


class GoalStandingSerializer(serializers.Serializer[GoalOn]):
    """Whether it is reached by the figures known on the day, and why. `gap` is raw, value − needed."""

    verdict = serializers.ChoiceField([verdict.value for verdict in Verdict], source="judged.verdict")
    light = serializers.ChoiceField(LIGHTS)
    reason = serializers.SerializerMethodField()
    period = PeriodField(source="judged.period", allow_null=True)
    value = FigureField(source="judged.value", allow_null=True)
    needed = FigureField(source="judged.needed", allow_null=True)
    gap = FigureField(source="judged.gap", allow_null=True)
    tolerance = FigureField(allow_null=True, help_text="In force for its unit; `about` and `in_step_with` know one.")

    @extend_schema_field(ReasonSerializer)
    def get_reason(self, found: GoalOn) -> dict[str, Any]:
        reason, is_cumulative = found.judged.reason, found.indicator.is_cumulative
        sentence = why_goal(reason, found.unit, follows=name_followed(found), is_cumulative=is_cumulative)
        figures = {name: plain(value) for name, value in reason.figures.items()}
        return {"code": reason.code, "figures": figures, "sentence": sentence}


class ProjectionSerializer(serializers.Serializer[YearEnd]):
    """Where the figures so far lead by the end of the year. A projection, not a fact: it sets no light.

    `pace`: the mean month so far goes on, the interval takes the slowest and the fastest one. `last`: the last figure
    goes on, the interval is the mean step between two figures times the square root of how many are to come.
    """

    method = serializers.ChoiceField([method.value for method in Method])
    value = FigureField()
    low = FigureField()
    high = FigureField()
    figures = serializers.IntegerField(help_text="How many it rests on.")


class MissingSerializer(serializers.Serializer[dict[str, Any]]):
    """A figure that should be there by its usual day and is not."""

    period = PeriodField()
    due_on = serializers.DateField()


class TargetSerializer(serializers.ModelSerializer[Target]):
    name = serializers.CharField(help_text="In the caller's language.")

    class Meta:
        model = Target
        fields = ["number", "key", "name", "name_zh", "name_en"]
        read_only_fields = fields


class SameCommitmentSerializer(serializers.Serializer[Any]):
    """The commitment that promises the same; `id` is that of the undertaking."""

    id = serializers.IntegerField(source="pk")
    key = serializers.CharField(source="undertaking.key")
    title = serializers.CharField(source="undertaking.title", help_text="In the caller's language.")


class GoalSerializer(serializers.Serializer[GoalOn]):
    """A goal as known at the end of the day, with where it stands."""

    key = serializers.CharField(source="goal.key")
    indicator = NamedIndicatorSerializer()
    aspect = serializers.ChoiceField(Aspect.choices, source="goal.aspect")
    wording = serializers.CharField(source="goal.wording", help_text="As the report prints it.")
    meaning = MeaningSerializer(source="*")
    hedge = serializers.ChoiceField(Hedge.choices, source="goal.hedge", allow_blank=True)
    target = TargetSerializer(source="goal.target", allow_null=True)
    measure = NamedMeasureSerializer(source="goal.measure", allow_null=True)
    commitment = SameCommitmentSerializer(source="goal.commitment", allow_null=True)
    source_reference = serializers.CharField(source="goal.source_reference")
    source_sentence = serializers.CharField(source="goal.source_sentence")
    example = serializers.BooleanField(source="goal.is_example")
    known_on = serializers.DateField(source="goal.known_on")
    standing = GoalStandingSerializer(source="*")
    projection = ProjectionSerializer(source="year_end", allow_null=True)
    missing = serializers.SerializerMethodField()

    @extend_schema_field(MissingSerializer(allow_null=True))
    def get_missing(self, found: GoalOn) -> dict[str, Any] | None:
        if found.missing is None:
            return None
        period, due_on = found.missing
        return dict(MissingSerializer({"period": period, "due_on": due_on}).data)


def name_followed(found: GoalOn) -> str:
    return found.goal.reference.short_name if found.goal.reference else ""


def plain(value: object) -> object:
    """A figure of a reason as JSON has it."""
    match value:
        case Period():
            return value.key
        case Decimal():
            return str(value)
    return value


def judged_by(goals: Iterable[GoalOn]) -> QuerySet[Indicator]:
    """Those that the goals promise something of or keep step with."""
    pks = {pk for found in goals for pk in (found.goal.indicator_id, found.goal.reference_id) if pk}
    return Indicator.objects.filter(pk__in=pks).select_related("statistics_unit").order_by("position", "key")


class GoalDetailSerializer(GoalSerializer):
    on = serializers.SerializerMethodField(help_text="The day it is as known at the end of.")

    @extend_schema_field(serializers.DateField())
    def get_on(self, found: GoalOn) -> date:
        return day_of(self.context["request"])


FILTERS: Mapping[str, Callable[[GoalOn], Any]] = {
    "light": lambda found: found.light,
    "verdict": lambda found: found.judged.verdict,
    "aspect": lambda found: found.goal.aspect,
    "indicator": lambda found: found.indicator.key,
}
ORDERS: Mapping[str, Callable[[GoalOn], Any]] = {  # in that of the report, or the worst first
    "report": lambda found: 0,
    "light": lambda found: -SEVERITY.get(found.light, -1),
}


class GoalsQuery(serializers.Serializer[Any]):
    """What a list of goals can be asked for; anything else is refused."""

    light = serializers.ChoiceField(LIGHTS, required=False)
    verdict = serializers.ChoiceField([verdict.value for verdict in Verdict], required=False)
    aspect = serializers.ChoiceField(Aspect.choices, required=False)
    indicator = serializers.SlugField(required=False, max_length=80, help_text="Its key.")
    ordering = serializers.ChoiceField(list(ORDERS), default="report", help_text="`light`: the worst first.")


class Goals(Endpoint):
    queryset = Goal.objects.none()
    serializer_class = GoalSerializer
    pagination_class = Pages
    query = GoalsQuery

    def key_of(self, found: GoalOn) -> int:
        return found.goal.pk

    @extend_schema(
        operation_id="goals",
        summary="The goals of a programme and where they stand, in the order of the report",
        parameters=[ON, GoalsQuery],
        responses=GoalSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        held, asked = reference(), self.asked()
        found = goals_on(programme_for(request.user, slug, held), day_of(request), held)
        wanted = {name: value for name, value in asked.items() if name in FILTERS}
        rows = [one for one in found if all(FILTERS[name](one) == value for name, value in wanted.items())]
        return self.page(sorted(rows, key=ORDERS[asked["ordering"]]))


class OneGoal(Endpoint):
    queryset = Goal.objects.none()
    serializer_class = GoalDetailSerializer

    @extend_schema(operation_id="goal", summary="A goal, what it means and where it stands", parameters=[ON])
    def get(self, request: Request, slug: str, key: str) -> Response:
        held = reference()
        found = goals_on(programme_for(request.user, slug, held), day_of(request), held)
        goal = next((one for one in found if one.goal.key == key), None)
        if goal is None:
            raise Http404
        return Response(self.get_serializer(goal).data)
