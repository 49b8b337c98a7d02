"""What an officer does about the version that was seen: hand it in, verify it, send it back, grant it."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from newarea.api.endpoint import Endpoint
from newarea.api.once import IDEMPOTENCY_KEY, Post, once
from newarea.api.reading import hand_of
from newarea.api.seen import IF_MATCH, SeenSerializer, seen_by
from newarea.api.serializers import ConflictSerializer

Row = TypeVar("Row")


class NoteSerializer(SeenSerializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=1000)

    def to_internal_value(self, data: Any) -> Any:
        return {"note": "", **super().to_internal_value(data)}


def written(row: type[serializers.BaseSerializer[Any]]) -> dict[int, Any]:
    """The answers of what writes over a row: as it stands afterwards, or both versions and nothing written."""
    return {200: row, 409: ConflictSerializer, 412: ConflictSerializer}


def decision(
    *, sent: type[SeenSerializer], told: type[serializers.BaseSerializer[Any]], **words: Any
) -> Callable[[Post], Post]:
    """A `post` that decides on the version that was seen, once; `words` are for the schema."""

    def declared(post: Post) -> Post:
        described = extend_schema(
            request=sent, responses=written(told), parameters=[IF_MATCH, IDEMPOTENCY_KEY], **words
        )
        whole: Post = described(once(post))
        return whole

    return declared


def decide(view: Endpoint, row: Any, action: Callable[..., Row], sent: type[SeenSerializer] = SeenSerializer) -> Row:
    """Call the action with what was sent, by whom, on which day."""
    body = view.sent(sent)
    seen = seen_by(view.request, row, body)
    return action(row, seen=seen, **body, **hand_of(view.request))
