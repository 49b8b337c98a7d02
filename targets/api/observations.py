"""Figures: what may be read of them, entering one, and another officer's decision."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as t
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import FormParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.deciding import NoteSerializer, decide, decision
from newarea.api.endpoint import Endpoint
from newarea.api.once import IDEMPOTENCY_KEY, once
from newarea.api.paging import Pages
from newarea.api.parsers import JSONParser
from newarea.api.programmes import programme_for
from newarea.api.reading import ON, day_of, hand_of, in_state, is_staff
from newarea.api.seen import SeenSerializer
from newarea.models import Programme, Reader, reference
from targets.actions.observations import Figure, enter_figures, return_figure, verify_figure
from targets.api.goals import judged_by
from targets.api.serializers import FigureField, PeriodField
from targets.domain.goals import Kind
from targets.domain.periods import Period
from targets.models import Aspect, Goal, Indicator, Observation
from targets.models.goals_on import goals_on


def observations_known(reader: Reader, on: date) -> QuerySet[Observation]:
    """Every vintage this reader may see of what was entered by the end of the day, the newest first."""
    rows = Observation.objects.visible_to(reader).filter(entered_on__lte=on)
    if not is_staff(reader):
        rows = rows.filter(decided_on__lte=on)
    return rows.select_related("indicator", "entered_by__unit")


def is_decided(row: Observation, on: date) -> bool:
    return row.decided_on is not None and row.decided_on <= on


def in_force(rows: Iterable[Observation], on: date) -> set[int]:
    """Of each period's figures, the one that counts on the day: among the verified ones that published last."""
    known = [row for row in rows if row.state == Observation.State.VERIFIED and is_decided(row, on)]
    known.sort(key=lambda row: (row.published_on, row.pk))
    return set({(row.indicator_id, row.aspect, row.period): row.pk for row in known}.values())


class ObservationSerializer(serializers.ModelSerializer[Observation]):
    """A figure as published on a day: one vintage. One decided later is still waiting then."""

    # `context` brings the ids of those `in_force`

    indicator = serializers.CharField(source="indicator.key", help_text="Its key.")
    period = PeriodField()
    value = FigureField()
    unit = serializers.SerializerMethodField(help_text="`%`, or that of the level in the caller's language.")
    example = serializers.BooleanField(source="is_example")
    state = serializers.SerializerMethodField()
    in_force = serializers.SerializerMethodField(help_text="Whether goals are judged by it on the day.")
    entered_by = serializers.SerializerMethodField(help_text="The unit.")
    decided_on = serializers.SerializerMethodField()
    decision_note = serializers.SerializerMethodField(help_text="For the government's staff; empty for others.")

    class Meta:
        model = Observation
        fields = [
            "id", "version", "indicator", "aspect", "period", "value", "unit", "published_on", "source", "example",
            "state", "in_force", "entered_by", "entered_on", "decided_on", "decision_note",
        ]  # fmt: skip
        read_only_fields = fields

    def get_unit(self, row: Observation) -> str:
        return row.indicator.unit_of(row.aspect)

    @extend_schema_field(serializers.ChoiceField(Observation.State.choices))
    def get_state(self, row: Observation) -> str:
        return row.state if is_decided(row, self._on) else Observation.State.SUBMITTED

    def get_in_force(self, row: Observation) -> bool:
        return row.pk in self.context["in_force"]

    def get_entered_by(self, row: Observation) -> str:
        return str(row.entered_by.unit or row.entered_by)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_decided_on(self, row: Observation) -> date | None:
        return row.decided_on if is_decided(row, self._on) else None

    def get_decision_note(self, row: Observation) -> str:
        is_shown = is_decided(row, self._on) and is_staff(self.context["request"].user)
        return row.decision_note if is_shown else ""

    @property
    def _on(self) -> date:
        return day_of(self.context["request"])


class NewObservationSerializer(serializers.Serializer[Any]):
    aspect = serializers.ChoiceField(Aspect.choices)
    period = PeriodField(help_text="The last month: 2023-08 is January to August wherever figures are cumulative.")
    value = serializers.DecimalField(16, 4)
    published_on = serializers.DateField()
    source = serializers.CharField(required=False, allow_blank=True, max_length=200)  # type: ignore[assignment]

    def validate_period(self, period: Period) -> Period:
        """Of the year the programme is for; `context` brings it."""
        if period.year != self.context["year"]:
            raise serializers.ValidationError(t("This programme is for %(year)s.") % {"year": self.context["year"]})
        return period


class ReturnedSerializer(NoteSerializer):
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="What is wrong with it; it takes one."
    )


class ObservationView(Endpoint):
    """What the views on figures share: the answer is the figure as it stands afterwards, with its version as ETag."""

    queryset = Observation.objects.none()
    serializer_class: Any = ObservationSerializer
    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser, FormParser]

    def answer(self, request: Request, row: Observation, status: int = 200) -> Response:
        same = {name: getattr(row, name) for name in ("indicator", "aspect", "year", "month")}
        vintages = list(observations_known(request.user, day_of(request)).filter(**same))
        found = next(vintage for vintage in vintages if vintage.pk == row.pk)
        return self.one(found, status, in_force=in_force(vintages, day_of(request)))


class ObservationsQuery(serializers.Serializer[Any]):
    """What a list of figures can be asked for; anything else is refused."""

    aspect = serializers.ChoiceField(Aspect.choices, required=False)
    period = PeriodField(required=False, help_text="The last month: 2023-08.")
    state = serializers.ChoiceField(Observation.State.choices, required=False, help_text="At the end of the day.")
    in_force = serializers.BooleanField(
        required=False, help_text="Those goals are judged by on the day, or the others."
    )


class Observations(ObservationView):
    pagination_class = Pages
    query = ObservationsQuery

    def get_permissions(self) -> Any:
        return super().get_permissions() if self.request.method == "POST" else []

    @extend_schema(
        operation_id="observations",
        summary="The year's figures of an indicator, every vintage, the latest period first",
        description="Verified figures known on the day to everybody; waiting and returned ones to staff.",
        parameters=[ON, ObservationsQuery],
        responses=ObservationSerializer(many=True),
    )
    def get(self, request: Request, slug: str, key: str) -> Response:
        held, on, asked = reference(), day_of(request), self.asked()
        programme = programme_for(request.user, slug, held)
        indicator = get_object_or_404(judged_by(goals_on(programme, on, held)), key=key)
        known = observations_known(request.user, on).filter(indicator=indicator, year=programme.year)
        counting = in_force(known, on)
        rows = narrowed(known, asked, on).order_by("aspect", "-month", "-published_on", "-pk")
        wanted = [row for row in rows if asked.get("in_force") in (None, row.pk in counting)]
        return self.page(wanted, in_force=counting)

    @extend_schema(
        operation_id="observation_create",
        summary="Enter a figure, as the statistics unit of the indicator",
        description="It waits for another officer's verification. A revision is entered like a new figure.",
        request=NewObservationSerializer,
        responses={201: ObservationSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @once
    def post(self, request: Request, slug: str, key: str) -> Response:
        programme = programme_for(request.user, slug, reference())
        indicator = enterable(request, programme, key)
        figure = Figure(indicator=indicator, **self.sent(NewObservationSerializer, context={"year": programme.year}))
        rows = enter_figures([figure], **hand_of(request))
        return self.answer(request, rows[0], status=201)


def narrowed(rows: QuerySet[Observation], asked: Mapping[str, Any], on: date) -> QuerySet[Observation]:
    if "aspect" in asked:
        rows = rows.filter(aspect=asked["aspect"])
    if "period" in asked:
        rows = rows.filter(year=asked["period"].year, month=asked["period"].month)
    return in_state(rows, asked["state"], on) if "state" in asked else rows


class OneObservation(ObservationView):
    permission_classes = []

    @extend_schema(operation_id="observation", summary="A figure: one vintage of a period", parameters=[ON])
    def get(self, request: Request, pk: int) -> Response:
        goals = Goal.objects.visible_to(request.user)
        promised = Q(indicator__in=goals.values("indicator")) | Q(indicator__in=goals.values("reference"))
        rows = observations_known(request.user, day_of(request)).filter(promised)
        return self.answer(request, get_object_or_404(rows, pk=pk))


def enterable(request: Request, programme: Programme, key: str) -> Indicator:
    """Of the caller's statistics unit, and one that the programme's goals are judged by; else 404."""
    goals = Goal.objects.in_force().filter(programme=programme.pk)
    judged_by = Q(pk__in=goals.values("indicator")) | Q(pk__in=goals.filter(kind=Kind.IN_STEP_WITH).values("reference"))
    return get_object_or_404(Indicator.objects.enterable_by(request.user).filter(judged_by), key=key)


class Decision(ObservationView):
    """Another officer's answer to the version that was seen: an inspector's, or one of the statistics unit."""

    def decidable(self, pk: int) -> Observation:
        """Waiting, or decided by somebody else meanwhile, which the action then says."""
        return get_object_or_404(Observation.objects.decidable_by(self.request.user), pk=pk)


class Verification(Decision):
    @decision(
        operation_id="observation_verify",
        summary="Verify a figure that another officer entered",
        description="For inspectors and the statistics unit. From then on the figure counts.",
        sent=SeenSerializer,
        told=ObservationSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, decide(self, self.decidable(pk), verify_figure))


class Return(Decision):
    @decision(
        operation_id="observation_return",
        summary="Send a figure back, saying what is wrong with it",
        description="For inspectors and the statistics unit, of what another officer entered.",
        sent=ReturnedSerializer,
        told=ObservationSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, decide(self, self.decidable(pk), return_figure, ReturnedSerializer))
