from typing import Any

from axes.admin import AccessAttemptAdmin
from axes.models import AccessAttempt
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class AttemptAdmin(AccessAttemptAdmin):  # type: ignore[misc]
    """Attempts expire by the time of an attempt to sign in; a request to the admin is none, and has no such time."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        request.axes_attempt_time = timezone.now()  # type: ignore[attr-defined]
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer


admin.site.unregister(AccessAttempt)
admin.site.register(AccessAttempt, AttemptAdmin)
