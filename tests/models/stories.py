"""Plans with what happened to them, drawn at random or written down, as rows that satisfy every constraint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from newarea.domain.standing import Rules
from newarea.models import Officer, Programme, Reference, Report, Terms, Undertaking, Unit, reference
from projects.models import Milestone, Project

ADOPTED = date(2023, 1, 18)


@dataclass(frozen=True)
class Paper:
    """A report: what it said, when it was handed in, and what became of it."""

    percent: Decimal
    submitted_on: date
    decided_on: date | None = None
    speaks_for: date | None = None
    is_returned: bool = False
    closes: bool = False

    @property
    def is_verified(self) -> bool:
        return self.decided_on is not None and not self.is_returned


@dataclass(frozen=True)
class Item:
    """An undertaking. `moved`: the days on which another due date became known; `project` 0 is none; `is_second`: of
    the programme that was adopted half a year after the story's."""

    start_on: date | None = None
    due_on: date | None = None
    weight: Decimal | None = None
    is_even_pace: bool = True
    planned_on: date = ADOPTED
    moved: tuple[tuple[date, date], ...] = ()
    papers: tuple[Paper, ...] = ()
    reopened_on: date | None = None
    project: int = 1
    is_second: bool = False


@dataclass(frozen=True)
class Story:
    items: Sequence[Item]
    days: Sequence[date]
    adopted_on: date | None = ADOPTED
    rules: Rules = field(default_factory=Rules)


days = st.dates(date(2022, 12, 1), date(2024, 3, 31))
lags = st.integers(0, 45).map(timedelta)
percents = (
    st.integers(0, 26).map(lambda n: Decimal(n * 5)) | st.decimals(0, 130, places=2) | st.just(Decimal("99999.99"))
)
weights = st.none() | st.integers(0, 40).map(Decimal) | st.decimals(0, 50, places=2)


@st.composite
def papers(draw: st.DrawFn) -> tuple[Paper, ...]:
    """One after the other: only the last one may still wait, and nothing follows a close-out."""
    found, day = [], draw(days)
    for _ in range(draw(st.integers(0, 4))):
        submitted = day + draw(lags)
        decided = submitted + draw(lags) if draw(st.integers(0, 3)) else None
        paper = Paper(
            draw(percents), submitted, decided, submitted - draw(lags), draw(st.booleans()), not draw(st.integers(0, 3))
        )
        found.append(paper)
        if decided is None or (paper.is_verified and paper.closes):
            break
        day = decided
    return tuple(found)


@st.composite
def items(draw: st.DrawFn) -> Item:
    start, length = draw(st.none() | days), draw(st.none() | st.integers(0, 400) | st.just(99))
    due = None if length is None else (start or draw(days)) + timedelta(length)
    told, planned_on = draw(papers()), draw(st.just(ADOPTED) | days)
    moved = () if due is None or draw(st.booleans()) else ((planned_on + draw(lags), due + draw(lags)),)
    is_closed = bool(told) and told[-1].closes and told[-1].is_verified
    reopened_on = told[-1].decided_on + draw(lags) if is_closed and draw(st.booleans()) else None
    is_even_pace = draw(st.integers(0, 3)) > 0
    return Item(
        start,
        due,
        draw(weights),
        is_even_pace,
        planned_on,
        moved,
        told,
        reopened_on,
        draw(st.integers(0, 3)),
        draw(st.booleans()),
    )


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    yellow_from = draw(st.integers(0, 20))
    return Rules(
        yellow_from=Decimal(yellow_from),
        red_above=Decimal(yellow_from + draw(st.integers(0, 30))),
        ahead_from=Decimal(draw(st.integers(0, 10))),
        days_left=draw(st.integers(0, 12)),
        days_past=draw(st.integers(0, 12)),
        reporting_day=draw(st.integers(1, 31)),
    )


def stories() -> st.SearchStrategy[Story]:
    return st.builds(
        Story,
        items=st.lists(items(), min_size=1, max_size=8),
        days=st.lists(days, min_size=1, max_size=3),
        adopted_on=st.just(ADOPTED) | st.none() | days,
        rules=st.just(Rules()) | rules(),
    )


def telling_days(story: Story) -> list[date]:
    """The story's own days and some of those on which something became known or a date passed."""
    found = sorted(set(_events(story)))
    return [*story.days, *found[:: len(found) // 4 + 1]]


def _events(story: Story) -> Iterator[date]:
    for item in story.items:
        for day in filter(None, (item.due_on, item.reopened_on, *(due for _, due in item.moved))):
            yield from (day, day + timedelta(1), day + timedelta(15))
        for paper in item.papers:
            yield from (paper.submitted_on, paper.decided_on or paper.submitted_on + timedelta(30))


@dataclass(frozen=True)
class Stage:
    """The people and the unit every story needs; the working calendar is seeded."""

    district: Unit
    reporter: Officer
    inspector: Officer

    def play(self, story: Story) -> Reference:
        """Write the story down. What is left out of `reference()` is what a day's rules are."""
        first = self._programme(2031, story.adopted_on)
        second = self._programme(2032, story.adopted_on and story.adopted_on + timedelta(180))
        homes = {
            n: Project.objects.create(programme=first, number=n, key=f"p{n}", name_zh=f"项目{n}") for n in (1, 2, 3)
        }
        for number, item in enumerate(story.items):
            row = self._undertaking(item, second if item.is_second else first, f"item-{number}")
            self._terms(item, row)
            self._reports(item, row)
            if item.project:
                Milestone.objects.create(undertaking=row, project=homes[item.project], position=number)
        rules = ((date(2000, 1, 1), story.rules),)
        return replace(reference(), rules=rules, programmes=(first, second))

    def _programme(self, year: int, adopted_on: date | None) -> Programme:
        return Programme.objects.create(
            slug=f"story-{year}", district=self.district, year=year, area_zh="新区", adopted_on=adopted_on
        )

    def _undertaking(self, item: Item, programme: Programme, key: str) -> Undertaking:
        values = {"programme": programme, "key": key, "title_zh": key, "lead_unit": self.district}
        row = Undertaking(start_on=item.start_on, due_on=item.due_on, original_due_on=item.due_on, **values)
        return Undertaking.objects.bulk_create([row])[0]

    def _terms(self, item: Item, row: Undertaking) -> None:
        known = [(item.planned_on, item.due_on), *item.moved]
        ends = [day for day, _ in known[1:]] + [None]
        Terms.objects.bulk_create(
            Terms(
                undertaking=row,
                known_on=day,
                superseded_on=end,
                start_on=item.start_on,
                due_on=due,
                weight=item.weight,
                is_even_pace=item.is_even_pace,
            )
            for (day, due), end in zip(known, ends, strict=True)
        )

    def _reports(self, item: Item, row: Undertaking) -> None:
        figures = [paper for paper in item.papers if paper.is_verified]
        ends = {id(old): new.decided_on for old, new in pairwise(figures)}
        Report.objects.bulk_create(
            self._report(paper, row, ends.get(id(paper)), item.reopened_on) for paper in item.papers
        )

    def _report(self, paper: Paper, row: Undertaking, superseded_on: date | None, reopened_on: date | None) -> Report:
        undone_on = reopened_on if paper.closes and paper.is_verified else None
        return Report(
            undertaking=row,
            state="submitted" if paper.decided_on is None else "returned" if paper.is_returned else "verified",
            closes=paper.closes,
            percent=paper.percent,
            speaks_for=paper.speaks_for or paper.submitted_on,
            submitted_on=paper.submitted_on,
            decided_on=paper.decided_on,
            decided_by=paper.decided_on and self.inspector,
            decision_note="note",
            reporter=self.reporter,
            superseded_on=superseded_on or undone_on,
            reopened_on=undone_on,
        )
