"""What went wrong, as a problem (RFC 9457) in the caller's language: one shape for all of it."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import OperationalError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.formatter import ExceptionFormatter as BaseFormatter
from drf_standardized_errors.handler import ExceptionHandler as BaseHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework.exceptions import APIException, ErrorDetail, NotFound, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.actions.reports import ReportContent
from newarea.models import Report, Stale
from newarea.problems import PROBLEM, problem

SHOWN = (*(field.name for field in fields(ReportContent)), "version")


class Conflict(APIException):
    """Somebody was faster: the body shows what stands there now and what the caller sent."""

    status_code = 409
    default_code = "stale"
    default_detail = _("Somebody else saved this in the meantime. Both versions are shown; nothing was overwritten.")

    def __init__(self, current: Model) -> None:
        super().__init__()
        self.current = current


class PreconditionRequired(APIException):
    status_code = 428
    default_code = "precondition_required"
    default_detail = _("Name the version you saw in If-Match: it is the ETag of what you read.")


class PreconditionFailed(Conflict):
    """What the caller saw is not what stands there now: told before anything is tried."""

    status_code = 412
    default_code = "precondition_failed"
    default_detail = _("This is not the version you saw. Both are shown; nothing was written.")


class KeyUsed(APIException):
    status_code = 422
    default_code = "idempotency_key_used"
    default_detail = _("This Idempotency-Key was used for another request. Take a new one.")


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("More was sent than is taken at once. Nothing was written.")


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
            case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
                return TooLarge()
            case SuspiciousOperation():
                return ParseError()
            case OperationalError():
                return Away()
        return super().convert_known_exceptions(exc)

    def get_response(self, exc: APIException, data: Any) -> Response:
        response = super().get_response(exc, data)
        response.content_type = PROBLEM
        return response


class ExceptionFormatter(BaseFormatter):
    def format_error_response(self, error_response: ErrorResponse) -> Any:
        request = self.context.get("request")
        errors = [asdict(error) for error in error_response.errors]
        body = problem(request.path if request else "", self.exc.status_code, errors)
        if isinstance(self.exc, Conflict):
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
