from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def in_use(self) -> Self:
        return self.filter(revoked_at=None, person__is_active=True)


class CalendarFeed(models.Model):
    """A secret address under which a calendar program reads: one's own due dates, or those of a project.

    The address holds a code made from `nonce` and the site's secret key; it can be shown again, and revoked.
    """

    person = models.ForeignKey("newarea.Officer", models.CASCADE, related_name="feeds", verbose_name=_("person"))
    subject = models.CharField(
        _("what it shows"), max_length=80, blank=True, help_text=_("Empty: what the person answers for.")
    )
    nonce = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_read_at = models.DateTimeField(_("last read at"), null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject"], condition=models.Q(revoked_at=None), name="one_feed_in_use",
                violation_error_message=_("This person has this feed already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.subject}"
