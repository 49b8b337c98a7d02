"""What stands in a calendar feed: due dates that are open, and for a while what became of those that are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as t

from newarea.calendar_file import Entry
from newarea.models import CalendarFeed, Officer, Reference, Terms, Undertaking
from newarea.parts import feeds_of
from newarea.views.calendar.duties import duty_entries
from newarea.views.calendar.frame import Frame
from newarea.views.calendar.undertakings import undertaking_entries, withdrawn_entries


@dataclass(frozen=True)
class Agenda:
    title: str
    entries: Sequence[Entry]


def agenda_of(feed: CalendarFeed, *, on: date, reference: Reference) -> Agenda | None:
    """In the active language; None where what the feed was made for is not visible to its person any more."""
    frame = Frame(feed.person, on, reference)
    return _own(frame) if not feed.subject else _of_part(feed.subject, frame)


def own_title(person: Officer) -> str:
    return t("Due dates of %(person)s") % {"person": person}


def _own(frame: Frame) -> Agenda:
    """What the person answers for, and did until lately."""
    person = frame.person
    held = Terms.objects.filter(undertaking=OuterRef("pk"), owner=person, superseded_on__gte=frame.since)
    rows = _shown(frame).filter(Q(owner=person) | Exists(held))
    gone = Undertaking.history.filter(owner_id=person.pk)
    entries = [
        *undertaking_entries(rows, frame, owner=person.pk),
        *withdrawn_entries(gone, frame),
        *duty_entries(frame),
    ]
    return Agenda(own_title(person), entries)


def _shown(frame: Frame) -> QuerySet[Undertaking]:
    """Of programmes in force, and of those closed lately: their dates are to be cancelled."""
    return Undertaking.objects.filter(Q(programme__state="adopted") | Q(programme__in=list(frame.over)))


def _of_part(subject: str, frame: Frame) -> Agenda | None:
    found = feeds_of([subject], frame.person, frame.on).get(subject)
    if found is None:
        return None
    rows = _shown(frame).filter(pk__in=found.undertakings)
    gone = Undertaking.history.filter(id__in=found.undertakings)
    return Agenda(found.title, [*undertaking_entries(rows, frame), *withdrawn_entries(gone, frame)])
