"""What every page needs and nearly nobody edits: rules, calendar, policies, programmes, kept under their edition."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import models

from newarea.domain.standing import Rules
from newarea.domain.workdays import Calendar
from newarea.models.policy import GENERAL, DutyPolicy, Hours, Policy, SendingPolicy
from newarea.models.programme import Programme, Reader, sees_drafts
from newarea.models.rules import StandingRules
from newarea.models.workday import Workday


class ReferenceEdition(models.Model):
    """One row whose token changes, in the same transaction, with every change to what is in a `Reference`.

    A token rather than a counter: after a rollback the old token means the old content again.
    """

    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.token)


@dataclass(frozen=True)
class Reference:
    """Rules, calendar, policies and programmes as of one edition; all of it is for reading only."""

    rules: tuple[tuple[date, Rules], ...]
    calendar: Calendar
    programmes: tuple[Programme, ...]
    sending: SendingPolicy
    policies: Mapping[str, Policy]

    @property
    def hours(self) -> Hours:
        return self.sending.hours

    def policy_of(self, kind: str) -> Policy:
        """A kind without a row of its own is treated like an undertaking."""
        return self.policies.get(kind) or self.policies.get(GENERAL) or Policy()

    def rules_on(self, on: date) -> Rules:
        """The thresholds in force on that day; before the first row, the defaults."""
        return next((rules for since, rules in reversed(self.rules) if since <= on), Rules())

    def programmes_for(self, reader: Reader) -> list[Programme]:
        return [p for p in self.programmes if not p.is_draft or sees_drafts(reader)]


def touch_reference() -> None:
    """Begin a new edition; every action that changes what is in a `Reference`, or a district's name, calls it."""
    ReferenceEdition.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})


def reference() -> Reference:
    """The current edition: one query where the process has read it before, eight where it has not."""
    token = ReferenceEdition.objects.filter(pk=1).values_list("token", flat=True).first()
    return _read(token) if token else _read.__wrapped__(None)


@lru_cache(maxsize=8)
def _read(token: uuid.UUID | None) -> Reference:
    rules = tuple((row.in_force_from, row.as_rules()) for row in StandingRules.objects.all())
    programmes = tuple(Programme.objects.select_related("district"))
    sending = SendingPolicy.objects.filter(pk=1).first() or SendingPolicy()
    policies = {row.kind: row.as_policy() for row in DutyPolicy.objects.all()}
    return Reference(rules, _calendar(), programmes, sending, policies)


def _calendar() -> Calendar:
    exceptions = dict(Workday.objects.exceptions().values_list("day", "is_working"))
    seeded = {day.year for day in Workday.objects.dates("day", "year")}
    guessed = {day.year for day in Workday.objects.filter(is_official=False).dates("day", "year")}
    return Calendar(exceptions, known_years=frozenset(seeded - guessed))
