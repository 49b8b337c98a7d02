from django.db import models
from django.utils.translation import gettext_lazy as _


class ListedDuty(models.Model):
    """What was listed as open for a person when it was last looked at, beside undertakings, which keep their own.

    A moved date, a new owner or a return after an absence begins a new generation; the calendar feed says what is gone.
    """

    duty = models.CharField(_("duty"), max_length=80)
    person = models.ForeignKey("newarea.Officer", models.CASCADE, related_name="+", verbose_name=_("person"))
    generation = models.PositiveIntegerField(_("generation"), default=1)
    due_on = models.DateField(_("due"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    is_listed = models.BooleanField(_("open"), default=True)
    changed_on = models.DateField(_("changed on"))

    class Meta:
        verbose_name = _("listed duty")
        verbose_name_plural = _("listed duties")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "person"], name="listed_duty_once_a_person",
                violation_error_message=_("This duty is listed for this person already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.duty} → {self.person}"
