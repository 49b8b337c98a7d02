"""All commitments in the officials' own columns: 序号、任务、全年目标、牵头单位、配合单位、本期进展、是否达序、说明."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newarea.context import request_reference
from newarea.domain.standing import SEVERITY
from newarea.models import Programme, Report, Undertaking
from newarea.views.programme import ReadingRequest, programme_for
from targets.forms.filters import UNSETTLED, CommitmentFilters
from targets.models.commitments_on import CommitmentOn, commitments_on
from targets.views.rows import row_of, supporting_names

PAGE = 25
WHOLE = 2_000  # on one page, for printing
LAST = date.max

SORTS: Mapping[str, Callable[[CommitmentOn], Any]] = {
    "number": lambda found: (),
    "title": lambda found: found.row.title,
    "unit": lambda found: (not found.row.lead_unit, found.row.lead_unit),
    "due": lambda found: found.row.facts.due_on or LAST,
    "progress": lambda found: (found.row.standing.verified is None, found.row.standing.verified or 0),
    "light": lambda found: -SEVERITY.get(found.light, -1),
}


@require_safe
def commitment_table(request: ReadingRequest, slug: str) -> HttpResponse:
    """Four queries, whatever there is: edition, commitments, supporting units and last reports of the page."""
    programme, reference = programme_for(request, slug), request_reference(request)
    everything = commitments_on(Undertaking.objects.filter(programme=programme.pk), request.on, reference)
    form = CommitmentFilters(request.GET, areas=_areas(everything), units=_units(everything))
    chosen = form.cleaned_data if form.is_valid() else {}
    sort = _sort_key(request.GET.get("sort", ""))
    is_whole = request.GET.get("show") == "all"
    wanted = in_order([found for found in everything if _matches(found, chosen)], sort)
    page = Paginator(wanted, WHOLE if is_whole else PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_filtered": any(chosen.values()),
        "sort": sort,
        "is_whole": is_whole,
        "page_obj": page,
        "rows": _rows(list(page), programme, request.on),
        "page_range": page.paginator.get_elided_page_range(page.number),
        "total": len(everything),
        "rules": reference.rules_on(request.on),
    }
    return render(request, "targets/commitments.html", context)


def _areas(everything: Iterable[CommitmentOn]) -> list[tuple[str, str]]:
    places = {found.place.area_key: f"{found.place.area_number} {found.place.area}" for found in everything}
    return list(places.items())


def _units(everything: Iterable[CommitmentOn]) -> list[tuple[str, str]]:
    names = {str(found.row.lead_unit_id): found.row.lead_unit for found in everything if found.row.lead_unit_id}
    return sorted(names.items(), key=lambda unit: unit[1])


def _matches(found: CommitmentOn, chosen: Mapping[str, str]) -> bool:
    return (
        chosen.get("area") in (None, "", found.place.area_key)
        and chosen.get("light") in (None, "", str(found.light))
        and _is_led_by(found, chosen.get("unit", ""))
        and _is_promised_as(found, chosen.get("promised", ""))
        and all(_says(found, word) for word in chosen.get("q", "").split())
    )


def _is_led_by(found: CommitmentOn, unit: str) -> bool:
    lead = found.row.lead_unit_id
    return not unit or (lead is None if unit == UNSETTLED else str(lead) == unit)


def _is_promised_as(found: CommitmentOn, kind: str) -> bool:
    is_quantified = found.row.quantity is not None
    return {"": True, "counted": found.place.is_counted, "quantity": is_quantified, "plain": not is_quantified}[kind]


def _says(found: CommitmentOn, word: str) -> bool:
    place, row = found.place, found.row
    texts = (row.title_zh, row.title_en, place.measure_zh, place.measure_en, place.wording, row.lead_unit)
    tasks = (task.title for task in found.tasks)
    return any(word.casefold() in text.casefold() for text in (*texts, *tasks))


def _sort_key(asked: str) -> str:
    return asked if asked.removeprefix("-") in SORTS else "number"


def in_order(found: Sequence[CommitmentOn], sort: str) -> list[CommitmentOn]:
    """Equals stand in the order of the report, either way; `number` is that order itself."""
    key, is_descending = SORTS[sort.removeprefix("-")], sort.startswith("-")
    if sort == "-number":
        return list(reversed(found))
    return sorted(found, key=key, reverse=is_descending)


def _rows(found: Sequence[CommitmentOn], programme: Programme, on: date) -> list[dict[str, Any]]:
    pks = [one.pk for one in found]
    supporting, reports = supporting_names(pks), last_reports(pks, on)
    return [
        row_of(one, programme) | {"supporting": supporting.get(one.pk, ""), "report": reports.get(one.pk)}
        for one in found
    ]


def last_reports(pks: Sequence[int], on: date) -> dict[int, Report]:
    """The report whose figure was in force at the end of the day, by undertaking."""
    rows = Report.objects.verified().filter(undertaking__in=pks, decided_on__lte=on).order_by("decided_on", "pk")
    columns = ("undertaking_id", "summary", "problems", "speaks_for", "decided_on")
    return {row.undertaking_id: row for row in rows.only(*columns)}
