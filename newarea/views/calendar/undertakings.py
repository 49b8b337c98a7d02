"""Undertakings in a calendar feed: where each is due, and what became of a date that does not hold any more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as t

from newarea import formats
from newarea.calendar_file import Entry
from newarea.models import Terms, Undertaking
from newarea.models.bilingual import in_language
from newarea.models.undertaking_on import UndertakingOn, undertakings_on
from newarea.parts import Page, pages_of
from newarea.views.calendar.frame import Frame, address, example_line, marked, midnight, uid
from newarea.wording import why

MORE = (
    "version",
    "programme__has_example",
    "plan__at",
    "closing__decided_on",
    "figure__decided_at",
    "closing__decided_at",
    "programme_id",
)
PROGRAMME_OVER = 500_000  # added to its version, which goes on where it was should the programme be taken up again
FOR_GOOD = 1_000_000  # above every version: what was taken out of the plan does not return under its number


@dataclass(frozen=True)
class Known:
    """What an entry follows from. `held` are the undertaking's last terms with a date, of the owner asked for;
    `dropped_at` is when its programme was closed with the undertaking open."""

    row: UndertakingOn
    held: Terms
    page: Page | None
    touched_at: datetime | None
    is_handed_over: bool
    dropped_at: datetime | None

    @property
    def is_example(self) -> bool:
        return bool(self.row.extra[1])

    @property
    def ended_on(self) -> date | None:
        """Since when the date is no longer in force; None while it is."""
        return self.held.superseded_on

    @property
    def closed_on(self) -> date | None:
        """When its close-out became known."""
        known: date | None = self.row.extra[3]
        return known

    @property
    def changed_at(self) -> datetime:
        _, _, planned_at, _, *decided_at, _ = self.row.extra
        instants: list[datetime | None] = [self.held.at, planned_at, *decided_at, self.touched_at, self.dropped_at]
        return max(instant for instant in instants if instant)


def undertaking_entries(rows: QuerySet[Undertaking], frame: Frame, *, owner: int | None = None) -> Iterator[Entry]:
    """With an owner, as it was in that person's hands: what went into others' is cancelled. Five queries."""
    found = {row.pk: row for row in undertakings_on(rows, frame.on, frame.reference, extra=MORE)}
    pages, touched = pages_of(list(found)), _touched(list(found))
    for pk, held in _last_dated(list(found), owner).items():
        row = found[pk]
        is_handed_over = owner is not None and row.owner_id != owner
        dropped_at = None if row.extra[3] else frame.over.get(row.extra[-1])
        known = Known(row, held, pages.get(pk), touched.get(pk), is_handed_over, dropped_at)
        if _is_shown(known, frame):
            yield _entry(known, frame)


def _last_dated(pks: Sequence[int], owner: int | None) -> dict[int, Terms]:
    rows = Terms.objects.filter(undertaking__in=pks, due_on__isnull=False)
    if owner is not None:
        rows = rows.filter(owner=owner)
    return {terms.undertaking_id: terms for terms in rows.order_by("pk")}


def _touched(pks: Sequence[int]) -> dict[int, datetime]:
    """When each was last written, by its history."""
    rows = Undertaking.history.filter(id__in=pks).order_by().values("id")
    return dict(rows.annotate(at=Max("history_date")).values_list("id", "at"))


def _is_shown(known: Known, frame: Frame) -> bool:
    """What was still being planned before the adoption never stood in a calendar."""
    adopted_on = known.row.facts.adopted_on
    if adopted_on is None or (known.ended_on and known.ended_on < adopted_on):
        return False
    over = known.ended_on or known.closed_on
    return over is None or over >= frame.since


def _entry(known: Known, frame: Frame) -> Entry:
    row, page = known.row, known.page
    is_dropped = known.dropped_at is not None
    is_open = not (known.ended_on or known.closed_on or is_dropped)
    return Entry(
        uid=uid(f"undertaking-{row.pk}"),
        sequence=row.extra[0] + (PROGRAMME_OVER if is_dropped else 0),
        day=known.held.due_on or frame.on,
        changed_at=known.changed_at,
        title=marked(_title(known), is_example=known.is_example),
        url=address(_form(row, frame) if is_open else _page_of(row, page)),
        description=_description(known),
        place=page.place if page else "",
        categories=[frame.kinds["undertaking"]],
        is_cancelled=known.ended_on is not None or is_dropped,
        has_alarms=is_open and known.held.due_on is not None and known.held.due_on >= frame.on,
    )


def _title(known: Known) -> str:
    """What became of it stands in the title too: some programs do not look at the state."""
    facts = {"title": known.row.title}
    if known.ended_on:
        return (t("Handed over: %(title)s") if known.is_handed_over else t("Date open again: %(title)s")) % facts
    if known.dropped_at:
        return t("Programme closed: %(title)s") % facts
    return t("Closed: %(title)s") % facts if known.closed_on else known.row.title


def _description(known: Known) -> list[str]:
    row = known.row
    return [
        known.page.belongs_to if known.page else "",
        f"{t('Lead unit')}{t(': ')}{row.lead_unit}" if row.lead_unit else "",
        _sentence(known),
        example_line(is_example=known.is_example),
    ]


def _sentence(known: Known) -> str:
    if known.dropped_at and not known.ended_on:
        return t("The programme was closed; nothing more is asked for.")
    if known.ended_on is None:
        return why(known.row.standing.reason)
    facts = {"day": formats.full_day(known.ended_on)}
    if known.is_handed_over:
        return t("Since %(day)s somebody else answers for it.") % facts
    return t("The date was taken back on %(day)s; a new one is to be settled.") % facts


def _form(row: UndertakingOn, frame: Frame) -> str:
    """The report form for whoever may report on it; its own page for everybody else."""
    person = frame.person
    is_own = person.is_reporting and person.unit_id is not None and person.unit_id == row.lead_unit_id
    return reverse("report-new" if is_own else "undertaking", args=[row.pk])


def _page_of(row: UndertakingOn, page: Page | None) -> str:
    if page is None:
        return reverse("undertaking", args=[row.pk])
    return f"{page.url}#{page.anchor}" if page.anchor else page.url


def withdrawn_entries(history: QuerySet[Any], frame: Frame) -> Iterator[Entry]:
    """What was taken out of an adopted plan altogether; its history alone remembers it."""
    rows = history.filter(history_type="-", due_on__isnull=False, history_date__gte=midnight(frame.since))
    adopted = rows.filter(programme__state="adopted", history_date__date__gte=F("programme__adopted_on"))
    for row in adopted.select_related("programme"):
        title, is_example = in_language(row.title_zh, row.title_en), row.programme.has_example
        said = t("Taken out of the plan on %(day)s.") % {"day": formats.full_day(localdate(row.history_date))}
        yield Entry(
            uid=uid(f"undertaking-{row.id}"),
            sequence=FOR_GOOD,
            day=row.due_on,
            changed_at=row.history_date,
            title=marked(t("Taken out: %(title)s") % {"title": title}, is_example=is_example),
            url=address(row.programme.get_absolute_url()),
            description=[said, example_line(is_example=is_example)],
            categories=[frame.kinds["undertaking"]],
            is_cancelled=True,
        )
