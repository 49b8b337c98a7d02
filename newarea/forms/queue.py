from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

SORTS = [("", _("waiting longest")), ("due", _("due soonest")), ("unit", _("by unit"))]


class QueueForm(forms.Form):
    """Narrows the verification queue; what it does not know it takes for “everything”."""

    unit = forms.ChoiceField(label=_("Lead unit"), required=False)
    belongs = forms.ChoiceField(label=_("Belongs to"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    def __init__(self, data: object, *, units: Iterable[str], belongings: Iterable[str]) -> None:
        super().__init__(data, auto_id="queue-%s")  # type: ignore[arg-type]
        self.fields["unit"].choices = _with_all(units)  # type: ignore[attr-defined]
        self.fields["belongs"].choices = _with_all(belongings)  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


def _with_all(names: Iterable[str]) -> Sequence[tuple[str, object]]:
    return [("", _("all")), *((name, name) for name in sorted(set(filter(None, names))))]
