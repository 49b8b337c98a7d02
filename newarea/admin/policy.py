"""Who is reminded of what, when, in which hours, and who hears of it when nobody acts."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newarea import mail
from newarea.actions.policies import (
    missing_kinds,
    open_policy,
    remove_policy,
    remove_steps,
    revise_policy,
    revise_sending,
    save_step,
)
from newarea.admin.base import AnsweredAdmin, Hand, VersionedAdmin
from newarea.admin.forms import AnsweredForm, SeenForm
from newarea.admin.kinds import KindFilter, after_words, choose_kind, in_order, kind_words
from newarea.admin.preview import preview
from newarea.admin.rights import ModelAdmin
from newarea.models import DutyPolicy, ReminderStep, SendingPolicy
from newarea.models.policy import GENERAL
from newarea.parts import duty_kinds

PREVIEW = _("Who gets what in the next 30 days")


class PreviewedAdmin(ModelAdmin):
    """With the way to the preview above the list and the row."""

    change_list_template = "admin/policy_list.html"

    def way_to_preview(self) -> dict[str, Any]:
        return {"steps": [{"label": PREVIEW, "url": reverse("admin:newarea_dutypolicy_preview")}]}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), **self.way_to_preview()})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context |= self.way_to_preview()
        return super().render_change_form(request, context, *args, **kwargs)


class TableForm(SeenForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = t("Stands in the history.")


class DutyPolicyForm(TableForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            choose_kind(self, missing_kinds())


@admin.register(DutyPolicy)
class DutyPolicyAdmin(PreviewedAdmin, VersionedAdmin):
    """One row for each kind of duty; a kind without one is treated like an item to finish."""

    is_for_inspectors = True
    form = DutyPolicyForm
    list_display = ("name", "choice_left", "head", "leader", "inspection", "steps_told")
    fieldsets = (
        (None, {"fields": ("kind", "is_obligatory")}),
        (
            _("Copies, in working days overdue"),
            {
                "fields": (("head_after", "leader_after", "inspection_after"),),
                "description": _(
                    "When nobody acts, others hear of it: the head of the unit, the leader in charge, the inspection "
                    "office. A copy goes once; empty means never."
                ),
            },
        ),
    )

    @admin.display(description=_("kind of duty"))
    def name(self, row: DutyPolicy) -> str:
        return kind_words(row.kind)

    @admin.display(description=_("e-mail and group chat"))
    def choice_left(self, row: DutyPolicy) -> str:
        return t("obligatory") if row.is_obligatory else t("may be switched off")

    @admin.display(description=_("head of unit in copy"), ordering="head_after")
    def head(self, row: DutyPolicy) -> str:
        return after_words(row.head_after)

    @admin.display(description=_("leader in charge in copy"), ordering="leader_after")
    def leader(self, row: DutyPolicy) -> str:
        return after_words(row.leader_after)

    @admin.display(description=_("inspection office in copy"), ordering="inspection_after")
    def inspection(self, row: DutyPolicy) -> str:
        return after_words(row.inspection_after)

    @admin.display(description=_("reminder steps"))
    def steps_told(self, row: DutyPolicy) -> SafeString:
        count: int = row.steps_count  # type: ignore[attr-defined]
        words = ngettext("%(count)d step", "%(count)d steps", count) % {"count": count}
        address = reverse("admin:newarea_reminderstep_changelist")
        kind, told = (row.kind, words) if count else (GENERAL, t("as for items to finish"))
        return format_html('<a href="{}?kind={}">{}</a>', address, kind, told)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyPolicy]:
        steps = ReminderStep.objects.filter(kind=OuterRef("kind")).order_by().values("kind")
        counted = Subquery(steps.annotate(count=Count("pk")).values("count"))
        rows: QuerySet[DutyPolicy] = super().get_queryset(request)
        return rows.annotate(steps_count=counted)

    def get_ordering(self, request: HttpRequest) -> Any:
        return (in_order(),)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("preview/", view, name="newarea_dutypolicy_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return preview(request, {**self.admin_site.each_context(request), "opts": self.opts, "title": PREVIEW})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "missing": list(missing_kinds().values())})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("name",) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first, copies = self.fieldsets
        kind = "name" if obj else "kind"
        return ((first[0], {"fields": (kind, "is_obligatory")}), copies)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and bool(missing_kinds())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of a kind that nobody lists any more; the list's action refuses the others in words."""
        is_in_use = obj is not None and obj.kind in duty_kinds()
        return not is_in_use and super().has_delete_permission(request, obj)

    def open_row(self, row: DutyPolicy, hand: Hand) -> None:
        open_policy(row, by=hand.by, reason=hand.reason)

    def revise_row(self, row: DutyPolicy, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_policy(row, seen=seen, by=hand.by, reason=hand.reason, **changes)

    def delete_row(self, row: DutyPolicy) -> None:
        remove_policy(row)

    def refusal_to_delete(self, row: DutyPolicy) -> str:
        return t("This kind of duty exists: change what its row says instead.") if row.kind in duty_kinds() else ""


@admin.register(SendingPolicy)
class SendingPolicyAdmin(PreviewedAdmin, VersionedAdmin):
    """One row, which is there from the beginning."""

    is_for_inspectors = True
    form = TableForm
    list_display = (
        "hours_told",
        "spread_minutes",
        "chase_interval",
        "slip_reply_days",
        "blue_days",
        "issues_blue",
        "issues_yellow",
        "issues_red",
    )
    fieldsets = (
        (
            _("Hours of sending"),
            {
                "fields": (("opens", "closes"), "spread_minutes"),
                "description": _(
                    "On working days only, make-up weekends included; outside these hours nothing goes out but what "
                    "somebody sends by hand and supervision slips."
                ),
            },
        ),
        (_("Chase-ups by hand"), {"fields": ("chase_interval",)}),
        (
            _("Supervision slips"),
            {"fields": ("slip_reply_days", "blue_days", ("issues_blue", "issues_yellow", "issues_red"))},
        ),
    )

    @admin.display(description=_("hours of sending"))
    def hours_told(self, row: SendingPolicy) -> str:
        return str(row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def revise_row(self, row: SendingPolicy, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_sending(row, seen=seen, by=hand.by, reason=hand.reason, **changes)


class ReminderStepForm(AnsweredForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields:  # for reading
            return
        choose_kind(self, duty_kinds())
        self.fields["days"].help_text = t("10: ten working days before the date; 0: on the date; -3: three days after.")


@admin.register(ReminderStep)
class ReminderStepAdmin(PreviewedAdmin, AnsweredAdmin):
    is_for_inspectors = True
    form = ReminderStepForm
    list_display = ("name", "step", "then")
    list_filter = (KindFilter,)
    list_display_links = ("name", "step")
    list_per_page = 100

    @admin.display(description=_("kind of duty"))
    def name(self, row: ReminderStep) -> str:
        return kind_words(row.kind)

    @admin.display(description=_("reminder goes out"), ordering="-days")
    def step(self, row: ReminderStep) -> str:
        return mail.step_words(row.days)

    @admin.display(description=_("and then"))
    def then(self, row: ReminderStep) -> str:
        if not row.repeats_every:
            return ""
        words = ngettext("every working day", "every %(count)d working days", row.repeats_every)
        return words % {"count": row.repeats_every}

    def get_ordering(self, request: HttpRequest) -> Any:
        return (in_order(), "-days")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fields(request, obj) if self.has_change_permission(request, obj) else self.list_display

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_step(obj)

    def delete_row(self, row: ReminderStep) -> None:
        remove_steps([row])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        remove_steps(list(queryset))
