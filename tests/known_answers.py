"""A middleware of the tests: whatever test calls the API, an answer that the schema does not know fails it."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

ROOT = "/api/v1/"
ELSEWHERE = ("/api/v1/schema/", "/api/v1/docs/")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


class UnknownAnswer(AssertionError):
    pass


class KnownAnswers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ROOT) and not request.path.startswith(ELSEWHERE):
            check(request, response)
        return response


def check(request: HttpRequest, response: HttpResponse) -> None:
    """Raises what the test client raises again, and anybody else gets as a 500."""
    if faults := list(faults_of(request, response)):
        raise UnknownAnswer(f"{request.method} {request.path}: {response.status_code} {'; '.join(faults)}")


def faults_of(request: HttpRequest, response: HttpResponse) -> Iterator[str]:
    operation = operation_of(request)
    if response.status_code in (301, 304) or request.method == "OPTIONS":
        return
    if operation is None:  # no such address, or no such method there
        if response.status_code not in (400, 401, 403, 404, 405, 406, 429, 503) or not is_problem(response):
            yield "at an address or by a method that the schema does not know"
        return
    told = operation["responses"].get(str(response.status_code))
    if told is None:
        yield f"not among {', '.join(operation['responses'])}"
        return
    yield from content_faults(told.get("content"), response)


def content_faults(contents: dict[str, Any] | None, response: HttpResponse) -> Iterator[str]:
    if not contents:
        if response.content:
            yield "has a body and should have none"
        return
    kind = response["Content-Type"].partition(";")[0]
    content = contents.get(kind) or contents.get("*/*")
    if content is None:
        yield f"is {kind}, not {', '.join(contents)}"
    elif kind.endswith("json") and not response.streaming and response.content:
        for fault in validator_of(json.dumps(content["schema"])).iter_errors(json.loads(response.content)):
            yield f"{fault.json_path}: {fault.message[:200]}"


def is_problem(response: HttpResponse) -> bool:
    return response["Content-Type"] == "application/problem+json"


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))
    return found


@cache
def validator_of(told: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(told), "components": schema()["components"]})


def operation_of(request: HttpRequest) -> dict[str, Any] | None:
    match = request.resolver_match
    if match is None:
        return None
    path = PARAMETER.sub(lambda found: "{id}" if found[1] == "pk" else f"{{{found[1]}}}", f"/{match.route}")
    method = (request.method or "get").lower()
    return schema()["paths"].get(path, {}).get("get" if method == "head" else method)
