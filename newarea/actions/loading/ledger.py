"""Which of three is right: what the file says now, what it said last time, or what stands on the site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from newarea.document import Place
from newarea.models import Loaded
from newarea.schema.records import Value

SHARED = ("units", "officers")


@dataclass
class Ledger:
    """The programme's loaded records, read once and written as the loading goes."""

    scope: str
    rows: dict[tuple[str, str, str], Loaded] = field(default_factory=dict)

    @classmethod
    def of(cls, scope: str) -> "Ledger":
        rows = Loaded.objects.filter(scope__in=["", scope])
        return cls(scope, {(row.scope, row.section, row.key): row for row in rows})

    def said(self, section: str, key: str) -> dict[str, Any] | None:
        row = self.rows.get((self._scope(section), section, key))
        return None if row is None else row.said

    def note(self, section: str, key: str, values: Mapping[str, Any], *, on: date | None = None) -> None:
        """Add what the file says to what it said under this key before."""
        place = (self._scope(section), section, key)
        row = self.rows.get(place) or Loaded(scope=place[0], section=section, key=key)
        said = {**row.said, **{name: plain(value) for name, value in values.items()}}
        if row.pk is None or said != row.said:
            row.said, row.on = said, on
            row.save()
        self.rows[place] = row

    def _scope(self, section: str) -> str:
        return "" if section in SHARED else self.scope


@dataclass(frozen=True, slots=True)
class Kept:
    """A name whose value was changed on the site, and stays."""

    place: Place
    name: str
    file: Any
    site: Any


def plain(value: Any) -> Any:
    """As JSON keeps it, in one form only: no difference between 5, 5.0 and 5.00, nor between empty and missing."""
    if isinstance(value, models.Model):
        return plain(natural_key(value))
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return sorted(plain(item) for item in value) or None
    return None if value in ("", None) else value


def natural_key(row: models.Model) -> str:
    return str(next(getattr(row, name) for name in ("code", "username", "key", "slug") if hasattr(row, name)))


def news(
    values: Mapping[str, Value], on_site: Callable[[str], Any], said: Mapping[str, Any] | None
) -> tuple[dict[str, Value], list[Kept]]:
    """The values to take over, and those that people have changed since the file said otherwise."""
    fresh: dict[str, Value] = {}
    kept: list[Kept] = []
    for name, value in values.items():
        file, site, before = plain(value.data), plain(on_site(name)), (said or {}).get(name)
        if file == site:
            continue
        if site == before or (before is None and not site):
            fresh[name] = value
        else:
            kept.append(Kept(value.place, name, file, site))
    return fresh, kept
