"""One run of the loader: what it knows, what it finds wrong and what it did."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as t

from newarea.actions.loading.ledger import Kept, Ledger, news
from newarea.document import Faults
from newarea.models import Officer, Programme, Stale, Undertaking, Unit
from newarea.schema.records import Record, Value

Values = dict[str, Any]


def value_on_site(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return list(value.all()) if hasattr(value, "all") else value


@dataclass(frozen=True, kw_only=True)
class Doors:
    """The actions that make and change the records of one table, and where their values stand on the site."""

    create: Callable[[Record, Values], object]
    change: Callable[[Any, Values], object]
    on_site: Callable[[Any, str], Any] = value_on_site


@dataclass
class Outcome:
    """What a loading did: how many records and facts were new, changed, left for a later day or left to people."""

    added: dict[str, int] = field(default_factory=dict)
    changed: int = 0
    facts: int = 0
    later: int = 0
    left: int = 0
    kept: list[Kept] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return sum(self.added.values()) + self.changed + self.facts


@dataclass
class Loading:
    until: date
    now: datetime
    ledger: Ledger
    faults: Faults = field(default_factory=Faults)
    outcome: Outcome = field(default_factory=Outcome)
    programme: Programme | None = None
    created: set[tuple[str, str]] = field(default_factory=set)
    officers: dict[str, Officer] = field(default_factory=dict)

    @property
    def year(self) -> Programme:
        """The programme that everything but units and accounts belongs to."""
        assert self.programme is not None
        return self.programme

    @contextmanager
    def trying(self, record: Record) -> Iterator[None]:
        """What the record's action refuses becomes a fault at its line, and the next record gets its turn."""
        try:
            with transaction.atomic():
                yield
        except ValidationError as error:
            self._blame(record, error)
        except ObjectDoesNotExist:
            self.faults.say(
                record.place, t("“%(key)s” names something that is not there yet on its day."), key=record.label
            )
        except Stale:
            self.faults.say(record.place, t("“%(key)s” was changed by somebody else meanwhile."), key=record.label)

    def _blame(self, record: Record, error: ValidationError) -> None:
        told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for column, texts in told.items():
            name = record.table.name_of(column)
            for text in texts:
                line = text if name == NON_FIELD_ERRORS else f"{name}: {text}"
                self.faults.say(record.place_of(name), "%(line)s", line=line)

    def resolved(self, record: Record, values: dict[str, Value]) -> Values:
        """The values with keys replaced by the rows they name."""
        return {name: self._resolve(record, name, value.data) for name, value in values.items()}

    def _resolve(self, record: Record, name: str, data: Any) -> Any:
        rows = [self.find(section, key) for section, key in record.table.kinds[name].references(data)]
        if isinstance(data, list):
            return rows
        return rows[0] if rows else data

    def find(self, section: str, key: str) -> models.Model | str:
        """The row of that key; what only a part knows stays a key."""
        if section == "units":
            return Unit.objects.get(code=key)
        if section == "officers":
            return Officer.objects.get(username=key)
        return Undertaking.objects.get(programme=self.year, key=key) if section == "undertakings" else key

    def officer(self, username: str) -> Officer:
        """With the unit; asked for by every fact, so read once."""
        if username not in self.officers:
            self.officers[username] = Officer.objects.select_related("unit").get(username=username)
        return self.officers[username]

    def settle(
        self,
        record: Record,
        row: models.Model | None,
        doors: Doors,
        *,
        names: Sequence[str] | None = None,
        key: str = "",
        decided: Sequence[str] = (),
    ) -> None:
        """Create the record, or take over what only the file changed; `names` limits both to some of its names.

        `decided` are names that a decision has moved since: where the file still says the old value nobody is told.
        """
        section, key = record.table.name, key or record.key
        own = {name: value for name, value in record.values.items() if names is None or name in names}
        with self.trying(record):
            if row is None:
                doors.create(record, self.resolved(record, own))
                self.outcome.added[section] = self.outcome.added.get(section, 0) + 1
                self.created.add((section, key))
            else:
                self._update(record, row, doors, own, key, decided)
            self.ledger.note(section, key, {name: value.data for name, value in own.items()})

    def _update(
        self, record: Record, row: Any, doors: Doors, own: dict[str, Value], key: str, decided: Sequence[str]
    ) -> None:
        section = record.table.name
        fresh, kept = news(own, lambda name: doors.on_site(row, name), self.ledger.said(section, key))
        self.outcome.kept += [one for one in kept if one.name not in decided]
        if fresh:
            doors.change(row, self.resolved(record, fresh))
            self.outcome.changed += (section, key) not in self.created
