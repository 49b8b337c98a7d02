"""What is read of the base's nouns. Percent and points are decimals in strings, days are ISO dates."""

from datetime import date
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from newarea.api.reading import day_of, is_decided, is_staff
from newarea.domain.standing import Light, Reason, Rules, Standing, Word
from newarea.models import Evidence, LightOverride, Officer, Programme, Report, Undertaking, Unit
from newarea.models.bilingual import in_language
from newarea.models.undertaking_on import UndertakingOn
from newarea.wording import why

LIGHTS = [light.value for light in Light]
WORDS = [word.value for word in Word]


class PointsField(serializers.DecimalField):
    """Percent or points, to the four places the plan's line is counted in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=9, decimal_places=4, **options)


class PercentField(serializers.DecimalField):
    """Percent as reported, over 100 too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=7, decimal_places=2, **options)


class UnitSerializer(serializers.ModelSerializer[Unit]):
    name = serializers.CharField(help_text="In the caller's language.")

    class Meta:
        model = Unit
        fields = ["id", "name", "name_zh", "name_en"]
        read_only_fields = fields


class RulesSerializer(serializers.Serializer[Rules]):
    """The thresholds in force on the day: points, working days, the day of the month."""

    yellow_from = serializers.DecimalField(5, 0)
    red_above = serializers.DecimalField(5, 0)
    ahead_from = serializers.DecimalField(5, 0)
    days_left = serializers.IntegerField()
    days_past = serializers.IntegerField()
    reporting_day = serializers.IntegerField()
    verification_days = serializers.IntegerField()
    decision_days = serializers.IntegerField()
    return_days = serializers.IntegerField()


class ProgrammeSerializer(serializers.ModelSerializer[Programme]):
    title = serializers.CharField(help_text="In the caller's language.")
    district = UnitSerializer()
    example = serializers.BooleanField(source="has_example", help_text="Holds example values beside official facts.")

    class Meta:
        model = Programme
        fields = [
            "slug", "title", "year", "district", "area_zh", "area_en", "state", "reported_on", "adopted_on", "example",
        ]  # fmt: skip
        read_only_fields = fields


class ReasonSerializer(serializers.Serializer[Reason]):
    """Why: the rule, the figures that set it, and the sentence made of them in the caller's language."""

    code = serializers.CharField()
    figures = serializers.SerializerMethodField()
    sentence = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=serializers.JSONField()))
    def get_figures(self, reason: Reason) -> dict[str, object]:
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in reason.figures.items()}

    def get_sentence(self, reason: Reason) -> str:
        return why(reason)


class StandingSerializer(serializers.Serializer[Standing]):
    """Where an undertaking stands on the day, and why."""

    light = serializers.ChoiceField(LIGHTS)
    word = serializers.ChoiceField(WORDS)
    reason = ReasonSerializer()
    other = ReasonSerializer(allow_null=True, help_text="What the column that did not decide says.")
    planned = PointsField(allow_null=True)
    verified = PercentField(allow_null=True)
    gap = PointsField(allow_null=True, help_text="planned − verified, in points.")
    measure_on = serializers.DateField(allow_null=True)
    working_days_left = serializers.IntegerField(allow_null=True)
    past_due = serializers.IntegerField(allow_null=True, help_text="Working days.")
    reported_this_cycle = serializers.BooleanField()
    projected_on = serializers.DateField(allow_null=True)
    completed_on = serializers.DateField(allow_null=True)
    late_days = serializers.IntegerField(allow_null=True, help_text="Calendar days against the date in force.")
    late_days_original = serializers.IntegerField(allow_null=True)


class CountsSerializer(serializers.Serializer[dict[str, int]]):
    """How many stand at each light."""

    grey = serializers.IntegerField()
    green = serializers.IntegerField()
    yellow = serializers.IntegerField()
    red = serializers.IntegerField()
    closed = serializers.IntegerField()


class OverrideSerializer(serializers.Serializer[dict[str, str]]):
    """The inspection office's own light, beside the computed one."""

    light = serializers.ChoiceField(LightOverride.Light.choices)
    reason = serializers.CharField()


class WaitingSerializer(serializers.Serializer[dict[str, Any]]):
    """What was handed in and is not decided yet."""

    since = serializers.DateField()
    percent = PercentField(allow_null=True)
    closes = serializers.BooleanField()


class NamedUnitSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class UndertakingSerializer(serializers.Serializer[UndertakingOn]):
    """An undertaking as known at the end of the day. No lead unit, start or due date means: not decided yet."""

    id = serializers.IntegerField(source="pk")
    key = serializers.CharField()
    title = serializers.CharField(help_text="In the caller's language.")
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    example = serializers.BooleanField(source="is_example")
    lead_unit = serializers.SerializerMethodField()
    start_on = serializers.DateField(source="facts.start_on", allow_null=True)
    due_on = serializers.DateField(source="facts.due_on", allow_null=True)
    original_due_on = serializers.DateField(source="facts.original_due_on", allow_null=True)
    weight = serializers.DecimalField(6, 2, source="facts.weight", allow_null=True)
    quantity = serializers.DecimalField(14, 2, allow_null=True)
    measure = serializers.CharField(help_text="Of the quantity, in the caller's language.")
    verified_quantity = serializers.DecimalField(14, 2, allow_null=True)
    standing = StandingSerializer()
    override = serializers.SerializerMethodField()
    waiting = serializers.SerializerMethodField(help_text="For the government's staff; null for everybody else.")

    @extend_schema_field(NamedUnitSerializer(allow_null=True))
    def get_lead_unit(self, row: UndertakingOn) -> dict[str, Any] | None:
        if row.lead_unit_id is None:
            return None
        zh, en = row.lead_unit_zh or "", row.lead_unit_en or ""
        return {"id": row.lead_unit_id, "name": in_language(zh, en), "name_zh": zh, "name_en": en}

    @extend_schema_field(OverrideSerializer(allow_null=True))
    def get_override(self, row: UndertakingOn) -> dict[str, Any] | None:
        return {"light": row.override_light, "reason": row.override_reason} if row.override_light else None

    @extend_schema_field(WaitingSerializer(allow_null=True))
    def get_waiting(self, row: UndertakingOn) -> dict[str, Any] | None:
        since = row.facts.waiting_since
        if since is None or not is_staff(self.context["request"].user):
            return None
        waits = {"since": since, "percent": row.facts.waiting_percent, "closes": row.facts.waiting_closes}
        return dict(WaitingSerializer(waits).data)


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    file = serializers.SerializerMethodField(help_text="Where the bytes are, behind the same permission.")

    class Meta:
        model = Evidence
        fields = ["id", "report", "name", "kind", "size", "sha256", "caption", "taken_at", "at", "file"]
        read_only_fields = fields

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_file(self, evidence: Evidence) -> str:
        return reverse("api-evidence", args=[evidence.pk], request=self.context["request"])


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A report as known at the end of the day: one decided later is still waiting then."""

    state = serializers.SerializerMethodField()
    unit = serializers.SerializerMethodField(help_text="Who reported.")
    decided_on = serializers.SerializerMethodField()
    decision_note = serializers.SerializerMethodField(help_text="For the government's staff; empty for others.")
    superseded_on = serializers.SerializerMethodField(help_text="From when a later figure is in force.")
    evidence = serializers.SerializerMethodField(help_text="For those who are signed in; empty for others.")

    class Meta:
        model = Report
        fields = [
            "id", "undertaking", "version", "state", "closes", "speaks_for", "percent", "quantity", "summary",
            "problems", "next_step", "expected_on", "decrease_reason", "revises", "unit", "submitted_on", "decided_on",
            "decision_note", "superseded_on", "evidence",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(Report.State.choices))
    def get_state(self, report: Report) -> str:
        waits = report.state in (Report.State.DRAFT, Report.State.SUBMITTED) or is_decided(report, self._on)
        return report.state if waits else Report.State.SUBMITTED

    def get_unit(self, report: Report) -> str:
        return str(report.reporter.unit or report.reporter)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_decided_on(self, report: Report) -> date | None:
        return report.decided_on if is_decided(report, self._on) else None

    def get_decision_note(self, report: Report) -> str:
        is_shown = is_decided(report, self._on) and is_staff(self.context["request"].user)
        return report.decision_note if is_shown else ""

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_superseded_on(self, report: Report) -> date | None:
        return report.superseded_on if report.superseded_on and report.superseded_on <= self._on else None

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_evidence(self, report: Report) -> list[dict[str, Any]]:
        if not self.context["request"].user.is_authenticated:
            return []
        return list(EvidenceSerializer(report.evidence.all(), many=True, context=self.context).data)

    @property
    def _on(self) -> date:
        return day_of(self.context["request"])


class OwnerSerializer(serializers.ModelSerializer[Officer]):
    """A post."""

    name = serializers.CharField(source="get_full_name")

    class Meta:
        model = Officer
        fields = ["id", "name"]
        read_only_fields = fields


class UndertakingDetailSerializer(UndertakingSerializer):
    """One undertaking with its reports; `context` brings the row itself and the reports this reader may see."""

    owner = serializers.SerializerMethodField(help_text="For those who are signed in; null for others.")
    on = serializers.SerializerMethodField(help_text="The day it is as known at the end of.")
    programme = serializers.SerializerMethodField()
    supporting_units = serializers.SerializerMethodField()
    reports = serializers.SerializerMethodField()

    @extend_schema_field(OwnerSerializer(allow_null=True))
    def get_owner(self, row: UndertakingOn) -> dict[str, Any] | None:
        owner = self._undertaking.owner
        is_shown = self.context["request"].user.is_authenticated and owner and owner.pk == row.owner_id
        return dict(OwnerSerializer(owner).data) if is_shown else None

    @extend_schema_field(serializers.DateField())
    def get_on(self, row: UndertakingOn) -> date:
        return day_of(self.context["request"])

    def get_programme(self, row: UndertakingOn) -> str:
        return self._undertaking.programme.slug

    @extend_schema_field(UnitSerializer(many=True))
    def get_supporting_units(self, row: UndertakingOn) -> list[dict[str, Any]]:
        return list(UnitSerializer(self._undertaking.supporting_units.all(), many=True).data)

    @extend_schema_field(ReportSerializer(many=True))
    def get_reports(self, row: UndertakingOn) -> list[dict[str, Any]]:
        return list(ReportSerializer(self.context["reports"], many=True, context=self.context).data)

    @property
    def _undertaking(self) -> Undertaking:
        found: Undertaking = self.context["undertaking"]
        return found


class FaultSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class ProblemSerializer(serializers.Serializer[Any]):
    """What went wrong (RFC 9457), in the caller's language; nothing was written."""

    type = serializers.CharField(help_text="`urn:newarea:problem:` and the code of the kind.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(allow_blank=True)
    errors = FaultSerializer(many=True)  # type: ignore[assignment]


class ConflictSerializer(ProblemSerializer):
    """409 and 412: somebody was faster. What stands there now, and what the caller sent."""

    current = serializers.DictField(child=serializers.JSONField())
    yours = serializers.DictField(child=serializers.JSONField())
