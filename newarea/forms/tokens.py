from django import forms
from django.utils.translation import gettext_lazy as _

from newarea.actions.tokens import LONGEST
from newarea.models import ApiToken


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("The program or system that will use it.")
    )
    scope = forms.ChoiceField(
        label=_("It may"),
        choices=ApiToken.Scope.choices,
        initial=ApiToken.Scope.READ,
        widget=forms.RadioSelect,
        help_text=_("Whatever it does, it does in your name. Give no more than is needed."),
    )
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=LONGEST, initial=90)
