from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models.officer import Officer

KEPT_FOR = timedelta(hours=24)


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    def expired(self, *, now: datetime) -> "IdempotencyKeyQuerySet":
        return self.filter(at__lt=now - KEPT_FOR)


class IdempotencyKey(models.Model):
    """A call that was done, under the name its caller gave it, with the answer: asked again, it is only told again.

    Written in the transaction of what it did. What was refused leaves none.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(_("key"), max_length=128)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    etag = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "key"],
                name="idempotency_key_once",
                violation_error_message=_("This Idempotency-Key was used before."),
            )
        ]

    def __str__(self) -> str:
        return self.key
