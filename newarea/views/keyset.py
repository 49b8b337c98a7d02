"""Paging a long ledger by its keys: the last page costs what the first does."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
A_PAGE = 25


@dataclass(frozen=True)
class Page(Generic[M]):
    """Newest first. `older` is the key to go on from, `is_first` whether this is the newest page."""

    rows: list[M]
    older: int | None
    is_first: bool


def page_of(rows: QuerySet[M], request: HttpRequest) -> Page[M]:
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    further = rows.filter(pk__lt=before) if before else rows
    found = list(further.order_by("-pk")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    return Page(shown, shown[-1].pk if len(found) > A_PAGE else None, is_first=before is None)
