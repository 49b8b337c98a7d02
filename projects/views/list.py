from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from newarea import formats
from newarea.context import request_reference
from newarea.domain.standing import SEVERITY, Light
from newarea.models import Unit
from newarea.views.programme import ReadingRequest, programme_for
from projects.models import Project
from projects.models.project_on import ProjectOn, projects_on
from projects.views.rows import next_of, row_of

PAGE = 25
UNSETTLED = "none"


class FilterForm(forms.Form):
    """What the list can be narrowed by; a value that is no choice shows everything, with its message."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    light = forms.ChoiceField(label=_("Light"), required=False)
    unit = forms.ChoiceField(label=_("Lead unit"), required=False)
    field = forms.ChoiceField(label=_("Field"), required=False, choices=[("", _("all")), *Project.Field.choices])

    def __init__(self, data: Mapping[str, Any], units: list[tuple[str, str]]) -> None:
        super().__init__(data)
        lights = [(light.value, formats.light_word(light)) for light in Light]
        self.fields["light"].choices = [("", _("all")), *lights]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("all")), *units, (UNSETTLED, _("to be settled"))]  # type: ignore[attr-defined]


SORTS: Mapping[str, Callable[[ProjectOn], Any]] = {
    "number": lambda row: row.project.number,
    "field": lambda row: (row.project.field, row.project.number),
    "unit": lambda row: (row.project.lead_unit.position if row.project.lead_unit else 10**6, row.project.number),
    "light": lambda row: (-SEVERITY.get(row.standing.light, -1), row.project.number),
    "verified": lambda row: (row.standing.verified is None, row.standing.verified or 0),
    "gap": lambda row: (row.standing.gap is None, -(row.standing.gap or 0)),
    "due": lambda row: (row.next_due and row.next_due.facts.due_on) or date.max,
}


@require_safe
def project_list(request: ReadingRequest, slug: str) -> HttpResponse:
    programme, reference = programme_for(request, slug), request_reference(request)
    everything = Project.objects.visible_to(request.user).filter(programme=programme.pk)
    form = FilterForm(request.GET, _units(everything))
    chosen = form.cleaned_data if form.is_valid() else {}
    projects = _narrowed(everything, chosen).with_news_for(request.user).select_related("lead_unit", "programme")
    rows = _with_light(projects_on(projects, request.on, reference), chosen.get("light", ""))
    sort = _sort_key(request.GET.get("sort", ""))
    page = Paginator(_sorted(rows, sort), PAGE).get_page(request.GET.get("page"))
    page.object_list = [_row(row) for row in page.object_list]
    context = {
        "form": form,
        "is_filtered": any(chosen.values()),
        "sort": sort,
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "total": everything.count() if any(chosen.values()) else page.paginator.count,
        "rules": reference.rules_on(request.on),
    }
    return render(request, "projects/list.html", context)


def _units(projects: QuerySet[Project]) -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in Unit.objects.filter(projects__in=projects).distinct()]


def _narrowed(projects: Any, chosen: Mapping[str, str]) -> Any:
    if chosen.get("field"):
        projects = projects.filter(field=chosen["field"])
    if chosen.get("unit"):
        unit = chosen["unit"]
        projects = projects.filter(lead_unit=None) if unit == UNSETTLED else projects.filter(lead_unit__code=unit)
    for word in chosen.get("q", "").split():
        names = Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(summary_zh__icontains=word)
        milestones = Q(milestones__undertaking__title_zh__icontains=word)
        projects = projects.filter(names | milestones).distinct()
    return projects


def _with_light(rows: list[ProjectOn], light: str) -> list[ProjectOn]:
    return [row for row in rows if not light or row.standing.light == light]


def _sort_key(asked: str) -> str:
    return asked if asked.removeprefix("-") in SORTS else "number"


def _sorted(rows: list[ProjectOn], sort: str) -> list[ProjectOn]:
    return sorted(rows, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _row(row: ProjectOn) -> dict[str, Any]:
    following = next_of(row) or {"title": "", "due_on": None, "left": None}
    return row_of(row) | {f"next_{name}": value for name, value in following.items()}
