"""Forms of records that people edit: they carry the version that was seen and the reason for the change."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.db.models import ProtectedError
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea.actions.saving import constraint_message
from newarea.models import Stale

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

Refusal = ValidationError | IntegrityError | ProtectedError


class SeenVersion(forms.IntegerField):
    """The version the editor looked at. It came from the page, not from the editor: it never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class Reason(forms.CharField):
    """Goes into the history beside the change; alone it changes nothing."""

    widget = AdminTextInputWidget

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class AnsweredForm(ModelForm):
    """`refusal` is what an action answered to these very values; the form repeats it beside what was typed."""

    refusal: ValidationError | None = None
    on: date

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusal is not None:
            repeat(self, self.refusal)
        return cleaned


class SeenForm(AnsweredForm):
    """Knows what the editor touched: each field carries the value it had when the page was read. Only touched columns
    are written, so that what somebody else typed elsewhere in the row survives being second.
    """

    version = SeenVersion()
    reason = Reason(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        help_text=_("Stands in the history. Needed when dates, owner, lead unit or weight of an adopted plan change."),
    )

    may: Collection[str] | None = None
    theirs: Callable[[type[models.Model]], models.QuerySet[Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = self.instance.pk is not None
        if self.may is not None:
            self._keep_to(self.may)
        if self.instance.pk is not None:
            self.initial.setdefault("version", self.version_now())
            for field in self.fields.values():
                field.show_hidden_initial = not (field.disabled or isinstance(field, SeenVersion | Reason))

    def _keep_to(self, may: Collection[str]) -> None:
        """Of an editor who keeps but some of the columns: the others are shown, and choices are among `theirs`."""
        for name, field in self.fields.items():
            field.disabled = name not in may and not isinstance(field, SeenVersion | Reason)
            if isinstance(field, forms.ModelChoiceField) and not field.disabled:
                rows: Any = field.queryset
                is_held = models.Q(pk=getattr(self._held(), f"{name}_id", None))
                field.queryset = rows.filter(models.Q(pk__in=self.theirs(rows.model).values("pk")) | is_held)

    def _held(self) -> models.Model:
        """The row that has the columns."""
        row: models.Model = self.instance
        return row

    def version_now(self) -> int:
        return int(self.instance.version)

    def changes(self) -> dict[str, Any]:
        """The columns that were touched, with their new values."""
        columns = {field.name for field in self.instance._meta.concrete_fields}
        return {name: self.cleaned_data[name] for name in self.touched() if name in columns}

    def touched(self) -> list[str]:
        return [name for name in self.changed_data if name in self.cleaned_data]

    def _save_m2m(self) -> None:
        for field in self.instance._meta.many_to_many:
            if field.name in self.touched():
                field.save_form_data(self.instance, self.cleaned_data[field.name])


@contextmanager
def telling(form: forms.BaseForm) -> Iterator[None]:
    """Whoever is overtaken reads what was touched in the form's own words, on whichever row of the page it is."""
    try:
        yield
    except Stale as stale:
        stale.prefix = str(form.prefix or "")
        typed = {*form.changed_data, *(["reason"] if form.data.get("reason") else [])}
        stale.labels = {field.name: str(field.label) for field in form.visible_fields() if field.name in typed}
        raise


def repeat(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put each sentence at its field, or at the head of the form where the form does not have it."""
    for name, sentences in by_field(refusal).items():
        form.add_error(name if name in form.fields else None, sentences)


def by_field(refusal: ValidationError) -> dict[str, list[Any]]:
    return dict(refusal.error_dict) if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}


def as_validation_error(model: type[models.Model], refusal: Refusal) -> ValidationError:
    """Whatever says no to a write, in the words people get to read."""
    if isinstance(refusal, IntegrityError) and not isinstance(refusal, ProtectedError):
        return ValidationError(constraint_message(model, refusal))
    if isinstance(refusal, ProtectedError):
        names = sorted({str(row._meta.verbose_name_plural) for row in refusal.protected_objects})
        text = t("It cannot be deleted: there are recorded facts (%(facts)s).")
        return ValidationError(text % {"facts": t(", ").join(names)})
    return refusal
