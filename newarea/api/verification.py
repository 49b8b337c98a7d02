"""What waits for the inspection office: progress reports and requests to close out."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.reading import ON, day_of, officer_of, today_of
from newarea.api.serializers import ReportSerializer
from newarea.models import Report

ORDERS: Mapping[str, tuple[Any, ...]] = {
    "submitted": ("submitted_on", "pk"),
    "due": (F("undertaking__due_on").asc(nulls_last=True), "submitted_on", "pk"),
}


class QueueQuery(serializers.Serializer[Any]):
    closes = serializers.BooleanField(required=False, help_text="Those that ask for the close-out, or the others.")
    lead_unit = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="The unit's id.")
    ordering = serializers.ChoiceField(
        list(ORDERS), default="submitted", help_text="The oldest or the first due first."
    )


class MyVerification(Endpoint):
    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    pagination_class = Pages
    permission_classes = [IsAuthenticated]
    query = QueueQuery

    @extend_schema(
        operation_id="my_verification",
        summary="The reports that wait for the caller's decision, as an inspector; nothing for others",
        description="Answered with `reports/{id}/verify/` or `…/return/`; verifying one that `closes` closes out.",
        parameters=[ON, QueueQuery],
        responses=ReportSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked, by = self.asked(), officer_of(request)
        order = ORDERS[asked.pop("ordering")]
        if "lead_unit" in asked:
            asked["undertaking__lead_unit"] = asked.pop("lead_unit")
        queue = Report.objects.queue_of(by, on=day_of(request), today=today_of(request)).filter(**asked)
        pks = self.paginate_queryset(queue.order_by(*order).values_list("pk", flat=True)) or []
        rows = Report.objects.select_related("undertaking", "reporter__unit").prefetch_related("evidence").in_bulk(pks)
        return self.listed([rows[pk] for pk in pks])
