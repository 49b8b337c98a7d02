"""Who can take over a post: only officers of a lead unit own its items."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as t

from newarea.models import Officer, Undertaking

REPORTING = (Officer.Role.REPORTER, Officer.Role.HEAD)


def held_by(officer: Officer) -> QuerySet[Undertaking]:
    """What passes to the successor, the first due first."""
    rows = Undertaking.objects.open().filter(owner=officer)
    return rows.select_related("programme", "lead_unit").order_by("due_on", "pk")


def heirs_of(officer: Officer) -> QuerySet[Officer]:
    """Of the lead unit of all that passes over; where nothing does, of the same role."""
    rows = Officer.objects.filter(is_active=True).exclude(pk=officer.pk).select_related("unit")
    units = {item.lead_unit_id for item in held_by(officer)} - {None}
    found = rows.filter(role__in=REPORTING) if units else rows.filter(role=officer.role)
    for unit in units:
        found = found.filter(unit=unit)
    return found.order_by("unit__position", "username")


def refuse_stranger(old: Officer, new: Officer) -> None:
    """Say which item the successor could not own, and whose people can."""
    for item in held_by(old):
        if item.lead_unit is not None and not _may_own(new, item):
            text = t("“%(title)s” is led by %(unit)s: the successor has to be a reporter or the head of that unit.")
            raise ValidationError(text % {"title": item.title, "unit": item.lead_unit})


def _may_own(officer: Officer, item: Undertaking) -> bool:
    return officer.is_active and officer.is_reporting and officer.unit_id == item.lead_unit_id
