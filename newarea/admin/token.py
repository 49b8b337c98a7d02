"""Tokens of programs. What they are is shown nowhere; an administrator sees that they are there, and withdraws them."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newarea import clock
from newarea.actions.tokens import withdraw_token
from newarea.admin.base import LedgerAdmin
from newarea.admin.rights import officer
from newarea.models import ApiToken
from newarea.models.api_token import ApiTokenQuerySet


@admin.register(ApiToken)
class ApiTokenAdmin(LedgerAdmin):
    list_display = ("name", "prefix", "officer", "scope", "created_at", "expires_at", "last_used_on", "withdrawn_at")
    list_filter = ("scope", "withdrawn_at")
    list_select_related = ("officer__unit",)
    search_fields = ("name", "prefix", "officer__username")
    date_hierarchy = "created_at"
    fields = list_display
    actions = ["withdraw"]  # type: ignore[assignment]

    @admin.action(description=_("Withdraw the chosen tokens"))
    def withdraw(self, request: HttpRequest, rows: ApiTokenQuerySet) -> None:
        ended = sum(withdraw_token(row, by=officer(request), now=clock.now()) for row in rows)
        words = ngettext("%(count)d token was withdrawn.", "%(count)d tokens were withdrawn.", ended)
        self.message_user(request, words % {"count": ended})
