"""Wake-ups. Each task may run twice, late or never: what is owed stands in the database, and the next tick finds it."""

import structlog
from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from newarea import clock
from newarea.actions import month_ends, reminders

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
    month_ends.keep_month_ends(on=clock.today())


def wake_sender(batches: int = 1) -> None:
    """A broker that is away must not matter to whoever calls: the next tick finds what is due."""
    try:
        for _ in range(batches):
            deliver.delay_on_commit()  # type: ignore[attr-defined]
    except (OperationalError, OSError) as away:
        log.warning("broker_away", error=str(away))
