from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedQuerySet(models.QuerySet["Loaded"]):
    def last_day_of(self, scope: str) -> date | None:
        """The day of the latest fact or figure loaded into a programme; nothing else has a day."""
        last: date | None = self.filter(scope=scope).aggregate(last=models.Max("on"))["last"]
        return last


class Loaded(models.Model):
    """What a programme file last said under one of its stable keys.

    A later loading compares three: this, the file and the site. What only the file changed is taken over, what people
    changed on the site stays. A fact that stands here is never loaded again.
    """

    scope = models.CharField(_("programme"), max_length=64, blank=True, help_text=_("Empty for units and accounts."))
    section = models.CharField(_("section"), max_length=40)
    key = models.CharField(_("key"), max_length=200)
    said = models.JSONField(_("what the file said"), default=dict)
    on = models.DateField(_("day of the fact"), null=True, blank=True)
    at = models.DateTimeField(_("at"), auto_now=True)

    objects = LoadedQuerySet.as_manager()

    class Meta:
        verbose_name = _("loaded record")
        verbose_name_plural = _("loaded records")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "section", "key"],
                name="loaded_once",
                violation_error_message=_("This record has been loaded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.key}"
