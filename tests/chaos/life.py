"""What the district does meanwhile: items come, are closed, moved and handed over. Keeps its own book of it, apart
from the site's tables, for the judge."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from newarea.actions.evidence import attach_evidence
from newarea.actions.plan import revise_plan
from newarea.actions.reports import ReportContent, save_draft, submit_report, verify_report
from newarea.models import Officer, Programme, Terms, Undertaking, Unit
from tests.builders import a_pdf, a_programme, a_unit, an_inspector, an_officer, an_undertaking
from tests.domain.decrees import nth_working_day

UNITS = 8
CHANCES = (("closed", 0.25), ("moved", 0.25), ("handed over", 0.25), ("second item", 0.2))


@dataclass(frozen=True)
class Version:
    """How an item stood from a moment on (seconds since 1970, after the commit); `generation` counts as ours does."""

    since: float
    due_on: date
    owner: Officer
    generation: int
    is_closed: bool = False


@dataclass
class Item:
    pk: int
    unit: Unit
    versions: list[Version] = field(default_factory=list)

    @property
    def now(self) -> Version:
        return self.versions[-1]

    def until(self, moment: float) -> Iterator[Version]:
        """The versions that were in force at the moment or later."""
        for version, following in zip(self.versions, [*self.versions[1:], None], strict=True):
            if following is None or following.since >= moment:
                yield version


class Life:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"life {seed}")
        self.programme: Programme = a_programme()
        self.units = [self._a_unit(number) for number in range(UNITS)]
        self.inspectors = [an_inspector(language="en", name=f"Inspector {number}") for number in range(2)]
        self.items: list[Item] = []
        self.people = 0

    def _a_unit(self, number: int) -> Unit:
        unit = a_unit()
        unit.head = an_officer("head", unit, language="en", name=f"Head {number}")
        unit.leader_in_charge = an_officer("leader", language="en", name=f"Leader {number}")
        unit.save()
        return unit

    def a_person(self, unit: Unit) -> Officer:
        self.people += 1
        return an_officer(unit=unit, language="en", name=f"Clerk {self.people}")

    def an_item(self, *, on: date, owner: Officer | None = None) -> None:
        """Due between twelve working days ago and ten ahead; nothing is to be reported on it before it is due."""
        unit = owner.unit if owner and owner.unit else self.chance.choice(self.units)
        owner = owner or self.a_person(unit)
        due_on = nth_working_day(on, self.chance.choice([-12, -11, -10, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 8, 10]))
        row = an_undertaking(
            self.programme, owner=owner, lead_unit=unit, start_on=due_on, due_on=due_on, title_en="Item"
        )
        item = Item(row.pk, unit)
        item.versions.append(Version(time.time(), due_on, owner, 1))
        self.items.append(item)

    def happens(self, *, on: date) -> str:
        """One of the things that may happen; says which."""
        draw, upto = self.chance.random(), 0.0
        open_items = [item for item in self.items if not item.now.is_closed]
        for kind, chance in CHANCES:
            upto += chance
            if draw < upto and open_items:
                self._change(kind, self.chance.choice(open_items), on)
                return kind
        return "nothing"

    def _change(self, kind: str, item: Item, on: date) -> None:
        was = item.now
        if kind == "second item":
            return self.an_item(on=on, owner=was.owner)
        if kind == "closed":
            self._close(item, on)
            return self._note(item, was.due_on, was.owner, was.generation, is_closed=True)
        if kind == "moved":
            due_on = nth_working_day(max(was.due_on, on), self.chance.randint(1, 6))
            self._revise(item, on, Terms.Kind.CORRECTED, due_on=due_on)
            return self._note(item, due_on, was.owner, was.generation + 1)
        owner = self.a_person(item.unit)
        self._revise(item, on, Terms.Kind.HANDED_OVER, owner=owner)
        return self._note(item, was.due_on, owner, was.generation + 1)

    def _note(self, item: Item, due_on: date, owner: Officer, generation: int, *, is_closed: bool = False) -> None:
        item.versions.append(Version(time.time(), due_on, owner, generation, is_closed))

    def _revise(self, item: Item, on: date, kind: Terms.Kind, **changes: object) -> None:
        row = Undertaking.objects.get(pk=item.pk)
        revise_plan(row, seen=row.version, by=None, on=on, kind=kind, **changes)

    def _close(self, item: Item, on: date) -> None:
        row, by = Undertaking.objects.get(pk=item.pk), item.now.owner
        content = ReportContent(speaks_for=on, percent=100, summary="Done.", closes=True)
        draft = save_draft(row, content, by=by)
        attach_evidence(draft, a_pdf(str(item.pk)), name="proof.pdf", by=by)
        now = datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=3)
        draft = submit_report(draft, by=by, on=on, now=now, seen=draft.version)
        verify_report(draft, by=self.inspectors[0], on=on, now=now, seen=draft.version)
