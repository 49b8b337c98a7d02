"""What an operation was sent and answered once, over the example year; `make examples` writes it anew."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from drf_spectacular.plumbing import build_examples_list
from drf_spectacular.utils import OpenApiExample

NAME = "Out of the example year"


@cache
def examples_of(app: str) -> dict[str, dict[str, Any]]:
    """Of the operations of an app: `request` and `response` by the operation's id."""
    path = settings.BASE_DIR / app / "api" / "examples.json"
    found: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}
    return found


def recorded(app: str, operation: str, direction: str) -> Any:
    """As the schema has them; nothing where there is none."""
    told = examples_of(app).get(operation, {})
    if direction not in told:
        return None
    return build_examples_list([OpenApiExample(NAME, value=told[direction])])
