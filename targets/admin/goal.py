from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import clock
from newarea.admin.base import Hand, VersionedAdmin
from newarea.models import reference
from newarea.templatetags.newarea import light
from targets.actions.goals import revise_goal, set_goal, withdraw_goal
from targets.admin.goal_form import GoalForm
from targets.models import Goal
from targets.models.goals_on import GoalOn, goals_on
from targets.wording import verdict_word, why_goal


@admin.register(Goal)
class GoalAdmin(VersionedAdmin):
    """What an adopted programme promised is replaced by a new row, never rewritten; the old one is for reading."""

    form = GoalForm
    list_display = (
        "indicator", "wording", "aspect", "hedge", "place", "known_on", "superseded_on",
    )  # fmt: skip
    list_filter = (
        "programme", ("superseded_on", admin.EmptyFieldListFilter), "aspect", "hedge",
        ("indicator", admin.RelatedOnlyFieldListFilter), ("measure__area", admin.RelatedOnlyFieldListFilter),
        ("indicator__statistics_unit", admin.RelatedOnlyFieldListFilter), "is_example",
    )  # fmt: skip
    list_select_related = ("programme", "indicator", "target", "measure__area", "by__unit")
    search_fields = (
        "key", "wording", "indicator__key", "indicator__name_zh", "indicator__name_en", "target__name_zh",
        "target__name_en", "measure__title_zh", "measure__title_en",
    )  # fmt: skip
    autocomplete_fields = ("programme", "indicator", "reference", "target", "measure", "commitment")
    date_hierarchy = "known_on"
    show_full_result_count = False
    ordering = ("programme", F("target__number").asc(nulls_last=True), "indicator__position", "pk")
    fieldsets = (
        (None, {"fields": (("programme", "key"), ("indicator", "aspect"), ("wording", "hedge"), "standing_today")}),
        (_("How it is judged"), {"fields": ("reference", "is_even_pace")}),
        (
            _("Where it stands in the report"),
            {"fields": (("target", "measure"), "commitment", "source_reference", "source_sentence", "is_example")},
        ),
    )
    in_force = (_("In force"), {"fields": (("known_on", "superseded_on"), ("why", "by"))})

    @admin.display(description=_("stands under"))
    def place(self, row: Goal) -> str:
        return str(row.target or row.measure or "–")

    @admin.display(description=_("reason"))
    def why(self, row: Goal) -> str:
        return row.reason or "–"

    @admin.display(description=_("standing today"))
    def standing_today(self, row: Goal) -> SafeString | str:
        if row.pk is None:
            return "–"
        goals = goals_on(row.programme, clock.today(), reference())
        found = next((one for one in goals if one.goal.pk == row.pk), None)
        return told(found) if found else t("replaced")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fieldsets
        note = t("To change what was promised, say why below: this row stays readable and a new one takes its place.")
        in_force = (self.in_force[0], {**self.in_force[1], "description": "" if obj.programme.is_draft else note})
        return [*self.fieldsets, in_force]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Imports find a goal by its programme and key."""
        fixed = ("programme", "key", "known_on", "superseded_on", "why", "by") if obj else ()
        return ("standing_today", *fixed)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not (obj and obj.superseded_on) and super().has_change_permission(request, obj)

    def response_change(self, request: HttpRequest, obj: Goal) -> HttpResponse:
        """Who goes on editing meets the row that is in force now."""
        response = super().response_change(request, obj)
        now = Goal.objects.in_force().filter(programme=obj.programme_id, key=obj.key).first()
        if "_continue" in request.POST and now is not None and now.pk != obj.pk:
            return HttpResponseRedirect(reverse("admin:targets_goal_change", args=[now.pk]))
        return response

    def open_row(self, row: Goal, hand: Hand) -> None:
        set_goal(row, **hand._asdict())

    def revise_row(self, row: Goal, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_goal(row, seen=seen, **hand._asdict(), **changes)

    def delete_row(self, row: Goal) -> None:
        withdraw_goal(row)

    def refusal_to_delete(self, row: Goal) -> str:
        return stays(row)


def stays(row: Any) -> str:
    """Why a row of an adopted programme's promises is not deleted; empty in a draft."""
    if row.programme.is_draft:
        return ""
    return t("What an adopted programme promised stays; it can be changed with a reason.")


def told(row: GoalOn) -> SafeString:
    """Shape and word, and the sentence that says why."""
    goal, judged = row.goal, row.judged
    follows = goal.reference.short_name if goal.reference else ""
    sentence = why_goal(judged.reason, row.unit, follows=follows, is_cumulative=row.indicator.is_cumulative)
    word = verdict_word(judged)
    return format_html("{} {}", light(judged.light, word), sentence)
