from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newarea.forms.fields import lines


class DecisionForm(forms.Form):
    """Names the version that was seen; whether a note is needed is the action's to say."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        required=False,
        widget=lines(2),
        help_text=_("Needed when you return it: say what has to be mended."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "decision-%s")
        super().__init__(*args, **kwargs)


class ExtensionDecisionForm(DecisionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = _("Needed when you refuse: say why.")
