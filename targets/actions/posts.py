"""Who keeps an indicator or leads a work area passes it on with the post or the unit; a closed year keeps its names."""

from newarea.actions.saving import revise_row
from newarea.models import Officer, Programme, Unit
from targets.models import Indicator, WorkArea


def inherit_post(old: Officer, new: Officer, *, by: Officer | None, reason: str) -> int:
    """A successor in another unit keeps no figures: the indicator is then without an owner, which adoption reports.
    Returns how many areas and indicators passed on."""
    areas = list(WorkArea.objects.exclude(programme__state=Programme.State.CLOSED).filter(leader_in_charge=old))
    indicators = list(Indicator.objects.filter(owner=old))
    for area in areas:
        revise_row(area, {"leader_in_charge": new}, seen=area.version, by=by, reason=reason)
    for indicator in indicators:
        heir = new if new.unit_id == indicator.statistics_unit_id else None
        revise_row(indicator, {"owner": heir}, seen=indicator.version, by=by, reason=reason)
    return len(areas) + len(indicators)


def inherit_unit(old: Unit, new: Unit, *, by: Officer | None, reason: str) -> None:
    for indicator in Indicator.objects.filter(statistics_unit=old):
        revise_row(indicator, {"statistics_unit": new}, seen=indicator.version, by=by, reason=reason)
