from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models.reminder import Channel


class Mute(models.Model):
    """A person's own choice: this kind not through this channel. It counts only where the policy leaves a choice."""

    person = models.ForeignKey("newarea.Officer", models.CASCADE, related_name="mutes", verbose_name=_("person"))
    kind = models.CharField(_("kind of duty"), max_length=20)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)

    class Meta:
        verbose_name = _("personal setting")
        verbose_name_plural = _("personal settings")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "channel"], name="mute_once",
                violation_error_message=_("This is switched off already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(channel="inbox"), name="the_inbox_gets_everything",
                violation_error_message=_("The in-app inbox gets everything."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.channel}"
