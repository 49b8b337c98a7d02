"""A POST that may have arrived, or not, can be sent again under the same Idempotency-Key: it is done once."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as t
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from newarea import clock
from newarea.api.errors import KeyUsed
from newarea.api.reading import officer_of
from newarea.models import IdempotencyKey

LONGEST = 128
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="A word of the caller's own, a UUID say. Sent again within a day, the call is answered, not repeated.",
)
Post = Callable[..., Response]


def once(post: Post) -> Post:
    """For a `post` method behind a sign-in. Of two calls at the same time the second waits for the first."""

    @wraps(post)
    def answer(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        if HEADER not in request.headers:
            return post(self, request, *args, **kwargs)
        officer, key = officer_of(request), key_of(request)
        with transaction.atomic():
            IdempotencyKey.objects.filter(officer=officer).expired(now=clock.now()).delete()
            asked = fingerprint(request)
            own = {"fingerprint": asked, "at": clock.now()}
            row, is_new = IdempotencyKey.objects.get_or_create(officer=officer, key=key, defaults=own)
            if not is_new:
                return told_again(row, asked)
            response = post(self, request, *args, **kwargs)
            keep(row, response)
            return response

    return answer


def key_of(request: Request) -> str:
    key: str = request.headers[HEADER]
    if not (0 < len(key) <= LONGEST and all("!" <= letter <= "~" for letter in key)):
        text = t("1 to %(most)d plain letters, figures or signs, without spaces.") % {"most": LONGEST}
        raise ValidationError({HEADER: [ErrorDetail(text, code="invalid")]})
    return key


def fingerprint(request: Request) -> str:
    """Of what is asked for, not of its bytes: a form with files has a new boundary each time it is sent."""
    data = request.data
    lists = data.lists() if hasattr(data, "lists") else data.items() if isinstance(data, Mapping) else [("", data)]
    sent = sorted((str(name), _told(values)) for name, values in lists)
    asked = [request.method, request.path, request.headers.get("If-Match", ""), sent]
    return sha256(json.dumps(asked, default=str).encode()).hexdigest()


def _told(value: Any) -> Any:
    if isinstance(value, UploadedFile):
        value.seek(0)
        told = [value.name, sha256(value.read(settings.EVIDENCE_MAX_BYTES + 1)).hexdigest()]
        value.seek(0)
        return told
    return [_told(one) for one in value] if isinstance(value, list) else value


def keep(row: IdempotencyKey, response: Response) -> None:
    row.status, row.etag = response.status_code, response.get("ETag", "")
    row.body = JSONRenderer().render(response.data).decode()
    row.save(update_fields=["status", "etag", "body"])


def told_again(row: IdempotencyKey, asked: str) -> Response:
    if row.fingerprint != asked:
        raise KeyUsed
    headers = {REPLAYED: "true"} | ({"ETag": row.etag} if row.etag else {})
    return Response(json.loads(row.body), status=row.status, headers=headers)
