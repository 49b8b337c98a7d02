from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newarea.models.officer import Officer
from newarea.models.programme import Reader
from newarea.models.versioned import Versioned


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self) -> Self:
        return self.filter(state=Report.State.SUBMITTED)

    def waiting_on(self, day: date) -> Self:
        """Handed in and undecided at the end of that day. A restored figure is a copy that never waited."""
        undecided = models.Q(decided_on=None) | models.Q(decided_on__gt=day)
        return self.exclude(state=Report.State.DRAFT).filter(undecided, submitted_on__lte=day, is_restored=False)

    def verified(self) -> Self:
        return self.filter(state=Report.State.VERIFIED)

    def known_on(self, day: date) -> Self:
        """Submitted by the end of that day; what was decided later is for the reader to leave out."""
        return self.filter(submitted_on__lte=day)

    def visible_to(self, reader: Reader) -> Self:
        """Verified facts to everybody, what was submitted to the government's staff, drafts to the lead unit."""
        if not isinstance(reader, Officer):
            return self.verified().exclude(undertaking__programme__state="draft")
        if reader.is_delegate:
            return self.verified().exclude(undertaking__programme__state="draft")
        handed_in = ~models.Q(state=Report.State.DRAFT)
        if reader.is_reporting and reader.unit_id:
            return self.filter(handed_in | models.Q(undertaking__lead_unit=reader.unit_id))
        return self.filter(handed_in)

    def editable_by(self, reader: Reader) -> Self:
        if not (isinstance(reader, Officer) and reader.is_reporting and reader.unit_id):
            return self.none()
        return self.filter(state=Report.State.DRAFT, undertaking__lead_unit=reader.unit_id)

    def verifiable_by(self, reader: Reader) -> Self:
        """What waits for this inspector: nobody verifies an own report."""
        if not (isinstance(reader, Officer) and reader.is_inspector):
            return self.none()
        return self.waiting().exclude(reporter=reader)

    def queue_of(self, reader: Reader, *, on: date, today: date) -> Self:
        """Today's queue of this inspector; on a past day what was undecided at its end, for reading."""
        if on == today:
            return self.verifiable_by(reader)
        if not (isinstance(reader, Officer) and reader.is_inspector):
            return self.none()
        return self.waiting_on(on)


class Report(Versioned):
    """A progress report: draft, submitted, then verified or returned. One that `closes` asks for the close-out.

    A returned report stays returned; the reporter makes a new one that revises it. The verified figure in force at
    the end of day D: verified, decided_on <= D, and not superseded by then.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "draft")
        SUBMITTED = "submitted", _("submitted")
        VERIFIED = "verified", _("verified")
        RETURNED = "returned", _("returned")

    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.PROTECT, related_name="reports", verbose_name=_("undertaking")
    )
    key = models.CharField(_("key"), max_length=80, blank=True, editable=False, help_text=_("Of a loaded fact."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    closes = models.BooleanField(_("asks for the close-out"), default=False)
    speaks_for = models.DateField(_("speaks for"), help_text=_("The day on which things stood as reported."))
    percent = models.DecimalField(_("percent"), max_digits=7, decimal_places=2, null=True, blank=True)
    quantity = models.DecimalField(_("cumulative quantity"), max_digits=14, decimal_places=2, null=True, blank=True)
    summary = models.TextField(_("progress"), max_length=2000, blank=True)
    problems = models.TextField(_("problems"), max_length=2000, blank=True)
    next_step = models.TextField(_("next step"), max_length=2000, blank=True)
    expected_on = models.DateField(_("expected finish"), null=True, blank=True)
    decrease_reason = models.CharField(_("why the figure went down"), max_length=500, blank=True)
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revisions", verbose_name=_("revises")
    )
    is_restored = models.BooleanField(
        _("restored"), default=False, help_text=_("Put back in force when a close-out was undone.")
    )
    reporter = models.ForeignKey("newarea.Officer", models.PROTECT, related_name="reports", verbose_name=_("reporter"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_note = models.TextField(_("note"), max_length=1000, blank=True)
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)
    reopened_on = models.DateField(_("reopened on"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["undertaking"], condition=models.Q(state="draft"), name="one_draft_an_undertaking",
                violation_error_message=_("There is a draft for this item already; go on with that one."),
            ),
            models.UniqueConstraint(
                fields=["undertaking"], condition=models.Q(state="submitted"), name="one_report_waits",
                violation_error_message=_("A report on this item is waiting for verification already."),
            ),
            models.UniqueConstraint(
                fields=["undertaking"], condition=models.Q(state="verified", superseded_on=None),
                name="one_figure_in_force",
                violation_error_message=_("An undertaking has one verified figure in force."),
            ),
            models.UniqueConstraint(
                fields=["undertaking", "key"], condition=~models.Q(key=""), name="loaded_report_key_is_unique",
                violation_error_message=_("This report has been loaded already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("reporter")), name="nobody_verifies_their_own_report",
                violation_error_message=_("Nobody verifies their own report."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(submitted_on__isnull=False, percent__isnull=False),
                name="submitted_report_is_complete",
                violation_error_message=_("A submitted report needs its figure and its day."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "submitted"], decided_on=None, decided_by=None)
                | models.Q(state__in=["verified", "returned"], decided_on__isnull=False, decided_by__isnull=False),
                name="decided_report_says_by_whom",
                violation_error_message=_("A decided report says who decided it and when."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned", decision_note=""), name="returned_report_says_why",
                violation_error_message=_("Say what has to be mended when you return a report."),
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_on=None) | models.Q(speaks_for__lte=models.F("submitted_on")),
                name="report_speaks_for_the_past",
                violation_error_message=_("A report cannot speak for a day that has not come yet."),
            ),
            models.CheckConstraint(
                condition=models.Q(percent=None) | models.Q(percent__gte=0),
                name="report_percent_not_negative",
                violation_error_message=_("Progress cannot be below zero."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["undertaking", "decided_on"], name="report_decided"),
            models.Index(fields=["submitted_on"], condition=models.Q(state="submitted"), name="report_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.speaks_for}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])
