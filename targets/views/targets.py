"""The goals of a programme: the main targets as the report numbers them, then those that stand in work areas."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from newarea.context import request_reference
from newarea.domain.standing import Light
from newarea.models import Unit
from newarea.views.programme import ReadingRequest, programme_for
from targets.domain.goals import Kind
from targets.domain.judging import LIGHTS, TOLERANT, Verdict
from targets.models import Tolerance
from targets.models.goals_on import PERCENT, GoalOn, goals_on
from targets.views.goal_rows import goal_row
from targets.wording import RULES, VERDICTS, distance

UNSETTLED = "none"
SEVERITY = {Light.RED: 0, Light.YELLOW: 1, Light.GREY: 2, Light.GREEN: 3}
SORTS: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "number": lambda row: row["place"],
    "light": lambda row: SEVERITY[row["judged"].light],
    "period": lambda row: row["readings"][-1].period if row["readings"] else None,
    "unit": lambda row: row["unit_place"],
}


class FilterForm(forms.Form):
    """What the goals can be narrowed by; a value that is no choice shows everything, with its message."""

    light = forms.ChoiceField(label=_("Light"), required=False)
    unit = forms.ChoiceField(label=_("Statistics unit"), required=False)

    def __init__(self, data: Mapping[str, Any], units: list[tuple[str, str]]) -> None:
        super().__init__(data)
        words = {verdict: VERDICTS[verdict] for verdict in Verdict}
        words[Verdict.UNDETERMINED] = pgettext_lazy("verdict", "nothing can be said yet")
        lights = [(LIGHTS[verdict].value, words[verdict]) for verdict in Verdict]
        self.fields["light"].choices = [("", _("all")), *lights]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("all")), *units, (UNSETTLED, _("to be settled"))]  # type: ignore[attr-defined]


@require_safe
def target_list(request: ReadingRequest, slug: str) -> HttpResponse:
    """Six queries, whatever there is: edition, three for the goals, statistics units, tolerances."""
    programme, reference = programme_for(request, slug), request_reference(request)
    goals = goals_on(programme, request.on, reference)
    pks = {row.indicator.statistics_unit_id for row in goals if row.indicator.statistics_unit_id}
    units = Unit.objects.filter(pk__in=pks)
    ordered = list(units.order_by("position", "code"))
    form = FilterForm(request.GET, [(unit.code, unit.name) for unit in ordered])
    chosen = form.cleaned_data if form.is_valid() else {}
    sort = _sort_key(request.GET.get("sort", ""))
    rows = [_row(row, place, ordered, slug) for place, row in enumerate(goals)]
    shown = _sorted([row for row in rows if _fits(row, chosen)], sort)
    context = {
        "form": form,
        "is_filtered": any(chosen.values()),
        "sort": sort,
        "total": len(rows),
        "count": len(shown),
        "groups": [group for group in _groups(shown) if group["rows"]],
        "rules": _rules(goals),
        "tolerances": _tolerances(goals, request),
    }
    return render(request, "targets/targets.html", context)


def _row(row: GoalOn, place: int, units: Sequence[Unit], slug: str) -> dict[str, Any]:
    goal = row.goal
    unit_place = next((n for n, unit in enumerate(units) if unit.pk == goal.indicator.statistics_unit_id), None)
    return goal_row(row, slug) | {
        "place": place,
        "readings": row.readings,
        "unit": units[unit_place] if unit_place is not None else None,
        "unit_place": unit_place,
        "is_main": goal.target is not None,
        "number": goal.target.number if goal.target else goal.measure and goal.measure.area.number,
        "name": goal.target.name if goal.target else goal.measure and goal.measure.area.title,
        "measure": "" if goal.target or not goal.measure else goal.measure.title,
    }


def _fits(row: Mapping[str, Any], chosen: Mapping[str, str]) -> bool:
    light, unit = chosen.get("light"), chosen.get("unit")
    code = row["unit"].code if row["unit"] else UNSETTLED
    return (not light or row["judged"].light == light) and (not unit or code == unit)


def _sort_key(asked: str) -> str:
    return asked if asked.removeprefix("-") in SORTS else "number"


def _sorted(rows: Sequence[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """What is not known comes last either way; equals stand in the order of the report."""
    key = SORTS[sort.removeprefix("-")]
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + unknown


def _groups(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"key": "main", "title": t("Main targets"), "rows": [row for row in rows if row["is_main"]]},
        {"key": "areas", "title": t("Goals in the work areas"), "rows": [row for row in rows if not row["is_main"]]},
    ]


def _rules(goals: Sequence[GoalOn]) -> list[str]:
    """How each kind of goal that is there is judged, with the tolerances of the day."""
    kinds = {row.worded.kind for row in goals}
    return [str(RULES[kind]) % {"tolerance": _margins(goals, kind)} for kind in Kind if kind in kinds]


def _margins(goals: Sequence[GoalOn], kind: Kind) -> str:
    """0.5 points, 2 亿元: of each unit that goals of this kind are counted in."""
    of_kind = {row.unit: row.tolerance for row in goals if row.worded.kind is kind}
    known = [distance(tolerance, unit) for unit, tolerance in sorted(of_kind.items()) if tolerance is not None]
    return t(", ").join(known) or distance(Decimal(0), PERCENT)


def _tolerances(goals: Sequence[GoalOn], request: ReadingRequest) -> list[dict[str, Any]]:
    """The house rules in force on the day, each with the day from which it holds."""
    wanted = {_tolerated(row) for row in goals if row.worded.kind in TOLERANT}
    latest: dict[str, Tolerance] = {}
    for row in Tolerance.objects.filter(in_force_from__lte=request.on).order_by("in_force_from"):
        latest[row.unit] = row
    return [
        {"amount": distance(row.value, unit), "since": row.in_force_from}
        for unit, row in sorted(latest.items())
        if unit in wanted
    ]


def _tolerated(row: GoalOn) -> str:
    return PERCENT if row.unit == PERCENT else row.indicator.unit_zh
