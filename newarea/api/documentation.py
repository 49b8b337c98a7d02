"""The schema, and a page to browse it in. Scripts and styles come from this site, none of them inline."""

from typing import Any

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

schema = SpectacularAPIView.as_view()
docs = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="newarea/api_docs.html")


@extend_schema(exclude=True)
class Unknown(APIView):
    """What no other endpoint answers to, so that a client is refused in JSON there too."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound
