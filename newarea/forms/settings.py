from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from newarea.models import Channel, Officer

Choice = tuple[str, str]  # kind of duty, channel


@dataclass(frozen=True)
class Row:
    """A kind of duty with a box for each channel."""

    name: str
    is_free: bool
    boxes: Sequence[tuple[str, forms.BoundField]]


class SettingsForm(forms.Form):
    """What the policy decides is shown and cannot be changed, whatever is posted."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=list(Officer._meta.get_field("language").choices or ()),
        widget=forms.RadioSelect,
        help_text=_("Of your messages and of these pages."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        officer: Officer,
        kinds: Mapping[str, str],
        free: Container[str],
        channels: Sequence[Channel],
        off: Container[Choice],
    ) -> None:
        """`kinds` with their names; `free` of them may be switched off; `off` are."""
        super().__init__(data, initial={"language": officer.language}, auto_id="settings-%s")
        self.kinds, self.free, self.channels = kinds, free, channels
        for kind, channel in self._choices():
            is_free = kind in free
            self.fields[f"{channel}-{kind}"] = forms.BooleanField(
                label=f"{channel.label}{_(': ')}{kinds[kind]}",
                required=False,
                disabled=not is_free,
                initial=not is_free or (kind, channel) not in off,
            )

    def _choices(self) -> list[tuple[str, Channel]]:
        return [(kind, channel) for kind in self.kinds for channel in self.channels]

    def rows(self) -> list[Row]:
        return [Row(str(capfirst(name)), kind in self.free, self._boxes(kind)) for kind, name in self.kinds.items()]

    def _boxes(self, kind: str) -> list[tuple[str, forms.BoundField]]:
        return [(str(channel.label), self[f"{channel}-{kind}"]) for channel in self.channels]

    def wanted(self) -> dict[Choice, bool]:
        return {
            (kind, channel): self.cleaned_data[f"{channel}-{kind}"]
            for kind, channel in self._choices()
            if kind in self.free
        }
