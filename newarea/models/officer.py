from django.contrib.auth.models import AbstractUser, AnonymousUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models.versioned import Versioned


class OfficerManager(UserManager["Officer"]):
    def with_unread(self) -> models.QuerySet["Officer"]:
        """Officers with their unit and the number of unread messages in the in-app inbox."""
        unread = models.Count(
            "digests", filter=models.Q(digests__channel="inbox", digests__state="sent", digests__read_at=None)
        )
        return self.select_related("unit").annotate(unread=unread)

    def visible_to(self, reader: "Officer | AnonymousUser") -> models.QuerySet["Officer"]:
        """Everybody to the inspection office, leaders and administrators; to others themselves and their own unit."""
        if not isinstance(reader, Officer):
            return self.none()
        if reader.is_inspector or reader.is_administrator or reader.role == Officer.Role.LEADER:
            return self.all()
        own = models.Q(pk=reader.pk)
        return self.filter(own | models.Q(unit=reader.unit_id) if reader.is_reporting and reader.unit_id else own)


class Officer(AbstractUser, Versioned):
    """Who signs in: a post rather than a person, so that a successor can inherit it."""

    class Role(models.TextChoices):
        REPORTER = "reporter", _("reporter")
        HEAD = "head", _("head of unit")
        INSPECTOR = "inspector", _("inspector")
        LEADER = "leader", _("leader")
        DELEGATE = "delegate", _("delegate")
        ADMINISTRATOR = "administrator", _("administrator")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    unit = models.ForeignKey(
        "newarea.Unit", models.PROTECT, null=True, blank=True, related_name="officers", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.REPORTER)
    name = models.CharField(
        _("name"), max_length=80, blank=True, help_text=_("Name of the post; empty means unit and role.")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans"
    )
    history = HistoricalRecords(excluded_fields=["password", "last_login", "version"])

    objects = OfficerManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or f"{self.unit.name if self.unit else self.username} {self.get_role_display()}"

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def is_inspector(self) -> bool:
        return self.role == self.Role.INSPECTOR

    @property
    def is_delegate(self) -> bool:
        return self.role == self.Role.DELEGATE

    @property
    def is_reporting(self) -> bool:
        return self.role in (self.Role.REPORTER, self.Role.HEAD)

    @property
    def is_administrator(self) -> bool:
        """Keeps the site's plan and people in the admin."""
        return self.role == self.Role.ADMINISTRATOR or self.is_superuser

    @property
    def is_editor_of_unit(self) -> bool:
        """Keeps in the admin what a unit may of its own rows."""
        return self.role == self.Role.HEAD and self.unit_id is not None and not self.is_superuser

    @property
    def enters_admin(self) -> bool:
        return self.is_administrator or self.is_inspector or self.is_editor_of_unit

    @property
    def is_district_staff(self) -> bool:
        """Signed in for the government: everybody but delegates, and not the anonymous reader."""
        return self.role != self.Role.DELEGATE
