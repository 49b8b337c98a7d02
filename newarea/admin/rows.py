"""Rows on the page of what they belong to. Saving them goes through actions, under the hand that saves the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import clock
from newarea.actions.plan import facts_of
from newarea.admin.base import Hand, TabularInline
from newarea.admin.forms import SeenForm, by_field, telling
from newarea.admin.standing import undertaking_standings
from newarea.templatetags.newarea import light

if TYPE_CHECKING:
    InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    InlineFormSet = forms.BaseInlineFormSet


@contextmanager
def naming(row: str) -> Iterator[None]:
    """What an action refuses of a row stands at the head of the page and says which; a reason is the page's own."""
    try:
        yield
    except ValidationError as refusal:
        faults = by_field(refusal)
        reasons = faults.pop("reason", [])
        named = [t("“%(row)s”: %(text)s") % {"row": row, "text": text} for text in _sentences(faults)]
        told = {"reason": reasons, NON_FIELD_ERRORS: named}
        raise ValidationError({name: texts for name, texts in told.items() if texts}) from refusal


def _sentences(faults: dict[str, list[Any]]) -> list[str]:
    return [text for found in faults.values() for text in ValidationError(found).messages]


class RowForm(SeenForm):
    """Of a page that has one reason for all its rows. Imports find a row by its key, which stays."""

    reason = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None and "key" in self.fields:
            self.fields["key"].disabled, self.fields["key"].show_hidden_initial = True, False


class RowFormSet(InlineFormSet):
    """`is_new` is the page's own row."""

    hand: Hand
    is_new = False

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        row = type(obj)._default_manager.get(pk=obj.pk)
        with telling(form), naming(str(row)):
            return self.revise(form, row)

    def revise(self, form: Any, row: Any) -> Any:
        raise NotImplementedError

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        if commit:
            self.withdraw(obj)

    def withdraw(self, row: Any) -> None:
        raise NotImplementedError


class PlanFormSet(RowFormSet):
    """Rows with an undertaking each (newarea.admin.plan_form)."""

    def clean(self) -> None:
        super().clean()
        if not self.data.get("reason", "").strip() and any(self._moves_plan(form) for form in self.initial_forms):
            raise ValidationError(t("Say at the foot of the page why the plan is changed."))
        for form in self.deleted_forms:
            self._refuse_facts(form.instance)

    def _moves_plan(self, form: Any) -> bool:
        return form.is_valid() and form not in self.deleted_forms and form.moves_plan()

    def _refuse_facts(self, row: Any) -> None:
        if row.pk is not None and (facts := facts_of(row.undertaking)):
            text = t("“%(title)s” cannot be deleted: there are recorded facts (%(facts)s).")
            raise ValidationError(text % {"title": row, "facts": facts})


class RowInline(TabularInline):
    """`fields` with the version that was seen, so that nobody overwrites anybody row by row."""

    extra = 0
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The version is the form's own field: Django refuses to make one of a column that is not editable."""
        columns = [name for name in flatten_fieldsets(self.get_fieldsets(request, obj)) if name != "version"]
        return super().get_formset(request, obj, **{"fields": columns} | kwargs)


class PlanInline(RowInline):
    """Rows with an undertaking each; each links to its own page, where its facts are. `fk_name` is what they belong
    to."""

    template = "admin/rows_in_columns.html"
    exclude = ("undertaking",)  # makes Django write the key of each row into the page
    readonly_fields = ("light",)
    related: tuple[str, ...] = ("undertaking__lead_unit", "undertaking__owner__unit", "undertaking__programme")
    found: dict[Any, Any]

    def rows_of(self, owner: Any) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model._default_manager.filter(**{str(self.fk_name): owner})
        return rows

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.related).order_by("position", "pk")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """One inline serves one page: the lights of all its rows are read once."""
        rows = list(self.rows_of(obj).values_list("pk", flat=True)) if obj else []
        self.found = undertaking_standings(rows, clock.today())
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description=_("light"))
    def light(self, row: Any) -> SafeString | str:
        return light(self.found[row.pk]) if row.pk in self.found else "–"


def save_rows(formset: Any, hand: Hand, *, is_new: bool) -> None:
    formset.hand, formset.is_new = hand, is_new
    formset.save()
