"""A message with its words whose turn has not come, and whether the words still hold when it does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import translation

from newarea.actions.reminders.batch import Batch
from newarea.actions.reminders.listed import DutyKey, Entry, listed_duties
from newarea.models import Digest, Mute, ReferenceEdition, Reminder
from newarea.models.duties import with_the_office

Versions = list[tuple[Any, ...]]
MADE_OF = (
    "pk", "person__version", "person__language", "person__is_active", "undertaking__version",
    "undertaking__lead_unit__version", "undertaking__programme__version", "owner__version", "owner__unit__version",
    "is_with_the_office", "is_muted", "edition",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """Claimed and not begun; `made_of` are the versions of all that decided on the words, `listed` what stood in the
    lists that have no versions."""

    digest: Digest
    made_of: Versions
    listed: Mapping[DutyKey, Entry] = field(default_factory=dict)


def watched(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """With what decides on a reminder and stands in no version of a row it is joined to."""
    mutes = Mute.objects.filter(person=OuterRef("person"), kind=OuterRef("kind"), channel=OuterRef("channel"))
    edition = ReferenceEdition.objects.filter(pk=1).values(text=Cast("token", CharField()))
    return rows.annotate(
        is_with_the_office=with_the_office("undertaking"), is_muted=Exists(mutes), edition=Subquery(edition)
    )


def versions(row: Reminder) -> tuple[Any, ...]:
    """Of a reminder of `watched`, as `MADE_OF` has them."""
    return tuple(_value(row, name) for name in MADE_OF)


def _value(row: Any, name: str) -> Any:
    for step in name.split("__"):
        row = None if row is None else getattr(row, step)
    return row


def holds(drafted: Draft, batch: Batch) -> bool:
    """Whether all that the words say is still so. What goes by itself has a cover that says more than its items do."""
    if drafted.digest.kind != Digest.Kind.DIGEST:
        return False
    return drafted.made_of == _made_of(drafted.digest.pk) and _is_listed(drafted, batch)


def _is_listed(drafted: Draft, batch: Batch) -> bool:
    found: dict[DutyKey, Entry] = {}
    with translation.override(drafted.digest.person.language):
        for person in {person for _, _, person in drafted.listed}:
            found |= listed_duties(on=batch.on, reference=batch.reference, person=person)
    return all(found.get(key) == entry for key, entry in drafted.listed.items())


def _made_of(digest: int) -> Versions:
    statement, values = _asked_for_each()
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, digest])
        return list(cursor.fetchall())


@cache
def _asked_for_each() -> tuple[str, tuple[Any, ...]]:
    """Put into SQL once: that takes longer than the database needs to answer. The message's key comes last."""
    rows = watched(Reminder.objects.pending()).filter(digest=0).order_by("pk").values_list(*MADE_OF)
    statement, (*values, _) = rows.query.sql_with_params()
    return statement, tuple(values)
