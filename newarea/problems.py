"""What the API says when something is refused (RFC 9457), also where no endpoint was reached."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

PROBLEM = "application/problem+json"
TITLES = {
    400: _("This cannot be read"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Not possible here"),
    406: _("Not available in this form"),
    409: _("Changed in the meantime"),
    412: _("Not the version you saw"),
    413: _("Too large"),
    415: _("Not a form that is read here"),
    422: _("The key was used before"),
    428: _("Which version?"),
    429: _("Too many requests"),
    500: _("A fault on our side"),
    503: _("Not available at the moment"),
}


def problem(path: str, status: int, errors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """`errors` have `code`, `detail` and `attr`. All that is wrong with what was sent is one kind; which field and why
    stands in `errors`."""
    kind = "invalid" if status == 400 or not errors else errors[0]["code"]
    return {
        "type": f"urn:newarea:problem:{kind}",
        "title": str(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": " ".join(dict.fromkeys(error["detail"] for error in errors)),
        "instance": path,
        "errors": list(errors),
    }


def problem_response(path: str, status: int, *, code: str, detail: str, attr: str | None = None) -> JsonResponse:
    body = problem(path, status, [{"code": code, "detail": detail, "attr": attr}])
    return JsonResponse(body, status=status, content_type=PROBLEM)
