"""The site's addresses: the base's own, then those of every part, found by name as Django finds apps."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from newarea.api.documentation import Unknown
from newarea.views.metrics import metrics
from newarea.views.overview import home, overview

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("newarea.api.urls")),
    *(path("api/v1/", include(f"{part}.api.urls")) for part in settings.PROGRAMME_PARTS),
    re_path(r"^api/(?:.*/)?$", Unknown.as_view(), name="api-unknown"),
    path("metrics", metrics, name="metrics"),
    path("", home, name="home"),
    path("", include("newarea.views.urls")),
    *(path("", include(f"{part}.urls")) for part in settings.PROGRAMME_PARTS),
    # last: a programme's address is any word that is no page's
    path("<slug:slug>/", overview, name="overview"),
]

handler400 = "newarea.views.refusals.bad_request"
handler403 = "newarea.views.refusals.forbidden"
handler404 = "newarea.views.refusals.not_found"
handler500 = "newarea.views.refusals.server_error"
