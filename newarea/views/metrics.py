from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from newarea.addresses import client_address

LOOPBACK = ("127.0.0.1", "::1")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For a Prometheus on this machine that asks the web process itself; through the proxy there is no such page."""
    if client_address(request) not in LOOPBACK:
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    return answer
