from typing import Any

from django.contrib.auth import authenticate
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from newarea.api.serializers import RefusalSerializer
from newarea.models import Officer


class LockedOut(APIException):
    status_code = 429
    default_code = "locked_out"
    default_detail = _("Too many failed attempts. Try again later.")


class AttemptThrottle(AnonRateThrottle):
    """A few attempts a minute and address, beside the lock-out of the account."""

    scope = "token"
    rate = "10/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False, style={"input_type": "password"})


class TokenSerializer(serializers.ModelSerializer[Token]):
    token = serializers.CharField(source="key", help_text="For the header `Authorization: Token …`.")

    class Meta:
        model = Token
        fields = ["token", "created"]
        read_only_fields = fields


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


class TokenView(GenericAPIView[Token]):
    """One token an officer. It does not run out: withdraw it here, or in the admin, when it is not needed any more."""

    queryset = Token.objects.none()
    serializer_class = TokenSerializer

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
        request=CredentialsSerializer,
        responses={200: TokenSerializer, 429: RefusalSerializer},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        sent = CredentialsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        token, _created = Token.objects.get_or_create(user=signed_in(request, sent.validated_data))
        return Response(TokenSerializer(token).data, headers={"Cache-Control": "no-store"})

    @extend_schema(operation_id="token_withdraw", summary="Withdraw the caller's token", responses={204: None})
    def delete(self, request: Request) -> Response:
        Token.objects.filter(user=request.user.pk).delete()
        return Response(status=204)
