from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from newarea.models.officer import Officer
from newarea.models.report import Report
from newarea.models.terms import Terms
from newarea.models.undertaking import Undertaking


def open_on(on: date) -> QuerySet[Undertaking]:
    """What was planned and not closed at the end of the day, of adopted programmes."""
    closing = Report.objects.verified().filter(undertaking=OuterRef("pk"), closes=True, decided_on__lte=on)
    closing = closing.filter(Q(reopened_on=None) | Q(reopened_on__gt=on))
    return Undertaking.objects.in_force().filter(Exists(_terms(on)), ~Exists(closing))


def with_the_office(undertaking: str) -> Exists:
    """A close-out request waits with the inspection office: until it is decided the unit has nothing to do.

    `undertaking` names the key of the undertaking in the outer query.
    """
    return Exists(Report.objects.waiting().filter(undertaking=OuterRef(undertaking), closes=True))


def _terms(on: date) -> QuerySet[Terms]:
    return Terms.objects.in_force_on(on).filter(undertaking=OuterRef("pk"))


def duties_of(officer: Officer, on: date) -> QuerySet[Undertaking]:
    """Of that, what this officer answers for: a unit's own to its reporters and head, everything to inspectors."""
    if officer.is_inspector:
        return open_on(on)
    if not (officer.is_reporting and officer.unit_id):
        return Undertaking.objects.none()
    return open_on(on).filter(Exists(_terms(on).filter(lead_unit=officer.unit_id)))
