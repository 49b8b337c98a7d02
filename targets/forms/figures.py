from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from newarea.forms.fields import day_input, lines
from targets.domain.periods import Period
from targets.forms.lines import Line
from targets.forms.numbers import read_figure
from targets.forms.pasting import laid_out


class PeriodForm(forms.Form):
    """Which period the grid is for; what it does not know it takes for the default."""

    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(
        self, data: QueryDict, *, periods: Sequence[Period], default: Period, words: Callable[[Period], str]
    ) -> None:
        super().__init__({"period": data.get("period") or default.key}, auto_id="grid-%s")
        self.periods, self.default = periods, default
        self.fields["period"].choices = [(one.key, words(one)) for one in periods]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Period:
        self.is_valid()
        return next((one for one in self.periods if one.key == self.cleaned_data.get("period")), self.default)


class FigureField(forms.CharField):
    """A cell of the grid: a number as people write it, or nothing."""

    def __init__(self, line: Line) -> None:
        cell = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input", "data-cell": True}
        )
        super().__init__(label=line.label, required=False, widget=cell)
        self.line = line

    def clean(self, value: Any) -> Decimal | None:
        return read_figure(super().clean(value), self.line)


class FiguresForm(forms.Form):
    """The figures of one period, all published on the same day. No cell is cut off while it is typed: what is too long
    is refused aloud. `previewed` is the fingerprint of what was shown before it may be handed in."""

    use_required_attribute = False

    previewed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    published_on = forms.DateField(
        label=_("Published on"), widget=day_input(), help_text=_("The day of the publication, today or earlier.")
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, required=False, help_text=_("For example the monthly bulletin.")
    )
    pasted = forms.CharField(
        label=_("Paste a column from a spreadsheet"),
        required=False,
        strip=False,
        widget=lines(4),
        help_text=_(
            "One value a line in the order of the rows, an empty line for a row without a figure; or two columns, name "
            "and value. “Preview” lays it out over the table."
        ),
    )

    def __init__(self, data: QueryDict | None, *, rows: Sequence[Line], today: date) -> None:
        self.rows, self.unplaced = rows, list[str]()
        super().__init__(self._laid_out(data), auto_id="figures-%s", initial={"published_on": today})
        self.fields["published_on"].widget.attrs["max"] = today.isoformat()
        self.fields |= {line.name: FigureField(line) for line in rows}

    def _laid_out(self, data: QueryDict | None) -> QueryDict | None:
        """The pasted column moves into the cells; what finds no place stays where it was."""
        if data is None:
            return None
        found = laid_out(data.get("pasted", ""), self.rows, {line.name: data.get(line.name, "") for line in self.rows})
        self.unplaced = found.faults
        return changed(data, found.cells | {"pasted": found.left})

    @property
    def figures(self) -> dict[Line, Decimal]:
        """What was understood and has not been refused."""
        read = {line: self.cleaned_data.get(line.name) for line in self.rows}
        return {line: value for line, value in read.items() if value is not None}

    @property
    def refused(self) -> int:
        return sum(line.name in self.errors for line in self.rows)

    def refuse(self, faults: Mapping[Line, str]) -> None:
        for line, fault in faults.items():
            self.add_error(line.name, fault)

    def without(self, taken: Iterable[Line]) -> QueryDict:
        """What was sent, without the cells that have been handed in and what was pasted into them."""
        return changed(self.data, {line.name: "" for line in taken} | {"previewed": ""})  # type: ignore[arg-type]

    def show_previewed(self, fingerprint: str) -> None:
        self.data = changed(self.data, {"previewed": fingerprint})  # type: ignore[arg-type]


def changed(data: QueryDict, values: Mapping[str, str]) -> QueryDict:
    copy = data.copy()
    for name, value in values.items():
        copy[name] = value
    return copy


def fingerprint(*told: object) -> str:
    """What a preview showed, in so many signs: handing in anything else shows the preview anew."""
    return sha256("\n".join(map(str, told)).encode()).hexdigest()
