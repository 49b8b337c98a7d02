from typing import Any

from django.utils.translation import activate
from django.utils.translation import gettext as t
from rest_framework.authentication import TokenAuthentication as BaseTokenAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from newarea import clock
from newarea.actions.tokens import token_of
from newarea.models import ApiToken, Officer


class TokenAuthentication(BaseTokenAuthentication):
    """`Authorization: Token …` or `Bearer …`. Its scope is asked before anything is looked for."""

    def authenticate(self, request: Request) -> tuple[Officer, ApiToken] | None:
        words = get_authorization_header(request).split()
        self.keyword = "Bearer" if words and words[0].lower() == b"bearer" else "Token"
        found = super().authenticate(request)
        if found is None:
            return None
        officer, token = found
        if request.headers.get("Accept-Language", "*").strip() in ("", "*"):
            activate(officer.language)  # a program that asks for none gets its officer's own
        if request.method not in SAFE_METHODS and not token.is_writing and not _is_for_readers(request):
            raise PermissionDenied(t("This token may read only."), code="scope")
        return officer, token

    def authenticate_credentials(self, key: str) -> tuple[Officer, ApiToken]:
        token = token_of(key, now=clock.now(), on=clock.today())
        if token is None or not token.officer.is_active:
            raise AuthenticationFailed(t("This token is unknown, withdrawn or has run out."))
        return token.officer, token


def _is_for_readers(request: Request) -> bool:
    view: Any = request.parser_context.get("view")
    return getattr(view, "is_for_readers", False)
