"""Supervision slips: numbered, with their ground in both languages; made known at once where a person issues them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import ngettext

from newarea import formats
from newarea.actions.reminders.at_once import Notice, Told, addressees, send_at_once
from newarea.actions.reminders.hours import may_send
from newarea.actions.reminders.listed import adopted
from newarea.actions.saving import checked_save, traced
from newarea.domain.standing import Light, Standing
from newarea.models import Digest, Officer, Programme, Reference, Report, Share, SupervisionSlip, Undertaking
from newarea.models.standing_sql import with_standing
from newarea.models.undertaking_on import undertakings_on
from newarea.wording import why

log = structlog.get_logger(__name__)

BLUE, YELLOW, RED = SupervisionSlip.Colour.BLUE, SupervisionSlip.Colour.YELLOW, SupervisionSlip.Colour.RED
COVERED_BY: Mapping[str, tuple[str, ...]] = {BLUE: (BLUE, YELLOW, RED), YELLOW: (YELLOW, RED), RED: (RED,)}
PAST_DUE = ("past_due_yellow", "past_due_red")
DATED = ("deadline_near", "date_near", "date_ahead", *PAST_DUE)
MOST = 200  # in one plan; the next one, a quarter of an hour later, goes on


@dataclass(frozen=True)
class Issued:
    slip: SupervisionSlip
    told: list[Told]


@dataclass(frozen=True)
class Order:
    """What a slip is issued with; `by` None is the site itself."""

    colour: str
    reply_by: date
    demand: str = ""
    by: Officer | None = None


def lock_for_issue(undertaking: int) -> Undertaking:
    """Inside a transaction. A programme issues one slip at a time, so that no number is left out or given twice."""
    Programme.objects.select_for_update(of=("self",), no_key=True).get(undertakings=undertaking)
    names = ("programme", "owner__unit", "lead_unit__head__unit", "lead_unit__leader_in_charge__unit")
    return Undertaking.objects.select_for_update(of=("self",)).select_related(*names).get(pk=undertaking)


def write_slip(locked: Undertaking, order: Order, *, on: date, now: datetime, reference: Reference) -> Issued:
    """Of an undertaking under `lock_for_issue`."""
    assert locked.lead_unit is not None
    last = locked.programme.slips.aggregate(last=Max("number"))["last"] or 0
    slip = SupervisionSlip(
        programme=locked.programme,
        number=last + 1,
        colour=order.colour,
        undertaking=locked,
        generation=locked.generation,
        unit=locked.lead_unit,
        demand=order.demand.strip(),
        issued_on=on,
        issued_by=order.by,
        reply_by=order.reply_by,
        **grounds(locked, order.colour, on=on, reference=reference),
    )
    checked_save(traced(slip, by=order.by))
    return Issued(slip, _make_known(slip, on=on, now=now, reference=reference) if order.by else [])


def _make_known(slip: SupervisionSlip, *, on: date, now: datetime, reference: Reference) -> list[Told]:
    """To the owner and the head of the unit; a red one also to the leader in charge.

    What the site issues by itself stands in the day's digest as a duty to answer: one message a person and day.
    """
    shares = [Share.OWNER, Share.HEAD, *([Share.LEADER] if slip.colour == RED else [])]
    notice = Notice(Digest.Kind.SLIP, slip.notice, "slip", slip.undertaking)
    return send_at_once(notice, addressees(slip.undertaking, *shares), on=on, not_before=now, reference=reference)


def grounds(undertaking: Undertaking, colour: str, *, on: date, reference: Reference) -> dict[str, str]:
    """Why the item stands as it does, in both languages."""
    row = undertakings_on(Undertaking.objects.filter(pk=undertaking.pk), on, reference)[0]
    found, due_on = {}, row.facts.due_on
    past = reference.calendar.between(due_on, on) if due_on else 0
    for name, language in (("ground_zh", "zh-hans"), ("ground_en", "en")):
        with translation.override(language):
            found[name] = ground(row.standing, row.facts.due_on, colour, past=past)
    return found


def ground(stands: Standing, due_on: date | None, colour: str, *, past: int) -> str:
    """In the active language, a line a reason: always what is said of its date; what keeps a column grey is no ground
    for anything. A red slip is about the date that has passed, by its own rule and not by the light's."""
    reasons = [reason for reason in (stands.reason, stands.other) if reason and reason.code not in formats.GREYS]
    if colour == RED and due_on:
        return "\n".join([_past(due_on, past), *(why(reason) for reason in reasons if reason.code not in PAST_DUE)])
    lines = [why(reason) for reason in reasons]
    if due_on and not any(reason.code in DATED for reason in reasons):
        lines.insert(0, _due(due_on, stands.working_days_left or 0))
    return "\n".join(lines)


def _past(due_on: date, past: int) -> str:
    words = ngettext(
        "Due on %(day)s, overdue by %(count)d working day and not closed.",
        "Due on %(day)s, overdue by %(count)d working days and not closed.",
        past,
    )
    return words % {"day": formats.full_day(due_on), "count": past}


def _due(due_on: date, left: int) -> str:
    words = ngettext(
        "Due on %(day)s, %(count)d working day left.", "Due on %(day)s, %(count)d working days left.", left
    )
    return words % {"day": formats.full_day(due_on), "count": left}


def issue_owed_slips(*, on: date, now: datetime, reference: Reference, at_any_hour: bool = False) -> int:
    """Those the policy leaves to the site, in the hours of sending only: an office writes no letters at night.

    What was missed is caught up. One that cannot be issued holds up no other. Returns how many were issued.
    """
    if not may_send(on=on, now=now, reference=reference, at_any_hour=at_any_hour):
        return 0
    count = 0
    for undertaking, colour in list(owed_slips(on, reference).items())[:MOST]:
        try:
            count += _issue_owed(undertaking, colour, on=on, now=now, reference=reference)
        except Exception:
            log.exception("slip_fault", undertaking=undertaking, colour=colour)
    return count


@transaction.atomic
def _issue_owed(undertaking: int, colour: str, *, on: date, now: datetime, reference: Reference) -> bool:
    """False where somebody was faster, or the item was closed, by the time the lock is ours."""
    locked = lock_for_issue(undertaking)
    if not _lacking(_answered_for([locked.programme_id]).filter(pk=undertaking), colour).exists():
        return False
    reply_by = reference.calendar.shift(on, reference.sending.slip_reply_days)
    write_slip(locked, Order(colour, reply_by), on=on, now=now, reference=reference)
    return True


def owed_slips(on: date, reference: Reference) -> dict[int, str]:
    """Colour by undertaking: the gravest it has come to, among those that are issued by themselves."""
    policy, found = reference.sending, dict[int, str]()
    rows = _answered_for([programme.pk for programme in adopted(reference)])
    ahead = rows.filter(due_on__gte=on)
    if policy.issues_blue:
        near = ahead.filter(due_on__lte=reference.calendar.shift(on, policy.blue_days))
        found |= dict.fromkeys(_keys(_lacking(near, BLUE)), BLUE)
    if policy.issues_yellow:
        behind = with_standing(_lacking(ahead, YELLOW), on, reference).filter(light__in=[Light.YELLOW, Light.RED])
        found |= dict.fromkeys(_keys(behind), YELLOW)
    if policy.issues_red:
        found |= dict.fromkeys(_keys(_lacking(rows.filter(due_on__lt=on), RED)), RED)
    return found


def _answered_for(programmes: list[int]) -> QuerySet[Undertaking]:
    """Open, led by a unit, and not waiting for the office, which has a close-out request on its desk."""
    closing = Report.objects.waiting().filter(undertaking=OuterRef("pk"), closes=True)
    rows = Undertaking.objects.open().filter(programme__in=programmes, lead_unit__isnull=False)
    return rows.filter(~Exists(closing))


def _lacking(rows: QuerySet[Undertaking], colour: str) -> QuerySet[Undertaking]:
    """Without a slip of that colour or a graver one in this generation of the duty, nor one of an earlier generation
    that is still in hand."""
    slips = SupervisionSlip.objects.filter(undertaking=OuterRef("pk"))
    issued = slips.filter(generation=OuterRef("generation"), colour__in=COVERED_BY[colour])
    return rows.filter(~Exists(issued), ~Exists(slips.in_hand().filter(colour=colour)))


def _keys(rows: QuerySet[Undertaking]) -> list[int]:
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True))
