"""Supervision slips as they stood at the end of a day, from the dates of their answers and decisions."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from newarea.models.slip import SlipAnswer, SupervisionSlip
from newarea.models.terms import Terms

OPEN, ANSWERED = SupervisionSlip.State.OPEN, SupervisionSlip.State.ANSWERED


def slips_on(slips: QuerySet[SupervisionSlip], on: date) -> QuerySet[Any]:
    """Those issued by then, with `state_then` and `unit_then` (a key): whoever led the item answered for its slip."""
    closed = Q(closed_on__lte=on)
    lead = Terms.objects.in_force_on(on).filter(undertaking=OuterRef("undertaking")).values("lead_unit")[:1]
    return slips.issued_by_day(on).annotate(  # type: ignore[attr-defined, no-any-return]
        state_then=Case(
            When(closed, then=F("state")),
            When(Exists(answers_waiting_on(on).filter(slip=OuterRef("pk"))), then=Value(ANSWERED.value)),
            default=Value(OPEN.value),
            output_field=CharField(),
        ),
        unit_then=Case(
            When(closed, then=F("unit_id")),
            default=Coalesce(Subquery(lead), F("unit_id"), output_field=BigIntegerField()),
            output_field=BigIntegerField(),
        ),
    )


def answers_waiting_on(on: date) -> QuerySet[SlipAnswer]:
    """Given and undecided at the end of the day."""
    return SlipAnswer.objects.filter(Q(decided_on=None) | Q(decided_on__gt=on), on__lte=on)


def limits_on(pks: Collection[int], on: date) -> dict[int, date]:
    """By when each was to be answered as known at the end of the day: with every answer that is asked for once more
    there is a new limit, and the history keeps the ones before it. Two queries."""
    returned = SlipAnswer.objects.filter(slip__in=pks, decision=SlipAnswer.Decision.RETURNED, decided_on__lte=on)
    counts = Counter(returned.values_list("slip", flat=True))
    set_so_far: dict[int, list[date]] = {}
    before: dict[int, str] = {}
    records = SupervisionSlip.history.filter(id__in=pks).order_by("history_id")
    for pk, state, reply_by in records.values_list("id", "state", "reply_by"):
        if state == OPEN and before.get(pk) != OPEN:
            set_so_far.setdefault(pk, []).append(reply_by)
        before[pk] = state
    return {pk: limits[min(counts[pk], len(limits) - 1)] for pk, limits in set_so_far.items()}
