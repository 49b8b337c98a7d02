from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from newarea import formats
from newarea.context import request_reference
from newarea.domain.standing import Light
from newarea.models.bilingual import in_language
from newarea.views.programme import ReadingRequest, programme_for
from projects.models import Milestone, Project
from projects.models.project import ProjectQuerySet
from projects.models.project_on import ProjectOn, projects_on
from projects.models.standing_sql import with_standing
from projects.views.rows import next_of, row_of

PAGE = 25
UNSETTLED = "none"
NOT_RATED = pgettext_lazy("light", "Not rated yet")  # whatever it is grey for
SORTS: Mapping[str, Sequence[str]] = {
    "number": ["number"],
    "field": ["field"],
    "unit": ["lead_unit__position", "lead_unit__code"],
    "light": ["severity"],
    "verified": ["verified4"],
    "gap": ["gap4"],
    "due": ["next_due_on"],
}
OF_STANDING = {"light", "verified", "gap", "due"}
WORST_FIRST = {"light", "gap"}


class FilterForm(forms.Form):
    """What the list can be narrowed by; a value that is no choice shows everything, with its message."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    light = forms.ChoiceField(label=_("Light"), required=False)
    unit = forms.ChoiceField(label=_("Lead unit"), required=False)
    field = forms.ChoiceField(label=_("Field"), required=False, choices=[("", _("all")), *Project.Field.choices])

    def __init__(self, data: Mapping[str, Any], units: list[tuple[str, str]]) -> None:
        super().__init__(data)
        lights = [(light.value, NOT_RATED if light == Light.GREY else formats.light_word(light)) for light in Light]
        self.fields["light"].choices = [("", _("all")), *lights]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("all")), *units, (UNSETTLED, _("to be settled"))]  # type: ignore[attr-defined]


class CountedApart(Paginator):  # type: ignore[type-arg]
    """Counts `counted`: the same rows without what they are only sorted by."""

    def __init__(self, rows: QuerySet[Any], counted: QuerySet[Any]) -> None:
        super().__init__(rows, PAGE)
        self.counted = counted

    @cached_property
    def count(self) -> int:
        return self.counted.count()


@require_safe
def project_list(request: ReadingRequest, slug: str) -> HttpResponse:
    """Five queries, whatever there is: edition, lead units, count, a page of projects, their milestones."""
    programme, reference = programme_for(request, slug), request_reference(request)
    everything = Project.objects.visible_to(request.user).filter(programme=programme.pk)
    units = _lead_units(everything)
    form = FilterForm(request.GET, [(code, name) for code, name, _count in units if code])
    chosen = form.cleaned_data if form.is_valid() else {}
    sort = _sort_key(request.GET.get("sort", ""))
    page = _paginator(everything, chosen, sort, request).get_page(request.GET.get("page"))
    page.object_list = [_row(row) for row in projects_on(page.object_list, request.on, reference)]
    context = {
        "form": form,
        "is_filtered": any(chosen.values()),
        "sort": sort,
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "total": sum(count for _code, _name, count in units),
        "rules": reference.rules_on(request.on),
    }
    return render(request, "projects/list.html", context)


def _lead_units(projects: ProjectQuerySet) -> list[tuple[str, str, int]]:
    """Code, name and number of projects, in official order; the unsettled ones under an empty code."""
    groups = projects.order_by("lead_unit__position", "lead_unit__code").values_list(
        "lead_unit__code", "lead_unit__name_zh", "lead_unit__name_en"
    )
    rows = groups.annotate(count=Count("pk"))
    return [(code or "", in_language(zh or "", en or ""), count) for code, zh, en, count in rows]


def _paginator(
    everything: ProjectQuerySet, chosen: Mapping[str, str], sort: str, request: ReadingRequest
) -> CountedApart:
    """Standings are worked out for all that is left only where they decide what is shown first, or at all."""
    narrowed, light = _narrowed(everything, chosen), chosen.get("light")
    shown: QuerySet[Any] = narrowed.with_news_for(request.user).select_related("lead_unit", "programme")
    if light or sort.removeprefix("-") in OF_STANDING:
        shown = with_standing(shown, request.on, request_reference(request))
    if light:
        shown = shown.filter(light=light)
    return CountedApart(shown.order_by(*_order(sort)), shown if light else narrowed)


def _narrowed(projects: ProjectQuerySet, chosen: Mapping[str, str]) -> ProjectQuerySet:
    if chosen.get("field"):
        projects = projects.filter(field=chosen["field"])
    if unit := chosen.get("unit"):
        projects = projects.filter(lead_unit=None) if unit == UNSETTLED else projects.filter(lead_unit__code=unit)
    for word in chosen.get("q", "").split():
        names = Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(summary_zh__icontains=word)
        titled = Milestone.objects.filter(undertaking__title_zh__icontains=word)
        projects = projects.filter(names | Q(pk__in=titled.values("project")))
    return projects


def _sort_key(asked: str) -> str:
    return asked if asked.removeprefix("-") in SORTS else "number"


def _order(sort: str) -> list[OrderBy]:
    """What is not known comes last either way; equals stand in the order of their numbers."""
    key = sort.removeprefix("-")
    is_descending = sort.startswith("-") != (key in WORST_FIRST)
    columns = [F(name).desc(nulls_last=True) if is_descending else F(name).asc(nulls_last=True) for name in SORTS[key]]
    return [*columns, F("number").asc()]


def _row(row: ProjectOn) -> dict[str, Any]:
    following = next_of(row) or {"title": "", "due_on": None, "left": None}
    return row_of(row) | {f"next_{name}": value for name, value in following.items()}
