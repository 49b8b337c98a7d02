from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import formats
from newarea.actions.plan import UNIT_MAY, refusal_to_withdraw
from newarea.admin.base import Hand, VersionedAdmin
from newarea.admin.bulk import BulkMixin
from newarea.admin.excel import ExcelMixin
from newarea.admin.plan_bulk import PLAN_BULKS
from newarea.admin.rights import officer
from newarea.admin.rows import PlanInline, save_rows
from newarea.admin.standing import StandingMixin, Standings
from newarea.models import Officer, Undertaking, Unit, reference
from targets.actions.commitments import plan_commitment, revise_commitment, withdraw_commitment
from targets.actions.tables import CommitmentTable
from targets.admin.commitment_form import CommitmentPageForm, TaskFormSet, TaskRowForm
from targets.admin.links import Link, LinksMixin, in_one_line, link
from targets.models import Commitment, Goal
from targets.models.commitments_on import commitments_on


class TaskInline(PlanInline):
    """The tasks it is split into, in their order; their weights say how much each makes up."""

    model = Commitment
    form = TaskRowForm
    formset = TaskFormSet
    fk_name = "parent"
    verbose_name = _("task")
    verbose_name_plural = _("tasks it is split into")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("position", "light", "version"), ("title_zh", "title_en"), ("lead_unit", "owner"),
                    ("start_on", "due_on"), ("weight", "wording"),
                )
            },
        ),
    )  # fmt: skip


@admin.register(Commitment)
class CommitmentAdmin(BulkMixin, ExcelMixin, LinksMixin, StandingMixin, VersionedAdmin):
    unit_of = ("undertaking__lead_unit",)
    unit_may = UNIT_MAY
    excel = (CommitmentTable,)
    bulks = PLAN_BULKS
    form = CommitmentPageForm
    list_display = (
        "title", "light", "due_on", "lead_unit", "place", "wording", "owner", "parent",
    )  # fmt: skip
    list_filter = (
        "undertaking__programme", ("measure__area", admin.RelatedOnlyFieldListFilter),
        ("undertaking__lead_unit", admin.RelatedOnlyFieldListFilter), "is_counted", "hedge",
        ("parent", admin.EmptyFieldListFilter), "undertaking__is_example",
    )  # fmt: skip
    list_select_related = (
        "measure__area", "parent__undertaking", "undertaking__programme", "undertaking__lead_unit",
        "undertaking__owner__unit",
    )  # fmt: skip
    search_fields = (
        "undertaking__key", "undertaking__title_zh", "undertaking__title_en", "wording", "measure__title_zh",
        "measure__title_en", "undertaking__lead_unit__name_zh", "undertaking__owner__username",
    )  # fmt: skip
    autocomplete_fields = ("measure", "parent")
    show_full_result_count = False
    date_hierarchy = "undertaking__due_on"
    inlines = (TaskInline,)
    fieldsets = (
        (None, {"fields": (("measure", "position"), "parent", ("title_zh", "title_en"), "standing_today")}),
        (_("What is promised"), {"fields": (("wording", "hedge"), ("read_as", "measure_en"), "is_counted")}),
        (
            _("Plan"),
            {
                "fields": (
                    ("start_on", "due_on"), ("weight", "is_even_pace"), ("lead_unit", "owner"), "supporting_units",
                )
            },
        ),
        (_("Source"), {"fields": ("source_reference", "source_sentence")}),
    )  # fmt: skip

    def standings(self, pks: list[Any], on: date) -> Standings:
        """A commitment's is the worst of its own and its tasks'; a task's is its own."""
        wholes = Commitment.objects.filter(pk__in=pks).exclude(parent=None).values("parent")
        wanted = Q(pk__in=pks) | Q(pk__in=wholes) | Q(commitment__parent__in=pks)
        rows = commitments_on(Undertaking.objects.filter(wanted), on, reference())
        tasks = {task.pk: task.standing for row in rows for task in row.tasks}
        return tasks | {row.pk: row.standing for row in rows}

    def choice(self, row: Commitment) -> str:
        return f"{row.undertaking.programme.slug} · {row.measure.area.number} {row}"

    @admin.display(description=_("title"), ordering="undertaking__title_zh")
    def title(self, row: Commitment) -> str:
        return row.undertaking.title

    @admin.display(description=_("measure"), ordering="measure__area__number")
    def place(self, row: Commitment) -> SafeString:
        """With the number of its work area."""
        return in_one_line(f"{row.measure.area.number} {row.measure.title}")

    @admin.display(description=_("lead unit"), ordering="undertaking__lead_unit__position")
    def lead_unit(self, row: Commitment) -> Unit | None:
        return row.undertaking.lead_unit

    @admin.display(description=_("owner"), ordering="undertaking__owner__username")
    def owner(self, row: Commitment) -> Officer | None:
        return row.undertaking.owner

    @admin.display(description=_("due"), ordering="undertaking__due_on")
    def due_on(self, row: Commitment) -> date | None:
        return row.undertaking.due_on

    @admin.display(description=_("read as"))
    def read_as(self, row: Commitment) -> str:
        """Quantity and unit as they were read from the wording."""
        if row.pk is None or row.undertaking.quantity is None:
            return "–"
        text = formats.quantity(row.undertaking.quantity, row.undertaking.measure)
        return t("more than %(quantity)s") % {"quantity": text} if row.undertaking.must_exceed else text

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """What a task may belong to: no task."""
        rows: Any
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/") and request.GET.get("field_name") == "parent":
            rows = rows.whole()
        return rows, may_repeat

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("standing_today", "read_as")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A task is not split again, and splitting is the plan's, not a unit's."""
        is_whole = obj and obj.parent_id is None
        return self.inlines if is_whole and not officer(request).is_editor_of_unit else ()

    def links(self, row: Commitment) -> Sequence[Link]:
        """Reports, terms and the history of the plan are kept with the undertaking."""
        name = "admin:newarea_undertaking"
        return [
            {"label": _("The undertaking and its facts"), "url": reverse(f"{name}_change", args=[row.pk])},
            {"label": _("History of the plan"), "url": reverse(f"{name}_history", args=[row.pk])},
            link(_("Its goals"), Goal, commitment__undertaking__exact=row.pk),
        ]

    def save_model(self, request: HttpRequest, obj: Commitment, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.undertaking = plan_commitment(**self.hand(request, form)._asdict(), **form.values()).undertaking

    def revise_row(self, row: Commitment, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_commitment(row, seen=seen, **hand._asdict(), **changes)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        save_rows(formset, self.hand(request, form), is_new=not change)

    def delete_row(self, row: Commitment) -> None:
        withdraw_commitment(row)

    def refusal_to_delete(self, row: Commitment) -> str:
        if row.tasks.exists():
            return t("Delete the commitment's tasks first.")
        return refusal_to_withdraw(row.undertaking)
