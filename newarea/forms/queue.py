from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

Choice = tuple[str, str]
SORTS = [("", _("waiting longest")), ("due", _("due soonest")), ("unit", _("by unit"))]


class QueueForm(forms.Form):
    """Narrows the verification queue; what it does not know it takes for “everything”."""

    unit = forms.ChoiceField(label=_("Lead unit"), required=False)
    belongs = forms.ChoiceField(label=_("Belongs to"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    def __init__(self, data: object, *, units: Iterable[Choice], belongings: Iterable[Choice]) -> None:
        """Choices are (value, name); the value stays the same in every language."""
        super().__init__(data, auto_id="queue-%s")  # type: ignore[arg-type]
        self.fields["unit"].choices = _with_all(units)  # type: ignore[attr-defined]
        self.fields["belongs"].choices = _with_all(belongings)  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


def _with_all(choices: Iterable[Choice]) -> Sequence[tuple[str, object]]:
    known = {choice for choice in choices if choice[0]}
    return [("", _("all")), *sorted(known, key=lambda choice: choice[1])]
