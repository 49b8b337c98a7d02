"""Which version the caller saw. Without one nothing is written over."""

import re
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from newarea.api.errors import Conflict, PreconditionFailed, PreconditionRequired
from newarea.models import Versioned

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description='The ETag of what was read, or its version alone: "3".',
)
VERSION = re.compile(r'(?:W/)?"?([0-9]{1,9})(?:\.[0-9a-f]{16})?"?')


class SeenSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(
        required=False, min_value=1, help_text="The same once more, for those who keep it with their own copy."
    )


def seen_by(request: Request, row: Versioned, data: dict[str, Any]) -> int:
    """The version in If-Match, which `row` still has; a `version` is taken out of the body and has to say the same.

    428 without one, 412 if the row has moved on, 409 if header and body do not fit; with both versions.
    """
    named, told = request.headers.get("If-Match", "").strip(), data.pop("version", None)
    if named in ("", "*"):
        raise PreconditionRequired
    found = VERSION.fullmatch(named)
    if found is None or int(found[1]) != row.version:
        raise PreconditionFailed(row)
    if told not in (None, row.version):
        raise Conflict(row)
    return row.version
