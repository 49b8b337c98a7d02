"""The schema, and a page to browse it in. Scripts and styles come from this site, none of them inline."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

schema = SpectacularAPIView.as_view()
docs = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="newarea/api_docs.html")
