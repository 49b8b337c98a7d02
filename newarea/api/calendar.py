"""The working calendar, as reminders and lights count with it."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.api.endpoint import Endpoint
from newarea.api.reading import ON
from newarea.models import Workday, reference

YEARS = range(2000, 2101)


class ExceptionSerializer(serializers.ModelSerializer[Workday]):
    class Meta:
        model = Workday
        fields = ["day", "is_working", "note"]
        read_only_fields = fields


class YearSerializer(serializers.Serializer[dict[str, Any]]):
    """Monday to Friday, but for these days."""

    year = serializers.IntegerField()
    is_decreed = serializers.BooleanField(help_text="Without a decree every Monday to Friday counts, and pages warn.")
    working_days = serializers.IntegerField()
    exceptions = ExceptionSerializer(many=True)


class CountQuery(serializers.Serializer[Any]):
    after = serializers.DateField()
    until = serializers.DateField()

    def validate(self, attrs: dict[str, date]) -> dict[str, date]:
        for name, day in attrs.items():
            if day.year not in YEARS:
                raise serializers.ValidationError(
                    {name: self.fields[name].error_messages["invalid"].format(format="2023-09-15")}
                )
        return attrs


class CountSerializer(serializers.Serializer[dict[str, Any]]):
    after = serializers.DateField()
    until = serializers.DateField()
    working_days = serializers.IntegerField(help_text="After the first day, up to and including the second.")
    is_decreed = serializers.BooleanField(help_text="Of all years in between.")


class WorkingYear(Endpoint):
    queryset = Workday.objects.none()
    serializer_class = YearSerializer

    @extend_schema(operation_id="calendar", summary="The working calendar of a year", parameters=[ON])
    def get(self, request: Request, year: int) -> Response:
        if year not in YEARS:
            raise NotFound
        calendar = reference().calendar
        exceptions = Workday.objects.exceptions().filter(day__year=year)
        told = {
            "year": year,
            "is_decreed": calendar.is_known(year),
            "working_days": calendar.between(date(year - 1, 12, 31), date(year, 12, 31)),
            "exceptions": exceptions,
        }
        return Response(self.get_serializer(told).data)


class WorkingDays(Endpoint):
    queryset = Workday.objects.none()
    serializer_class = CountSerializer
    query = CountQuery

    @extend_schema(
        operation_id="working_days", summary="How many working days lie between two days", parameters=[ON, CountQuery]
    )
    def get(self, request: Request) -> Response:
        asked, calendar = self.asked(), reference().calendar
        years = range(asked["after"].year, asked["until"].year + 1)
        told = {
            **asked,
            "working_days": calendar.between(asked["after"], asked["until"]),
            "is_decreed": all(calendar.is_known(year) for year in years),
        }
        return Response(self.get_serializer(told).data)
