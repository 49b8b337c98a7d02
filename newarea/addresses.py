"""Whose address a request carries, when our own proxies stand in front."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Counted from the right of X-Forwarded-For: what stands further left is the client's own claim."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    claimed = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    forwarded = [part.strip() for part in claimed.split(",") if part.strip()]
    if not settings.PROXIES or not forwarded:
        return direct
    return forwarded[-min(settings.PROXIES, len(forwarded))]
