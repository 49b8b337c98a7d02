from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newarea.models import Officer, Reader, Report, Unit, Versioned
from newarea.models.bilingual import in_language
from newarea.models.programme import sees_drafts


class JoinedNames(models.Aggregate):
    """A group's texts in one text, the separator between them."""

    function = "GROUP_CONCAT"
    output_field = models.TextField()

    def __init__(self, column: str, separator: str) -> None:
        super().__init__(column, models.Value(separator))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, reader: Reader) -> Self:
        return self if sees_drafts(reader) else self.exclude(programme__state="draft")

    def with_news_for(self, reader: Reader) -> Self:
        """`has_news`: something was verified since this officer last looked; never for who has not looked yet."""
        if not isinstance(reader, Officer):
            return self
        looked_on, looked_at = models.OuterRef("last_looked_on"), models.OuterRef("last_looked_at")
        since = models.Q(decided_on__gt=looked_on) | models.Q(decided_on=looked_on, decided_at__gt=looked_at)
        verified = Report.objects.verified().filter(since, undertaking__milestone__project=models.OuterRef("pk"))
        return self.with_reading_of(reader).annotate(has_news=models.Exists(verified))

    def with_reading_of(self, officer: Officer) -> Self:
        """Joined to how the officer reads it: `is_followed`, `last_looked_on`, `last_looked_at`."""
        mine = models.FilteredRelation("readings", condition=models.Q(readings__officer=officer))
        return self.annotate(looked=mine).annotate(
            is_followed=models.F("looked__is_following"),
            last_looked_on=models.F("looked__looked_on"),
            last_looked_at=models.F("looked__looked_at"),
        )

    def followed_by(self, officer: Officer) -> Self:
        return self.filter(pk__in=officer.readings.filter(is_following=True).values("project"))

    def with_supporting_names(self) -> Self:
        """`supporting_zh`, `supporting_en`: the supporting units' names in one column each."""
        units = Unit.objects.filter(supported_projects=models.OuterRef("pk")).order_by().values("supported_projects")
        return self.annotate(
            supporting_zh=models.Subquery(units.values(names=JoinedNames("name_zh", "、"))),
            supporting_en=models.Subquery(units.values(names=JoinedNames("name_en", ", "))),
        )


class Project(Versioned):
    """A livelihood project (民生实事项目). Elected by vote, its name, scope and quantities are locked."""

    class Field(models.TextChoices):
        INFRASTRUCTURE = "infrastructure", _("infrastructure")
        EDUCATION = "education", _("education")
        PUBLIC_SAFETY = "public_safety", _("public safety")
        HEALTH = "health", _("health")
        FOOD_SAFETY = "food_safety", _("food safety")
        ENVIRONMENT = "environment", _("environment")
        OTHER = "other", _("other")

    LOCKED = ("name_zh", "name_en", "summary_zh", "summary_en")

    programme = models.ForeignKey(
        "newarea.Programme", models.PROTECT, related_name="projects", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    key = models.SlugField(_("key"), max_length=80, help_text=_("Stable within the programme, used by imports."))
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    short_zh = models.CharField(_("short name (Chinese)"), max_length=40, blank=True)
    short_en = models.CharField(_("short name (English)"), max_length=80, blank=True)
    field = models.CharField(_("field"), max_length=16, choices=Field, default=Field.OTHER)
    summary_zh = models.TextField(_("summary (Chinese)"), max_length=2000, blank=True)
    summary_en = models.TextField(_("summary (English)"), max_length=3000, blank=True)
    lead_unit = models.ForeignKey(
        "newarea.Unit", models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("lead unit")
    )
    supporting_units = models.ManyToManyField(
        "newarea.Unit", blank=True, related_name="supported_projects", verbose_name=_("supporting units")
    )
    leader_in_charge = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("leader in charge")
    )
    inspector = models.ForeignKey(
        "newarea.Officer", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("supervising inspector"),
    )  # fmt: skip
    budget = models.DecimalField(
        _("budget"), max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("In 10,000 yuan.")
    )
    place_zh = models.CharField(_("place (Chinese)"), max_length=120, blank=True)
    place_en = models.CharField(_("place (English)"), max_length=200, blank=True)
    source_reference = models.CharField(_("source"), max_length=300, blank=True)
    source_sentence = models.TextField(_("sentence of the source"), max_length=1000, blank=True)
    voted_on = models.DateField(
        _("elected on"), null=True, blank=True,
        help_text=_("Elected by the delegates' vote: name, scope and quantities are locked."),
    )  # fmt: skip
    history = HistoricalRecords(excluded_fields=["version"], m2m_fields=["supporting_units"])

    objects = ProjectQuerySet.as_manager()
    supporting_zh: str | None  # of with_supporting_names
    supporting_en: str | None

    class Meta:
        verbose_name = _("livelihood project")
        verbose_name_plural = _("livelihood projects")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="project_number_is_unique",
                violation_error_message=_("This programme has a project with this number already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "key"], name="project_key_is_unique",
                violation_error_message=_("This programme has a project with this key already."),
            ),
            models.CheckConstraint(
                condition=models.Q(budget=None) | models.Q(budget__gte=0), name="project_budget_not_negative",
                violation_error_message=_("A budget cannot be negative."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.programme.slug, self.number])

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def short_name(self) -> str:
        return in_language(self.short_zh or self.name_zh, self.short_en or self.name_en)

    @property
    def summary(self) -> str:
        return in_language(self.summary_zh, self.summary_en)

    @property
    def place(self) -> str:
        return in_language(self.place_zh, self.place_en)

    @property
    def supporting_names(self) -> str:
        """The supporting units in one line; the query has to ask `with_supporting_names`."""
        return in_language(self.supporting_zh or "", self.supporting_en or "")

    @property
    def headline(self) -> str:
        """The first quantity, for the line under the name: "rain-water pump station 1"; reads what is prefetched."""
        known = [row for row in self.deliverables.all() if row.planned is not None]
        return f"{known[0].name} {known[0].quantity_text}" if known else ""

    @property
    def is_locked(self) -> bool:
        return self.voted_on is not None
