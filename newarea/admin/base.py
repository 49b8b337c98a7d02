"""What all pages of the admin have in common: saving goes through actions, ledgers are for reading."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, models
from django.db.models import ProtectedError
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import ModelChange

from newarea import clock
from newarea.admin.forms import AnsweredForm, SeenForm, as_validation_error, telling
from newarea.admin.rights import ModelAdmin, RightsMixin, officer, shown_to
from newarea.models import Officer

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
else:
    TabularInline = admin.TabularInline

REFUSALS = (ValidationError, IntegrityError, ProtectedError)


class Hand(NamedTuple):
    """Who saves, on which day, and why: what every action wants to know."""

    by: Officer
    on: date
    reason: str = ""


class KnownKeys(AutocompleteSelect):
    """Shows a form again also where something was posted that is no key at all; the field then refuses it in words."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if str(key).isdecimal() and len(str(key)) <= 18], attr)


class ListAdmin(ModelAdmin):
    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A filter for what no column can hold, such as a NUL or the year 9999 with its end, is a wrong filter: the
        list without it."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError, DataError) as error:
            raise IncorrectLookupParameters from error

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nothing here filters by a pattern, which the database would have to read, or by a range."""
        is_odd = lookup.rpartition(LOOKUP_SEP)[2] in ("regex", "iregex", "range")
        return not is_odd and super().lookup_allowed(lookup, value, request)


class NounAdmin(RightsMixin, ListAdmin):
    """A row may be deleted while `refusal_to_delete` has nothing against it; related ledgers go with it."""

    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With the rows its columns name: not in the list only, but wherever a row of this kind is shown."""
        rows, related = super().get_queryset(request), self.list_select_related
        return rows.select_related(*related) if isinstance(related, tuple) else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """None for a key that no column can hold: SQLite refuses to look for it."""
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            return None

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownKeys(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def choice(self, row: Any) -> str:
        """The row among those to choose from, where its name alone may not tell it apart."""
        return str(row)

    def delete_row(self, row: Any) -> None:
        row.delete()

    def refusal_to_delete(self, row: Any) -> str:
        return ""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Of what is refused only the refusals, without reading everything that hangs on it."""
        if refusals := [text for row in objs if (text := self.refusal_to_delete(row))]:
            return [], {}, set(), refusals
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_row(obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_row(row)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            answer: HttpResponse = super().delete_view(request, object_id, extra_context)
        except REFUSALS as refusal:
            return self._refuse(request, refusal, "../change/")
        return answer

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except REFUSALS as refusal:
            return self._refuse(request, refusal, request.get_full_path())

    def _refuse(self, request: HttpRequest, refusal: Any, back: str) -> HttpResponse:
        for sentence in as_validation_error(self.model, refusal).messages:
            self.message_user(request, sentence, messages.ERROR)
        return HttpResponseRedirect(back)


class PlainAdmin(NounAdmin):
    """A small table without versions or history."""


class AnsweredAdmin(NounAdmin):
    """What an action refuses comes back on the form with everything typed."""

    form = AnsweredForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal, form.on = getattr(request, "refusal", None), clock.today()
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except REFUSALS as refusal:  # nothing was written; the form is filled again and says why
            request.refusal = as_validation_error(self.model, refusal)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)


class VersionedAdmin(AnsweredAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """Fills in an action: `open_row` for a new row, `revise_row` for one that was there. Who was overtaken gets the 409
    page (newarea.middleware)."""

    form = SeenForm
    change_form_template = "admin/versioned_form.html"
    object_history_list_template = "admin/history_table.html"

    def open_row(self, row: Any, hand: Hand) -> None:
        raise NotImplementedError

    def revise_row(self, row: Any, seen: int, changes: dict[str, Any], hand: Hand) -> None:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        hand = self.hand(request, form)
        if not change:
            self.open_row(obj, hand)
        elif form.has_changed():
            row = self.model._default_manager.get(pk=obj.pk)  # `obj` holds everything posted, touched or not
            with telling(form):
                self.revise_row(row, form.cleaned_data["version"], form.changes(), hand)

    def hand(self, request: HttpRequest, form: Any) -> Hand:
        return Hand(officer(request), clock.today(), form.cleaned_data.get("reason", ""))

    def get_history_queryset(self, request: HttpRequest, *args: Any) -> models.QuerySet[Any]:
        """With the unit of whoever made each change, which is part of their name."""
        rows: models.QuerySet[Any] = super().get_history_queryset(request, *args)
        return rows.select_related("history_user__unit")

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **_: Any) -> None:
        """With the columns that only actions write, such as the day of completion, which simple_history passes over."""
        for record, before in pairwise(historical_records):
            delta = record.diff_against(before, foreign_keys_are_objs=True)
            delta = replace(delta, changes=[*delta.changes, *unedited_changes(record, before)])
            helper = self.get_historical_record_context_helper(request, record)
            record.history_delta_changes = helper.context_for_delta_changes(delta)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            self.model._meta.pk.to_python(object_id)
        except ValidationError:
            raise Http404 from None
        try:
            response: HttpResponse = super().history_view(request, object_id, extra_context)
        except OverflowError:
            raise Http404 from None
        return response

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """An old version is for reading: going back is a new change, made like any other."""
        self.refuse_foreign(request, object_id)
        if request.method == "POST":
            raise PermissionDenied
        response: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return response


def unedited_changes(record: Any, before: Any) -> Iterator[ModelChange]:
    """Of two records of a row's history; the generation of a duty says nothing to people."""
    for name in (field.name for field in record.tracked_fields if not field.editable and field.name != "generation"):
        if getattr(record, name) != getattr(before, name):
            yield ModelChange(name, getattr(before, name), getattr(record, name))


class ReadOnly:
    """Facts are appended by what happens, never in the admin."""

    def has_add_permission(self, *args: Any) -> bool:
        return False

    def has_change_permission(self, *args: Any) -> bool:
        return False

    def has_delete_permission(self, *args: Any) -> bool:
        return False


class LedgerAdmin(ReadOnly, NounAdmin):
    actions = None
    show_full_result_count = False


class LedgerInline(ReadOnly, TabularInline):
    """Rows of a ledger on the page of what they are about, with the related rows their columns name in one query."""

    extra = 0
    can_delete = False
    show_change_link = True
    related: Sequence[str] = ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever meets the noun meets its rows here."""
        return self.admin_site.get_model_admin(self.model).has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return shown_to(officer(request), super().get_queryset(request)).select_related(*self.related)
