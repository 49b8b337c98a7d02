"""What a page of an import shows and does, wherever it stands: the editor's lists and the pages of the site alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as t
from django.utils.translation import ngettext

from newarea.actions.tables.exporting import refused_workbook
from newarea.actions.tables.importing import Moved, Preview, preview, write
from newarea.actions.tables.table import Entry, Hand, Table
from newarea.files.workbook import MIME
from newarea.forms.workbooks import WorkbookForm
from newarea.models import Officer

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Cell:
    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the workbook as the preview shows it."""

    number: int
    sheet: str
    key: str
    state: str
    cells: list[Cell]
    faults: list[tuple[str, str]]


@dataclass
class Import:
    """One request of the page. `warning` says why nothing was written, `told` what was."""

    form: WorkbookForm
    tables: Sequence[Table]
    by: Officer
    on: date
    now: datetime
    preview: Preview | None = None
    warning: str = ""
    told: str = ""
    status: int = 200
    file: bytes = field(default=b"")

    def run(self) -> None:
        if not self.form.is_valid():
            return
        try:
            if self.form.asked == "write":
                self._write()
            self.preview = preview(self.tables, self.form.sheets, self.hand)
        except ValidationError as refusal:
            self.form.add_error("file", refusal)
            return
        if self.form.asked == "refused" and self.preview.of("refused"):
            self.file = refused_workbook(self.preview, self.hand)

    @property
    def hand(self) -> Hand:
        reason = t("Excel import, %(name)s") % {"name": self.form.file_name}
        return Hand(self.by, self.on, self.now, reason)

    def _write(self) -> None:
        try:
            done = write(self.tables, self.form.sheets, self.hand, previewed=self.form.cleaned_data["previewed"])
        except Moved as moved:
            self.warning, self.status = f"{moved} {t('Please look at it once more.')}", 409
        else:
            states = [entry.state for entry in done.at_once]
            self.told = told(states.count("added"), states.count("changed"))

    @property
    def is_done(self) -> bool:
        return bool(self.told and self.preview and not self.preview.of("refused") and not self.preview.to_write)

    def counts(self) -> list[tuple[str, int]]:
        assert self.preview
        return [(state, len(self.preview.of(state))) for state in ("added", "changed", "unchanged", "refused")]

    @property
    def start(self) -> int:
        return self.form.cleaned_data.get("start") or 0

    def rows(self) -> list[Row]:
        """Refused rows first: they want something done."""
        return list(map(shown, self._listed()[self.start : self.start + SHOWN]))

    def _listed(self) -> list[Entry]:
        assert self.preview
        return [*self.preview.of("refused"), *self.preview.to_write]

    def pages(self) -> list[tuple[int, str]]:
        """Where each page starts, and its rows in words; empty where everything stands on one."""
        count = len(self._listed())
        starts = range(0, count, SHOWN) if count > SHOWN else ()
        return [(start, f"{start + 1}–{min(start + SHOWN, count)}") for start in starts]


def shown(entry: Entry) -> Row:
    cells = [
        Cell(change.column.heading, change.column.shown(change.before), change.column.shown(change.after))
        for change in entry.changes
        if entry.held is not None or not change.column.is_key
    ]
    key = " · ".join(one.shown(part) for one, part in zip(entry.table.keys, entry.key, strict=True) if part)
    return Row(entry.number, str(entry.table.title), key, entry.state, cells if not entry.faults else [], entry.faults)


def told(added: int, changed: int) -> str:
    parts = [
        ngettext("%(count)d row added", "%(count)d rows added", added) % {"count": added},
        ngettext("%(count)d row changed", "%(count)d rows changed", changed) % {"count": changed},
    ]
    return t("Import finished: %(what)s.") % {"what": t(", ").join(parts)}


def download(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=MIME)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
