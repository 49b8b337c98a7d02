from collections.abc import Collection, Sequence
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from newarea.domain.searching import writings

M = TypeVar("M", bound=Model)


def having_all(rows: QuerySet[M], words: Sequence[str], columns: Collection[str]) -> QuerySet[M]:
    """Rows of which each word stands in one of the columns, plain or full-width.

    What LIKE takes for a pattern is taken as it is written.
    """
    for word in words:
        found = Q()
        for column in columns:
            for written in writings(word):
                found |= Q(**{f"{column}__icontains": written})
        rows = rows.filter(found)
    return rows
