from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models.officer import Officer
from newarea.models.programme import Reader


class ChaseUpQuerySet(models.QuerySet["ChaseUp"]):
    def known_on(self, day: date) -> Self:
        return self.filter(on__lte=day)

    def visible_to(self, reader: Reader) -> Self:
        """Between the office and the unit: all of them to whoever oversees, to a unit's people their own unit's."""
        if not isinstance(reader, Officer) or reader.is_delegate:
            return self.none()
        if reader.is_reporting:
            return self.filter(undertaking__lead_unit=reader.unit_id) if reader.unit_id else self.none()
        return self


class ChaseUp(models.Model):
    """The inspection office asks after an item by hand; the message goes at once and by itself."""

    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.CASCADE, related_name="chase_ups", verbose_name=_("undertaking")
    )
    by = models.ForeignKey("newarea.Officer", models.PROTECT, related_name="+", verbose_name=_("by"))
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = ChaseUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("chase-up")
        verbose_name_plural = _("chase-ups")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.undertaking} {self.on}"

    @property
    def duty(self) -> str:
        """The key under which its messages are kept."""
        return f"chase:{self.pk}"
