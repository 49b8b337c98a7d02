"""Work areas with the lights of their commitments at the end of a day: two queries, whatever their number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from newarea.domain.standing import Light, worst_of
from newarea.models import Programme, Reader, Reference, Undertaking
from targets.models.area import WorkArea
from targets.models.commitments_on import CommitmentOn, commitments_on


@dataclass(slots=True)
class AreaOn:
    """A work area on a day. `measures` is how many it has, `counts` how many commitments stand at each light."""

    area: WorkArea
    commitments: Sequence[CommitmentOn]
    counts: Mapping[str, int]
    light: Light

    @property
    def measures(self) -> int:
        return int(getattr(self.area, "measure_count", 0))

    @property
    def count(self) -> int:
        return len(self.commitments)


def areas_on(programme: Programme, on: date, reference: Reference, reader: Reader) -> list[AreaOn]:
    areas = areas_of(programme, reader).annotate(measure_count=Count("measures"))
    held: dict[int, list[CommitmentOn]] = {}
    for commitment in commitments_on(Undertaking.objects.filter(programme=programme.pk), on, reference):
        held.setdefault(commitment.place.area_id, []).append(commitment)
    return [area_on(area, held.get(area.pk, [])) for area in areas]


def areas_of(programme: Programme, reader: Reader) -> QuerySet[WorkArea]:
    return WorkArea.objects.visible_to(reader).filter(programme=programme.pk).order_by("number")


def area_on(area: WorkArea, commitments: Sequence[CommitmentOn]) -> AreaOn:
    lights = [commitment.light for commitment in commitments]
    return AreaOn(area, commitments, Counter(str(light) for light in lights), worst_of(lights))
