from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import formats
from newarea.actions.reports import ReportContent
from newarea.forms.fields import ManyFilesField, day_input, lines
from newarea.models import Evidence, Report, Undertaking

NEEDED = ("percent", "quantity", "summary")


class ReportForm(forms.Form):
    """What a reporter types. A draft may be incomplete; what may be handed in is the action's to say.

    `version` is the draft's, `latest` the last report handed in: both tell whether somebody was faster.
    """

    use_required_attribute = False

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    latest = forms.IntegerField(required=False, widget=forms.HiddenInput)
    percent = forms.DecimalField(
        label=_("Done so far, in percent"), max_digits=7, decimal_places=2, min_value=Decimal()
    )
    quantity = forms.DecimalField(label=_("Done so far"), max_digits=14, decimal_places=2, min_value=Decimal())
    decrease_reason = forms.CharField(
        label=_("Why the figure went down"),
        max_length=500,
        required=False,
        help_text=_("Only where it is below the last verified one."),
    )
    speaks_for = forms.DateField(
        label=_("As things stood on"),
        widget=day_input(),
        help_text=_("The day the figure speaks for; today or earlier."),
    )
    summary = forms.CharField(
        label=_("Progress"),
        max_length=2000,
        widget=lines(3),
        help_text=_("What has been done, in a sentence or two."),
    )
    problems = forms.CharField(label=_("Problems"), max_length=2000, required=False, widget=lines(2))
    next_step = forms.CharField(label=_("Next step"), max_length=2000, required=False, widget=lines(2))
    expected_on = forms.DateField(label=_("Expected finish"), required=False, widget=day_input())
    evidence = ManyFilesField(label=_("Evidence"), required=False)
    evidence_caption = forms.CharField(
        label=_("What these files show"),
        max_length=200,
        required=False,
        help_text=_("For all files chosen now; once they are attached, each can have its own words."),
    )
    closes = forms.BooleanField(
        label=_("Everything is done: ask for the close-out"),
        required=False,
        help_text=_(
            "Needs 100 percent (or the whole quantity) and at least one file. The inspection office checks it."
        ),
    )

    def __init__(
        self,
        *args: Any,
        undertaking: Undertaking,
        in_force: Report | None,
        draft: Report | None,
        attached: Sequence[Evidence] = (),
        on: date,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("auto_id", "report-%s")
        super().__init__(*args, **kwargs)
        self.undertaking = undertaking
        self.attached: list[Evidence] = []
        self.show_attached(attached)
        del self.fields["percent" if undertaking.quantity is not None else "quantity"]
        if in_force is None:
            del self.fields["decrease_reason"]
        if self.data.get("action") == "draft":
            for name in NEEDED:
                if name in self.fields:
                    self.fields[name].required = False
        self.fields[self.figure].help_text = figure_help(undertaking, in_force)
        self.fields["evidence"].help_text = files_help()
        self.fields["expected_on"].help_text = expected_help(undertaking, draft)
        self.fields["speaks_for"].widget.attrs["max"] = on.isoformat()

    @property
    def figure(self) -> str:
        return "percent" if self.undertaking.quantity is None else "quantity"

    def content(self, on: date) -> ReportContent:
        """What was understood of it, also where something else was not."""
        names = set(ReportContent.__dataclass_fields__) & set(self.cleaned_data)
        values = {name: self.cleaned_data[name] for name in names}
        return ReportContent(**{"speaks_for": on} | {name: v for name, v in values.items() if v is not None})

    def show_attached(self, files: Sequence[Evidence]) -> None:
        """A caption and a way out for every file that is in the draft already."""
        for file in files:
            if file not in self.attached:
                self.attached.append(file)
                self._offer(file)

    def hide_attached(self, file: Evidence) -> None:
        self.attached.remove(file)
        del self.fields[f"caption_{file.pk}"], self.fields[f"remove_{file.pk}"]

    def _offer(self, file: Evidence) -> None:
        caption = forms.CharField(label=_("What it shows"), max_length=200, required=False, initial=file.caption)
        remove = forms.BooleanField(label=_("Take it off the report"), required=False)
        self.fields[f"caption_{file.pk}"], self.fields[f"remove_{file.pk}"] = caption, remove

    def attached_rows(self) -> list[tuple[Evidence, forms.BoundField, forms.BoundField]]:
        return [(file, self[f"caption_{file.pk}"], self[f"remove_{file.pk}"]) for file in self.attached]

    def removed(self) -> list[Evidence]:
        return [file for file in self.attached if self.cleaned_data.get(f"remove_{file.pk}")]

    def captioned(self) -> list[tuple[Evidence, str]]:
        """The files that stay and whose words have changed."""
        asked = [(file, self.cleaned_data.get(f"caption_{file.pk}", "")) for file in self.attached]
        return [(file, words) for file, words in asked if words != file.caption and file not in self.removed()]

    def new_files(self) -> list["UploadedFile[Any]"]:
        found: list[UploadedFile[Any]] = self.cleaned_data.get("evidence", [])
        return found


def figure_help(undertaking: Undertaking, in_force: Report | None) -> str:
    """The unit of measure, the goal and the last verified figure: “10k households, goal 15; last 12.4 (24 Aug)”."""
    words = []
    if undertaking.quantity is not None:
        goal = formats.as_entered(undertaking.quantity, undertaking.measure)
        words.append(t("Cumulative; promised %(quantity)s") % {"quantity": goal})
    if in_force is None:
        words.append(t("nothing verified yet"))
    else:
        figure = _figure(undertaking, in_force)
        words.append(
            t("last verified %(figure)s (%(day)s)") % {"figure": figure, "day": formats.day(in_force.speaks_for)}
        )
    return t("; ").join(words)


def _figure(undertaking: Undertaking, report: Report) -> str:
    if undertaking.quantity is not None and report.quantity is not None:
        return formats.as_entered(report.quantity, undertaking.measure)
    return formats.percent(report.percent or Decimal(), 2)


def files_help() -> str:
    limit = filesizeformat(settings.EVIDENCE_MAX_BYTES)
    return t("Photographs, PDF, DOCX or XLSX; several at once, up to %(limit)s each. Position data is removed.") % {
        "limit": limit
    }


def expected_help(undertaking: Undertaking, draft: Report | None) -> str:
    """Information only, and said to be: an expected day moves nothing."""
    if undertaking.due_on is None:
        return t("No due date has been settled yet.")
    due = formats.full_day(undertaking.due_on)
    late = days_later(undertaking, draft)
    if late:
        return t(
            "%(days)s days after the due date %(due)s. This moves nothing: ask for an extension before it is due."
        ) % {"days": late, "due": due}
    return t("Due on %(due)s. An expected day is for information; it sets no light and moves no date.") % {"due": due}


def days_later(undertaking: Undertaking, report: Report | None) -> int:
    """Calendar days by which a report expects to miss the due date; 0 where it does not."""
    if report is None or report.expected_on is None or undertaking.due_on is None:
        return 0
    return max(0, (report.expected_on - undertaking.due_on).days)
