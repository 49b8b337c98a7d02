from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ErrorDetail, PermissionDenied, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from newarea import clock
from newarea.actions.tokens import LONGEST, make_token, withdraw_token
from newarea.api.endpoint import Endpoint
from newarea.api.reading import officer_of
from newarea.models import ApiToken, Officer


class LockedOut(APIException):
    status_code = 429
    default_code = "locked_out"
    default_detail = _("Too many failed attempts. Try again later.")
    wait = int(settings.AXES_COOLOFF_TIME.total_seconds())


class AttemptThrottle(AnonRateThrottle):
    """A few attempts a minute and address, beside the lock-out of the account."""

    scope = "token"
    rate = "10/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False, style={"input_type": "password"})


class WantedSerializer(CredentialsSerializer):
    name = serializers.CharField(max_length=80, default="API", help_text="What it is for.")
    scope = serializers.ChoiceField(ApiToken.Scope.choices, default=ApiToken.Scope.READ)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST, default=30, help_text="How long it lasts.")


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    token = serializers.SerializerMethodField(help_text="For the header `Authorization: Token …`. Told only now.")

    class Meta:
        model = ApiToken
        fields = ["token", "name", "scope", "created_at", "expires_at"]
        read_only_fields = fields

    def get_token(self, row: ApiToken) -> str:
        return str(self.context["secret"])


def signed_in(request: Request, credentials: dict[str, str]) -> Officer:
    """Says the same for an unknown name and a wrong password; counts both towards the lock-out."""
    officer = authenticate(request._request, **credentials)
    if getattr(request._request, "axes_locked_out", False):
        request._request.axes_locked_out = False  # type: ignore[attr-defined]  # or the middleware answers with a page
        raise LockedOut
    if not isinstance(officer, Officer):
        text = t("User name and password do not fit.")
        raise ValidationError({"non_field_errors": [ErrorDetail(text, code="authorization")]})
    return officer


class TokenView(Endpoint):
    """A token is made with a password, and withdrawn with itself."""

    queryset = ApiToken.objects.none()
    serializer_class = TokenSerializer
    is_for_readers = True

    def get_authenticators(self) -> Any:
        is_attempt = self.request is not None and self.request.method == "POST"
        return [] if is_attempt else super().get_authenticators()

    def get_permissions(self) -> Any:
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]

    def get_throttles(self) -> Any:
        return [AttemptThrottle()] if self.request.method == "POST" else super().get_throttles()

    @extend_schema(
        operation_id="token",
        summary="A token for a user name and a password",
        description="Ask for no more than is needed: `read` is enough to look.",
        request=WantedSerializer,
        responses={201: TokenSerializer},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        sent = WantedSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted = dict(sent.validated_data)
        officer = signed_in(request, {name: wanted.pop(name) for name in ("username", "password")})
        token, secret = make_token(**wanted, by=officer, now=clock.now())
        body = TokenSerializer(token, context={"secret": secret}).data
        return Response(body, status=201, headers={"Cache-Control": "no-store"})

    @extend_schema(operation_id="token_withdraw", summary="Withdraw the token of this call", responses={204: None})
    def delete(self, request: Request) -> Response:
        if not isinstance(request.auth, ApiToken):
            raise PermissionDenied(t("Call with the token that is to be withdrawn."), code="no_token")
        withdraw_token(request.auth, by=officer_of(request), now=clock.now())
        return Response(status=204)
