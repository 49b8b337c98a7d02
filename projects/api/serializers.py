from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from newarea.api.reading import day_of
from newarea.api.serializers import LIGHTS, WORDS, PointsField, ReasonSerializer, UndertakingSerializer, UnitSerializer
from newarea.domain.standing import ProjectStanding
from projects.models import Deliverable, Project
from projects.models.project_on import ProjectOn


class ProjectStandingSerializer(serializers.Serializer[ProjectStanding]):
    """The worst light of the open milestones and of the project's own curve; which one is said in `set_by`."""

    light = serializers.ChoiceField(LIGHTS)
    word = serializers.ChoiceField(WORDS)
    reason = ReasonSerializer()
    set_by = serializers.IntegerField(allow_null=True, help_text="The milestone; null for the project's own curve.")
    planned = PointsField(allow_null=True)
    verified = PointsField(allow_null=True)
    gap = PointsField(allow_null=True, help_text="planned − verified, in points.")
    fault = serializers.CharField(allow_null=True, help_text="Why there is no curve: `weights`.")


class DeliverableSerializer(serializers.ModelSerializer[Deliverable]):
    """What will be handed over. `is_about`: the source says “about”; `is_derived`: counted from the source."""

    # `context` brings the project on the day

    name = serializers.CharField(help_text="In the caller's language.")
    done = serializers.SerializerMethodField(help_text="Verified by the end of the day; null while nothing says so.")

    class Meta:
        model = Deliverable
        fields = [
            "key", "name", "name_zh", "name_en", "planned", "done", "measure_zh", "measure_en", "is_about",
            "is_derived",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DecimalField(16, 2, allow_null=True))
    def get_done(self, deliverable: Deliverable) -> str | None:
        project: ProjectOn = self.context["project"]
        done = project.done(deliverable)
        return None if done is None else str(done)


class MilestoneSerializer(UndertakingSerializer):
    """A milestone, in the order of the plan; its `id` is that of the undertaking."""


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """The project's own facts; where it stands is told beside them."""

    name = serializers.CharField(help_text="In the caller's language.")
    lead_unit = UnitSerializer(allow_null=True)
    supporting_units = UnitSerializer(many=True)

    class Meta:
        model = Project
        fields = [
            "number", "key", "name", "name_zh", "name_en", "field", "summary_zh", "summary_en", "lead_unit",
            "supporting_units", "budget", "place_zh", "place_en", "source_reference", "source_sentence", "voted_on",
        ]  # fmt: skip
        read_only_fields = fields


class ProjectOnSerializer(serializers.Serializer[ProjectOn]):
    """A project and its milestones as known at the end of the day."""

    project = ProjectSerializer()
    example = serializers.SerializerMethodField(help_text="Some of its milestones are examples, not official facts.")
    standing = ProjectStandingSerializer()
    milestones = MilestoneSerializer(many=True)

    def get_example(self, row: ProjectOn) -> bool:
        return any(milestone.is_example for milestone in row.milestones)


class ProjectDetailSerializer(ProjectOnSerializer):
    on = serializers.SerializerMethodField(help_text="The day it is as known at the end of.")
    deliverables = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateField())
    def get_on(self, row: ProjectOn) -> date:
        return day_of(self.context["request"])

    @extend_schema_field(DeliverableSerializer(many=True))
    def get_deliverables(self, row: ProjectOn) -> list[dict[str, Any]]:
        context = {**self.context, "project": row}
        return list(DeliverableSerializer(row.project.deliverables.all(), many=True, context=context).data)
