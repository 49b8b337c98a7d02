"""Wake-ups. Each task may run twice, late or never: what is owed stands in the database, and the next tick finds it."""

from functools import partial

import structlog
from celery import shared_task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from newarea import clock
from newarea.actions import month_ends, reminders
from newarea.actions.idempotency import forget_answers
from newarea.broker import breaker

log = structlog.get_logger(__name__)


@shared_task
def tick() -> None:
    batches = reminders.tick(on=clock.today(), now=clock.now(), at_any_hour=settings.DAY is not None)
    wake_sender(batches)


@shared_task
def deliver() -> None:
    reminders.deliver(on=clock.today(), tell_time=clock.now, at_any_hour=settings.DAY is not None)


@shared_task
def keep_month_ends() -> None:
    """And lets go of what is kept for a day only."""
    forget_answers(now=clock.now())
    month_ends.keep_month_ends(on=clock.today())


def wake_sender(batches: int = 1) -> None:
    """After the commit, and never at the caller's cost: with the broker away the next tick finds what is due."""
    transaction.on_commit(partial(_wake, batches))


def _wake(batches: int) -> None:
    if breaker.is_open():
        return
    try:
        for _ in range(batches):
            deliver.delay()
    except (OperationalError, OSError) as away:
        breaker.trip()
        log.warning("broker_away", error=str(away))
