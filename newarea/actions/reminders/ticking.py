"""The tick: every fifteen seconds, whatever is owed is found, written down and made ready to send."""

from datetime import date, datetime, timedelta
from math import ceil
from zlib import crc32

import structlog
from django.db import transaction
from django.db.models import Max

from newarea.actions import alerts
from newarea.actions.reminders.batch import BATCH, release_expired
from newarea.actions.reminders.digesting import carry_over, make_digests
from newarea.actions.reminders.hours import may_send
from newarea.actions.reminders.issuing import issue_owed_slips
from newarea.actions.reminders.planning import plan_reminders, plan_some
from newarea.actions.reminders.steps import steps_by_kind
from newarea.models import Digest, Pulse, Reference, ReferenceEdition, Terms, reference

log = structlog.get_logger(__name__)

COMPLETE_EVERY = timedelta(minutes=15)
OVERLAP = 500  # keys are given before they are committed: the newest few are looked at again
MOST_BATCHES = 20


def tick(*, on: date, now: datetime, at_any_hour: bool = False) -> int:
    """Returns how many batches are due. Each step stands for itself, and any of them may run twice."""
    pulse = beat(on=on, now=now)
    release_expired(now=now)
    carry_over(on=on)
    alerts.watch(on=on, now=now)
    held = reference()
    try:
        plan_if_needed(pulse, on=on, now=now, reference=held, at_any_hour=at_any_hour)
    finally:
        make_digests(on=on, now=now, reference=held, at_any_hour=at_any_hour)
    return batches_due(on=on, now=now, reference=held, at_any_hour=at_any_hour)


@transaction.atomic
def beat(*, on: date, now: datetime) -> Pulse:
    """A silence is written down by the tick that ends it, and by no other."""
    pulse = Pulse.objects.select_for_update().get_or_create(pk=1, defaults={"beat_at": now})[0]
    alerts.record_silence(pulse.beat_at, on=on, now=now)
    Pulse.objects.filter(pk=1).update(beat_at=now)
    return pulse


def plan_if_needed(pulse: Pulse, *, on: date, now: datetime, reference: Reference, at_any_hour: bool = False) -> int:
    """A complete plan when the day, the calendar, the programmes or the table changed, and every quarter of an hour
    as a net; in between only undertakings whose plan was changed since."""
    plan, newest = _plan(on), Terms.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if pulse.planned_for != plan or _is_old(pulse.planned_at, now=now):
        issue_slips(on=on, now=now, reference=reference, at_any_hour=at_any_hour)
        found = plan_reminders(on=on)
        Pulse.objects.filter(pk=1).update(planned_for=plan, planned_at=now, terms_seen=newest)
        return found
    since = min(pulse.terms_seen, newest - OVERLAP)
    changed = Terms.objects.filter(pk__gt=since).values("undertaking")
    found = plan_some(changed, on=on, reference=reference)
    if newest != pulse.terms_seen:
        Pulse.objects.filter(pk=1).update(terms_seen=newest)
    return found


def issue_slips(*, on: date, now: datetime, reference: Reference, at_any_hour: bool) -> int:
    """Supervision slips that are due by themselves; whatever is wrong with them, reminders go out."""
    try:
        return issue_owed_slips(on=on, now=now, reference=reference, at_any_hour=at_any_hour)
    except Exception:
        log.exception("slips_fault")
        return 0


def _is_old(planned_at: datetime | None, *, now: datetime) -> bool:
    """Of the future is old too: a clock that was put back must not hold up plans until it is there again."""
    return planned_at is None or not timedelta(0) <= now - planned_at < COMPLETE_EVERY


def _plan(on: date) -> str:
    """What a complete plan depends on besides the undertakings themselves."""
    token = ReferenceEdition.objects.filter(pk=1).values_list("token", flat=True).first()
    return f"{on} {token} {crc32(repr(steps_by_kind()).encode()):08x}"


def batches_due(*, on: date, now: datetime, reference: Reference, at_any_hour: bool) -> int:
    is_open = may_send(on=on, now=now, reference=reference, at_any_hour=at_any_hour)
    due = Digest.objects.due(on=on, now=now, is_open=is_open)[: BATCH * MOST_BATCHES].count()
    return min(MOST_BATCHES, ceil(due / BATCH))
