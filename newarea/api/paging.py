from typing import Any

from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

from newarea.api.reading import day_of


class Pages(PageNumberPagination):
    """`?page=2&size=50`; the envelope says which day its rows are known at the end of."""

    page_size = 25
    page_size_query_param = "size"
    max_page_size = 100

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        assert self.request is not None
        response.data = {"on": day_of(self.request)} | response.data
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        envelope: dict[str, Any] = super().get_paginated_response_schema(schema)
        envelope["properties"] = {"on": {"type": "string", "format": "date"}} | envelope["properties"]
        envelope["required"] = ["on", *envelope["required"]]
        return envelope
