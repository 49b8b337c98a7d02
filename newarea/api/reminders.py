"""What came, or is to come, to the caller, and why."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.paging import Pages
from newarea.api.reading import ON, day_of, officer_of
from newarea.models import Channel, Reminder
from newarea.models.kinds import kind_name


class ReminderSerializer(serializers.ModelSerializer[Reminder]):
    """One that is owed: never twice for the same duty, generation, step, person and channel."""

    kind_name = serializers.SerializerMethodField(help_text="In the caller's language.")
    title = serializers.SerializerMethodField(help_text="Of the undertaking, in the caller's language; or empty.")
    cause = serializers.SerializerMethodField(help_text="Why it did not simply go out, in words.")

    class Meta:
        model = Reminder
        fields = [
            "id", "duty", "kind", "kind_name", "generation", "step", "share", "channel", "undertaking", "title",
            "due_on", "planned_on", "state", "cause",
        ]  # fmt: skip
        read_only_fields = fields

    def get_kind_name(self, row: Reminder) -> str:
        return str(kind_name(row.kind))

    def get_title(self, row: Reminder) -> str:
        return row.undertaking.title if row.undertaking else ""

    @extend_schema_field(serializers.CharField())
    def get_cause(self, row: Reminder) -> str:
        return str(row.get_cause_display())


class RemindersQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(Reminder.State.choices, required=False)
    channel = serializers.ChoiceField(Channel.choices, required=False)
    kind = serializers.SlugField(max_length=20, required=False)


class MyReminders(Endpoint):
    queryset = Reminder.objects.none()
    serializer_class = ReminderSerializer
    pagination_class = Pages
    permission_classes = [IsAuthenticated]
    query = RemindersQuery

    @extend_schema(
        operation_id="my_reminders",
        summary="The caller's own reminders with their states, the newest first",
        parameters=[ON, RemindersQuery],
        responses=ReminderSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        own = Reminder.objects.filter(person=officer_of(request), planned_on__lte=day_of(request), **self.asked())
        pks = self.paginate_queryset(own.order_by("-pk").values_list("pk", flat=True)) or []
        rows = Reminder.objects.filter(pk__in=pks).select_related("undertaking").order_by("-pk")
        return self.listed(rows)
