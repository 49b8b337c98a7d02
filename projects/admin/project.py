from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newarea.actions.tables.table import Hand as ExcelHand
from newarea.actions.tables.table import Table
from newarea.admin.base import Hand, VersionedAdmin
from newarea.admin.excel import ExcelMixin
from newarea.admin.rows import PlanInline, RowForm, RowInline, save_rows
from newarea.admin.standing import StandingMixin
from newarea.models import reference
from projects.actions.projects import lock_message, open_project, revise_project, withdraw_project
from projects.actions.tables import MilestoneTable, ProjectTable
from projects.admin.milestone_form import MilestoneRowForm, deliverables_of
from projects.admin.rows import DeliverableFormSet, MilestoneFormSet
from projects.models import Deliverable, Milestone, Project
from projects.models.project_on import projects_on


def locked_note(project: Project) -> SafeString:
    return format_html('<p class="locked-note">{}</p>', lock_message(project))


def was_locked(project: Project) -> bool:
    """As it is stored: a form that clears the vote writes that on the row at hand, and may be refused."""
    return bool(getattr(project, "stored_lock", project.is_locked))


class DeliverableInline(RowInline):
    """Of a voted project only the place and the marks of our own can be changed."""

    model = Deliverable
    form = RowForm
    formset = DeliverableFormSet
    fields = (
        "position", "name_zh", "name_en", "planned", "measure_zh", "measure_en", "is_about", "is_derived", "key",
        "version",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return Deliverable.LOCKED if obj and was_locked(obj) else ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and was_locked(obj)) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and was_locked(obj)) and super().has_delete_permission(request, obj)


class MilestoneInline(PlanInline):
    """The undertakings of the project in their order."""

    model = Milestone
    form = MilestoneRowForm
    formset = MilestoneFormSet
    fk_name = "project"
    related = (*PlanInline.related, "deliverable")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("position", "light", "version"), ("title_zh", "title_en"), ("lead_unit", "owner"),
                    ("start_on", "due_on"), ("weight", "deliverable"), ("quantity", "measure_zh"),
                )
            },
        ),
    )  # fmt: skip

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The choices of all rows are read once."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.deliverables = deliverables_of(obj)
        return formset


@admin.register(Project)
class ProjectAdmin(ExcelMixin, StandingMixin, VersionedAdmin):
    excel = (ProjectTable, MilestoneTable)
    list_display = ("number", "name", "light", "lead_unit", "field", "budget", "voted_on", "programme_slug")
    list_display_links = ("number", "name")
    list_filter = (
        "programme",
        "field",
        ("lead_unit", admin.RelatedOnlyFieldListFilter),
        ("voted_on", admin.EmptyFieldListFilter),
    )
    list_select_related = ("programme", "lead_unit")
    search_fields = (
        "=number",
        "key",
        "name_zh",
        "name_en",
        "short_zh",
        "short_en",
        "place_zh",
        "place_en",
        "lead_unit__name_zh",
    )
    date_hierarchy = "voted_on"
    autocomplete_fields = ("programme", "lead_unit", "supporting_units", "leader_in_charge", "inspector")
    inlines = (DeliverableInline, MilestoneInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("programme", "number", "key"), ("name_zh", "name_en"), ("short_zh", "short_en"), "field",
                    ("summary_zh", "summary_en"), "standing_today",
                )
            },
        ),
        (
            _("Who answers for it"),
            {
                "fields": (("lead_unit", "supporting_units"), ("leader_in_charge", "inspector")),
                "description": _("Only the lead unit counts in completion rates."),
            },
        ),
        (_("Money and place"), {"fields": ("budget", ("place_zh", "place_en"))}),
        (
            _("Source and vote"),
            {
                "fields": ("source_reference", "source_sentence", "voted_on"),
                "description": _("Where each figure can be checked. The vote locks name, scope and quantities."),
            },
        ),
    )  # fmt: skip

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.stored_lock = found.is_locked
        return found

    def standings(self, pks: list[Any], on: date) -> Any:
        rows = projects_on(Project.objects.filter(pk__in=pks), on, reference())
        return {row.project.pk: row.standing for row in rows}

    @admin.display(description=_("programme"), ordering="programme")
    def programme_slug(self, project: Project) -> str:
        return project.programme.slug

    @admin.display(description=_("name"), ordering="name_zh")
    def name(self, project: Project) -> str:
        return project.short_name

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first, *others = self.fieldsets
        if obj and was_locked(obj):
            first = (first[0], {**first[1], "description": locked_note(obj)})
        return [first, *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Imports find a project by its programme and key; what was voted for stays as it was voted for."""
        if obj is None:
            return ("standing_today",)
        locked = Project.LOCKED if was_locked(obj) else ()
        vote = ("voted_on",) if was_locked(obj) and not obj.programme.is_draft else ()
        return ("standing_today", "programme", "key", *locked, *vote)

    def excel_rows(self, table: Table, pks: list[Any], hand: ExcelHand) -> Any:
        if isinstance(table, MilestoneTable):
            return table.rows(hand.by).filter(project__in=pks)
        return super().excel_rows(table, pks, hand)

    def open_row(self, row: Project, hand: Hand) -> None:
        open_project(row, by=hand.by)

    def revise_row(self, row: Project, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_project(row, seen=seen, by=hand.by, reason=hand.reason, **changes)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        save_rows(formset, self.hand(request, form), is_new=not change)

    def delete_row(self, row: Project) -> None:
        withdraw_project(row)

    def refusal_to_delete(self, row: Project) -> str:
        return lock_message(row)
