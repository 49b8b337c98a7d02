from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newarea.models import Channel, Digest, Reminder

ALL = ("", _("all"))
TROUBLED = ("troubled", _("failed or unknown"))


class LedgerForm(forms.Form):
    """Narrows a ledger; what it does not know it takes for “everything”."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ALL, *Channel.choices])
    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)

    def __init__(
        self, data: Any, states: type[Digest.State] | type[Reminder.State], kinds: Sequence[tuple[str, Any]]
    ) -> None:
        super().__init__(data, auto_id="ledger-%s")
        self.fields["state"].choices = [ALL, TROUBLED, *states.choices]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [ALL, *kinds]  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))

    @property
    def is_filtered(self) -> bool:
        return any(self.asked(name) for name in self.fields)
