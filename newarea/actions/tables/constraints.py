"""The database's constraints, asked of values in memory: a preview of thousands of rows cannot ask one by one."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.db.models.constants import LOOKUP_SEP

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda left, right: left == right,
    "gt": lambda left, right: left > right,
    "gte": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
}
Get = Callable[[str], Any]


def violations(model: type[models.Model], get: Get) -> Iterator[str]:
    """The sentences of the check constraints that the values break; `get` knows a column's value."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint) and holds(constraint.condition, get) is False:
            yield str(constraint.get_violation_error_message())


def holds(condition: Any, get: Get) -> bool | None:
    """True, False, or None for what the database calls unknown, which breaks no constraint."""
    if not isinstance(condition, models.Q):
        lookup, wanted = condition
        return _compares(lookup, wanted, get)
    found = [holds(child, get) for child in condition.children]
    ends, rest = (False, True) if condition.connector == models.Q.AND else (True, False)
    result = ends if ends in found else None if None in found else rest
    return (not result) if condition.negated and result is not None else result


def _compares(lookup: str, wanted: Any, get: Get) -> bool | None:
    name, _, how = lookup.partition(LOOKUP_SEP)
    left, right = get(name), get(_column(wanted)) if isinstance(wanted, models.F) else wanted
    if how == "isnull" or (how in ("", "exact") and wanted is None):
        return (left is None) == (wanted is None or bool(wanted))
    if left is None or right is None:
        return None
    return COMPARISONS[how or "exact"](left, right)


def _column(named: Any) -> str:
    return str(named.name)
