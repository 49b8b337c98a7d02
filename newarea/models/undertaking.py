from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models.bilingual import in_language
from newarea.models.officer import Officer
from newarea.models.programme import Reader, sees_drafts
from newarea.models.versioned import Versioned


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def overdue(self, *, on: date) -> Self:
        return self.open().filter(due_on__lt=on)

    def due_by(self, day: date) -> Self:
        return self.open().filter(due_on__lte=day)

    def in_force(self) -> Self:
        """Of adopted programmes: what reporting, reminding and verifying is about."""
        return self.filter(programme__state="adopted")

    def visible_to(self, reader: Reader) -> Self:
        return self if sees_drafts(reader) else self.exclude(programme__state="draft")

    def led_by(self, officer: Officer) -> Self:
        return self.filter(lead_unit=officer.unit_id) if officer.unit_id else self.none()

    def reportable_by(self, reader: Reader) -> Self:
        """What this reader may report on and ask extensions for: the open undertakings of the own unit."""
        if not (isinstance(reader, Officer) and reader.is_reporting):
            return self.none()
        return self.in_force().open().led_by(reader)

    def supervised_by(self, reader: Reader) -> Self:
        """What this reader may verify, reopen or override."""
        return self.in_force() if isinstance(reader, Officer) and reader.is_inspector else self.none()


class Undertaking(Versioned):
    """What somebody has undertaken to do by a day. The columns say *now*; `Terms` and `Report` are its facts."""

    programme = models.ForeignKey(
        "newarea.Programme", models.PROTECT, related_name="undertakings", verbose_name=_("programme")
    )
    key = models.SlugField(_("key"), max_length=80, help_text=_("Stable within the programme, used by imports."))
    title_zh = models.CharField(_("title (Chinese)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=300, blank=True)
    lead_unit = models.ForeignKey(
        "newarea.Unit", models.PROTECT, null=True, blank=True, related_name="undertakings", verbose_name=_("lead unit")
    )
    supporting_units = models.ManyToManyField(
        "newarea.Unit", blank=True, related_name="supported_undertakings", verbose_name=_("supporting units")
    )
    owner = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="undertakings", verbose_name=_("owner")
    )
    start_on = models.DateField(_("start"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    original_due_on = models.DateField(_("original due date"), null=True, blank=True, editable=False)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, null=True, blank=True)
    is_even_pace = models.BooleanField(
        _("even pace"), default=True,
        help_text=_("Held against a straight line from start to due date. Without it only the due date counts."),
    )  # fmt: skip
    predecessors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="successors")
    quantity = models.DecimalField(
        _("quantity promised"), max_digits=14, decimal_places=2, null=True, blank=True,
        help_text=_("Where progress is reported as a cumulative quantity instead of percent."),
    )  # fmt: skip
    must_exceed = models.BooleanField(
        _("must be exceeded"),
        default=False,
        help_text=_("“More than” was promised: the quantity itself is not enough."),
    )
    measure_zh = models.CharField(_("unit of measure (Chinese)"), max_length=20, blank=True)
    measure_en = models.CharField(_("unit of measure (English)"), max_length=40, blank=True)
    is_example = models.BooleanField(_("example"), default=False)
    closed_on = models.DateField(_("completed on"), null=True, blank=True, editable=False)
    generation = models.PositiveIntegerField(
        _("generation"), default=1, editable=False,
        help_text=_("A moved date, a new owner or a reopening begins a new generation of the duty."),
    )  # fmt: skip
    history = HistoricalRecords(excluded_fields=["version"], m2m_fields=["supporting_units", "predecessors"])

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("undertaking")
        verbose_name_plural = _("undertakings")
        ordering = ["programme", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "key"],
                name="undertaking_key_is_unique",
                violation_error_message=_("This programme has an undertaking with this key already."),
            ),
            models.CheckConstraint(
                condition=models.Q(start_on=None) | models.Q(due_on=None) | models.Q(due_on__gte=models.F("start_on")),
                name="undertaking_due_after_start",
                violation_error_message=_("The due date must not lie before the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(weight=None) | models.Q(weight__gte=0),
                name="undertaking_weight_not_negative",
                violation_error_message=_("A weight cannot be negative."),
            ),
            models.CheckConstraint(
                condition=models.Q(quantity=None) | models.Q(quantity__gt=0),
                name="undertaking_quantity_positive",
                violation_error_message=_("A promised quantity must be above zero."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(closed_on=None), name="undertaking_open_due"),
            models.Index(
                fields=["lead_unit", "due_on"], condition=models.Q(closed_on=None), name="undertaking_unit_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("undertaking", args=[self.pk])

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def measure(self) -> str:
        return in_language(self.measure_zh, self.measure_en)

    @property
    def duty(self) -> str:
        """The stable key under which reminders of this undertaking are kept."""
        return f"undertaking:{self.pk}"
