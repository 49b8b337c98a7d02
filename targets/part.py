"""What the targets, work areas and commitments answer to the base."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as t

from newarea.models import Officer, Programme, Reader, Reference, Undertaking, Unit
from newarea.parts import Change, Deadline, Fault, Feed, Found, NavItem, Page, Panel, Queue, Section, Tally
from targets.actions.loading.areas import Areas
from targets.actions.loading.goals import Targets
from targets.actions.loading.indicators import Indicators
from targets.actions.loading.observations import Observations
from targets.actions.posts import inherit_post, inherit_unit
from targets.models import Commitment, Target, WorkArea
from targets.models.commitments_on import commitments_on
from targets.models.goals_on import goals_on
from targets.views.deadlines import figure_duties
from targets.views.faults import faults_of
from targets.views.panels import areas_panel, targets_panel
from targets.views.queues import figure_queues
from targets.views.searching import found_commitments


def nav() -> Sequence[NavItem]:
    return [
        NavItem(t("Targets"), "targets", also=["indicators", "figures"]),
        NavItem(t("Work areas"), "commitments", also=["areas"]),
    ]


def panels(programme: Programme, on: date, reference: Reference, reader: Reader) -> Sequence[Panel]:
    """Five queries together, whatever there is."""
    return [
        Panel("targets/panel_targets.html", targets_panel(programme, on, reference), place=10),
        Panel("targets/panel_areas.html", areas_panel(programme, on, reference, reader), place=30),
    ]


def tallies(programme: Programme, on: date, reference: Reference) -> Sequence[Tally]:
    undertakings = Undertaking.objects.filter(programme=programme.pk)
    return [
        Tally("goals", t("Goals"), [found.light for found in goals_on(programme, on, reference)]),
        Tally("commitments", t("Commitments"), [found.light for found in commitments_on(undertakings, on, reference)]),
    ]


def deadlines(programme: Programme, on: date) -> Iterable[Deadline]:
    """Figures to enter, verify and mend; commitments are undertakings, which the base lists itself."""
    return figure_duties(programme, on)


def duty_kinds() -> Mapping[str, str]:
    return {
        "observation": t("figure to enter"),
        "figure": t("figures to verify"),
        "returned_figure": t("returned figure to mend"),
    }


def office_kinds() -> Collection[str]:
    return {"figure"}


def pages(pks: Sequence[int]) -> Mapping[int, Page]:
    rows = Commitment.objects.filter(undertaking__in=pks)
    return {row.pk: _page(row) for row in rows.select_related("undertaking__programme", "measure__area")}


def _page(commitment: Commitment) -> Page:
    area = commitment.measure.area
    name = t("Area %(number)s: %(title)s") % {"number": area.number, "title": area.title}
    return Page(commitment.get_absolute_url(), name)


def feeds(subjects: Sequence[str], reader: Reader, on: date) -> Mapping[str, Feed]:
    """Commitments stand in the calendars of those who answer for them."""
    return {}


def search(words: Sequence[str], reader: Reader, on: date) -> Sequence[Found]:
    return found_commitments(words, reader, on)


def has_any(programme: Programme) -> bool:
    rows = (Target.objects.filter(programme=programme), WorkArea.objects.filter(programme=programme))
    return any(found.exists() for found in rows)


def faults(programme: Programme) -> Iterable[Fault]:
    return faults_of(programme)


def queues(officer: Officer, on: date) -> Sequence[Queue]:
    return figure_queues(officer, on)


def changes_followed_by(officer: Officer, on: date) -> Sequence[Change]:
    """Projects are followed, commitments are not."""
    return []


def sections() -> Sequence[Section]:
    return [Indicators(), Areas(), Targets(), Observations()]


def hand_over(old: Officer, new: Officer, *, by: Officer | None, reason: str) -> int:
    return inherit_post(old, new, by=by, reason=reason)


def replace_unit(old: Unit, new: Unit, *, by: Officer | None, reason: str) -> None:
    inherit_unit(old, new, by=by, reason=reason)
