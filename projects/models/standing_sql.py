"""`newarea.domain.standing.roll_up` in SQL, over the standing of the milestones in SQL."""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from newarea.domain.curve import FULL
from newarea.domain.standing import SEVERITY, Light, Rules, Word
from newarea.models import Reference, Undertaking
from newarea.models.standing_sql import (
    SEVERITIES,
    by_gap,
    light_of,
    points4,
    stage,
    stages_after,
    standing_stages,
    word_of,
)
from projects.models.milestone import Milestone
from projects.models.project import Project

OPEN, HAS_LINE = Q(severity__gte=0), Q(is_even=True, starts_on__isnull=False, ends_on__isnull=False)
IS_WEIGHED = Q(weighted=0) | Q(weighted=F("parts"), weight__gt=0)
HAS_CURVE = IS_WEIGHED & Q(lines=F("parts"), measured__gt=0)


def with_standing(projects: QuerySet[Project], on: date, reference: Reference) -> QuerySet[Any]:
    """All of them, with what Python's `roll_up` says of the milestones known by the end of `on`, in one query.

    `light` and `word` as there; `severity` to sort by, -1 for closed; `planned4`, `verified4`, `gap4`, and
    `next_due_on` of the open milestones, NULL where there is none.
    """
    stages = _stages(projects, on, reference)
    own = stages[-1].col
    joined = with_cte(*stages, select=stages[-1].join(projects, pk=own.project_id, _join_type=LOUTER))
    found: QuerySet[Any] = joined.annotate(
        light=Coalesce(own.light, Value(Light.GREY.value)),
        word=Coalesce(own.word, Value(Word.NONE.value)),
        severity=Coalesce(own.severity, Value(SEVERITY[Light.GREY])),
        planned4=own.planned4,
        verified4=own.verified4,
        gap4=own.gap4,
        next_due_on=own.next_due_on,
    )
    return found


def _stages(projects: QuerySet[Project], on: date, reference: Reference) -> list[CTE]:
    milestones = Undertaking.objects.filter(milestone__project__in=projects.order_by().values("pk"))
    stages = standing_stages(milestones, on, reference)
    sums = stage("sums", _sums(stages[-1]))
    curve = {
        "verified4": Case(When(IS_WEIGHED, then=_mean("verified"))),
        "planned4": Case(When(HAS_CURVE, then=_mean("planned"))),
    }
    return stages + stages_after(sums, curve=curve, own=_own(reference.rules_on(on)))


def _sums(milestones: CTE) -> QuerySet[Any, Any]:
    """A row a project. Without any weights all weigh the same; an unmeasured milestone is where it should be."""
    stands = milestones.col
    rows = milestones.join(Milestone.objects.order_by(), pk=stands.pk).annotate(
        severity=stands.severity,
        starts_on=stands.starts_on,
        ends_on=stands.ends_on,
        is_even=stands.is_even,
        line4=stands.planned4,
        done4=_counted4(stands),
        weight100=stands.weight100,
    )
    weight = Coalesce("weight100", 1)
    sums: QuerySet[Any, Any] = rows.values("project_id").annotate(
        parts=Count("pk"),
        lines=Count("pk", filter=HAS_LINE),
        measured=Count("line4"),
        weighted=Count("weight100"),
        weight=_whole(weight),
        planned=_whole(weight * Coalesce("line4", "done4")),
        verified=_whole(weight * F("done4")),
        worst=Max("severity"),
        next_due_on=Min("ends_on", filter=OPEN),
    )
    return sums


def _counted4(stands: Any) -> Case:
    """What a milestone has verified, as a roll-up counts it: closed is 100, more than 100 is 100."""
    full4 = points4(FULL)
    done4 = Least(Coalesce(stands.verified100, 0) * 100, full4)
    return Case(When(severity=SEVERITIES[Light.CLOSED], then=Value(full4)), default=done4)


def _whole(value: Any) -> Cast:
    """PostgreSQL adds whole numbers up to a decimal, which would not divide as whole numbers do."""
    return Cast(Sum(value), BigIntegerField())


def _mean(total: str) -> Any:
    """To 4 places half up, as `newarea.domain.curve.weighted_mean`."""
    return (2 * F(total) + F("weight")) / (2 * F("weight"))


def _own(rules: Rules) -> dict[str, Any]:
    """Closed when all milestones are; else the worst open one's severity, unless the curve is worse."""
    closed = SEVERITIES[Light.CLOSED]
    return {
        "gap4": F("planned4") - F("verified4"),
        "severity": Case(When(worst=closed, then=Value(closed)), default=Greatest("worst", by_gap("gap4", rules))),
        "light": light_of("severity"),
        "word": word_of("gap4", "severity", rules),
    }
