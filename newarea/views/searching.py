"""One search over everything that a reader may see, the base's own nouns and those of the parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as t
from django.views.decorators.http import require_safe

from newarea import formats
from newarea.api.reading import reports_known
from newarea.context import request_reference
from newarea.domain.searching import Piece, excerpt, is_cut, is_enough, pieces, words_of
from newarea.models import Report, Unit
from newarea.models.search import having_all
from newarea.models.undertaking_on import UndertakingOn
from newarea.parts import Found, Hit, parts
from newarea.views.claims import rows_of
from newarea.views.programme import ReadingRequest

FIRST, A_PAGE = 5, 20
MOST_TYPED = 500
OF_A_UNIT = ("name_zh", "name_en", "code")
OF_A_REPORT = (
    "summary", "problems", "next_step", "undertaking__title_zh", "undertaking__title_en", "reporter__unit__name_zh",
    "reporter__unit__name_en",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A hit with the words marked, and where its undertaking stands."""

    hit: Hit
    title: Sequence[Piece]
    excerpt: Sequence[Piece]
    row: UndertakingOn | None


@dataclass(frozen=True)
class Group:
    kind: str
    label: str
    count: int
    shown: Sequence[Shown]

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@require_safe
def search(request: ReadingRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:MOST_TYPED]
    words, chosen = words_of(query), request.GET.get("in", "")
    found = _found(request, words) if is_enough(words) else []
    page = next((_page(request, one) for one in found if one.kind == chosen), None)
    counted = [(one, one.rows.count()) for one in found]
    groups = [
        Group(one.kind, one.label, count, _shown(request, one, one.rows[:FIRST], words))
        for one, count in counted
        if count and page is None
    ]
    context = {
        "query": query,
        "words": words,
        "is_enough": is_enough(words),
        "is_cut": is_cut(query),
        "kinds": [(one.kind, one.label, count) for one, count in counted if count],
        "chosen": chosen if page else "",
        "groups": groups,
        "page_obj": page,
        "shown": _shown_page(request, found, chosen, page, words),
    }
    return render(request, "newarea/search.html", context)


def _found(request: ReadingRequest, words: Sequence[str]) -> list[Found]:
    reader, on = request.user, request.on
    of_parts = [found for part in parts().values() for found in part.search(words, reader, on)]
    return [*of_parts, _reports(request, words), _units(request, words)]


def _reports(request: ReadingRequest, words: Sequence[str]) -> Found:
    known = reports_known(request.user, on=request.on, today=request.today)
    rows = having_all(known, words, OF_A_REPORT).order_by("-submitted_on", "-pk")
    return Found("reports", t("Reports"), rows, lambda some: [_report(row) for row in some])


def _report(row: Report) -> Hit:
    told = row.submitted_on or row.speaks_for
    unit = row.reporter.unit.name if row.reporter.unit else ""
    return Hit(
        title=row.undertaking.title,
        url=row.get_absolute_url(),
        belongs_to=" · ".join(filter(None, [formats.full_day(told), row.get_state_display(), unit])),
        texts=[row.summary, row.problems, row.next_step, unit],
        is_example=row.undertaking.is_example,
    )


def _units(request: ReadingRequest, words: Sequence[str]) -> Found:
    standing = Unit.objects.standing_on(request.on).select_related("parent")
    rows = having_all(standing, words, OF_A_UNIT)
    return Found("units", t("Units"), rows, lambda some: [_unit(row) for row in some])


def _unit(row: Unit) -> Hit:
    above = [row.get_kind_display(), row.parent.name if row.parent else ""]
    return Hit(row.name, belongs_to=" · ".join(filter(None, above)), texts=[row.name_zh, row.name_en])


def _page(request: ReadingRequest, found: Found) -> Page[Any]:
    return Paginator(found.rows, A_PAGE).get_page(request.GET.get("page"))


def _shown_page(
    request: ReadingRequest, found: Sequence[Found], chosen: str, page: Page[Any] | None, words: Sequence[str]
) -> list[Shown]:
    of_kind: Mapping[str, Found] = {one.kind: one for one in found}
    return _shown(request, of_kind[chosen], page.object_list, words) if page else []


def _shown(request: ReadingRequest, found: Found, rows: Any, words: Sequence[str]) -> list[Shown]:
    hits = found.present(list(rows))
    pks = [hit.undertaking for hit in hits if hit.undertaking]
    stands = rows_of(pks, request.on, request_reference(request)) if pks else {}
    return [
        Shown(
            hit=hit,
            title=pieces(hit.title, words),
            excerpt=pieces(excerpt([text for text in hit.texts if text != hit.title], words), words),
            row=stands.get(hit.undertaking or 0),
        )
        for hit in hits
    ]
