from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newarea.forms.fields import day_input, lines
from newarea.models import Undertaking


class ExtensionForm(forms.Form):
    use_required_attribute = False

    new_due_on = forms.DateField(
        label=_("New due date"), widget=day_input(), help_text=_("Later than the present one.")
    )
    present_percent = forms.DecimalField(
        label=_("Done at present, in percent"), max_digits=7, decimal_places=2, min_value=Decimal()
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=lines(4),
        help_text=_("What has got in the way, what has been done about it, and why the new day can be kept."),
    )

    def __init__(self, *args: Any, undertaking: Undertaking, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "extension-%s")
        super().__init__(*args, **kwargs)
        if undertaking.due_on:
            first = undertaking.due_on + timedelta(days=1)
            self.fields["new_due_on"].widget.attrs["min"] = first.isoformat()
