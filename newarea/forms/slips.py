from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newarea.forms.decision import DecisionForm
from newarea.forms.fields import day_input, lines
from newarea.models import SupervisionSlip

ALL = ("", _("all"))
SORTS = [("", _("newest first")), ("limit", _("answer due soonest")), ("unit", _("by unit"))]


class ChaseForm(forms.Form):
    use_required_attribute = False

    note = forms.CharField(
        label=_("What you want to know"),
        max_length=500,
        required=False,
        widget=lines(3),
        help_text=_("Stands in the message and in the item's history."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "chase-%s")
        super().__init__(*args, **kwargs)


class SlipForm(forms.Form):
    use_required_attribute = False

    colour = forms.ChoiceField(label=_("Colour"), choices=SupervisionSlip.Colour, widget=forms.RadioSelect)
    demand = forms.CharField(
        label=_("What is asked for"),
        max_length=1000,
        required=False,
        widget=lines(4),
        help_text=_("Left empty, the slip asks what every slip of its colour asks."),
    )
    reply_by = forms.DateField(label=_("Answer by"), widget=day_input())

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "slip-%s")
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].widget.attrs["min"] = on.isoformat()


class AnswerForm(forms.Form):
    """Names the version of the slip that was seen."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=lines(6),
        help_text=_("How things stand, why, and what happens by when."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "answer-%s")
        super().__init__(*args, **kwargs)


class SlipDecisionForm(DecisionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = _("Needed when you ask once more or withdraw the slip: say why.")


class SlipFilterForm(forms.Form):
    """Narrows the list of slips; what it does not know it takes for “everything”."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    colour = forms.ChoiceField(label=_("Colour"), required=False, choices=[ALL, *SupervisionSlip.Colour.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *SupervisionSlip.State.choices])
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    def __init__(self, data: Any, units: Mapping[int, str]) -> None:
        super().__init__(data, auto_id="slips-%s")
        choices = [(str(pk), name) for pk, name in units.items()]
        self.fields["unit"].choices = [ALL, *choices]  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))

    @property
    def is_filtered(self) -> bool:
        return any(self.asked(name) for name in self.fields if name != "order")
