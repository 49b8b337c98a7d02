from django.db.models import F
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.reading import ON, day_of, officer_of, reports_known, today_of, with_evidence
from newarea.api.serializers import UndertakingDetailSerializer, UndertakingSerializer
from newarea.models import Undertaking, reference
from newarea.models.duties import duties_of
from newarea.models.undertaking_on import undertakings_on


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
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


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
        undertaking = get_object_or_404(visible.select_related("programme"), pk=pk)
        rows = undertakings_on(Undertaking.objects.filter(pk=pk), on, reference())
        if not rows:
            raise Http404
        reports = reports_known(request.user, on=on, today=today_of(request)).filter(undertaking=pk)
        beside = {"undertaking": undertaking, "reports": with_evidence(reports, request.user)}
        context = {**self.get_serializer_context(), **beside}
        return Response(UndertakingDetailSerializer(rows[0], context=context).data)
