"""The entry grid: a statistics unit types or pastes the figures of a period, looks at them once more, hands them in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as t
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from newarea import clock
from newarea.context import request_reference
from newarea.models import Officer, Programme
from newarea.views.programme import programme_for
from newarea.views.signed_in import OfficerRequest, only
from targets.actions.observations import Figure, enter_figures, faults_of
from targets.domain.judging import Reading
from targets.domain.periods import Period
from targets.forms.figures import FiguresForm, PeriodForm, fingerprint
from targets.forms.lines import Line, lines_of
from targets.models.goals_on import Key
from targets.views.grid import Grid, State, grid_of, name_of_period, state_of
from targets.views.previewing import Outcome, outcomes_of
from targets.views.verification import tabs_of
from targets.wording import entered_figure


@dataclass(frozen=True, slots=True)
class Desk:
    """What one request works on: the grid of one period, chosen by `chooser`."""

    request: OfficerRequest
    programme: Programme
    grid: Grid
    period: Period
    chooser: PeriodForm

    @property
    def lines(self) -> Sequence[Line]:
        return self.grid.lines_of(self.period)

    def form(self, data: QueryDict | None = None) -> FiguresForm:
        return FiguresForm(data, rows=self.lines, today=self.request.today)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the page shows it: what is known, what stood before, the cell, and what became or would become of it."""

    line: Line
    known: str
    known_on: Any
    before: str
    before_period: str
    state: State
    cell: forms.BoundField | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Preview:
    """`ready` may be handed in as it is; `warning` says why the page is shown again."""

    ready: Sequence[Figure] = ()
    outcomes: Mapping[Key, Outcome] = field(default_factory=dict)
    warning: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@only(Officer.Role.REPORTER, Officer.Role.HEAD)
def figures(request: OfficerRequest, slug: str) -> HttpResponse:
    programme = programme_for(request, slug)
    desk = _desk(request, programme, lines_of(programme, request.user))
    if request.method != "POST":
        return _page(desk, None if desk is None or request.is_past else desk.form(), request)
    if desk is None or desk.period.key != request.POST.get("period"):
        raise Http404
    match request.POST.get("action"):
        case "preview":
            return _preview(desk, desk.form(request.POST))
        case "enter":
            return _enter(desk, desk.form(request.POST))
        case _:
            raise Http404


def _desk(request: OfficerRequest, programme: Programme, lines: Sequence[Line]) -> Desk | None:
    """None while no period of the year is over."""
    if not lines:
        raise Http404
    grid = grid_of(programme, lines, request.on)
    default = grid.first_open()
    if default is None:
        return None
    asked = request.POST if request.method == "POST" else request.GET
    chooser = PeriodForm(asked, periods=grid.periods, default=default, words=grid.words)
    return Desk(request, programme, grid, chooser.asked, chooser)


def _preview(desk: Desk, form: FiguresForm, warning: str = "", status: int = 200) -> HttpResponse:
    """Changes nothing: every figure with what it would change, every refusal with its reason."""
    return _previewed(desk, form, _accepted(desk, form), warning, status)


def _previewed(desk: Desk, form: FiguresForm, ready: Sequence[Figure], warning: str, status: int) -> HttpResponse:
    outcomes = outcomes_of(ready, desk.grid, desk.period, desk.programme, request_reference(desk.request))
    form.show_previewed(_fingerprint(desk, ready))
    return _page(desk, form, desk.request, Preview(ready, outcomes, warning), status)


def _accepted(desk: Desk, form: FiguresForm) -> list[Figure]:
    """What the action would take today; every other figure is refused on the form."""
    form.is_valid()
    if not {"published_on", "source"} <= form.cleaned_data.keys():
        return []
    common = {"period": desk.period, **{name: form.cleaned_data[name] for name in ("published_on", "source")}}
    read = {
        line: Figure(indicator=line.indicator, aspect=line.aspect, value=value, **common)
        for line, value in form.figures.items()
    }
    found = faults_of(list(read.values()), by=desk.request.user, on=desk.request.today)
    faults = {line: fault for line, fault in zip(read, found, strict=True) if fault}
    form.refuse(faults)
    return [one for line, one in read.items() if line not in faults]


def _fingerprint(desk: Desk, ready: Sequence[Figure]) -> str:
    told: list[object] = [desk.period.key]
    for one in ready:
        known = desk.grid.known.get(((one.indicator.pk, one.aspect), desk.period))
        told += [one.indicator.pk, one.aspect, one.value, one.published_on, one.source, known and known.value]
    return fingerprint(*told)


def _enter(desk: Desk, form: FiguresForm) -> HttpResponse:
    """What was previewed is handed in, all of it or nothing; what was refused stays in the form."""
    ready = _accepted(desk, form)
    if not ready:
        return _previewed(desk, form, ready, t("There is no figure to hand in."), 200)
    if form.cleaned_data.get("previewed") != _fingerprint(desk, ready):
        warning = t("This is not what the preview showed. Nothing has been written: please look at it once more.")
        return _previewed(desk, form, ready, warning, 200)
    try:
        enter_figures(ready, by=desk.request.user, on=desk.request.today, now=clock.now())
    except ValidationError as refusal:
        warning = t("Somebody was faster. Nothing has been written: please look at it once more.")
        return _preview(_again(desk), desk.form(desk.request.POST), f"{warning} {' '.join(refusal.messages)}", 409)
    messages.success(desk.request, _told(len(ready), desk))
    return _rest(_again(desk), form, {(one.indicator.pk, one.aspect) for one in ready})


def _again(desk: Desk) -> Desk:
    """With what has become known since."""
    grid = grid_of(desk.programme, desk.grid.lines, desk.request.on)
    return Desk(desk.request, desk.programme, grid, desk.period, desk.chooser)


def _told(count: int, desk: Desk) -> str:
    text = ngettext(
        "%(count)s figure (%(period)s) is handed in. It counts once somebody else has verified it.",
        "%(count)s figures (%(period)s) are handed in. They count once somebody else has verified them.",
        count,
    )
    return text % {"count": count, "period": desk.grid.words(desk.period)}


def _rest(desk: Desk, form: FiguresForm, taken: set[Key]) -> HttpResponse:
    if not form.refused and not form.unplaced:
        return redirect(f"{reverse('figures', args=[desk.programme.slug])}?period={desk.period.key}")
    left = form.without(line for line in desk.lines if line.key in taken)
    return _preview(desk, desk.form(left))


def _page(
    desk: Desk | None,
    form: FiguresForm | None,
    request: OfficerRequest,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"tabs": tabs_of(request, request.programme), "form": form, "preview": preview}
    if desk is not None:
        context |= {
            "chooser": desk.chooser,
            "period": desk.period,
            "period_words": desk.grid.words(desk.period),
            "rows": _rows(desk, form, preview or Preview()),
            "absent": [line.indicator.short_name for line in desk.grid.lines_without(desk.period)],
        }
    return render(request, "targets/figures.html", context, status=status)


def _rows(desk: Desk, form: FiguresForm | None, preview: Preview) -> list[Row]:
    return [_row(line, desk, form, preview) for line in desk.lines]


def _row(line: Line, desk: Desk, form: FiguresForm | None, preview: Preview) -> Row:
    grid, period = desk.grid, desk.period
    known, before = grid.known.get((line.key, period)), grid.before(line, period)
    return Row(
        line=line,
        known=_figure(known, line),
        known_on=known and known.published_on,
        before=_figure(before, line),
        before_period=name_of_period(before.period, line.indicator) if before else "",
        state=state_of(grid.entries.get((line.key, period)), line.unit, grid.on),
        cell=form[line.name] if form else None,
        outcome=preview.outcomes.get(line.key),
    )


def _figure(reading: Reading | None, line: Line) -> str:
    return entered_figure(reading.value, line.unit) if reading else ""
