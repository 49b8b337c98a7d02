"""What happened to undertakings, newest first, as known at the end of a day and as far as the reader may see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import formats
from newarea.models.bilingual import in_language
from newarea.models.evidence import Evidence
from newarea.models.light_override import LightOverride
from newarea.models.officer import Officer
from newarea.models.programme import Reader
from newarea.models.report import Report
from newarea.models.terms import Terms

WORDS = {
    "submitted": _("handed in, waits for verification"),
    "verified": _("verified"),
    "closed": _("close-out verified"),
    "returned": _("handed in, returned later"),
    "sent_back": _("returned"),
    "corrected": _("plan corrected"),
    "extended": _("due date extended"),
    "handed_over": _("handed over"),
    "reopened": _("opened again"),
    "override": _("manual light set"),
    "override_ended": _("manual light ended"),
}


@dataclass(slots=True)
class Event:
    """One dated fact, as a feed shows it. `state` is a key of `WORDS`; `url` is filled in by the page."""

    on: date
    at: datetime | None
    state: str
    who: str
    text: str
    undertaking_pk: int
    belongs_to: str
    note: str = ""
    figures: str = ""
    report: Report | None = None
    evidence: list[Evidence] = field(default_factory=list)
    url: str = ""
    is_new: bool = False

    @property
    def word(self) -> str:
        return str(WORDS[self.state])


def trail(
    titles: Mapping[int, str], on: date, reader: Reader, *, with_evidence: bool = True, with_overrides: bool = True
) -> list[Event]:
    """The facts of the undertakings in `titles` (title by primary key); at most four queries, whatever their number."""
    reports = list(_reports(titles, on, reader))
    files = _files(reports, reader) if with_evidence else {}
    events = [event for report in reports for event in _of_report(report, on, titles, files.get(report.pk, []))]
    events += [_of_terms(terms, titles) for terms in _terms(titles, on)]
    if with_overrides:
        events += _of_overrides(titles, on)
    return sorted(events, key=lambda event: (event.on, event.at.timestamp() if event.at else 0), reverse=True)


def _of_overrides(titles: Mapping[int, str], on: date) -> Iterator[Event]:
    """Manual lights set and ended by the end of the day."""
    rows = LightOverride.objects.filter(undertaking__in=titles, from_on__lte=on)
    for row in rows.select_related("by__unit", "ended_by__unit"):
        about = (row.undertaking_id, titles[row.undertaking_id])
        yield Event(row.from_on, None, "override", _unit_of(row.by), str(row.get_light_display()), *about, row.reason)
        if row.ended_on and row.ended_on <= on:
            yield Event(row.ended_on, None, "override_ended", _unit_of(row.ended_by), "", *about)


def _unit_of(officer: Officer | None) -> str:
    return str((officer and officer.unit) or officer or t("import"))


def _reports(titles: Mapping[int, str], on: date, reader: Reader) -> QuerySet[Report]:
    """With the names of both units as plain columns: a page shows hundreds of them."""
    reports = Report.objects.visible_to(reader).filter(undertaking__in=titles, is_restored=False).known_on(on)
    if not (isinstance(reader, Officer) and reader.is_district_staff):
        reports = reports.filter(decided_on__lte=on)
    return reports.annotate(
        from_zh=F("reporter__unit__name_zh"),
        from_en=F("reporter__unit__name_en"),
        office_zh=F("decided_by__unit__name_zh"),
        office_en=F("decided_by__unit__name_en"),
    )


def _files(reports: Sequence[Report], reader: Reader) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    if isinstance(reader, Officer) and reports:
        for row in Evidence.objects.filter(report__in=[report.pk for report in reports]).select_related("by__unit"):
            found.setdefault(row.report_id, []).append(row)
    return found


def _of_report(report: Any, on: date, titles: Mapping[int, str], files: list[Evidence]) -> Iterator[Event]:
    """What was handed in, with its state on that day, and what was sent back."""
    decided = report.decided_on is not None and report.decided_on <= on
    state = str(report.state) if decided else "submitted"
    if state == "verified" and report.closes:
        state = "closed"
    about = (report.undertaking_id, titles[report.undertaking_id])
    figures = formats.percent(report.percent) if report.percent is not None else ""
    yield Event(
        report.submitted_on, report.submitted_at, state, in_language(report.from_zh or "", report.from_en or ""),
        report.summary, *about, "", figures, report, files,
    )  # fmt: skip
    if state == "returned":
        office, note = in_language(report.office_zh or "", report.office_en or ""), report.decision_note
        yield Event(report.decided_on, report.decided_at, "sent_back", office, "", *about, note, "", report)


def _terms(titles: Mapping[int, str], on: date) -> QuerySet[Terms]:
    changes = Terms.objects.known_on(on).filter(~Q(kind=Terms.Kind.PLANNED), undertaking__in=titles)
    return changes.select_related("by__unit", "owner__unit", "lead_unit", "extension")


def _of_terms(terms: Terms, titles: Mapping[int, str]) -> Event:
    return Event(
        terms.known_on, terms.at, str(terms.kind), _unit_of(terms.by), _terms_text(terms), terms.undertaking_id,
        titles[terms.undertaking_id], terms.reason,
    )  # fmt: skip


def _terms_text(terms: Terms) -> str:
    due = formats.full_day(terms.due_on) if terms.due_on else t("to be settled")
    match terms.kind:
        case Terms.Kind.EXTENDED:
            before = formats.full_day(terms.extension.due_before) if terms.extension else "?"
            return t("Extension granted: due date moved from %(before)s to %(due)s.") % {"before": before, "due": due}
        case Terms.Kind.HANDED_OVER:
            return t("Handed over to %(owner)s.") % {"owner": terms.owner or terms.lead_unit or "?"}
        case Terms.Kind.REOPENED:
            return t("Opened again; due on %(due)s.") % {"due": due}
        case _:
            return t("Plan corrected; due on %(due)s.") % {"due": due}
