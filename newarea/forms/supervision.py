from typing import Any

from django import forms
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


class HandOverForm(forms.Form):
    use_required_attribute = False

    old = PostField(label=_("Who leaves the post"), queryset=Officer.objects.none())
    new = PostField(label=_("Who takes it over"), queryset=Officer.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = Officer.objects.select_related("unit").order_by("unit__position", "username")
        self.fields["old"].queryset = officers  # type: ignore[attr-defined]
        self.fields["new"].queryset = officers.filter(is_active=True)  # type: ignore[attr-defined]
