"""Duties beside undertakings in a calendar feed: reports, verifications, decisions, figures, slips."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as t

from newarea.actions.reminders.listed import Entry as Listed
from newarea.actions.reminders.listed import listed_duties
from newarea.calendar_file import Entry
from newarea.models import ListedDuty
from newarea.models.bilingual import in_language
from newarea.parts import parts
from newarea.views.calendar.frame import Frame, address, example_line, marked, midnight, uid


def duty_entries(frame: Frame) -> Iterator[Entry]:
    """What is listed as open for the person today, and what lately was."""
    listed = listed_duties(on=frame.on, reference=frame.reference, person=frame.person.pk)
    own = {duty: (generation, entry) for (duty, generation, _), entry in listed.items()}
    before = {row.duty: row for row in ListedDuty.objects.filter(person=frame.person)}
    for duty, (generation, entry) in own.items():
        yield _open(duty, generation, entry, before.get(duty), frame)
    for duty, row in before.items():
        if duty not in own and _gone_on(row, frame) >= frame.since:
            yield _gone(row, frame)


def _open(duty: str, generation: int, entry: Listed, before: ListedDuty | None, frame: Frame) -> Entry:
    deadline = entry.deadline
    is_known = before is not None and before.generation == generation
    return Entry(
        uid=_uid(duty, frame),
        sequence=_sequence(generation),
        day=deadline.due_on,
        changed_at=midnight(before.changed_on if before and is_known else frame.on),
        title=marked(deadline.title, is_example=entry.is_example),
        url=address(deadline.url),
        description=[deadline.belongs_to, example_line(is_example=entry.is_example)],
        categories=_categories(duty, frame),
        has_alarms=deadline.due_on >= frame.on,
    )


def _gone(row: ListedDuty, frame: Frame) -> Entry:
    """Done, moved on to somebody else or overtaken: the list does not say which, and nothing is to be done about it."""
    kind = frame.kinds.get(_kind(row.duty), "")
    return Entry(
        uid=_uid(row.duty, frame),
        sequence=_sequence(row.generation) + 1,
        day=row.due_on,
        changed_at=midnight(_gone_on(row, frame)),
        title=t("Off the list: %(title)s") % {"title": in_language(row.title, kind)},
        url=address(reverse("workbench")),
        description=[t("Nothing is asked of you here any more.")],
        categories=_categories(row.duty, frame),
        is_cancelled=True,
    )


def _gone_on(row: ListedDuty, frame: Frame) -> date:
    """Where the next plan will write it down, it is today."""
    return frame.on if row.is_listed else row.changed_on


def _sequence(generation: int) -> int:
    """Leaves a number between two generations for the end of the first."""
    return 2 * generation


def _uid(duty: str, frame: Frame) -> str:
    return uid(f"duty-{duty.replace(':', '-')}-{frame.person.pk}")


def _categories(duty: str, frame: Frame) -> list[str]:
    return [name for name in [frame.kinds.get(_kind(duty))] if name]


def _kind(duty: str) -> str:
    """“targets:observation:7:2023-05” and “report:12:2023-09”: with the name of its part before it, or without."""
    first, _, rest = duty.partition(":")
    return rest.partition(":")[0] if first in parts() else first
