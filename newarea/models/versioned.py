from collections.abc import Mapping
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stale(Exception):
    """Somebody else saved the record after the caller had read it; nothing was written.

    A form says in `prefix` which of a page's rows it is, and in `labels` what was touched and what it calls that.
    """

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current._meta.label} {current.pk} has moved on")
        self.current = current
        self.prefix = ""
        self.labels: Mapping[str, str] = {}


class Versioned(models.Model):
    """A record that people edit: whoever writes names the version that was seen."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def claim_version(self, seen: int) -> None:
        """Take the next version in one conditional update, or raise `Stale` with the row as it stands now."""
        rows = type(self)._default_manager.filter(pk=self.pk, version=seen)
        if not rows.update(version=seen + 1):
            raise Stale(type(self)._default_manager.get(pk=self.pk))
        self.version = seen + 1

    def save_seen(self, seen: int, **changes: Any) -> Self:
        """Write `changes` over the version that was seen; call inside a transaction."""
        self.claim_version(seen)
        for name, value in changes.items():
            setattr(self, name, value)
        self.save()
        return self
