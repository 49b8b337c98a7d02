from datetime import datetime
from hashlib import sha256
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models.officer import Officer

SHOWN = 12  # letters of the secret that stay readable, to tell tokens apart


def digest_of(secret: str) -> str:
    """Plain SHA-256 is enough: of 256 random bits nothing can be guessed from a copy of the table."""
    return sha256(secret.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def in_use(self, *, now: datetime) -> Self:
        return self.filter(withdrawn_at=None, expires_at__gt=now)


class ApiToken(models.Model):
    """A program's key to what its officer may see, and may do where the scope says so. Only its digest is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("read only")
        WRITE = "write", _("read and write")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="api_tokens", verbose_name=_("officer"))
    name = models.CharField(_("what it is for"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=SHOWN)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope.choices, default=Scope.READ)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="api_token_lasts",
                violation_error_message=_("A token has to last for some time."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_writing(self) -> bool:
        return self.scope == self.Scope.WRITE

    def is_in_use(self, now: datetime) -> bool:
        return self.withdrawn_at is None and self.expires_at > now
