"""A workbook on its way through a preview: it travels inside the form, so that nothing is kept on the server."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea.files.intake import clean_name
from newarea.files.sheets import MOST_BYTES, Sheet, read_workbook

ACTIONS = ("preview", "write", "refused")


class WorkbookForm(forms.Form):
    """`file` at first, then `held` with its `name`; `previewed` is the fingerprint of what was shown."""

    file = forms.FileField(
        label=_("workbook"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=_(
            "An .xlsx file of at most 5,000 rows a sheet. Nothing is written before you have seen what changes."
        ),
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    name = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    previewed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput)
    action = forms.CharField(required=False, max_length=20)

    sheets: list[Sheet]
    data_of_file = b""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            self.data_of_file = self._bytes(cleaned)
            self.sheets = read_workbook(self.data_of_file, self.file_name)
        except ValidationError as refusal:
            self.add_error("file", refusal)
        return cleaned

    def _bytes(self, cleaned: dict[str, Any]) -> bytes:
        if file := cleaned.get("file"):
            if file.size > MOST_BYTES:
                return b"\0" * (MOST_BYTES + 1)  # refused by its size, unread
            return bytes(file.read())
        if not cleaned.get("held"):
            raise ValidationError(t("Choose a workbook."))
        try:
            return urlsafe_b64decode(cleaned["held"].encode("ascii"))
        except ValueError:
            raise ValidationError(t("Choose the workbook once more.")) from None

    @cached_property
    def file_name(self) -> str:
        file = self.cleaned_data.get("file")
        return clean_name(file.name if file else self.cleaned_data.get("name", ""))

    @property
    def asked(self) -> str:
        action = self.cleaned_data.get("action", "")
        return action if action in ACTIONS and not self.cleaned_data.get("file") else "preview"

    @property
    def to_hold(self) -> str:
        return urlsafe_b64encode(self.data_of_file).decode()
