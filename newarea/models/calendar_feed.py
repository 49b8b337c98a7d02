from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from newarea.models.officer import Officer

SALT = "newarea.calendar-feed"


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def in_use(self) -> Self:
        return self.filter(revoked_at=None, person__is_active=True)

    def held_by(self, officer: Officer) -> Self:
        return self.in_use().filter(person=officer)


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

    @property
    def code(self) -> str:
        """Made anew each time: neither the table nor a copy of it opens a calendar."""
        return salted_hmac(SALT, f"{self.pk}:{self.nonce}", algorithm="sha256").hexdigest()

    @property
    def secret_path(self) -> str:
        return reverse("calendar-feed", args=[self.pk, self.code])

    def opens_with(self, code: str) -> bool:
        return constant_time_compare(self.code, code)
