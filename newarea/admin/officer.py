from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newarea.actions.heirs import heirs_of, held_by
from newarea.actions.officers import UNIT_MAY, keeps_account, open_account, revise_officer
from newarea.actions.plan import hand_over_post
from newarea.actions.tables.officers import OfficerTable
from newarea.admin.base import Hand, VersionedAdmin
from newarea.admin.bulk import BulkMixin
from newarea.admin.decision_bulk import OFFICER_BULKS
from newarea.admin.excel import ExcelMixin
from newarea.admin.forms import SeenForm
from newarea.admin.rights import officer
from newarea.admin.steps import Step, StepForm, StepsMixin
from newarea.models import Officer, Undertaking

if TYPE_CHECKING:
    CreationForm = auth_forms.UserCreationForm[Officer]
    ChangeForm = auth_forms.UserChangeForm[Officer]
    AccountAdmin = UserAdmin[Officer]
else:
    CreationForm, ChangeForm, AccountAdmin = auth_forms.UserCreationForm, auth_forms.UserChangeForm, UserAdmin


class NewOfficerForm(SeenForm, CreationForm):
    class Meta(auth_forms.UserCreationForm.Meta):
        model = Officer


class OfficerForm(SeenForm, ChangeForm):
    class Meta(auth_forms.UserChangeForm.Meta):
        model = Officer


class HandOverForm(StepForm):
    successor = forms.ModelChoiceField(
        Officer.objects.none(),
        label=_("successor"),
        error_messages={"invalid_choice": _("This officer cannot take over the post: choose one of the list.")},
    )
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        widget=AdminTextInputWidget,
        help_text=_("Such as the appointment and its date."),
    )

    def __init__(self, subject: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(subject, *args, **kwargs)
        self.held = list(held_by(subject))
        self.fields["successor"].queryset = heirs_of(subject)  # type: ignore[attr-defined]

    def explanation(self) -> str:
        count = len(self.held)
        told = ngettext(
            "%(count)d open undertaking passes to the successor from today on; history keeps the old name.",
            "%(count)d open undertakings pass to the successor from today on; history keeps the old name.",
            count,
        )
        return told % {"count": count}

    def passing(self) -> Sequence[Undertaking]:
        return self.held

    def perform(self, hand: Hand) -> str:
        count = hand_over_post(self.subject, self.cleaned_data["successor"], **hand._asdict())
        told = ngettext(
            "%(count)d undertaking passed to %(unit)s.", "%(count)d undertakings passed to %(unit)s.", count
        )
        return told % {"count": count, "unit": self.cleaned_data["successor"]}


@admin.register(Officer)
class OfficerAdmin(BulkMixin, ExcelMixin, StepsMixin, VersionedAdmin, AccountAdmin):
    unit_of = ("unit",)
    unit_may = UNIT_MAY
    excel = (OfficerTable,)
    bulks = OFFICER_BULKS
    form = OfficerForm
    add_form = NewOfficerForm
    list_display = ("username", "post", "unit", "role", "email", "phone", "language", "is_active", "last_login")
    list_filter = ("role", "is_active", "language", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("unit",)
    search_fields = ("username", "name", "email", "phone", "unit__name_zh", "unit__name_en")
    autocomplete_fields = ("unit",)
    date_hierarchy = "last_login"
    filter_horizontal = ()
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (
            _("Post"),
            {
                "fields": ("unit", "role", "name"),
                "description": _("The role alone decides what may be seen and done; administrators edit here."),
            },
        ),
        (_("How to reach them"), {"fields": ("email", "phone", "language")}),
        (_("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
        (_("Post"), {"fields": ("unit", "role", "name")}),
        (_("How to reach them"), {"fields": ("email", "phone", "language")}),
    )
    readonly_fields = ("last_login", "date_joined")
    steps = (Step("hand-over", _("Hand over the post"), HandOverForm),)

    @admin.display(description=_("post"), ordering="name")
    def post(self, row: Officer) -> str:
        return str(row)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """To choose from: posts that are filled."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            rows = rows.filter(is_active=True)
        return rows, may_repeat

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a password looks like is nobody's but an administrator's business."""
        if officer(request).is_administrator:
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("username", "unit", "role")}), (None, {"fields": UNIT_MAY}))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        by = officer(request)
        is_foreign = by.is_editor_of_unit and obj is not None and not keeps_account(by, obj)
        return not is_foreign and super().has_change_permission(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if not officer(request).is_administrator:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def open_row(self, row: Officer, hand: Hand) -> None:
        open_account(row, by=hand.by)

    def revise_row(self, row: Officer, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        revise_officer(row, seen=seen, by=hand.by, reason=hand.reason, **changes)

    def refusal_to_delete(self, row: Officer) -> str:
        if row.last_login or row.digests.exists() or row.reminders.exists():
            return t("%(officer)s has been at work here: switch the account off instead, so that its name stays.") % {
                "officer": row
            }
        return ""
