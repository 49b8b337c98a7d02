"""The address in a mail that switches its kinds of reminder off: signed, so that it works without signing in.

It names the message alone, never grows old, and lets nothing be read: RFC 8058 asks for one that mail programs can
post to by themselves.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from newarea.models import Digest

SALT = "newarea.way_out"
ONE_CLICK = "List-Unsubscribe=One-Click"


def way_out(digest: Digest) -> str:
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[signed(digest)])}"


def signed(digest: Digest) -> str:
    return Signer(salt=SALT).sign(str(digest.pk))


def message_in(text: str) -> int | None:
    """The key of the message; None for what we have not signed."""
    try:
        return int(Signer(salt=SALT).unsign(text))
    except (BadSignature, ValueError):
        return None


def headers(digest: Digest) -> tuple[tuple[str, str], ...]:
    """Only of a message that its reader may switch off. One click needs https, or mail programs do not offer it; an
    address that is not plain ASCII cannot stand in a header."""
    address = way_out(digest) if digest.is_optional else ""
    if not (address and address.isascii()):
        return ()
    one_click = (("List-Unsubscribe-Post", ONE_CLICK),) if address.startswith("https://") else ()
    return (("List-Unsubscribe", f"<{address}>"), *one_click)
