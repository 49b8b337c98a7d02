from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models.bilingual import in_language
from newarea.models.officer import Officer
from newarea.models.programme import Reader
from newarea.models.versioned import Versioned


class SlipQuerySet(models.QuerySet["SupervisionSlip"]):
    def issued_by_day(self, day: date) -> Self:
        return self.filter(issued_on__lte=day)

    def unanswered(self) -> Self:
        return self.filter(state=SupervisionSlip.State.OPEN)

    def in_hand(self) -> Self:
        """To be answered, or answered and not checked yet."""
        return self.filter(state__in=[SupervisionSlip.State.OPEN, SupervisionSlip.State.ANSWERED])

    def visible_to(self, reader: Reader) -> Self:
        """All of them to inspectors, leaders and administrators; to a unit's people their own unit's, and those of a
        unit that it has succeeded."""
        if not isinstance(reader, Officer) or reader.is_delegate:
            return self.none()
        if reader.role in (Officer.Role.INSPECTOR, Officer.Role.LEADER, Officer.Role.ADMINISTRATOR):
            return self
        own = models.Q(unit=reader.unit_id) | models.Q(unit__succeeded_by=reader.unit_id)
        return self.filter(own) if reader.unit_id else self.none()

    def answerable_by(self, reader: Reader) -> Self:
        if not (isinstance(reader, Officer) and reader.is_reporting and reader.unit_id):
            return self.none()
        return self.unanswered().filter(unit=reader.unit_id)

    def supervised_by(self, reader: Reader) -> Self:
        return self if isinstance(reader, Officer) and reader.is_inspector else self.none()


class SupervisionSlip(Versioned):
    """A numbered letter of the inspection office to a unit about one item: near (blue), behind (yellow), overdue (red).

    Issued by itself (`issued_by` empty) or by hand, answered in the system within a limit. Its answers are appended.
    """

    class Colour(models.TextChoices):
        BLUE = "blue", _("blue: the date is near")
        YELLOW = "yellow", _("yellow: behind")
        RED = "red", _("red: overdue")

    DEMANDS = {
        "blue": _("Make sure that it is finished by its due date, and report how things stand."),
        "yellow": _("Say why it is behind, what is done about it, and by when it is caught up."),
        "red": _("Say why it is overdue, what is done about it, and by which day it is finished."),
    }
    BY_ITSELF = {"closed": _("The item has been closed."), "extended": _("The due date has been extended.")}

    class State(models.TextChoices):
        OPEN = "open", _("to be answered")
        ANSWERED = "answered", _("answered, to be checked")
        ACCEPTED = "accepted", _("answer accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    programme = models.ForeignKey(
        "newarea.Programme", models.PROTECT, related_name="slips", verbose_name=_("programme")
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Within the programme, without gaps."))
    colour = models.CharField(_("colour"), max_length=8, choices=Colour)
    undertaking = models.ForeignKey(
        "newarea.Undertaking", models.PROTECT, related_name="slips", verbose_name=_("undertaking")
    )
    generation = models.PositiveIntegerField(_("generation"), help_text=_("Of the duty when it was issued."))
    unit = models.ForeignKey("newarea.Unit", models.PROTECT, related_name="slips", verbose_name=_("unit"))
    ground_zh = models.TextField(_("ground (Chinese)"), max_length=1000)
    ground_en = models.TextField(_("ground (English)"), max_length=1000, blank=True)
    demand = models.TextField(_("what is asked for"), max_length=1000, blank=True)
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    issued_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by"),
        help_text=_("Empty: issued by itself."),
    )  # fmt: skip
    reply_by = models.DateField(_("answer by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closing_note = models.TextField(_("note"), max_length=1000, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision slip")
        verbose_name_plural = _("supervision slips")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="slip_number_once",
                violation_error_message=_("This number has been given already."),
            ),
            models.UniqueConstraint(
                fields=["undertaking", "generation", "colour"], condition=models.Q(issued_by=None),
                name="one_slip_by_itself_a_colour",
                violation_error_message=_("This slip has been issued already."),
            ),
            models.UniqueConstraint(
                fields=["undertaking", "colour"], condition=models.Q(state__in=["open", "answered"]),
                name="one_open_slip_a_colour",
                violation_error_message=_("A slip of this colour is open for this item already."),
            ),
            models.CheckConstraint(
                condition=models.Q(reply_by__gte=models.F("issued_on")), name="slip_is_answered_after_its_issue",
                violation_error_message=_("The answer cannot be asked for before the slip is issued."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "withdrawn"], closed_on__isnull=False)
                | models.Q(state__in=["open", "answered"], closed_on=None),
                name="closed_slip_has_its_day",
                violation_error_message=_("A closed slip has the day on which it was closed, an open one has none."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit", "state"], name="slip_unit_state")]

    def __str__(self) -> str:
        return f"{self.mark} {self.get_colour_display()}"

    def get_absolute_url(self) -> str:
        return reverse("slip", args=[self.pk])

    @property
    def mark(self) -> str:
        """Its number as official letters have it."""
        return t("[%(year)s] No. %(number)s") % {"year": self.programme.year, "number": self.number}

    @property
    def notice(self) -> str:
        """The key under which the messages about its issue are kept."""
        return f"slip-notice:{self.pk}"

    @property
    def ground(self) -> str:
        return in_language(self.ground_zh, self.ground_en)

    @property
    def asked(self) -> str:
        """What is asked for; where nothing was written, what every slip of its colour asks."""
        return self.demand or str(self.DEMANDS[self.colour])

    @property
    def closing_words(self) -> str:
        """The note of whoever closed it; what was withdrawn by itself (`closed_by` empty) keeps the reason's key."""
        return self.closing_note if self.closed_by_id else str(self.BY_ITSELF.get(self.closing_note, ""))


class SlipAnswer(models.Model):
    """What the unit answered, and what the inspection office made of it: accepted, or asked for once more."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("asked for once more")

    slip = models.ForeignKey(SupervisionSlip, models.CASCADE, related_name="answers", verbose_name=_("slip"))
    text = models.TextField(_("answer"), max_length=2000)
    by = models.ForeignKey("newarea.Officer", models.PROTECT, related_name="+", verbose_name=_("by"))
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        "newarea.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("answer to a slip")
        verbose_name_plural = _("answers to slips")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slip"], condition=models.Q(decision=""), name="one_answer_waits",
                violation_error_message=_("An answer to this slip is waiting already."),
            ),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_on=None, decided_by=None)
                | ~models.Q(decision="") & models.Q(decided_on__isnull=False, decided_by__isnull=False),
                name="decided_answer_says_by_whom",
                violation_error_message=_("A decided answer says who decided it and when."),
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("by")), name="nobody_decides_their_own_answer",
                violation_error_message=_("Nobody decides their own answer."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.slip} {self.on}"
