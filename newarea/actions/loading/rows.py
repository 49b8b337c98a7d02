"""What the sections of all parts do alike with the rows of their records."""

from collections.abc import Sequence
from typing import Any

from newarea.actions.loading.loading import Values
from newarea.actions.plan import PLAN_FIELDS
from newarea.models import Terms, Undertaking


def take_many(values: Values) -> Values:
    """Takes out what lies in a table of its own."""
    return {name: values.pop(name) for name in list(values) if isinstance(values[name], list)}


def set_many(row: Any, many: Values) -> None:
    for name, rows in many.items():
        getattr(row, name).set(rows)


def moved_by_decisions(undertaking: Undertaking | None) -> Sequence[str]:
    """What extensions, hand-overs and reopenings may have moved since the file was written."""
    if undertaking is None:
        return ()
    planned = (Terms.Kind.PLANNED, Terms.Kind.CORRECTED)
    decided = undertaking.terms.filter(superseded_on=None).exclude(kind__in=planned)
    return PLAN_FIELDS if decided.exists() else ()
