"""What the schema says beside what the views do: every refusal that can happen, as a problem, and an example."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from newarea.api.examples import recorded
from newarea.api.once import IDEMPOTENCY_KEY
from newarea.api.seen import IF_MATCH
from newarea.api.serializers import ConflictSerializer, ProblemSerializer
from newarea.problems import PROBLEM, TITLES, problem

ANY = (400, 401, 403, 404, 406, 429, 503)
WRITING = (409, 413, 415)
ON_A_VERSION = (412, 428)
ONCE = (409, 422)
EXAMPLES = {
    400: ("invalid", "“31 September” is not a day. Write it as 2023-09-15.", "on"),
    401: ("not_authenticated", "Authentication credentials were not provided.", None),
    403: ("scope", "This token may read only.", None),
    404: ("not_found", "Not found.", None),
}


class Schema(AutoSchema):  # type: ignore[no-untyped-call, misc, unused-ignore]
    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status in self._refusals():
            if str(status) not in bodies:
                bodies[str(status)] = self._get_response_for_code(_refusal(status), str(status), direction=direction)
        return dict(sorted(bodies.items()))

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: Any = "response"
    ) -> Any:
        if int(status_code) >= 400:
            media_types = [PROBLEM]
        return super()._get_response_for_code(  # type: ignore[no-untyped-call]
            serializer, status_code, media_types, direction
        )

    def _get_examples(
        self, serializer: Any, direction: Any, media_type: Any, status_code: Any = None, extras: Any = None
    ) -> Any:
        if status_code in (None, "200", "201"):
            app = type(self.view).__module__.partition(".")[0]
            if examples := recorded(app, self.get_operation_id(), direction):
                return examples
        return super()._get_examples(  # type: ignore[no-untyped-call]
            serializer, direction, media_type, status_code, extras
        )

    def _refusals(self) -> list[int]:
        headers = {getattr(one, "name", "") for one in self.get_override_parameters()}
        writing = WRITING if self.method not in ("GET", "HEAD") else ()
        on_a_version = ON_A_VERSION if IF_MATCH.name in headers else ()
        return [*ANY, *writing, *on_a_version, *(ONCE if IDEMPOTENCY_KEY.name in headers else ())]


def _refusal(status: int) -> OpenApiResponse:
    serializer = ConflictSerializer if status in (409, 412) else ProblemSerializer
    examples = []
    if status in EXAMPLES:
        code, detail, attr = EXAMPLES[status]
        body = problem("/api/v1/reports/12/", status, [{"code": code, "detail": detail, "attr": attr}])
        examples = [
            OpenApiExample(code, value=body, media_type=PROBLEM, response_only=True, status_codes=[str(status)])
        ]
    return OpenApiResponse(serializer, description=str(TITLES[status]), examples=examples)
