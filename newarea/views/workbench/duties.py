"""What one unit has to do next, by date: mend, report, finish, hand in what is drafted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as t

from newarea import formats
from newarea.domain.standing import Light
from newarea.domain.workdays import first_reporting_day, last_reporting_day_before
from newarea.models import Extension, Reference, Report, SupervisionSlip
from newarea.models.undertaking_on import UndertakingOn
from newarea.parts import Deadline, Page
from newarea.views.asking import Asking, asking_of
from newarea.views.claims import Limit, limit_of

SOON = 10  # working days: the first reminder's distance


@dataclass(frozen=True, slots=True)
class Item:
    """An undertaking within a duty, with the address of its form."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty without a day stands last."""

    limit: Limit | None
    kind: str
    title: str
    url: str
    action: str
    belongs_to: str = ""
    note: str = ""
    items: Sequence[Item] = field(default_factory=tuple)
    is_primary: bool = True
    asking: Asking | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the duties of one unit follow from, as known on the day."""

    rows: Sequence[UndertakingOn]
    pages: Mapping[int, Page]
    drafts: Mapping[int, Report]
    returned: Mapping[int, Report]
    asked: Mapping[int, Extension]
    deadlines: Sequence[Deadline]
    slips: Sequence[SupervisionSlip]
    on: date
    reference: Reference

    def belongs_to(self, pk: int) -> str:
        page = self.pages.get(pk)
        return page.belongs_to if page else ""

    def limit(self, due_on: date) -> Limit:
        return limit_of(due_on, self.on, self.reference)

    def asking(self, row: UndertakingOn) -> Asking:
        return asking_of(row, self.asked.get(row.pk), on=self.on)


def duties(facts: Facts) -> list[Duty]:
    found = [*_to_mend(facts), *_to_answer(facts), *_to_report(facts), *_to_finish(facts), *_drafts(facts)]
    found += _of_parts(facts)
    return sorted(found, key=lambda duty: (duty.limit.due_on if duty.limit else date.max, duty.belongs_to))


def form_url(pk: int) -> str:
    return f"{reverse('workbench')}?report={pk}#form"


def _to_mend(facts: Facts) -> Iterator[Duty]:
    days = facts.reference.rules_on(facts.on).return_days
    for row in facts.rows:
        report = facts.returned.get(row.pk)
        if report is None or report.decided_on is None:
            continue
        due_on = facts.reference.calendar.shift(report.decided_on, days)
        notes = [report.decision_note, _due_itself(row, facts)]
        yield Duty(
            facts.limit(due_on),
            "mend",
            t("Returned, to be mended: %(title)s") % {"title": row.title},
            form_url(row.pk),
            t("Mend"),
            facts.belongs_to(row.pk),
            t("; ").join(filter(None, notes)),
        )


def _due_itself(row: UndertakingOn, facts: Facts) -> str:
    """What is to be mended has one line and one form: its own day, if it is near or gone, is told there."""
    if row.facts.due_on is None or facts.limit(row.facts.due_on).left > SOON:
        return ""
    return t("the item itself is due on %(day)s") % {"day": formats.full_day(row.facts.due_on)}


def _to_answer(facts: Facts) -> Iterator[Duty]:
    """Supervision slips: any of the unit's people may answer, whoever owns the item."""
    for slip in facts.slips:
        title = t("Supervision slip %(number)d to answer: %(title)s")
        yield Duty(
            facts.limit(slip.reply_by),
            "slip",
            title % {"number": slip.number, "title": slip.undertaking.title},
            slip.get_absolute_url(),
            t("Answer the slip"),
            facts.belongs_to(slip.undertaking_id),
            slip.get_colour_display(),
        )


def _to_report(facts: Facts) -> Iterator[Duty]:
    """One line for all items of the same project and reporting day."""
    owed: dict[tuple[date, str], list[UndertakingOn]] = {}
    for row in facts.rows:
        due_on = None if row.pk in facts.returned else report_owed_on(row, facts.on, facts.reference)
        if due_on:
            owed.setdefault((due_on, facts.belongs_to(row.pk)), []).append(row)
    for (due_on, belongs_to), rows in owed.items():
        yield Duty(
            facts.limit(due_on),
            "report",
            t("Progress report for %(month)s") % {"month": formats.month(due_on.month)},
            form_url(rows[0].pk),
            t("Report"),
            belongs_to,
            _last_reported(rows),
            [Item(row.title, form_url(row.pk)) for row in rows],
        )


def _last_reported(rows: Sequence[UndertakingOn]) -> str:
    days = [row.facts.verified_submitted_on for row in rows if row.facts.verified_submitted_on]
    return t("last report on %(day)s") % {"day": formats.full_day(max(days))} if days else t("nothing reported yet")


def report_owed_on(row: UndertakingOn, on: date, reference: Reference) -> date | None:
    """The reporting day by which the next report is (or was) owed; None where it is in, or has not begun to be owed."""
    facts, calendar = row.facts, reference.calendar
    nominal = reference.rules_on(on).reporting_day
    if row.standing.light is Light.CLOSED or facts.adopted_on is None or facts.waiting_since is not None:
        return None
    began = max(facts.start_on or facts.adopted_on, facts.adopted_on)
    if began > on:
        return None
    coming = first_reporting_day(on, nominal, calendar)
    previous = last_reporting_day_before(coming, nominal, calendar)
    handed_in = facts.verified_submitted_on or date.min
    if handed_in > previous:
        return None
    is_missed = began <= previous and handed_in <= last_reporting_day_before(previous, nominal, calendar)
    return previous if is_missed else coming


def _to_finish(facts: Facts) -> Iterator[Duty]:
    """What is due within two weeks or past due, unless its close-out waits with the inspection office or a report on
    it has come back, which is a duty of the same form."""
    for row in facts.rows:
        due_on = row.facts.due_on
        is_elsewhere = row.facts.waiting_closes or row.pk in facts.returned
        if due_on is None or is_elsewhere or row.standing.light is Light.CLOSED:
            continue
        limit = facts.limit(due_on)
        if limit.left <= SOON:
            yield Duty(
                limit,
                "finish",
                t("To be finished: %(title)s") % {"title": row.title},
                form_url(row.pk),
                t("Report"),
                facts.belongs_to(row.pk),
                _pace(row),
                is_primary=False,
                asking=facts.asking(row),
            )


def _pace(row: UndertakingOn) -> str:
    verified, claim, finish = row.facts.verified, row.submitted_percent, row.standing.projected_on
    words = [
        t("verified %(share)s") % {"share": formats.percent(verified)} if verified else "",
        t("handed in %(share)s, not verified yet") % {"share": formats.percent(claim)} if claim is not None else "",
        t("at this pace finished on %(day)s") % {"day": formats.full_day(finish)} if finish else "",
    ]
    return t("; ").join(filter(None, words)) or t("nothing verified yet")


def _drafts(facts: Facts) -> Iterator[Duty]:
    """Not of what is to be mended anyway: its line leads to the same draft."""
    for row in facts.rows:
        if row.pk in facts.drafts and row.pk not in facts.returned:
            title = t("Draft, not handed in yet: %(title)s") % {"title": row.title}
            belongs_to = facts.belongs_to(row.pk)
            yield Duty(None, "draft", title, form_url(row.pk), t("Go on"), belongs_to, is_primary=False)


def _of_parts(facts: Facts) -> Iterator[Duty]:
    for deadline in facts.deadlines:
        yield Duty(facts.limit(deadline.due_on), "part", deadline.title, deadline.url, t("Open"))
