from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save
from newarea.actions.working_calendar import seed_calendar
from newarea.models import Officer, Programme, touch_reference
from newarea.parts import Fault, parts


@transaction.atomic
def open_programme(programme: Programme) -> Programme:
    """Save a new programme as a draft; its year and the next get their working calendar."""
    checked_save(programme)
    seed_calendar(programme.year - 1, programme.year + 1)
    touch_reference()
    return programme


@transaction.atomic
def revise_programme(programme: Programme, *, seen: int, by: Officer | None, **changes: object) -> Programme:
    programme._history_user = by  # type: ignore[attr-defined]
    programme.save_seen(seen, **changes)
    touch_reference()
    return programme


@transaction.atomic
def withdraw_programme(programme: Programme) -> None:
    """Throw away a draft that nothing hangs on."""
    if not programme.is_draft:
        raise ValidationError(t("An adopted programme cannot be deleted."))
    programme.delete()
    touch_reference()


def plan_faults(programme: Programme) -> list[Fault]:
    """What adoption would complain about: every part answers for its own plan, the base for the undertakings."""
    found = [fault for part in parts().values() for fault in part.faults(programme)]
    if is_empty(programme):
        return [Fault(_nothing_in_it())]
    return _undertaking_faults(programme) + found


def is_empty(programme: Programme) -> bool:
    return not programme.undertakings.exists() and not any(part.has_any(programme) for part in parts().values())


def _nothing_in_it() -> str:
    return t("There is nothing in this programme yet. Enter its projects, targets and work areas, or load a file.")


def _undertaking_faults(programme: Programme) -> list[Fault]:
    missing = [
        ("lead_unit_id", t("“%(title)s” has no lead unit.")),
        ("owner_id", t("“%(title)s” has no owner.")),
        ("start_on", t("“%(title)s” has no start.")),
        ("due_on", t("“%(title)s” has no due date.")),
    ]
    faults = []
    rows = list(programme.undertakings.all())
    if not rows:
        return [Fault(t("Nobody answers for anything yet: the programme has no milestone and no commitment."))]
    for row in rows:
        url = reverse("admin:newarea_undertaking_change", args=[row.pk])
        faults += [Fault(text % {"title": row.title}, url) for name, text in missing if getattr(row, name) is None]
    return faults


@transaction.atomic
def adopt_programme(
    programme: Programme, *, seen: int, by: Officer | None, on: date, despite_faults: bool = False
) -> Programme:
    """Put the plan in force from `on`. Faults stop it unless the caller has seen them and goes on: an unknown unit or
    date is shown as not decided yet, which is allowed and grey. Where there is no plan, there is none to adopt."""
    if not programme.is_draft:
        raise ValidationError(t("This programme has been adopted already."))
    if is_empty(programme):
        raise ValidationError(_nothing_in_it())
    faults = plan_faults(programme)
    if faults and not despite_faults:
        raise ValidationError([fault.text for fault in faults])
    for row in programme.undertakings.all():
        programme.undertakings.filter(pk=row.pk).update(original_due_on=row.due_on)
    return revise_programme(programme, seen=seen, by=by, state=Programme.State.ADOPTED, adopted_on=on)


def close_programme(programme: Programme, *, seen: int, by: Officer | None) -> Programme:
    """The year is over: nothing is reported or reminded of any more, everything stays readable."""
    if programme.state != Programme.State.ADOPTED:
        raise ValidationError(t("Only an adopted programme can be closed."))
    return revise_programme(programme, seen=seen, by=by, state=Programme.State.CLOSED)
