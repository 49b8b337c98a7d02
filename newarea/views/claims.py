"""A report as the inspection office looks at it: the claim, its evidence, and what stood before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from newarea import formats
from newarea.context import request_reference
from newarea.forms.decision import DecisionForm
from newarea.forms.report import days_later
from newarea.models import Evidence, Reference, Report, Undertaking
from newarea.models.undertaking_on import UndertakingOn, undertakings_on
from newarea.parts import Page, pages_of
from newarea.views.programme import ReadingRequest
from newarea.wording import why


@dataclass(frozen=True, slots=True)
class Limit:
    """By when something has to be done. `left` and `past` count working days; `past` is None until the day is over."""

    due_on: date
    left: int
    past: int | None
    is_today: bool


def limit_of(due_on: date, on: date, reference: Reference) -> Limit:
    past = reference.calendar.between(due_on, on) if on > due_on else None
    return Limit(due_on, reference.calendar.between(on, due_on), past, on == due_on)


def limit_after(since: date, working_days: int, on: date, reference: Reference) -> Limit:
    """So many working days after something came in."""
    return limit_of(reference.calendar.shift(since, working_days), on, reference)


@dataclass(slots=True)
class Claim:
    """`before` is the figure that was verified when this one came in, as text; empty where there was none."""

    report: Report
    row: UndertakingOn | None
    page: Page | None
    files: Sequence[Evidence]
    figure: str
    before: str
    before_on: date | None
    limit: Limit | None = None
    form: DecisionForm | None = None
    is_decided: bool = False

    @property
    def undertaking(self) -> Undertaking:
        return self.report.undertaking

    @property
    def sentence(self) -> str:
        return why(self.row.standing.reason) if self.row else ""

    @property
    def days_later(self) -> int:
        return days_later(self.report.undertaking, self.report)


def figure_text(undertaking: Undertaking, quantity: Decimal | None, percent: Decimal | None) -> str:
    """12.8 of 15 households (85.3%)."""
    share = formats.percent(percent) if percent is not None else ""
    if undertaking.quantity is None or quantity is None:
        return share
    measure = undertaking.measure
    return f"{formats.amount(quantity, measure)} / {formats.quantity(undertaking.quantity, measure)} ({share})"


def claims_of(reports: Sequence[Report], request: ReadingRequest) -> list[Claim]:
    """Of reports that wait: four queries for any number. The figure in force is what stood before."""
    reference = request_reference(request)
    pks = [report.undertaking_id for report in reports]
    rows = rows_of(pks, request.on, reference)
    pages = pages_of(pks)
    files = files_of(reports)
    days = reference.rules_on(request.on).verification_days
    return [
        _waiting(report, rows, pages, files, limit_after(_handed_in(report), days, request.on, reference))
        for report in reports
    ]


def rows_of(pks: Iterable[int], on: date, reference: Reference) -> dict[int, UndertakingOn]:
    found = undertakings_on(Undertaking.objects.filter(pk__in=list(pks)), on, reference)
    return {row.pk: row for row in found}


def files_of(reports: Iterable[Report]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = {}
    for file in Evidence.objects.filter(report__in=[report.pk for report in reports]).select_related("by__unit"):
        found.setdefault(file.report_id, []).append(file)
    return found


def _handed_in(report: Report) -> date:
    return report.submitted_on or report.speaks_for


def _waiting(
    report: Report,
    rows: Mapping[int, UndertakingOn],
    pages: Mapping[int, Page],
    files: Mapping[int, list[Evidence]],
    until: Limit,
) -> Claim:
    row = rows.get(report.undertaking_id)
    verified = row.facts.verified if row else None
    return Claim(
        report=report,
        row=row,
        page=pages.get(report.undertaking_id),
        files=files.get(report.pk, []),
        figure=figure_text(report.undertaking, report.quantity, report.percent),
        before=figure_text(report.undertaking, row.verified_quantity if row else None, verified),
        before_on=row.facts.verified_for if row else None,
        limit=until,
        form=DecisionForm(initial={"version": report.version}, auto_id=f"decision-{report.pk}-%s"),
    )
