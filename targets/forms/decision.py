from django import forms
from django.utils.translation import gettext_lazy as _

from newarea.forms.decision import DecisionForm
from newarea.forms.fields import lines


class FigureDecisionForm(DecisionForm):
    """A figure is verified as it is; only a return says something."""

    note = forms.CharField(
        label=_("What is wrong"),
        max_length=500,
        required=False,
        widget=lines(2),
        help_text=_("The statistics unit reads this and enters the right figure."),
    )
