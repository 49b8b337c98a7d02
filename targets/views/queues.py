"""Figures that wait for an officer, as its workbench counts them."""

from datetime import date

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as t

from newarea.models import Officer, Programme
from newarea.parts import Queue
from targets.models import Observation


def figure_queues(officer: Officer, on: date) -> list[Queue]:
    """One line a programme in which figures waited at the end of the day; one query, none for those who decide none."""
    if not (officer.is_inspector or officer.is_reporting):
        return []
    waiting = Observation.objects.waiting_on(on).decidable_by(officer)
    own = waiting.filter(indicator__district=OuterRef("district"), year=OuterRef("year")).order_by()
    counts = Subquery(own.values("year").annotate(count=Count("pk")).values("count"))
    programmes = Programme.objects.visible_to(officer).annotate(count=counts).filter(count__gt=0)
    return [_queue(*row) for row in programmes.values_list("slug", "year", "count")]


def _queue(slug: str, year: int, count: int) -> Queue:
    return Queue(t("Figures of %(year)s to verify") % {"year": year}, count, reverse("figures-waiting", args=[slug]))
