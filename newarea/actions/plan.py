"""The plan of an undertaking: every change writes the columns (how it is now) and one row of `Terms` (how it came)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as t

from newarea.actions.heirs import held_by, refuse_stranger
from newarea.actions.saving import checked_save, revise_row, traced
from newarea.actions.slips import follow_plan
from newarea.models import (
    ChaseUp,
    Extension,
    LightOverride,
    MonthEnd,
    Officer,
    Reminder,
    Report,
    SupervisionSlip,
    Terms,
    Undertaking,
    Unit,
)
from newarea.parts import parts

PLAN_FIELDS = ("start_on", "due_on", "weight", "is_even_pace", "lead_unit", "owner")
RENEWING_FIELDS = ("due_on", "owner")
UNIT_MAY = ("owner", "title_en")  # what the head of the lead unit decides alone; all else is the district's plan


@transaction.atomic
def plan_undertaking(undertaking: Undertaking, *, by: Officer | None, on: date, reason: str = "") -> Undertaking:
    """Save a new undertaking together with its first terms, known from `on`."""
    undertaking.original_due_on = undertaking.due_on
    checked_save(traced(undertaking, by=by, reason=reason))
    _append_terms(undertaking, Terms.Kind.PLANNED, by=by, on=on, reason=reason)
    return undertaking


@transaction.atomic
def revise_plan(
    undertaking: Undertaking,
    *,
    seen: int,
    by: Officer | None,
    on: date,
    kind: Terms.Kind = Terms.Kind.CORRECTED,
    reason: str = "",
    extension: Extension | None = None,
    **changes: Any,
) -> Undertaking:
    """Change an undertaking over the version that was seen; `changes` may name any of its columns.

    New terms are appended when the plan itself moved, and a moved date, a new owner or a reopening begins a new
    generation of the duty, also when the old date or owner returns. A first due date is the original one, whenever it
    was decided.
    """
    before = Undertaking.objects.get(pk=undertaking.pk)
    refuse_beyond_unit(before, changes, by=by)
    moved = [name for name in PLAN_FIELDS if name in changes and getattr(before, name) != changes[name]]
    if "due_on" in moved and (before.programme.is_draft or before.due_on is None):
        changes["original_due_on"] = changes["due_on"]
    if kind == Terms.Kind.REOPENED or any(name in RENEWING_FIELDS for name in moved):
        changes["generation"] = before.generation + 1
    revise_row(undertaking, changes, seen=seen, by=by, reason=reason)
    if moved or kind == Terms.Kind.REOPENED:
        _append_terms(undertaking, kind, by=by, on=on, reason=reason, extension=extension)
    follow_plan(
        undertaking,
        is_closed=bool(changes.get("closed_on")),
        is_extended=kind == Terms.Kind.EXTENDED,
        new_unit=undertaking.lead_unit if "lead_unit" in moved else None,
        on=on,
    )
    return undertaking


def refuse_beyond_unit(undertaking: Undertaking, changes: Mapping[str, Any], *, by: Officer | None) -> None:
    """The head of a unit says who of the unit answers for its items, and nothing else of the plan."""
    if by is None or not by.is_editor_of_unit:
        return
    if undertaking.lead_unit_id != by.unit_id:
        raise ValidationError(t("This item belongs to another unit."))
    if beyond := [name for name in changes if name not in UNIT_MAY]:
        raise ValidationError({name: t("This is changed by an administrator.") for name in beyond})
    if "owner" in changes and getattr(changes["owner"], "unit_id", None) != by.unit_id:
        raise ValidationError({"owner": t("Choose somebody of your own unit.")})


def _append_terms(
    undertaking: Undertaking,
    kind: Terms.Kind,
    *,
    by: Officer | None,
    on: date,
    reason: str,
    extension: Extension | None = None,
) -> None:
    undertaking.terms.filter(superseded_on=None).update(superseded_on=on)
    plan = {name: getattr(undertaking, name) for name in PLAN_FIELDS}
    Terms.objects.create(
        undertaking=undertaking, kind=kind, known_on=on, reason=reason, by=by, extension=extension, **plan
    )


@transaction.atomic
def hand_over_post(old: Officer, new: Officer, *, by: Officer | None, on: date, reason: str = "") -> int:
    """Pass every open undertaking of one officer, and what else the post holds, to the successor, who may own them;
    returns how many undertakings. History keeps the old name."""
    if old == new:
        raise ValidationError(t("The successor must be somebody else."))
    refuse_stranger(old, new)
    others = _pass_on_headships(old, new, by=by, reason=reason)
    others += sum(part.hand_over(old, new, by=by, reason=reason) for part in parts().values())
    count = _pass_on(held_by(old), by=by, on=on, reason=reason, owner=new)
    if not count and not others:
        raise ValidationError(t("%(officer)s holds nothing that could be handed over.") % {"officer": old})
    return count


def _pass_on_headships(old: Officer, new: Officer, *, by: Officer | None, reason: str) -> int:
    """Returns how many."""
    count = 0
    for name in ("head", "leader_in_charge"):
        for unit in Unit.objects.filter(**{name: old}):
            revise_row(unit, {name: new}, seen=unit.version, by=by, reason=reason)
            count += 1
    return count


@transaction.atomic
def replace_unit(old: Unit, new: Unit, *, by: Officer | None, on: date, reason: str = "") -> int:
    """End a unit in favour of its successor, which inherits officers and open undertakings; returns how many."""
    if old == new:
        raise ValidationError(t("The successor must be another unit."))
    revise_row(old, {"ended_on": on, "succeeded_by": new}, seen=old.version, by=by, reason=reason)
    for officer in Officer.objects.filter(unit=old):
        traced(officer, by=by, reason=reason).save_seen(officer.version, unit=new)
    for part in parts().values():
        part.replace_unit(old, new, by=by, reason=reason)
    return _pass_on(Undertaking.objects.open().filter(lead_unit=old), by=by, on=on, reason=reason, lead_unit=new)


def _pass_on(undertakings: QuerySet[Undertaking], *, by: Officer | None, on: date, reason: str, **change: Any) -> int:
    rows = list(undertakings)
    for row in rows:
        revise_plan(row, seen=row.version, by=by, on=on, kind=Terms.Kind.HANDED_OVER, reason=reason, **change)
    return len(rows)


def is_moved(undertaking: Undertaking, changes: Mapping[str, Any]) -> bool:
    """Whether the changes move an adopted plan: its dates, weight, lead unit or owner. That needs a reason."""
    moved = any(name in changes and changes[name] != getattr(undertaking, name) for name in PLAN_FIELDS)
    return moved and not undertaking.programme.is_draft


@transaction.atomic
def withdraw_undertaking(undertaking: Undertaking) -> None:
    """Take an undertaking out of the plan, as long as nothing has happened to it; afterwards it can only be closed."""
    if refusal := refusal_to_withdraw(undertaking):
        raise ValidationError(refusal)
    undertaking.delete()


def refusal_to_withdraw(undertaking: Undertaking) -> str:
    """What speaks against it, in a sentence; empty if nothing does."""
    facts = facts_of(undertaking)
    text = t("It cannot be deleted: there are recorded facts (%(facts)s).")
    return text % {"facts": facts} if facts else ""


def facts_of(undertaking: Undertaking) -> str:
    """What would be lost with the undertaking, in words; empty if it may be deleted."""
    counts = [
        (undertaking.reports.count(), Report._meta.verbose_name_plural),
        (undertaking.extensions.count(), Extension._meta.verbose_name_plural),
        (undertaking.overrides.count(), LightOverride._meta.verbose_name_plural),
        (undertaking.month_ends.count(), MonthEnd._meta.verbose_name_plural),
        (undertaking.reminders.exclude(state="cancelled").count(), Reminder._meta.verbose_name_plural),
        (undertaking.chase_ups.count(), ChaseUp._meta.verbose_name_plural),
        (undertaking.slips.count(), SupervisionSlip._meta.verbose_name_plural),
        (undertaking.terms.exclude(kind=Terms.Kind.PLANNED).count(), Terms._meta.verbose_name_plural),
    ]
    return t(", ").join(f"{name} {count}" for count, name in counts if count)


@transaction.atomic
def reopen(undertaking: Undertaking, *, seen: int, by: Officer, on: date, reason: str) -> Undertaking:
    """Undo a close-out, for a reason: the figure that stood before it is in force again and the duty begins anew."""
    if undertaking.closed_on is None:
        raise ValidationError(t("This item is not closed."))
    if not reason.strip():
        raise ValidationError(t("Say why the item is opened again."))
    revise_plan(undertaking, seen=seen, by=by, on=on, kind=Terms.Kind.REOPENED, reason=reason, closed_on=None)
    closing = undertaking.reports.verified().filter(closes=True, reopened_on=None).latest("pk")
    undertaking.reports.filter(pk=closing.pk).update(reopened_on=on, superseded_on=on)
    _restore_figure_before(closing, by=by, on=on, reason=reason)
    return undertaking


def _restore_figure_before(closing: Report, *, by: Officer, on: date, reason: str) -> None:
    earlier = Report.objects.verified().filter(undertaking=closing.undertaking_id, pk__lt=closing.pk, closes=False)
    figure = earlier.order_by("speaks_for", "pk").last()
    if figure is None:
        return
    figure.revises_id, figure.pk, figure.key = figure.pk, None, ""
    figure._state.adding = True
    figure.is_restored, figure.superseded_on = True, None
    figure.decided_on, figure.decided_by, figure.decision_note = on, by, reason
    checked_save(figure)


@transaction.atomic
def set_override(undertaking: Undertaking, *, light: str, reason: str, by: Officer, on: date) -> LightOverride:
    """Put a manual light beside the computed one; one already there ends today."""
    end_override(undertaking, by=by, on=on)
    return checked_save(LightOverride(undertaking=undertaking, light=light, reason=reason.strip(), by=by, from_on=on))


def end_override(undertaking: Undertaking, *, by: Officer, on: date) -> int:
    """End the manual light in force, if there is one; returns how many ended."""
    return undertaking.overrides.filter(ended_on=None).update(ended_on=on, ended_by=by)
