from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newarea import formats
from newarea.domain.standing import Light

UNSETTLED = "none"
NOT_RATED = pgettext_lazy("light", "Not rated yet")  # whatever it is grey for
Choices = Sequence[tuple[str, str]]
PROMISED = [("", _("all")), ("counted", _("the report's quantified ones")), ("quantity", _("with a quantity")),
            ("plain", _("done or not done"))]  # fmt: skip


class CommitmentFilters(forms.Form):
    """What the table can be narrowed by; a value that is no choice shows everything, with its message."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    area = forms.ChoiceField(label=_("Work area"), required=False)
    unit = forms.ChoiceField(label=_("Lead unit"), required=False)
    light = forms.ChoiceField(label=_("Light"), required=False)
    promised = forms.ChoiceField(label=_("Promised"), required=False, choices=PROMISED)

    def __init__(self, data: Mapping[str, Any], *, areas: Choices, units: Choices) -> None:
        super().__init__(data)
        lights = [(light.value, NOT_RATED if light == Light.GREY else formats.light_word(light)) for light in Light]
        self._offer("area", areas)
        self._offer("unit", [*units, (UNSETTLED, str(_("to be settled")))])
        self._offer("light", lights)

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]
