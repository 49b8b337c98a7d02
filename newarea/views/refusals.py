"""The pages for what cannot be shown. Those for our own faults ask nothing of the database, which may be the fault."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as t

from newarea.problems import problem_response

RETRY_AFTER = 10  # seconds


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_of_the_api(request):
        return problem_response(request.path, 400, code="bad_request", detail=t("The request cannot be read."))
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Also for a form without its token: a page left open over a sign-out."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_of_the_api(request):
        return problem_response(request.path, 404, code="not_found", detail=t("There is nothing at this address."))
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Wherever it broke, also before a view was reached: a database that is away is a 503, not our fault's 500."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return unavailable(request)
    if is_of_the_api(request):
        detail = t("Something broke on our side. Nothing was written.")
        return problem_response(request.path, 500, code="error", detail=detail)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response: HttpResponse
    if is_of_the_api(request):
        detail = t("The database cannot be reached at the moment. Please try again shortly.")
        response = problem_response(request.path, 503, code="unavailable", detail=detail)
    else:
        response = HttpResponse(render_to_string("errors/503.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def is_of_the_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
