from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import F
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.programmes import programme_for
from newarea.api.reading import ON, day_of, officer_of, reports_known, today_of, with_evidence
from newarea.api.serializers import LIGHTS, UndertakingDetailSerializer, UndertakingSerializer
from newarea.domain.standing import SEVERITY
from newarea.models import Undertaking, reference
from newarea.models.duties import duties_of
from newarea.models.undertaking_on import UndertakingOn, undertakings_on


class MyUndertakings(Endpoint):
    queryset = Undertaking.objects.none()
    serializer_class = UndertakingSerializer
    pagination_class = Pages
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="my_undertakings",
        summary="What the caller answers for: open, the first due first",
        description="The own unit's for reporters and heads of units, everything for inspectors, nothing for others.",
        parameters=[ON],
        responses=UndertakingSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        on = day_of(request)
        duties = duties_of(officer_of(request), on).order_by(F("due_on").asc(nulls_last=True), "pk")
        pks = self.paginate_queryset(duties.values_list("pk", flat=True)) or []
        found = {row.pk: row for row in undertakings_on(Undertaking.objects.filter(pk__in=pks), on, reference())}
        rows = [found[pk] for pk in pks if pk in found]
        return self.listed(rows)


ORDERS: Mapping[str, Callable[[UndertakingOn], Any]] = {  # the worst first, what is unknown last
    "due": lambda row: row.facts.due_on or date.max,
    "light": lambda row: -SEVERITY.get(row.standing.light, -1),
    "key": lambda row: row.key,
}
FILTERS: Mapping[str, Callable[[UndertakingOn, Any], bool]] = {
    "light": lambda row, light: row.standing.light == light,
    "lead_unit": lambda row, unit: row.lead_unit_id == unit,
    "due_from": lambda row, day: row.facts.due_on is not None and row.facts.due_on >= day,
    "due_until": lambda row, day: row.facts.due_on is not None and row.facts.due_on <= day,
}


class UndertakingsQuery(serializers.Serializer[Any]):
    """What a list of undertakings can be asked for; anything else is refused."""

    light = serializers.ChoiceField(LIGHTS, required=False)
    lead_unit = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="The unit's id.")
    due_from = serializers.DateField(required=False)
    due_until = serializers.DateField(required=False)
    ordering = serializers.ChoiceField(list(ORDERS), default="due", help_text="`light`: the worst first.")


class Undertakings(Endpoint):
    """Milestones and commitments alike: what somebody has undertaken, and how it stands on the day."""

    queryset = Undertaking.objects.none()
    serializer_class = UndertakingSerializer
    pagination_class = Pages
    query = UndertakingsQuery

    @extend_schema(
        operation_id="undertakings",
        summary="Everything that is undertaken in a programme, with its standing on the day",
        parameters=[ON, UndertakingsQuery],
        responses=UndertakingSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        held, on, asked = reference(), day_of(request), self.asked()
        own = Undertaking.objects.filter(programme=programme_for(request.user, slug, held).pk)
        wanted = [(FILTERS[name], value) for name, value in asked.items() if name in FILTERS]
        rows = [row for row in undertakings_on(own, on, held) if all(fits(row, value) for fits, value in wanted)]
        order = ORDERS[asked["ordering"]]
        return self.page(sorted(rows, key=lambda row: (order(row), row.pk)))


class OneUndertaking(Endpoint):
    queryset = Undertaking.objects.none()
    serializer_class = UndertakingDetailSerializer

    @extend_schema(
        operation_id="undertaking",
        summary="An undertaking, its standing and its reports",
        description="Verified reports to everybody, submitted and returned ones to staff, drafts to the lead unit.",
        parameters=[ON],
    )
    def get(self, request: Request, pk: int) -> Response:
        on, visible = day_of(request), Undertaking.objects.visible_to(request.user)
        undertaking = get_object_or_404(visible.select_related("programme", "owner__unit"), pk=pk)
        rows = undertakings_on(Undertaking.objects.filter(pk=pk), on, reference())
        if not rows:
            raise Http404
        reports = reports_known(request.user, on=on, today=today_of(request)).filter(undertaking=pk)
        beside = {"undertaking": undertaking, "reports": with_evidence(reports, request.user)}
        context = {**self.get_serializer_context(), **beside}
        return Response(UndertakingDetailSerializer(rows[0], context=context).data)
