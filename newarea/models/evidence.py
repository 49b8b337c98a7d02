from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newarea.models.officer import Officer
from newarea.models.programme import Reader
from newarea.models.report import Report


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, reader: Reader) -> "models.QuerySet[Evidence]":
        """As the report it belongs to, but never to the anonymous reader."""
        if not isinstance(reader, Officer):
            return self.none()
        return self.filter(report__in=Report.objects.visible_to(reader))


class Evidence(models.Model):
    """A file beside a claim. The bytes lie under their SHA-256 outside the static root; kinds are told by content."""

    class Kind(models.TextChoices):
        JPEG = "jpg", "JPEG"
        PNG = "png", "PNG"
        WEBP = "webp", "WebP"
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"
        XLSX = "xlsx", "XLSX"

    report = models.ForeignKey("newarea.Report", models.CASCADE, related_name="evidence", verbose_name=_("report"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, help_text=_("Of the stored bytes."))
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    name = models.CharField(_("file name"), max_length=200)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    by = models.ForeignKey("newarea.Officer", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "sha256"],
                name="evidence_once_a_report",
                violation_error_message=_("This file is attached to the report already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evidence", args=[self.pk])

    @property
    def is_image(self) -> bool:
        return self.kind in (self.Kind.JPEG, self.Kind.PNG, self.Kind.WEBP)

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def thumbnail_url(self) -> str:
        """Empty for what is no picture."""
        return reverse("evidence-thumbnail", args=[self.pk]) if self.is_image else ""
