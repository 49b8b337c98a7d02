"""Undertakings as they were known at the end of a day: the facts of each in one joined query, then its standing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from newarea.domain.standing import Facts, Standing, standing
from newarea.models.bilingual import in_language
from newarea.models.reference import Reference
from newarea.models.undertaking import Undertaking


@dataclass(slots=True)
class UndertakingOn:
    """One undertaking on a day. `extra` holds what the caller asked for beside it, in that order."""

    facts: Facts
    standing: Standing
    extra: tuple[Any, ...]
    pk: int
    key: str
    title_zh: str
    title_en: str
    is_example: bool
    quantity: Decimal | None
    measure_zh: str
    measure_en: str
    lead_unit_id: int | None
    lead_unit_zh: str | None
    lead_unit_en: str | None
    owner_id: int | None
    verified_quantity: Decimal | None
    override_light: str | None
    override_reason: str | None

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def measure(self) -> str:
        return in_language(self.measure_zh, self.measure_en)

    @property
    def lead_unit(self) -> str:
        return in_language(self.lead_unit_zh or "", self.lead_unit_en or "")

    @property
    def submitted_percent(self) -> Decimal | None:
        return self.facts.waiting_percent


def known_by(undertakings: QuerySet[Undertaking], on: date) -> QuerySet[Undertaking]:
    """Joined to what was in force at the end of the day: `plan` (terms), `figure` and `closing` (verified reports),
    `waiting` (an undecided report) and `override`; each matches at most one row, by the tables'
    constraints. A restored figure never waited. What was not planned yet by then is left out."""
    verified = Q(reports__state="verified", reports__decided_on__lte=on)
    handed_in = Q(reports__submitted_on__lte=on, reports__is_restored=False) & ~Q(reports__state="draft")
    undecided = handed_in & _until("reports__decided_on", on)
    return undertakings.annotate(
        plan=FilteredRelation("terms", condition=Q(terms__known_on__lte=on) & _until("terms__superseded_on", on)),
        figure=FilteredRelation("reports", condition=verified & _until("reports__superseded_on", on)),
        closing=FilteredRelation(
            "reports", condition=verified & Q(reports__closes=True) & _until("reports__reopened_on", on)
        ),
        waiting=FilteredRelation("reports", condition=undecided),
        override=FilteredRelation(
            "overrides", condition=Q(overrides__from_on__lte=on) & _until("overrides__ended_on", on)
        ),
    ).filter(plan__isnull=False)


def _until(field: str, on: date) -> Q:
    """Still so at the end of the day: never ended, or ended later."""
    return Q(**{field: None}) | Q(**{f"{field}__gt": on})


FACTS = (
    "plan__start_on", "plan__due_on", "original_due_on", "programme__adopted_on", "plan__weight", "plan__is_even_pace",
    "figure__percent", "figure__speaks_for", "figure__submitted_on",
    "waiting__submitted_on", "waiting__closes", "waiting__percent", "closing__speaks_for",
)  # fmt: skip
COLUMNS = (
    "pk", "key", "title_zh", "title_en", "is_example", "quantity",
    "measure_zh", "measure_en",
    "plan__lead_unit", "plan__lead_unit__name_zh", "plan__lead_unit__name_en", "plan__owner",
    "figure__quantity", "override__light", "override__reason",
)  # fmt: skip
LEAD_UNIT = COLUMNS.index("plan__lead_unit")


def undertakings_on(
    undertakings: QuerySet[Undertaking], on: date, reference: Reference, *, extra: Sequence[str] = ()
) -> list[UndertakingOn]:
    """Each undertaking with its facts and standing at the end of `on`, in one query, in the queryset's order."""
    rows = known_by(undertakings, on).values_list(*COLUMNS, *FACTS, *extra)
    return list(_read(rows, on, reference))


def _read(rows: Iterable[tuple[Any, ...]], on: date, reference: Reference) -> Iterable[UndertakingOn]:
    rules, calendar = reference.rules_on(on), reference.calendar
    facts_from, extra_from = len(COLUMNS), len(COLUMNS) + len(FACTS)
    for row in rows:
        facts = _facts(row[facts_from:extra_from], has_lead_unit=row[LEAD_UNIT] is not None)
        stands = standing(facts, on=on, rules=rules, calendar=calendar)
        yield UndertakingOn(facts, stands, row[extra_from:], *row[:facts_from])


def _facts(values: tuple[Any, ...], *, has_lead_unit: bool) -> Facts:
    start, due, original, adopted, weight, is_even, percent, speaks_for, handed_in, *waiting, completed = values
    since, closes, claimed = waiting
    return Facts(
        start_on=start,
        due_on=due,
        original_due_on=original,
        has_lead_unit=has_lead_unit,
        adopted_on=adopted,
        weight=weight,
        is_even_pace=is_even,
        verified=percent,
        verified_for=speaks_for,
        verified_submitted_on=handed_in,
        waiting_since=since,
        waiting_closes=bool(closes),
        waiting_percent=claimed,
        completed_on=completed,
    )
