"""What waits for verification: figures beside what stood before, one or several decided at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as t
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from newarea import clock
from newarea.context import request_reference
from newarea.forms.refusals import add_refusal
from newarea.models import Officer, Programme, Stale
from newarea.views.claims import Limit, limit_after
from newarea.views.programme import programme_for
from newarea.views.signed_in import OfficerRequest, number_in, only
from targets.actions.observations import name_of, return_figure, verify_figure, verify_figures
from targets.forms.decision import FigureDecisionForm
from targets.forms.lines import Line, lines_of
from targets.models import Indicator, Observation
from targets.models.observation import ObservationQuerySet
from targets.views.grid import Difference, Known, before_of, difference, known_of, name_of_period
from targets.wording import figure

A_PAGE = 100
DECIDERS = (Officer.Role.INSPECTOR, Officer.Role.REPORTER, Officer.Role.HEAD)
WITH_NAMES = ("indicator__statistics_unit", "entered_by__unit", "decided_by__unit")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A figure that waits. `before` is the one it would revise, else that of the period before; `form` is None where
    this reader decides nothing about it: on a past day, or of an own figure."""

    row: Observation
    line: Line
    period: str
    value: str
    before: str
    before_on: date | None
    is_revision: bool
    difference: Difference | None
    limit: Limit
    form: FigureDecisionForm | None

    @property
    def tick(self) -> str:
        """The figure with the version that is shown, as its checkbox sends it."""
        return f"{self.row.pk}-{self.row.version}"


@dataclass(frozen=True, slots=True)
class Decided:
    name: str
    row: Observation


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not done: the form of one figure as it was sent, the figures ticked, the note written, why not.

    `is_outrun`: somebody decided first; `decided` are those figures as they stand now.
    """

    forms: Mapping[int, FigureDecisionForm] = field(default_factory=dict)
    ticked: Sequence[str] = ()
    note: str = ""
    told: str = ""
    is_outrun: bool = False
    decided: Sequence[Decided] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@only(*DECIDERS)
def figures_waiting(request: OfficerRequest, slug: str) -> HttpResponse:
    programme = _programme(request, slug)
    return _verify_ticked(request, programme) if request.method == "POST" else _page(request, programme)


def _programme(request: OfficerRequest, slug: str) -> Programme:
    """The inspection office looks at all figures, a statistics unit at its own; nobody else has any here."""
    programme = programme_for(request, slug)
    own = Indicator.objects.enterable_by(request.user).filter(district=programme.district_id)
    if not request.user.is_inspector and not own.exists():
        raise Http404
    return programme


def _of_year(programme: Programme) -> ObservationQuerySet:
    rows = Observation.objects.select_related(*WITH_NAMES)
    return rows.filter(indicator__district=programme.district_id, year=programme.year)


def _page(request: OfficerRequest, programme: Programme, refused: Refused | None = None) -> HttpResponse:
    refused = refused or Refused()
    waiting = _of_year(programme).waiting_on(request.on).order_by("entered_on", "pk")
    if not request.user.is_inspector:
        waiting = waiting.filter(indicator__statistics_unit=request.user.unit_id)
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    figures = _figures(list(page), request, programme, refused.forms)
    context = {
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "figures": figures,
        "may_decide": any(one.form for one in figures),
        "refused": refused,
        "tabs": tabs_of(request, programme) if lines_of(programme, request.user) else [],
    }
    return render(request, "targets/verification.html", context, status=409 if refused.is_outrun else 200)


def _figures(
    rows: Sequence[Observation], request: OfficerRequest, programme: Programme, sent: Mapping[int, FigureDecisionForm]
) -> list[Waiting]:
    known = known_of([(row.indicator_id, row.aspect) for row in rows], programme.year, request.on)
    return [_figure(row, known, request, sent) for row in rows]


def _figure(row: Observation, known: Known, request: OfficerRequest, sent: Mapping[int, FigureDecisionForm]) -> Waiting:
    line = Line(row.indicator, row.aspect, is_only=len(row.indicator.aspects) == 1)
    same, earlier = known.get((line.key, row.period)), before_of(known, line.key, row.indicator, row.period)
    before, reference = same or earlier, request_reference(request)
    days = reference.rules_on(request.on).verification_days
    return Waiting(
        row=row,
        line=line,
        period=name_of_period(row.period, row.indicator),
        value=figure(row.value, line.unit),
        before=figure(before.value, line.unit) if before else "",
        before_on=before and before.published_on,
        is_revision=same is not None,
        difference=difference(row.value, same, earlier, line),
        limit=limit_after(row.entered_on, days, request.on, reference),
        form=sent.get(row.pk) or _form(row, request),
    )


def _form(row: Observation, request: OfficerRequest) -> FigureDecisionForm | None:
    if request.is_past or row.entered_by_id == request.user.pk:
        return None
    return FigureDecisionForm(initial={"version": row.version}, auto_id=f"decision-{row.pk}-%s")


def _verify_ticked(request: OfficerRequest, programme: Programme) -> HttpResponse:
    """All that were ticked, in the versions that were shown, or none of them."""
    ticked = request.POST.getlist("figure")[:A_PAGE]
    seen = _seen(ticked, _of_year(programme).decidable_by(request.user))
    if not seen:
        return _page(request, programme, Refused(told=t("Tick the figures that you have checked.")))
    try:
        verify_figures(seen, by=request.user, on=request.today, now=clock.now())
    except Stale:
        return _page(request, programme, Refused(ticked=ticked, is_outrun=True, decided=_decided(seen)))
    text = ngettext("%(count)s figure is verified.", "%(count)s figures are verified.", len(seen))
    messages.success(request, text % {"count": len(seen)})
    return redirect("figures-waiting", programme.slug)


def _seen(ticked: Sequence[str], rows: ObservationQuerySet) -> dict[Observation, int]:
    """The figures by what their checkboxes sent; 404 if one of them is not this reader's to decide."""
    pairs = [tick.partition("-") for tick in ticked]
    versions = {number_in(pk): number_in(version) for pk, _, version in pairs}
    found = {row: versions[row.pk] for row in rows.filter(pk__in=versions)}
    if len(found) != len(versions):
        raise Http404
    return found


def _decided(seen: Iterable[Observation]) -> list[Decided]:
    """Those that somebody else has decided, as they stand now."""
    rows = Observation.objects.filter(pk__in=[row.pk for row in seen]).exclude(state=Observation.State.SUBMITTED)
    return [Decided(name_of(row), row) for row in rows.select_related(*WITH_NAMES)]


@require_POST
@only(*DECIDERS)
def figure_decision(request: OfficerRequest, slug: str, pk: int) -> HttpResponse:
    programme = _programme(request, slug)
    row = get_object_or_404(_of_year(programme).decidable_by(request.user), pk=pk)
    form = FigureDecisionForm(request.POST, auto_id=f"decision-{pk}-%s")
    try:
        if form.is_valid():
            _decide(request, row, form)
            return redirect("figures-waiting", programme.slug)
    except ValidationError as refusal:
        add_refusal(form, refusal)
    except Stale:
        note = form.cleaned_data["note"]
        return _page(request, programme, Refused(note=note, is_outrun=True, decided=_decided([row])))
    return _page(request, programme, Refused(forms={pk: form}))


def _decide(request: OfficerRequest, row: Observation, form: FigureDecisionForm) -> None:
    seen, note = form.cleaned_data["version"], form.cleaned_data["note"]
    match request.POST.get("action"):
        case "verify":
            verify_figure(row, by=request.user, on=request.today, now=clock.now(), seen=seen)
            told = t("“%(figure)s” is verified and counts from today.")
        case "return":
            return_figure(row, by=request.user, on=request.today, now=clock.now(), seen=seen, note=note)
            told = t("“%(figure)s” has been returned.")
        case _:
            raise Http404
    messages.success(request, told % {"figure": name_of(row)})


def tabs_of(request: OfficerRequest, programme: Programme) -> list[tuple[str, str, bool]]:
    """Between the grid and the queue, for a statistics unit that has both."""
    places = [(t("Enter figures"), reverse("figures", args=[programme.slug]))]
    places.append((t("Figures to verify"), reverse("figures-waiting", args=[programme.slug])))
    return [(label, url, url == request.path) for label, url in places]
