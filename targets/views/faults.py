"""What adoption finds wrong with the targets: goals nobody measures, areas without measures, half-weighted tasks."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as t

from newarea.models import Programme
from newarea.parts import Fault
from targets.models import Commitment, Goal, Indicator, Target, WorkArea


def faults_of(programme: Programme) -> Iterator[Fault]:
    yield from _of_targets(programme)
    yield from _of_indicators(programme)
    yield from _of_areas(programme)
    yield from _of_tasks(programme)


def _of_targets(programme: Programme) -> Iterator[Fault]:
    for target in Target.objects.filter(programme=programme, goals=None):
        url = reverse("admin:targets_target_change", args=[target.pk])
        yield Fault(t("Target %(number)s has no goal.") % {"number": target.number}, url)


def _of_indicators(programme: Programme) -> Iterator[Fault]:
    goals = Goal.objects.in_force().filter(programme=programme)
    for indicator in Indicator.objects.filter(pk__in=goals.values("indicator")):
        url = reverse("admin:targets_indicator_change", args=[indicator.pk])
        named = {"name": indicator.name}
        if indicator.statistics_unit_id is None:
            yield Fault(t("“%(name)s” has no statistics unit.") % named, url)
        elif indicator.owner_id is None:
            yield Fault(t("“%(name)s” has nobody who enters its figures.") % named, url)
        if indicator.lag_days is None:
            yield Fault(t("“%(name)s” has no usual day of publication.") % named, url)


def _of_areas(programme: Programme) -> Iterator[Fault]:
    for area in WorkArea.objects.filter(programme=programme, measures=None):
        url = reverse("admin:targets_workarea_change", args=[area.pk])
        yield Fault(t("Work area %(number)s has no measures.") % {"number": area.number}, url)


def _of_tasks(programme: Programme) -> Iterator[Fault]:
    weights: dict[int, list[Decimal | None]] = defaultdict(list)
    tasks = Commitment.objects.filter(undertaking__programme=programme, parent__isnull=False)
    titles: dict[int, str] = {}
    for task in tasks.select_related("undertaking", "parent__undertaking"):
        if task.parent is not None:
            weights[task.parent.pk].append(task.undertaking.weight)
            titles[task.parent.pk] = task.parent.undertaking.title
    for pk, given in weights.items():
        url, named = reverse("admin:targets_commitment_change", args=[pk]), {"title": titles[pk]}
        if any(weight is None for weight in given) and any(weight is not None for weight in given):
            yield Fault(t("“%(title)s”: some tasks have a weight and some have none.") % named, url)
        elif all(weight == 0 for weight in given):
            yield Fault(t("“%(title)s”: the weights of its tasks sum to zero.") % named, url)
