"""The lists of the sign-in protection, with the filters of ours: an odd one is a wrong one and no fault."""

from typing import Any

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from newarea.admin.base import ListAdmin

admin.site.unregister([AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(AccessAttempt)
class AttemptAdmin(ListAdmin, AccessAttemptAdmin):  # type: ignore[misc]
    """Attempts expire by the time of an attempt to sign in; a request to the admin is none, and has no such time."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        request.axes_attempt_time = timezone.now()  # type: ignore[attr-defined]
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer


@admin.register(AccessFailureLog)
class FailureAdmin(ListAdmin, AccessFailureLogAdmin):  # type: ignore[misc]
    pass


@admin.register(AccessLog)
class SignInAdmin(ListAdmin, AccessLogAdmin):  # type: ignore[misc]
    pass
