"""What several answers name: indicators, areas, measures. Figures are decimals in strings, periods are 2023-08."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from targets.domain.periods import period_of
from targets.models import Indicator, Measure, WorkArea


class FigureField(serializers.DecimalField):
    """A figure, or the difference of two, in the unit named beside it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=20, decimal_places=4, **options)


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-\d{2}$"})
class PeriodField(serializers.CharField):
    """The last month of a period: 2023-08 is January to August wherever figures are cumulative."""

    default_error_messages = {"period": _("Write a period as its year and last month: 2023-08.")}

    def to_internal_value(self, data: Any) -> Any:
        period = period_of(super().to_internal_value(data))
        if period is None:
            self.fail("period")
        return period

    def to_representation(self, value: Any) -> str:
        return str(value.key)


class NamedIndicatorSerializer(serializers.ModelSerializer[Indicator]):
    name = serializers.CharField(help_text="In the caller's language.")

    class Meta:
        model = Indicator
        fields = ["key", "name", "name_zh", "name_en"]
        read_only_fields = fields


class NamedAreaSerializer(serializers.ModelSerializer[WorkArea]):
    title = serializers.CharField(help_text="In the caller's language.")

    class Meta:
        model = WorkArea
        fields = ["number", "key", "title", "title_zh", "title_en"]
        read_only_fields = fields


class NamedMeasureSerializer(serializers.ModelSerializer[Measure]):
    area = serializers.CharField(source="area.key", help_text="The key of its work area.")
    title = serializers.CharField(help_text="In the caller's language.")

    class Meta:
        model = Measure
        fields = ["area", "key", "title", "title_zh", "title_en"]
        read_only_fields = fields
