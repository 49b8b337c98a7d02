from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from newarea.forms.fields import lines
from newarea.models import LightOverride, Officer


class ReopenForm(forms.Form):
    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=lines(3),
        help_text=_("Published with the history: what was found, and where."),
    )


class OverrideForm(forms.Form):
    use_required_attribute = False

    light = forms.ChoiceField(label=_("Light"), choices=LightOverride.Light, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=lines(3),
        help_text=_("Shown beside the computed light, to everybody."),
    )


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.username})"


class LeavingForm(forms.Form):
    """Asked first: what passes over, and who may take it over, follows from it."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = Officer.objects.select_related("unit").order_by("unit__position", "username")
        self.fields["from"] = PostField(label=_("Who leaves the post"), queryset=officers)


class HandOverForm(forms.Form):
    use_required_attribute = False

    new = PostField(
        label=_("Who takes it over"),
        queryset=Officer.objects.none(),
        error_messages={"invalid_choice": _("This officer cannot take over the post: choose one of the list.")},
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, heirs: QuerySet[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].queryset = heirs  # type: ignore[attr-defined]
