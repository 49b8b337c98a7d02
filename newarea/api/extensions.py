"""Asking to move a due date, and deciding it."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.actions.extensions import ask_extension, grant_extension, refuse_extension
from newarea.api.deciding import NoteSerializer, decide, decision
from newarea.api.endpoint import Endpoint
from newarea.api.once import IDEMPOTENCY_KEY, once
from newarea.api.paging import Pages
from newarea.api.reading import ON, day_of, in_state, is_staff, officer_of, today_of
from newarea.models import Extension, Officer, Reader, Undertaking


class ExtensionSerializer(serializers.ModelSerializer[Extension]):
    """A request as known at the end of the day: one decided later is still waiting then."""

    state = serializers.SerializerMethodField()
    unit = serializers.SerializerMethodField(help_text="Who asked.")
    decided_on = serializers.SerializerMethodField()
    decision_note = serializers.SerializerMethodField(help_text="For the government's staff; empty for others.")

    class Meta:
        model = Extension
        fields = [
            "id", "version", "undertaking", "state", "due_before", "new_due_on", "present_percent", "reason", "unit",
            "asked_on", "decided_on", "decision_note",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(Extension.State.choices))
    def get_state(self, row: Extension) -> str:
        return row.state if self._is_decided(row) else Extension.State.SUBMITTED

    def get_unit(self, row: Extension) -> str:
        return str(row.asked_by.unit or row.asked_by)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_decided_on(self, row: Extension) -> Any:
        return row.decided_on if self._is_decided(row) else None

    def get_decision_note(self, row: Extension) -> str:
        is_shown = self._is_decided(row) and is_staff(self.context["request"].user)
        return row.decision_note if is_shown else ""

    def _is_decided(self, row: Extension) -> bool:
        return row.decided_on is not None and row.decided_on <= day_of(self.context["request"])


class NewExtensionSerializer(serializers.Serializer[Any]):
    new_due_on = serializers.DateField(help_text="Later than the present one.")
    present_percent = serializers.DecimalField(7, 2, min_value=0, max_value=99999)
    reason = serializers.CharField(max_length=1000)


class ExtensionDecisionSerializer(NoteSerializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=1000, help_text="A refusal takes one.")


def extensions_known(request: Request) -> QuerySet[Extension]:
    """What this reader may see of what had been asked by the end of the day."""
    rows = Extension.objects.visible_to(request.user).filter(asked_on__lte=day_of(request))
    if not is_staff(request.user):
        rows = rows.filter(decided_on__lte=day_of(request))
    return rows.select_related("undertaking", "asked_by__unit")


class ExtensionView(Endpoint):
    queryset = Extension.objects.none()
    serializer_class: Any = ExtensionSerializer

    def answer(self, row: Extension, status: int = 200) -> Response:
        return self.one(get_object_or_404(extensions_known(self.request), pk=row.pk), status)


class ExtensionsQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(Extension.State.choices, required=False, help_text="At the end of the day.")
    lead_unit = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="The unit's id.")


class AllExtensions(ExtensionView):
    pagination_class = Pages
    query = ExtensionsQuery

    @extend_schema(
        operation_id="all_extensions",
        summary="What was asked for of all undertakings, the newest first; `state=submitted` waits for a decision",
        description="Granted requests to everybody, waiting and refused ones to staff.",
        parameters=[ON, ExtensionsQuery],
        responses=ExtensionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked, rows = self.asked(), extensions_known(request)
        if "state" in asked:
            rows = in_state(rows, asked["state"], day_of(request))
        if "lead_unit" in asked:
            rows = rows.filter(undertaking__lead_unit=asked["lead_unit"])
        return self.page(rows)


class Extensions(ExtensionView):
    pagination_class = Pages

    def get_permissions(self) -> Any:
        return [IsAuthenticated()] if self.request.method == "POST" else super().get_permissions()

    @extend_schema(
        operation_id="extensions",
        summary="What was asked for of an undertaking, the newest first",
        parameters=[ON],
        responses=ExtensionSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        undertaking = get_object_or_404(Undertaking.objects.visible_to(request.user), pk=pk)
        return self.page(extensions_known(request).filter(undertaking=undertaking.pk))

    @extend_schema(
        operation_id="extension_ask",
        summary="Ask to move the due date of an undertaking of the own unit",
        description="Before that date; it moves when an inspector grants it.",
        request=NewExtensionSerializer,
        responses={201: ExtensionSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @once
    def post(self, request: Request, pk: int) -> Response:
        by = officer_of(request)
        undertaking = get_object_or_404(Undertaking.objects.reportable_by(by), pk=pk)
        asked = ask_extension(undertaking, by=by, on=today_of(request), **self.sent(NewExtensionSerializer))
        return self.answer(asked, status=201)


class OneExtension(ExtensionView):
    @extend_schema(operation_id="extension", summary="A request to move a due date", parameters=[ON])
    def get(self, request: Request, pk: int) -> Response:
        return self.answer(get_object_or_404(extensions_known(request), pk=pk))


class Decision(ExtensionView):
    permission_classes = [IsAuthenticated]

    def decide(self, pk: int, action: Callable[..., Extension]) -> Response:
        row = get_object_or_404(decidable_by(self.request.user), pk=pk)
        return self.answer(decide(self, row, action, ExtensionDecisionSerializer))


def decidable_by(reader: Reader) -> QuerySet[Extension]:
    """Waiting or decided by somebody else meanwhile, which the version then says; for inspectors."""
    rows = Extension.objects.select_related("undertaking", "asked_by__unit")
    if not (isinstance(reader, Officer) and reader.is_inspector):
        return rows.none()
    return rows.exclude(asked_by=reader)


class Grant(Decision):
    @decision(
        operation_id="extension_grant",
        summary="Move the due date as asked, as an inspector",
        sent=ExtensionDecisionSerializer,
        told=ExtensionSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(pk, grant_extension)


class Refusal(Decision):
    @decision(
        operation_id="extension_refuse",
        summary="Leave the date where it is, as an inspector, saying why",
        sent=ExtensionDecisionSerializer,
        told=ExtensionSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(pk, refuse_extension)
