from django.db import models
from django.utils.translation import gettext_lazy as _

from newarea.models.versioned import Versioned


class GroupChat(Versioned):
    """A unit's group in WeCom, DingTalk or Feishu, reached through the web address of its robot.

    Address and secret are what a stranger would need to write there: neither is shown again once saved.
    """

    class Service(models.TextChoices):
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        FEISHU = "feishu", _("Feishu")

    unit = models.ForeignKey("newarea.Unit", models.CASCADE, related_name="chats", verbose_name=_("unit"))
    service = models.CharField(_("service"), max_length=10, choices=Service)
    url = models.CharField(_("robot's web address"), max_length=500)
    secret = models.CharField(
        _("signing secret"), max_length=200, blank=True, help_text=_("As the service shows it; WeCom has none.")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    next_free_at = models.DateTimeField(_("next message not before"), null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(_("takes nothing since"), null=True, blank=True, editable=False)
    last_sent_at = models.DateTimeField(_("last message at"), null=True, blank=True, editable=False)
    last_reply = models.CharField(_("last answer"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("group chat")
        verbose_name_plural = _("group chats")
        ordering = ["unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(is_active=True), name="one_chat_in_use_a_unit",
                violation_error_message=_("This unit has a group chat in use already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_service_display()}"
