from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict


def add_refusal(form: forms.Form, refusal: ValidationError) -> None:
    """Show what an action refused beside the field it names, or above the form where it names none of ours."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def show_version(form: forms.Form, **shown: Any) -> None:
    """Let a form that is shown again carry what is stored now, beside everything that was typed."""
    data = QueryDict(mutable=True)
    for name in form.data:
        data.setlist(name, form.data.getlist(name))  # type: ignore[attr-defined]
    for name, value in shown.items():
        data[name] = value
    form.data = data
