"""What went wrong, as JSON in the caller's language: one shape for all of it, by drf-standardized-errors."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import OperationalError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.formatter import ExceptionFormatter as BaseFormatter
from drf_standardized_errors.handler import ExceptionHandler as BaseHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework.exceptions import APIException, ErrorDetail, NotFound, ValidationError
from rest_framework.request import Request

from newarea.actions.reports import ReportContent
from newarea.models import Report, Stale

SHOWN = (*(field.name for field in fields(ReportContent)), "version")


class Conflict(APIException):
    """Somebody was faster: the body shows what stands there now and what the caller sent."""

    status_code = 409
    default_code = "stale"
    default_detail = _("Somebody else saved this in the meantime. Both versions are shown; nothing was overwritten.")

    def __init__(self, current: Model) -> None:
        super().__init__()
        self.current = current


class Away(APIException):
    status_code = 503
    default_code = "unavailable"
    default_detail = _("The database cannot be reached at the moment. Please try again shortly.")
    wait = 10


class ExceptionHandler(BaseHandler):
    """Knows the errors of our actions beside DRF's own."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        match exc:
            case Stale():
                return Conflict(exc.current)
            case ModelValidationError():
                return ValidationError(detail_of(exc))
            case ObjectDoesNotExist():
                return NotFound()
            case OperationalError():
                return Away()
        return super().convert_known_exceptions(exc)


class ExceptionFormatter(BaseFormatter):
    def format_error_response(self, error_response: ErrorResponse) -> Any:
        body = super().format_error_response(error_response)
        if isinstance(self.exc, Conflict):
            request = self.context["request"]
            body |= {"current": present(self.exc.current), "yours": sent_by(request) if request else {}}
        return body


def detail_of(error: ModelValidationError) -> dict[str, list[ErrorDetail]]:
    """By field, as DRF has it; what belongs to no field stands under `non_field_errors`."""
    by_field = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
    return {
        "non_field_errors" if field == NON_FIELD_ERRORS else field: [
            ErrorDetail(message, code=fault.code or "invalid") for fault in faults for message in fault.messages
        ]
        for field, faults in by_field.items()
    }


def sent_by(request: Request) -> dict[str, Any]:
    """What the caller typed of a report, without the files."""
    try:
        sent = request.data
    except APIException:  # a body that cannot be read, on a record that has moved on anyway
        return {}
    return {name: sent[name] for name in SHOWN if name in sent} if isinstance(sent, Mapping) else {}


def present(current: Model) -> dict[str, Any]:
    """How it stands now, with the version to name next time."""
    names = (*SHOWN, "state") if isinstance(current, Report) else ("version", "state")
    values = {"id": current.pk} | {name: getattr(current, name) for name in names if hasattr(current, name)}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
