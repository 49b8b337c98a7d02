import re
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea.admin.base import Hand, VersionedAdmin
from newarea.admin.rows import RowInline, save_rows
from targets.actions.goals import open_target, revise_target, withdraw_target
from targets.admin.goal import stays
from targets.admin.goal_form import GoalFormSet, GoalRowForm, PromiseForm, indicators_of
from targets.admin.links import Link, LinksMixin, link
from targets.models import Goal, Target

SENT_GOAL = re.compile(r"goals-\d+-id")


class GoalInline(RowInline):
    """Those in force; what an adopted programme promised is replaced with a reason and never deleted."""

    model = Goal
    form = GoalRowForm
    formset = GoalFormSet
    fk_name = "target"
    template = "admin/rows_in_columns.html"
    verbose_name_plural = _("Goals in force")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("indicator", "aspect", "version"), ("wording", "hedge"), ("reference", "is_even_pace"), ("key",),
                )
            },
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Of what is sent also a goal that was replaced since the page was read: saving it says so."""
        sent = [value for name, value in request.POST.items() if SENT_GOAL.fullmatch(name) and str(value).isdecimal()]
        rows = super().get_queryset(request).filter(Q(superseded_on=None) | Q(pk__in=sent))
        return rows.select_related("indicator")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.indicators = indicators_of(obj and obj.programme)
        return formset

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and not obj.programme.is_draft) and super().has_delete_permission(request, obj)


@admin.register(Target)
class TargetAdmin(LinksMixin, VersionedAdmin):
    form = PromiseForm
    list_display = ("number", "name", "goals_told", "source_reference", "programme_slug")
    list_display_links = ("number", "name")
    list_filter = ("programme",)
    list_select_related = ("programme",)
    search_fields = ("=number", "key", "name_zh", "name_en", "goals__wording", "goals__indicator__name_zh")
    autocomplete_fields = ("programme",)
    inlines = (GoalInline,)
    fieldsets = ((None, {"fields": (("programme", "number", "key"), ("name_zh", "name_en"), "source_reference")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).prefetch_related("goals__indicator")
        return rows

    def choice(self, row: Target) -> str:
        return f"{row.programme.slug} · {row.number} {row.name}"

    @admin.display(description=_("name"), ordering="name_zh")
    def name(self, row: Target) -> str:
        return row.name

    @admin.display(description=_("goals"))
    def goals_told(self, row: Target) -> str:
        return t(", ").join(str(goal) for goal in row.goals.all() if goal.superseded_on is None)

    @admin.display(description=_("programme"), ordering="programme")
    def programme_slug(self, row: Target) -> str:
        return row.programme.slug

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Which indicators there are depends on the programme."""
        return self.inlines if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Imports find a target by its programme and key."""
        return ("programme", "key") if obj else ()

    def links(self, row: Target) -> Sequence[Link]:
        return [link(_("All its goals, the replaced ones too"), Goal, target__id__exact=row.pk)]

    def open_row(self, row: Target, hand: Hand) -> None:
        open_target(row, by=hand.by)

    def revise_row(self, row: Target, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_target(row, seen=seen, by=hand.by, reason=hand.reason, **changes)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        save_rows(formset, self.hand(request, form), is_new=not change)

    def delete_row(self, row: Target) -> None:
        withdraw_target(row)

    def refusal_to_delete(self, row: Target) -> str:
        return stays(row) or (t("Delete the target's goals first.") if row.goals.exists() else "")
