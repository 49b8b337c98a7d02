from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from newarea.models import MonthEnd, Programme, Undertaking
from newarea.models.reference import reference
from newarea.models.undertaking_on import UndertakingOn, undertakings_on


@dataclass(frozen=True)
class Disagreement:
    """A kept month-end light that the facts do not yield any more."""

    kept: MonthEnd
    light: str


def month_ends(programme: Programme, until: date) -> Iterator[date]:
    """The last days of the programme's months since its adoption that lie before `until`."""
    for month in range(1, 13):
        day = date(programme.year, month, monthrange(programme.year, month)[1])
        if programme.adopted_on and programme.adopted_on <= day < until:
            yield day


@transaction.atomic
def copy_month_ends(programme: Programme, *, on: date) -> int:
    """Keep the lights of every month that is over and has no copy yet; returns how many lights were copied."""
    copied = 0
    for day in month_ends(programme, on):
        if not MonthEnd.objects.filter(undertaking__programme=programme, day=day).exists():
            copied += len(MonthEnd.objects.bulk_create(_copy(row, day) for row in _standings(programme, day)))
    return copied


def _standings(programme: Programme, day: date) -> list[UndertakingOn]:
    return undertakings_on(Undertaking.objects.filter(programme=programme), day, reference())


def _copy(row: UndertakingOn, day: date) -> MonthEnd:
    stands = row.standing
    return MonthEnd(
        undertaking_id=row.pk,
        day=day,
        light=stands.light,
        word=stands.word,
        planned=stands.planned,
        verified=stands.verified,
        measure_on=stands.measure_on,
        reason={"code": stands.reason.code, "figures": _plain(dict(stands.reason.figures))},
    )


def _plain(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures as JSON holds them: whole numbers stay, dates and decimals become text."""
    plain = (int, str, type(None))
    encoder = DjangoJSONEncoder()
    return {name: value if isinstance(value, plain) else encoder.default(value) for name, value in figures.items()}


def disagreements(programme: Programme) -> list[Disagreement]:
    """Recompute every kept light from the facts known on its day; an empty list means that they all agree."""
    found = []
    kept = MonthEnd.objects.filter(undertaking__programme=programme).select_related("undertaking")
    for day in kept.order_by().values_list("day", flat=True).distinct():
        lights = {row.pk: row.standing.light.value for row in _standings(programme, day)}
        for row in kept.filter(day=day):
            if row.light != lights[row.undertaking_id]:
                found.append(Disagreement(row, lights[row.undertaking_id]))
    return found
