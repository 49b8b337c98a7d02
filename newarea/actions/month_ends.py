"""The lights at the end of each month, kept as a copy, and the check that the facts still yield them."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from newarea.models import MonthEnd, Programme, Reference, Undertaking, reference
from newarea.models.undertaking_on import UndertakingOn, undertakings_on

FIGURES = ("light", "word", "planned", "verified", "measure_on")


@dataclass(frozen=True)
class Disagreement:
    """A kept month-end light, and what the facts known on its day yield now (None: it was not planned by then)."""

    kept: MonthEnd
    computed: MonthEnd | None


def month_ends(programme: Programme, until: date) -> Iterator[date]:
    """The last days of the programme's months since its adoption that lie before `until`."""
    for month in range(1, 13):
        day = date(programme.year, month, monthrange(programme.year, month)[1])
        if programme.adopted_on and programme.adopted_on <= day < until:
            yield day


def keep_month_ends(*, on: date) -> int:
    """Copy what is over and has no copy yet, in all programmes; a missed month is caught up."""
    return sum(copy_month_ends(programme, on=on) for programme in reference().programmes)


@transaction.atomic
def copy_month_ends(programme: Programme, *, on: date) -> int:
    """Keep the lights of every month that is over and has no copy yet; returns how many lights were copied."""
    kept = set(_kept(programme).order_by().values_list("day", flat=True).distinct())
    missing = [day for day in month_ends(programme, on) if day not in kept]
    return sum(_copy_all(programme, day, reference()) for day in missing)


def _copy_all(programme: Programme, day: date, held: Reference) -> int:
    """Whoever copies the same month at the same moment copies the same lights."""
    return len(MonthEnd.objects.bulk_create(_computed(programme, day, held).values(), ignore_conflicts=True))


def disagreements(programme: Programme) -> list[Disagreement]:
    """Recompute every kept light from the facts known on its day; an empty list means that they all agree."""
    found: list[Disagreement] = []
    for day in _kept(programme).order_by("day").values_list("day", flat=True).distinct():
        computed = _computed(programme, day, reference())
        rows = _kept(programme).filter(day=day).select_related("undertaking").order_by("undertaking__key")
        pairs = [Disagreement(row, computed.get(row.undertaking_id)) for row in rows]
        found += [pair for pair in pairs if pair.computed is None or _figures(pair.kept) != _figures(pair.computed)]
    return found


def _kept(programme: Programme) -> Any:
    return MonthEnd.objects.filter(undertaking__programme=programme)


def _figures(row: MonthEnd) -> list[Any]:
    return [getattr(row, name) for name in FIGURES]


def _computed(programme: Programme, day: date, held: Reference) -> dict[int, MonthEnd]:
    rows = undertakings_on(Undertaking.objects.filter(programme=programme), day, held)
    return {row.pk: _copy(row, day) for row in rows}


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
