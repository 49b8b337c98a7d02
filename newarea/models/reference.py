"""What every page needs and nearly nobody edits: rules, calendar, programmes, kept under the edition they came from."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import models

from newarea.domain.standing import Rules
from newarea.domain.workdays import Calendar
from newarea.models.programme import Programme, Reader, sees_drafts
from newarea.models.rules import StandingRules
from newarea.models.workday import Workday


class ReferenceEdition(models.Model):
    """One row whose token changes, in the same transaction, with every change to rules, calendar or programmes.

    A token rather than a counter: after a rollback the old token means the old content again.
    """

    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.token)


@dataclass(frozen=True)
class Reference:
    """Rules, calendar and programmes as of one edition; the programmes are for reading only."""

    rules: tuple[tuple[date, Rules], ...]
    calendar: Calendar
    programmes: tuple[Programme, ...]

    def rules_on(self, on: date) -> Rules:
        """The thresholds in force on that day; before the first row, the defaults."""
        return next((rules for since, rules in reversed(self.rules) if since <= on), Rules())

    def programmes_for(self, reader: Reader) -> list[Programme]:
        return [p for p in self.programmes if not p.is_draft or sees_drafts(reader)]


def touch_reference() -> None:
    """Begin a new edition; every action that changes rules, calendar, programmes or a district's name calls it."""
    ReferenceEdition.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})


def reference() -> Reference:
    """The current edition: one query where the process has read it before, six where it has not."""
    token = ReferenceEdition.objects.filter(pk=1).values_list("token", flat=True).first()
    return _read(token) if token else _read.__wrapped__(None)


@lru_cache(maxsize=8)
def _read(token: uuid.UUID | None) -> Reference:
    rules = tuple((row.in_force_from, row.as_rules()) for row in StandingRules.objects.all())
    return Reference(rules, _calendar(), tuple(Programme.objects.select_related("district")))


def _calendar() -> Calendar:
    exceptions = dict(Workday.objects.exceptions().values_list("day", "is_working"))
    seeded = {day.year for day in Workday.objects.dates("day", "year")}
    guessed = {day.year for day in Workday.objects.filter(is_official=False).dates("day", "year")}
    return Calendar(exceptions, known_years=frozenset(seeded - guessed))
